"""Looking for many words in turns, quickly: what is asked of a text is found out once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from re import Pattern
from typing import Self

from ahocorasick_rs import AhoCorasick

from dialogues.checks.places import Look, Noticed, Setting
from dialogues.domain.turns import Turn

_looked_for: set[str] = set()


class Words(frozenset[str]):
    """Words that are looked for in every turn, together with those of all checks."""

    def __new__(cls, *words: str) -> Self:
        _looked_for.update(words)
        _finder.cache_clear()
        return super().__new__(cls, words)


@cache
def _finder() -> AhoCorasick:
    return AhoCorasick(_looked_for, store_patterns=True)


def words_in(text: str) -> set[str]:
    """All that are looked for and stand in the text."""
    return set(_finder().find_matches_as_strings(text, overlapping=True))


class Spoken(list[Turn]):
    """Turns that several checks look at; it must not change meanwhile."""

    @cached_property
    def text(self) -> str:
        return "\n".join([turn["text"] for turn in self])

    @cached_property
    def held(self) -> list[set[str]]:
        """For each turn those that are looked for and stand in it."""
        return [words_in(turn["text"]) for turn in self]

    @cached_property
    def words(self) -> set[str]:
        return set().union(*self.held)

    @cached_property
    def by_role(self) -> dict[str, Spoken]:
        said: dict[str, Spoken] = {}
        for turn, held in zip(self, self.held, strict=True):
            part = said.get(turn["role"])
            if part is None:
                part = said[turn["role"]] = Spoken()
                part.held = []
            part.append(turn)
            part.held.append(held)
        return said


def spoken(turns: list[Turn]) -> Spoken:
    return turns if isinstance(turns, Spoken) else Spoken(turns)


def said_by(role: str, turns: list[Turn]) -> Spoken:
    return spoken(turns).by_role.get(role, Spoken())


def matches(
    pattern: Pattern[str],
    turns: list[Turn],
    *,
    needs: Words | None = None,
) -> Iterator[Noticed]:
    """Every place where the pattern stands in a turn.

    ``needs`` are words of which each match holds one: to look for them is quicker.
    """
    for turn in turns if needs is None else holding(needs, turns):
        for found in pattern.finditer(turn["text"]):
            yield Noticed(turn["id"], found.start(), found.end())


def holding(needs: Words, turns: list[Turn]) -> list[Turn]:
    """The turns that hold any of the words, and so are worth a closer look."""
    together = spoken(turns)
    if needs.isdisjoint(together.words):
        return []
    return [
        turn
        for turn, held in zip(together, together.held, strict=True)
        if not needs.isdisjoint(held)
    ]


def in_replies(
    chinese: Pattern[str],
    english: Pattern[str],
    *,
    needs: Words | None = None,
) -> Look:
    """Build a check that looks for phrases in what the assistant says."""

    def look(turns: list[Turn], setting: Setting) -> Iterable[Noticed]:
        replies = said_by("assistant", turns)
        if setting.english:
            return matches(english, replies)
        return matches(chinese, replies, needs=needs)

    return look
