"""Whether the turns have the shape of a dialogue that a trainer takes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from dialogues.checks.places import Noticed, Setting
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
