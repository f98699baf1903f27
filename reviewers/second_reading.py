"""What the third reader sees of the two who disagree."""

from __future__ import annotations

from typing import Any, TypedDict

from dialogues.domain.checklists import AnswerData, current_items
from dialogues.domain.submission import CommentData
from dialogues.domain.turns import Turn
from dialogues.models import Answer
from reviewers.models import Review
from reviewers.second_queries import waiting_readings


class Reading(TypedDict):
    """What one of the two said, without a name."""

    decision: str
    answers: list[AnswerData]
    comments: list[CommentData]
    turns: list[Turn] | None


def readings(review: Review) -> list[Reading]:
    """What both earlier readers said, for who chooses between them and nobody else."""
    said = []
    if review.status == Review.Status.CLAIMED:
        found = list(waiting_readings(review.dialogue).exclude(expert=review.expert_id))
        if len(found) == 2:
            said = [one.events.get(verb="decide").data["said"] for one in found]
    return [
        {
            "decision": one["decision"],
            "answers": one["answers"],
            "comments": one["comments"],
            "turns": one["turns"],
        }
        for one in said
    ]


def readings_before(review: Review) -> list[dict[str, Any]]:
    """The same for a page: only what they answered differently, in words."""
    both = readings(review)
    if not both:
        return []
    numbers = {
        turn["id"]: number for number, turn in enumerate(review.revision.turns, start=1)
    }
    texts = {turn["id"]: turn["text"] for turn in review.revision.turns}
    values = [
        {(one["item"], one["turn"]): one["value"] for one in said["answers"]}
        for said in both
    ]
    differ = [
        place
        for place in dict.fromkeys([*values[0], *values[1]])
        if values[0].get(place) != values[1].get(place)
    ]
    items = {item.slug: item for item in current_items(review.project)}
    words = dict(Answer.Value.choices)
    return [
        {
            "decision": Review.Decision(said["decision"]).label,
            "answers": [
                {
                    "item": items.get(item, item),
                    "critical": item in items and items[item].critical,
                    "number": numbers.get(turn) if turn else None,
                    "value": words.get(given.get((item, turn)), "–"),
                }
                for item, turn in differ
            ],
            "comments": [
                {**comment, "number": numbers.get(comment["turn"] or "")}
                for comment in said["comments"]
            ],
            "turns": [
                {
                    "number": number,
                    "old": texts.get(turn["id"], ""),
                    "new": turn["text"],
                }
                for number, turn in enumerate(said["turns"] or [], start=1)
                if texts.get(turn["id"]) != turn["text"]
            ],
        }
        for said, given in zip(both, values, strict=True)
    ]
