"""What a check is given beside the turns, and how it names a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dialogues.domain.turns import Turn


@dataclass(frozen=True)
class Setting:
    """What a check may know beside the turns it looks at.

    ``limits`` are the project's own numbers, by name; ``draft`` the turns that a
    drafter or a file gave, where the dialogue did not begin with a person.
    """

    language: str = "zh-hans"
    user_label: str = ""
    assistant_label: str = ""
    limits: Mapping[str, int] = field(default_factory=dict)
    draft: list[Turn] | None = None


@dataclass(frozen=True)
class Noticed:
    """A place in a dialogue; offsets in code points, null for the whole turn.

    ``data`` is what the words of the finding need: a number, another dialogue's id.
    """

    turn: str | None = None
    start: int | None = None
    end: int | None = None
    data: dict[str, Any] = field(default_factory=dict)
