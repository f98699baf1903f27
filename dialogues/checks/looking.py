"""Looking for many words in turns, quickly: what is asked of a text is found out once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from re import Pattern

from dialogues.checks.places import Look, Noticed, Setting
from dialogues.domain.turns import Turn

# The commonest characters of dialogues, the commonest first: nearly every text has them.
COMMON = "我的你了不是会一很这有在得他们么她什想好感觉可以到那说心自己要就都时人多和没情上去能过来下还别对也个样怎学知道看为难生做事大爸妈老师"


class Words:
    """Words of which a text is asked which it holds.

    A word is looked for only where the rarest of its characters stands.
    """

    def __init__(self, *words: str) -> None:
        self.by_letter: dict[str, list[str]] = {}
        for word in words:
            self.by_letter.setdefault(_rarest(word), []).append(word)
        self.letters = frozenset(self.by_letter)

    def in_text(self, text: str, letters: frozenset[str]) -> list[str]:
        """Those that the text holds; ``letters`` are all of its characters."""
        return [
            word
            for letter in self.letters & letters
            for word in self.by_letter[letter]
            if word in text
        ]


def _rarest(word: str) -> str:
    uncommon = [letter for letter in word if letter not in COMMON]
    return uncommon[0] if uncommon else max(word, key=COMMON.index)


class Spoken(list[Turn]):
    """Turns that several checks look at; it must not change meanwhile."""

    @cached_property
    def text(self) -> str:
        return "\n".join([turn["text"] for turn in self])

    @cached_property
    def letters(self) -> frozenset[str]:
        return frozenset(self.text)

    @cached_property
    def by_role(self) -> dict[str, Spoken]:
        said: dict[str, Spoken] = {}
        for turn in self:
            if turn["role"] not in said:
                said[turn["role"]] = Spoken()
            said[turn["role"]].append(turn)
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
    for turn in holding(needs, turns):
        for found in pattern.finditer(turn["text"]):
            yield Noticed(turn["id"], found.start(), found.end())


def holding(needs: Words | None, turns: list[Turn]) -> list[Turn]:
    """The turns that are worth a closer look."""
    if needs is None:
        return turns
    together = spoken(turns)
    words = needs.in_text(together.text, together.letters)
    if not words:
        return []
    return [turn for turn in turns if any(word in turn["text"] for word in words)]


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
