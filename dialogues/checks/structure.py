"""Whether the turns have the shape of a dialogue that a trainer takes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from dialogues.checks.places import Check, Noticed, Setting
from dialogues.domain.turns import Turn


def no_turns(turns: list[Turn], _setting: Setting) -> Iterator[Noticed]:
    if not turns:
        yield Noticed()


def empty_turn(turns: list[Turn], _setting: Setting) -> Iterator[Noticed]:
    for turn in turns:
        if not turn["text"].strip():
            yield Noticed(turn["id"])


def no_reply(turns: list[Turn], _setting: Setting) -> Iterator[Noticed]:
    if turns and not any(turn["role"] == "assistant" for turn in turns):
        yield Noticed()


def assistant_first(turns: list[Turn], _setting: Setting) -> Iterator[Noticed]:
    if turns and turns[0]["role"] != "user":
        yield Noticed(turns[0]["id"])


def same_speaker_twice(turns: list[Turn], _setting: Setting) -> Iterator[Noticed]:
    for before, turn in pairwise(turns):
        if before["role"] == turn["role"]:
            yield Noticed(turn["id"])


def ends_unanswered(turns: list[Turn], _setting: Setting) -> Iterator[Noticed]:
    if turns and turns[-1]["role"] == "user":
        yield Noticed(turns[-1]["id"])


CHECKS = [
    Check(
        "no-turns",
        "error",
        _("Empty dialogue"),
        _("There is not a single turn yet."),
        _("Add a turn."),
        no_turns,
        whole=True,
    ),
    Check(
        "empty-turn",
        "error",
        _("Empty turn"),
        _("This turn has no text."),
        _("Write it or take it out."),
        empty_turn,
    ),
    Check(
        "no-reply",
        "error",
        _("No reply"),
        _("Nobody answers in this dialogue."),
        _("Add a reply."),
        no_reply,
        whole=True,
    ),
    Check(
        "assistant-first",
        "warning",
        _("The helper speaks first"),
        _("The one who is helped should begin."),
        _("Take the first turn out, or let the other one say something before it."),
        assistant_first,
        whole=True,
    ),
    Check(
        "same-speaker-twice",
        "warning",
        _("One speaker twice"),
        _("Two turns in a row are by one speaker. Trainers drop such rows."),
        _("Join the two, or change who says one of them."),
        same_speaker_twice,
        whole=True,
    ),
    Check(
        "ends-unanswered",
        "warning",
        _("Ends without an answer"),
        _("The last word is not the helper's."),
        _("Answer the last turn or take it out."),
        ends_unanswered,
        whole=True,
    ),
]
