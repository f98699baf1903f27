"""Which rows are kept for testing: no topic and no near-copy stands on two sides."""

from __future__ import annotations

import hashlib
from collections import defaultdict

from dialogues.fingerprints import (
    Fingerprint,
    fingerprint_of_text,
    likeness,
    normalised,
)

TRAIN, VALIDATION, TEST = "train", "validation", "test"
HELD_OUT = 0.1  # each of validation and test, as a part of all rows
# Texts that share this much are near-copies here: less than is worth telling a person,
# for what stands on two sides makes a test too easy.
ALIKE = 0.5


class Families:
    """Rows that belong together because they share a topic, a draft or their text."""

    def __init__(self) -> None:
        self._parents: list[int] = []
        self._keys: list[str] = []
        self._first: dict[tuple[str, object], int] = {}
        self._fingerprints: list[Fingerprint] = []

    def add(self, *, topic: str | None, text: str, draft: object = None) -> None:
        """Take in the next row."""
        row = len(self._parents)
        self._parents.append(row)
        fingerprint = fingerprint_of_text(text)
        topic_key = normalised(topic or "")
        self._keys.append(topic_key or fingerprint.content.hex())
        self._join(row, "text", fingerprint.content)
        if topic_key:
            self._join(row, "topic", topic_key)
        if draft:
            self._join(row, "draft", draft)
        self._join_near_copies(row, fingerprint)

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

    def _join_near_copies(self, row: int, fingerprint: Fingerprint) -> None:
        self._fingerprints.append(fingerprint)
        for band in fingerprint.bands:
            first = self._first.setdefault(("band", band), row)
            if likeness(self._fingerprints[first], fingerprint) >= ALIKE:
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
