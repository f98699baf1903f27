"""Whether a dialogue and its replies are as long as the project wants them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from dialogues.checks.looking import said_by
from dialogues.checks.places import Check, Noticed, Setting
from dialogues.domain.turns import Turn


def too_short(turns: list[Turn], setting: Setting) -> Iterator[Noticed]:
    least, count = setting.limits.get("dialogue_least", 0), characters(turns)
    if 0 < count < least:
        yield Noticed(data={"count": count, "least": least})


def too_long(turns: list[Turn], setting: Setting) -> Iterator[Noticed]:
    most, count = setting.limits.get("dialogue_most"), characters(turns)
    if most and count > most:
        yield Noticed(data={"count": count, "most": most})


def too_few_rounds(turns: list[Turn], setting: Setting) -> Iterator[Noticed]:
    least, count = setting.limits.get("rounds_least", 0), rounds(turns)
    if turns and count < least:
        yield Noticed(data={"count": count, "least": least})


def long_reply(turns: list[Turn], setting: Setting) -> Iterator[Noticed]:
    most = setting.limits.get("reply_most")
    if not most:
        return
    for turn in said_by("assistant", turns):
        if len(turn["text"]) > most:
            yield Noticed(turn["id"], data={"count": len(turn["text"]), "most": most})


def characters(turns: list[Turn]) -> int:
    return sum([len(turn["text"].strip()) for turn in turns])


def rounds(turns: list[Turn]) -> int:
    """How often something said is answered."""
    return sum(
        [
            one["role"] == "user" and two["role"] == "assistant"
            for one, two in pairwise(turns)
        ],
    )


CHECKS = [
    Check(
        "dialogue-too-short",
        "warning",
        _("Short dialogue"),
        _("It has %(count)d characters; this project expects %(least)d or more."),
        _("Let them say more about what happened and how it feels."),
        too_short,
        whole=True,
    ),
    Check(
        "dialogue-too-long",
        "warning",
        _("Long dialogue"),
        _("It has %(count)d characters; this project expects %(most)d at most."),
        _("Take out what repeats, or a turn that leads away."),
        too_long,
        whole=True,
    ),
    Check(
        "too-few-rounds",
        "warning",
        _("Few rounds"),
        _("It is answered %(count)d times; this project expects %(least)d or more."),
        _("Ask a question before advice, and let it be answered."),
        too_few_rounds,
        whole=True,
    ),
    Check(
        "long-reply",
        "warning",
        _("Long reply"),
        _(
            "This reply has %(count)d characters. More than %(most)d are hard to follow."
        ),
        _("Keep two or three sentences and leave the rest for later turns."),
        long_reply,
    ),
]
