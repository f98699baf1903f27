"""Two versions of a dialogue side by side, by lineage; two dialogues, by their words."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TypedDict

from dialogues.domain.turns import Turn
from dialogues.lineage import texts_before


class Pair(TypedDict):
    """One turn in two versions; ``old`` or ``new`` is null where it is not there."""

    id: str
    role: str
    old: str | None
    new: str | None
    changed: bool


def aligned(before: list[Turn] | None, after: list[Turn]) -> list[Pair]:
    """The turns of ``after`` in order, with those taken out where they stood."""
    if before is None:
        return [_pair(turn, turn["text"], turn["text"]) for turn in after]
    old = texts_before(before, after)
    left = {turn["id"] for turn in after}
    # A turn made by merging or splitting is compared with what it was made from.
    made_from = {parent for turn in after for parent in turn["parents"]}
    rows: list[Pair] = []
    waiting = _removed_after(before, left | made_from)
    rows += waiting.get(None, [])
    for turn in after:
        rows.append(_pair(turn, old.get(turn["id"]), turn["text"]))
        for lineage in (turn["id"], *turn["parents"]):
            rows += waiting.pop(lineage, [])
    return rows


def laid_beside(one: list[Turn], other: list[Turn]) -> list[Pair]:
    """The turns of two dialogues that share no lineage: equal ones hold the rest."""
    left, right = ([turn["text"] for turn in turns] for turns in (one, other))
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    rows: list[Pair] = []
    for _tag, start, end, other_start, other_end in matcher.get_opcodes():
        for old, new in zip_longest(one[start:end], other[other_start:other_end]):
            rows.append(
                _pair(new or old, old and old["text"], new and new["text"]),
            )
    return rows


def _removed_after(before: list[Turn], kept: set[str]) -> dict[str | None, list[Pair]]:
    """Removed turns by the last kept turn that stood before them."""
    removed: dict[str | None, list[Pair]] = {}
    last = None
    for turn in before:
        if turn["id"] in kept:
            last = turn["id"]
        else:
            removed.setdefault(last, []).append(_pair(turn, turn["text"], None))
    return removed


def _pair(turn: Turn, old: str | None, new: str | None) -> Pair:
    return {
        "id": turn["id"],
        "role": turn["role"],
        "old": old,
        "new": new,
        "changed": old != new,
    }
