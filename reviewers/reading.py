"""What an expert reads on one page: the turns with their changes, and the answers."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any, TypedDict

from dialogues.comparing import Pair, aligned
from dialogues.models import Answer, Comment, Finding, Revision
from dialogues.returned import taken_in
from reviewers.models import Review
from reviewers.three_ways import (
    Ways,
    draft_among,
    earlier_revisions,
    three_ways,
    with_ancestors,
)


class Passage(TypedDict):
    """One turn in two versions, with what was noticed in it and said of it."""

    pair: Pair
    number: int | None
    findings: list[Finding]
    comments: list[Comment]
    ways: Ways | None
    taken: bool


def passages(
    review: Review,
    base: Revision | None,
    findings: list[Finding],
    comments: list[Comment],
) -> list[Passage]:
    """The reviewed turns in order; ``number`` is empty where a turn was taken out.

    ``ways`` is there where the text came back: the draft and both rounds of the turn.
    """
    earlier = earlier_revisions(review)
    now = review.revision.turns
    pairs = aligned(base.turns if base else None, with_ancestors(now, earlier))
    draft = draft_among(earlier, base)
    if draft:
        ways = {one["id"]: one for one in three_ways(draft, pairs, earlier, now)}
        gone: Pair = {"id": "", "role": "", "old": None, "new": None, "changed": False}
        paired = {pair["id"]: pair for pair in pairs}
        pairs = [
            paired.get(one["id"], {**gone, "id": one["id"], "role": one["role"]})
            for one in ways.values()
        ]
    else:
        ways = {}
    taken = taken_in(review.revision)
    numbers = {
        turn["id"]: number for number, turn in enumerate(review.revision.turns, start=1)
    }
    return [
        {
            "pair": pair,
            "number": numbers.get(pair["id"]),
            "findings": [one for one in findings if str(one.turn) == pair["id"]],
            "comments": [one for one in comments if str(one.turn) == pair["id"]],
            "ways": ways.get(pair["id"]),
            "taken": pair["id"] in taken,
        }
        for pair in pairs
    ]


def of_no_turn(rows: list[Any], shown: list[Passage]) -> list[Any]:
    """Those that stand at none of the turns on the page."""
    known = {passage["pair"]["id"] for passage in shown}
    return [row for row in rows if str(row.turn) not in known]


def compared_answers(review: Review) -> list[dict[str, Any]]:
    """The author's answers beside the expert's own, question by question.

    For after the decision only: before it the expert sees neither answers nor name.
    """
    if review.status != Review.Status.DECIDED:
        return []
    numbers = {
        turn["id"]: number for number, turn in enumerate(review.revision.turns, start=1)
    }
    answers = (
        Answer.objects.filter(
            revision=review.revision_id,
            by__in=[review.expert_id, review.revision.author_id],
        )
        .select_related("item")
        .order_by("id")
    )
    rows = []
    for (item, turn), given in groupby(
        sorted(
            answers,
            key=lambda one: (one.item.position, numbers.get(str(one.turn), 0)),
        ),
        key=lambda one: (one.item, one.turn),
    ):
        by = {answer.by_id: answer for answer in given}
        mine, theirs = by.get(review.expert_id), by.get(review.revision.author_id)
        rows.append(
            {
                "item": item,
                "number": numbers.get(str(turn)),
                "mine": mine,
                "theirs": theirs,
                "differ": bool(mine and theirs and mine.value != theirs.value),
            },
        )
    return rows


class PeerPoint(TypedDict):
    """What another volunteer said before the experts; ``number`` is of its turn."""

    number: int | None
    text: str


def said_by_peers(review: Review) -> list[PeerPoint]:
    """What volunteers said of it first: like the author's answers after the decision."""
    if review.status != Review.Status.DECIDED:
        return []
    numbers = {
        turn["id"]: number for number, turn in enumerate(review.revision.turns, start=1)
    }
    said = Comment.objects.filter(dialogue=review.dialogue_id, as_peer=True)
    return [
        {"number": numbers.get(str(one.turn)), "text": one.text}
        for one in said.order_by("at", "id")
    ]


class MarkedTurn(TypedDict):
    """A turn cut into pieces, with those marked that were noticed."""

    id: str
    role: str
    number: int
    pieces: list[tuple[str, bool]]


def marked_turns(
    revision: Revision | None, findings: Iterable[Finding]
) -> list[MarkedTurn]:
    """The turns of a revision with the passages of these findings marked."""
    spans: dict[str, list[tuple[int, int]]] = {}
    turns = revision.turns if revision else []
    lengths = {turn["id"]: len(turn["text"]) for turn in turns}
    for finding in findings:
        turn = str(finding.turn)
        if turn in lengths:
            start = finding.start or 0
            end = lengths[turn] if finding.end is None else finding.end
            spans.setdefault(turn, []).append((start, end))
    return [
        {
            "id": turn["id"],
            "role": turn["role"],
            "number": number,
            "pieces": _pieces(turn["text"], sorted(spans.get(turn["id"], []))),
        }
        for number, turn in enumerate(turns, start=1)
    ]


def _pieces(text: str, spans: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    pieces, at = [], 0
    for start, end in spans:
        if start > at:
            pieces.append((text[at:start], False))
        if end > max(start, at):
            pieces.append((text[max(start, at) : end], True))
        at = max(at, end)
    return [*pieces, (text[at:], False)] if at < len(text) else pieces
