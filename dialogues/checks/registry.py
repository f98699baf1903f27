"""The automatic checks: each a small function with a stable code and its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dialogues.checks import disclosure, structure
from dialogues.checks.places import Noticed, Setting
from dialogues.domain.turns import Turn


@dataclass(frozen=True)
class Check:
    """A rule with its stable code, its weight, and the words for people."""

    code: str
    severity: str
    title: str | Promise
    explanation: str | Promise
    look: Callable[[list[Turn], Setting], Iterator[Noticed]]


CHECKS = [
    Check(
        "no-turns",
        "error",
        _("Empty dialogue"),
        _("There is not a single turn yet. Add one."),
        structure.no_turns,
    ),
    Check(
        "empty-turn",
        "error",
        _("Empty turn"),
        _("This turn has no text. Write it or take it out."),
        structure.empty_turn,
    ),
    Check(
        "no-reply",
        "error",
        _("No reply"),
        _("Nobody answers in this dialogue. Add a reply."),
        structure.no_reply,
    ),
    Check(
        "assistant-first",
        "warning",
        _("The helper speaks first"),
        _("The one who is helped should begin."),
        structure.assistant_first,
    ),
    Check(
        "same-speaker-twice",
        "warning",
        _("One speaker twice"),
        _("Two turns in a row are by one speaker. Trainers drop such rows: join them."),
        structure.same_speaker_twice,
    ),
    Check(
        "ends-unanswered",
        "warning",
        _("Ends without an answer"),
        _("The last word is not the helper's. Answer it or take it out."),
        structure.ends_unanswered,
    ),
    Check(
        "disclosure",
        "disclosure",
        _("Possible disclosure of harm"),
        _(
            "Someone may be telling of violence, abuse or self-harm. Two members "
            "marked for safeguarding decide on this dialogue.",
        ),
        disclosure.disclosure,
    ),
]

BY_CODE = {check.code: check for check in CHECKS}


def run_checks(
    turns: list[Turn],
    setting: Setting,
) -> list[tuple[Check, Noticed]]:
    """Everything that the checks notice, in the order of the list above."""
    return [
        (check, noticed) for check in CHECKS for noticed in check.look(turns, setting)
    ]
