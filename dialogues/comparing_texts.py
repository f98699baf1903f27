"""Two versions of a longer text, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypedDict

from rapidfuzz import fuzz

# In percent: below it a line is no other wording of the other.
ALIKE = 40
# More lines at one place than anybody compares by eye are shown as they are.
MOST_LINES = 200


class Lines(TypedDict):
    """Lines that stayed (``old`` and ``new`` alike), or what became of some."""

    old: str | None
    new: str | None
    changed: bool


def changed_lines(before: str, after: str) -> list[Lines]:
    """The text in pieces: those that stayed whole, and those to look at."""
    old, new = before.split("\n"), after.split("\n")
    pieces: list[Lines] = []
    for what, a, b, c, d in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if what == "equal":
            same = "\n".join(old[a:b])
            pieces.append({"old": same, "new": same, "changed": False})
        else:
            pieces += [
                {"old": one, "new": other, "changed": True}
                for one, other in _beside(old[a:b], new[c:d])
            ]
    return pieces


def _beside(
    old: Sequence[str],
    new: Sequence[str],
) -> Iterator[tuple[str | None, str | None]]:
    """Each line with the one it became, in order; the pairs most alike together."""
    if len(old) > MOST_LINES or len(new) > MOST_LINES:
        yield "\n".join(old) or None, "\n".join(new) or None
        return
    # best[i][j]: how much the lines from i and from j on can be alike in all.
    best = [[0.0] * (len(new) + 1) for _line in range(len(old) + 1)]
    alike = [[fuzz.ratio(one, other) for other in new] for one in old]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            pair = alike[i][j] + best[i + 1][j + 1] if alike[i][j] >= ALIKE else 0.0
            best[i][j] = max(pair, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(old) and j < len(new):
        if best[i][j] == best[i + 1][j]:
            yield old[i], None
            i += 1
        elif best[i][j] == best[i][j + 1]:
            yield None, new[j]
            j += 1
        else:
            yield old[i], new[j]
            i, j = i + 1, j + 1
    yield from ((line, None) for line in old[i:])
    yield from ((None, line) for line in new[j:])
