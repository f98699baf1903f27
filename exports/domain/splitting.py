"""Which rows are kept for testing: no topic and no near-copy stands on two sides."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from zlib import crc32

TRAIN, VALIDATION, TEST = "train", "validation", "test"
HELD_OUT = 0.1  # each of validation and test, as a part of all rows
ALIKE = 0.5  # texts that share this much of their phrases are near-copies

# A text is summed up by the smallest phrase hash in each of 24 bins; two texts are
# compared when three bins running agree.
PHRASE = 5
BINS = 24
BAND = 3

Sketch = tuple[int | None, ...]


def normalised(text: str) -> str:
    """A text without what does not tell it apart: width, case, spaces, punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def sketch_of(text: str) -> Sketch:
    """A small summary by which near-copies of a text are recognised."""
    data = text.encode("utf-16-le", "surrogatepass")
    bins: list[int | None] = [None] * BINS
    width = 2 * PHRASE
    for value in {crc32(data[at : at + width]) for at in range(0, len(data), 2)}:
        place = value % BINS
        least = bins[place]
        if least is None or value < least:
            bins[place] = value
    return tuple(bins)


def likeness(one: Sketch, other: Sketch) -> float:
    """How much two texts share, between 0 and 1, told from their summaries."""
    pairs = [pair for pair in zip(one, other, strict=True) if pair != (None, None)]
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else 0.0


class Families:
    """Rows that belong together because they share a topic, a draft or their text."""

    def __init__(self) -> None:
        self._parents: list[int] = []
        self._keys: list[str] = []
        self._first: dict[tuple[str, object], int] = {}
        self._sketches: list[Sketch] = []

    def add(self, *, topic: str | None, text: str, draft: object = None) -> None:
        """Take in the next row."""
        row = len(self._parents)
        self._parents.append(row)
        plain = normalised(text)
        digest = hashlib.sha256(plain.encode()).hexdigest()
        topic_key = normalised(topic or "")
        self._keys.append(topic_key or digest)
        self._join(row, "text", digest)
        if topic_key:
            self._join(row, "topic", topic_key)
        if draft:
            self._join(row, "draft", draft)
        self._join_near_copies(row, sketch_of(plain))

    def splits(self, *, seed: int) -> list[str]:
        """The split of each row, in the order in which they came.

        A tenth each for validation and test where the families allow it: a family
        that is much larger than a tenth stays in train, which is never empty.
        """
        families: dict[int, list[int]] = defaultdict(list)
        for row in range(len(self._parents)):
            families[self._find(row)].append(row)
        shuffled = sorted(families.values(), key=lambda rows: self._rank(rows, seed))
        splits = [TRAIN] * len(self._parents)
        if len(shuffled) < 3:
            return splits
        wanted = max(1, round(HELD_OUT * len(splits)))
        for split in (TEST, VALIDATION):
            filled = 0
            for rows in list(shuffled):
                if filled >= wanted or len(shuffled) == 1:
                    break
                if filled + len(rows) <= 2 * wanted:
                    shuffled.remove(rows)
                    filled += len(rows)
                    for row in rows:
                        splits[row] = split
        return splits

    def _rank(self, rows: list[int], seed: int) -> str:
        """Where chance puts a family; the same seed and topics, the same place."""
        return min(
            hashlib.sha256(f"{seed}:{self._keys[row]}".encode()).hexdigest()
            for row in rows
        )

    def _join_near_copies(self, row: int, sketch: Sketch) -> None:
        self._sketches.append(sketch)
        for start in range(0, BINS, BAND):
            band = sketch[start : start + BAND]
            if None in band:
                continue
            first = self._first.setdefault(("band", (start, band)), row)
            if likeness(self._sketches[first], sketch) >= ALIKE:
                self._unite(first, row)

    def _join(self, row: int, kind: str, key: object) -> None:
        self._unite(self._first.setdefault((kind, key), row), row)

    def _unite(self, one: int, other: int) -> None:
        self._parents[self._find(other)] = self._find(one)

    def _find(self, row: int) -> int:
        while self._parents[row] != row:
            self._parents[row] = self._parents[self._parents[row]]
            row = self._parents[row]
        return row
