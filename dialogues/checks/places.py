"""What a check is, what it is given beside the turns, and how it names a place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from dialogues.domain.turns import Turn


@dataclass(frozen=True)
class Alike:
    """Another dialogue by id, and how much of both is the same; 100 is all of it."""

    dialogue: str
    percent: int


@dataclass(frozen=True)
class Order:
    """What a label scheme asks for: ``label`` comes after one of ``after``.

    Their names are kept by language, for whoever reads of it.
    """

    scheme: str
    label: str
    after: tuple[str, ...]
    name: dict[str, str]
    names: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Setting:
    """What a check may know beside the turns it looks at.

    ``limits`` are the project's own numbers, by name; ``draft`` the turns that a
    drafter or a file gave, where the dialogue did not begin with a person; ``others``
    the drafts that could be chosen in its place; ``alike`` the dialogue of the same
    project that says the most of the same; ``orders`` what its label schemes ask for.
    """

    language: str = "zh-hans"
    user_label: str = ""
    assistant_label: str = ""
    limits: Mapping[str, int] = field(default_factory=dict)
    draft: list[Turn] | None = None
    others: Sequence[list[Turn]] = ()
    alike: Alike | None = None
    orders: Iterable[Order] = ()

    @property
    def english(self) -> bool:
        return self.language == "en"


@dataclass(frozen=True)
class Noticed:
    """A place in a dialogue; offsets in code points, null for the whole turn.

    ``data`` is what the words of the finding need: a number, another dialogue's id.
    """

    turn: str | None = None
    start: int | None = None
    end: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


Look = Callable[[list[Turn], Setting], Iterable[Noticed]]


@dataclass(frozen=True)
class Check:
    """A rule with its stable code, its weight, and the words for people.

    The words may name what is in ``Noticed.data``: ``%(most)d``. A check that is not
    ``whole`` judges each turn by itself, so it may be shown the changed turns alone.
    """

    code: str
    severity: str
    title: str | Promise
    explanation: str | Promise
    fix: str | Promise
    look: Look
    whole: bool = False
