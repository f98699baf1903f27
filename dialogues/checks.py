"""Automatic checks: small functions from turns to findings, each with a stable code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dialogues.domain.turns import Turn


@dataclass(frozen=True)
class Noticed:
    """A place in a dialogue; offsets in code points, null for the whole turn."""

    turn: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Check:
    """A rule with its stable code, its weight, and the words for people."""

    code: str
    severity: str
    title: str | Promise
    explanation: str | Promise
    look: Callable[[list[Turn]], Iterator[Noticed]]


def no_turns(turns: list[Turn]) -> Iterator[Noticed]:
    if not turns:
        yield Noticed()


def empty_turn(turns: list[Turn]) -> Iterator[Noticed]:
    for turn in turns:
        if not turn["text"].strip():
            yield Noticed(turn["id"])


def no_reply(turns: list[Turn]) -> Iterator[Noticed]:
    if turns and not any(turn["role"] == "assistant" for turn in turns):
        yield Noticed()


def assistant_first(turns: list[Turn]) -> Iterator[Noticed]:
    if turns and turns[0]["role"] != "user":
        yield Noticed(turns[0]["id"])


def same_speaker_twice(turns: list[Turn]) -> Iterator[Noticed]:
    for before, turn in pairwise(turns):
        if before["role"] == turn["role"]:
            yield Noticed(turn["id"])


def ends_unanswered(turns: list[Turn]) -> Iterator[Noticed]:
    if turns and turns[-1]["role"] == "user":
        yield Noticed(turns[-1]["id"])


# What children and adults say when they are being harmed, or mean to harm themselves.
DISCLOSURES = re.compile(
    r"(?:爸爸?|妈妈?|爹|父亲|母亲|继父|继母|叔叔?|舅舅?|爷爷|奶奶|外公|外婆|姥爷|姥姥|老师|教练|同桌|他们?|她们?|同学们?)"
    r"[^。！？\n]{0,12}?(?:会|又|就|总|老|经常|天天)?(?:打我|揍我|踢我|掐我|抽我|扇我|用皮带|拿棍子)"
    r"|(?:被|让)[^。！？\n]{0,8}?(?:打了|揍了|踢了|打得|打伤|打出血|强奸|猥亵|性侵)"
    r"|(?:摸|碰|脱)[^。！？\n]{0,4}?(?:我的?)?(?:下面|隐私|内裤|裤子|胸)"
    r"|不想活|想死|去死了?算了|活着没意思|自杀|自残|割腕|割自己|划(?:伤)?自己|跳楼|结束生命"
    r"|不给我(?:饭|东西)吃|把我(?:锁在|关在|按在|推倒)|堵(?:我|住我)|抢(?:我的?)?钱|打得更狠"
    r"|(?:叫|让|要)我(?:拍照|拍视频|瞒着|脱)|不许(?:告诉|说出去|给别人看)"
    r"|\b(?:hits?|beats?|kicks?|chokes?|touched|raped) me\b|\bkill(?:ing)? myself\b"
    r"|\b(?:hurt|cut)(?:ting|ing)? myself\b|\bwant(?:ed)? to die\b|\bsuicide\b",
    re.IGNORECASE,
)
IDIOMS = re.compile(
    r"笑死|开心死|高兴死|想死你|累死|饿死|困死|热死|美死|想死我了|羡慕死"
    r"|打我的?(?:电话|手机)"
)


def disclosure(turns: list[Turn]) -> Iterator[Noticed]:
    for turn in turns:
        if turn["role"] != "user":
            continue
        plain = IDIOMS.sub(lambda found: "○" * len(found.group()), turn["text"])
        for found in DISCLOSURES.finditer(plain):
            yield Noticed(turn["id"], found.start(), found.end())


CHECKS = [
    Check(
        "no-turns",
        "error",
        _("Empty dialogue"),
        _("There is not a single turn yet. Add one."),
        no_turns,
    ),
    Check(
        "empty-turn",
        "error",
        _("Empty turn"),
        _("This turn has no text. Write it or take it out."),
        empty_turn,
    ),
    Check(
        "no-reply",
        "error",
        _("No reply"),
        _("Nobody answers in this dialogue. Add a reply."),
        no_reply,
    ),
    Check(
        "assistant-first",
        "notice",
        _("The helper speaks first"),
        _("The one who is helped should begin."),
        assistant_first,
    ),
    Check(
        "same-speaker-twice",
        "notice",
        _("One speaker twice"),
        _("Two turns in a row are by one speaker. Trainers drop such rows: join them."),
        same_speaker_twice,
    ),
    Check(
        "ends-unanswered",
        "notice",
        _("Ends without an answer"),
        _("The last word is not the helper's. Answer it or take it out."),
        ends_unanswered,
    ),
    Check(
        "disclosure",
        "disclosure",
        _("Possible disclosure of harm"),
        _(
            "Someone may be telling of violence, abuse or self-harm. Two members "
            "marked for safeguarding decide on this dialogue.",
        ),
        disclosure,
    ),
]

BY_CODE = {check.code: check for check in CHECKS}


def run_checks(turns: list[Turn]) -> list[tuple[Check, Noticed]]:
    """Everything that the checks notice, in the order of the list above."""
    return [(check, noticed) for check in CHECKS for noticed in check.look(turns)]
