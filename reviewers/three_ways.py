"""The draft, what was sent back, and what came then, laid beside each other by lineage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from dialogues.comparing import Pair, aligned
from dialogues.domain.turns import Turn
from dialogues.models import Revision
from reviewers.models import Review
from reviewers.queries import revisions_of


class Ways(TypedDict):
    """One turn in the three versions; empty where it is not there."""

    id: str
    role: str
    draft: str | None
    last: str | None
    now: str | None


def earlier_revisions(review: Review) -> list[Revision]:
    """What the dialogue was before the revision that is read, the first one first."""
    return [
        revision
        for revision in revisions_of(review.dialogue_id)
        if revision.number < review.revision.number
    ]


def draft_among(earlier: Iterable[Revision], base: Revision | None) -> Revision | None:
    """What a drafter or an import wrote, unless the text is compared with it anyway."""
    draft = next((one for one in earlier if one.author_id is None), None)
    return draft if base and draft and draft.pk != base.pk else None


def with_ancestors(turns: list[Turn], earlier: Iterable[Revision]) -> list[Turn]:
    """The turns with all that they were ever made from as their parents."""
    made_from: dict[str, set[str]] = {}
    for revision in earlier:
        for turn in revision.turns:
            made_from.setdefault(turn["id"], set()).update(turn["parents"])
    found = []
    for turn in turns:
        known: set[str] = set()
        waiting = [turn["id"], *turn["parents"]]
        while waiting:
            lineage = waiting.pop()
            if lineage not in known:
                known.add(lineage)
                waiting += made_from.get(lineage, ())
        found.append({**turn, "parents": sorted(known - {turn["id"]})})
    return found  # type: ignore[return-value]


def three_ways(
    draft: Revision,
    pairs: list[Pair],
    earlier: Iterable[Revision],
    now: list[Turn],
) -> list[Ways]:
    """The pairs of what was sent back and what came, each with the draft beside it.

    What left the draft before it was sent back stands where it was.
    """
    rounds = {pair["id"]: pair for pair in pairs}
    parents = {
        turn["id"]: turn["parents"]
        for turns in [*(one.turns for one in earlier), now]
        for turn in turns
    }
    both: list[Turn] = [
        {
            "id": pair["id"],
            "role": pair["role"],
            "text": pair["new"] if pair["new"] is not None else pair["old"] or "",
            "parents": parents.get(pair["id"], []),
            "labels": [],
        }
        for pair in pairs
    ]
    rows: list[Ways] = []
    for row in aligned(draft.turns, with_ancestors(both, earlier)):
        pair = rounds.get(row["id"])
        rows.append(
            {
                "id": row["id"],
                "role": row["role"],
                "draft": row["old"],
                "last": pair["old"] if pair else None,
                "now": pair["new"] if pair else None,
            },
        )
    return rows
