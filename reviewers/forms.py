"""What an expert fills in beside a dialogue, read into the values of one decision."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from dialogues.anchoring import quoted
from dialogues.domain.checklists import AnswerData, clean_answers, current_items
from dialogues.domain.commenting import clean_comments
from dialogues.domain.submission import CommentData
from dialogues.domain.turns import Turn, clean_turns
from dialogues.reasons import reasons_of
from reviewers.elements import ELEMENTS
from reviewers.models import Review


def read_decision(data: QueryDict) -> str:
    decision = data.get("decision", "")
    if decision not in Review.Decision.values:
        raise ValidationError({"decision": [_("Choose what to decide.")]})
    return decision


def read_answers(review: Review, data: QueryDict) -> list[AnswerData]:
    """The radio buttons ``answer-ITEM`` and ``answer-ITEM-TURN`` with their notes."""
    items = current_items(review.project)
    raw = []
    for item in items:
        for turn in [None, *(turn["id"] for turn in review.revision.turns)]:
            name = f"answer-{item.slug}" + (f"-{turn}" if turn else "")
            if value := data.get(name):
                note = data.get(f"note-{item.slug}", "")
                raw.append(
                    {"item": item.slug, "turn": turn, "value": value, "note": note},
                )
    return clean_answers(raw, items)


def read_comments(review: Review, data: QueryDict) -> list[CommentData]:
    """The comments on single turns, then the one on the whole dialogue."""
    comments = []
    sentences = {"": ""} | {
        reason.slug: str(reason.sentence) or str(reason)
        for reason in reasons_of(review.project)
    }
    for turn in [*(turn["id"] for turn in review.revision.turns), None]:
        suffix = f"-{turn}" if turn else ""
        code = data.get(f"code{suffix}", "")
        if code not in sentences:
            raise ValidationError({"comments": [_("There is no such reason.")]})
        text = data.get(f"comment{suffix}", "").strip() or sentences[code]
        if text:
            comments.append({"turn": turn, "text": text, "code": code})
    return clean_comments(comments, review.revision)


def read_turns(review: Review, data: QueryDict) -> list[Turn] | None:
    """The expert's own wording, or nothing where they changed none."""
    turns = [
        {**turn, "text": data.get(f"text-{turn['id']}", turn["text"])}
        for turn in review.revision.turns
    ]
    cleaned = clean_turns(
        [
            turn
            if turn["text"] == old["text"]
            # By its words each label finds its place in the new text.
            else {**turn, "labels": quoted(old["labels"], old["text"])}
            for turn, old in zip(turns, review.revision.turns, strict=True)
        ],
    )
    return cleaned if cleaned != review.revision.turns else None


def read_elements(data: QueryDict) -> dict[str, str]:
    """How the text answers a disclosure: the radio buttons ``element-SLUG``."""
    return {
        element.slug: data[f"element-{element.slug}"]
        for element in ELEMENTS
        if f"element-{element.slug}" in data
    }
