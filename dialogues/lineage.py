"""What stood before in the turns of now, followed by lineage through cuts and joins.

``js/desk/lineage.js`` does the same while one writes.
"""

from __future__ import annotations

from itertools import pairwise

from rapidfuzz.distance import Indel

from dialogues.domain.turns import Turn

# Beyond it a text is not shared out among the turns that came of it.
MOST_COMPARED = 40_000


def texts_before(older: list[Turn], newer: list[Turn]) -> dict[str, str]:
    """The older text of each newer turn that has one, by its id.

    A turn that took in another one has both texts; of a turn that was cut each
    piece has its own part.
    """
    heirs: dict[str, list[Turn]] = {turn["id"]: [] for turn in older}
    for turn in newer:
        for source in {turn["id"], *turn["parents"]} & heirs.keys():
            # Who kept the id kept the beginning, wherever it stands by now.
            first = source == turn["id"]
            heirs[source].insert(0 if first else len(heirs[source]), turn)
    came: dict[str, list[str]] = {}
    for old in older:
        made = heirs[old["id"]]
        shares = _shares(old["text"], [turn["text"] for turn in made])
        for turn, share in zip(made, shares, strict=True):
            came.setdefault(turn["id"], []).append(share)
    return {lineage: "".join(pieces) for lineage, pieces in came.items()}


def _shares(old: str, pieces: list[str]) -> list[str]:
    """The old text in as many parts as there are pieces of it now."""
    now = "".join(pieces)
    if len(pieces) < 2 or len(old) + len(now) > MOST_COMPARED:
        return [old, *("" for _piece in pieces[1:])] if pieces else []
    ends, end = [], 0
    for piece in pieces[:-1]:
        end += len(piece)
        ends.append(_place_before(old, now, end))
    cuts = [0, *ends, len(old)]
    return [old[start:end] for start, end in pairwise(cuts)]


def _place_before(old: str, now: str, at: int) -> int:
    """Where a place in the new text lies in the old one."""
    for step in Indel.opcodes(old, now):
        if step.dest_end >= at and step.tag != "delete":
            kept = at - step.dest_start if step.tag == "equal" else 0
            return step.src_start + kept
    return len(old)
