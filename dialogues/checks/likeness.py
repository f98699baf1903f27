"""Whether another dialogue of the project says nearly the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from dialogues.checks.places import Alike, Check, Noticed, Setting
from dialogues.domain.turns import Turn


def near_duplicate(_turns: list[Turn], setting: Setting) -> Iterator[Noticed]:
    if near := setting.alike:
        yield Noticed(data=data_of(near))


def data_of(near: Alike) -> dict[str, Any]:
    return {"dialogue": near.dialogue, "percent": near.percent}


NEAR_DUPLICATE = Check(
    "near-duplicate",
    "warning",
    _("Nearly the same as another dialogue"),
    _("Another dialogue of this project agrees with it to %(percent)d %%."),
    _("Keep one of the two, or say why both are needed."),
    near_duplicate,
    whole=True,
)
CHECKS = [NEAR_DUPLICATE]
