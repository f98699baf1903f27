"""The automatic checks: each a small function with a stable code and its words."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from dialogues.checks import (
    disclosure,
    label_order,
    length,
    likeness,
    manner,
    narration,
    personal,
    repetition,
    roles,
    structure,
)
from dialogues.checks.looking import Spoken
from dialogues.checks.places import Check, Noticed, Setting
from dialogues.domain.turns import Turn

DISCLOSURE = Check(
    "disclosure",
    "disclosure",
    _("Possible disclosure of harm"),
    _(
        "Someone may be telling of violence, abuse or self-harm. Two members marked "
        "for safeguarding decide on this dialogue.",
    ),
    _("Nothing needs to be mended. Write on, or put it aside if it is too much."),
    disclosure.disclosure,
    # What stands around a sentence tells whether it is an alarm.
    whole=True,
)

CHECKS = [
    *structure.CHECKS,
    *length.CHECKS,
    *roles.CHECKS,
    *manner.CHECKS,
    *narration.CHECKS,
    *repetition.CHECKS,
    *likeness.CHECKS,
    *personal.CHECKS,
    *label_order.CHECKS,
    DISCLOSURE,
]

BY_CODE = {check.code: check for check in CHECKS}


def run_checks(
    turns: list[Turn],
    setting: Setting,
    *,
    changed: Collection[str] | None = None,
) -> list[tuple[Check, Noticed]]:
    """Everything that the checks notice, in the order of the list above.

    With ``changed``, the ids of turns, what judges a turn by itself sees only those.
    """
    whole = some = Spoken(turns)
    if changed is not None:
        some = Spoken(turn for turn in turns if turn["id"] in changed)
    return [
        (check, noticed)
        for check in CHECKS
        for noticed in check.look(whole if check.whole else some, setting)
    ]
