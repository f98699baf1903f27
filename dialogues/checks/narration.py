"""Stage directions and narration: only what is said belongs into a turn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from dialogues.checks.looking import Words, matches, spoken
from dialogues.checks.places import Check, Noticed, Setting
from dialogues.domain.turns import Turn

_ACTS = (
    r"轻轻|悄悄|笑|哭|叹|点点?头|摇摇?头|抬头|低头|沉默|停顿|皱|拍|抱|轻声|小声|大声|低声|哽咽|抽泣|流泪|眼泪|眼神|看着|望着|微微"
    r"|温柔|语气|声音|走[到过来]|坐[在下到]|握|挥手|拥抱|开心地|难过地|生气地|害怕地|深呼吸|惊讶|撇嘴|嘟嘴|耸|地说|表情|脸红|心想"
)
_BRACKETED = (
    rf"[（(](?:[^（）()\n，,。；;：:？?]{{0,8}})(?:{_ACTS})[^（）()\n？?]{{0,20}}[）)]"
)
# By itself it is found many times as quickly: every match begins with a bracket.
BRACKETED = re.compile(_BRACKETED)
NARRATION = re.compile(
    rf"{_BRACKETED}"
    r"|(?<![*\w])\*(?!\s)[^*\n]{1,40}(?<!\s)\*(?![*\w])"
    r"|(?:^|\n)[ \t]?(?:旁白|场景|画外音)[:：]"
    r"|(?:^|(?<=[。！？\n]))(?:孩子|小朋友|智能助手|小[\u4e00-\u9fff]|他|她)[^。！？，,：:“]{0,8}(?:说道?|问道|答道|回答道?|喊道)[:：]"
)
ENGLISH_NARRATION = re.compile(
    r"[(\[](?:[a-z]+ly )?(?:smil|laugh|cr(?:y|ies)|sigh|nod|paus|whisper|sob|hug|shrug|look|frown|tear|giggl)[^()\[\]\n]{0,40}[)\]]"
    r"|(?<![*\w])\*(?!\s)[^*\n]{1,60}(?<!\s)\*(?![*\w])|(?:^|\n)[ ]?(?:Narrator|Scene):",
    re.IGNORECASE,
)
MARKS = Words("(", "（", "[", "*", ":", "：")
ACT_WORDS = Words(
    "轻轻", "悄悄", "笑", "哭", "叹", "头", "沉默", "停顿", "皱", "拍", "抱", "轻声", "小声", "大声", "低声", "哽咽",
    "抽泣", "流泪", "眼泪", "眼神", "看着", "望着", "微微", "温柔", "语气", "声音", "走到", "走过", "走来", "坐在", "坐下",
    "坐到", "握", "挥手", "开心地", "难过地", "生气地", "害怕地", "深呼吸", "惊讶", "撇嘴", "嘟嘴", "耸", "地说", "表情",
    "脸红", "心想",
)  # fmt: skip
_OTHERS = frozenset("*:：")


def narration(turns: list[Turn], setting: Setting) -> Iterator[Noticed]:
    together = spoken(turns)
    if setting.english:
        yield from matches(ENGLISH_NARRATION, together, needs=MARKS)
        return
    if MARKS.isdisjoint(together.words):
        return
    for turn, held in zip(together, together.held, strict=True):
        if not _OTHERS.isdisjoint(held):
            pattern = NARRATION
        elif MARKS.isdisjoint(held) or ACT_WORDS.isdisjoint(held):
            continue
        else:
            pattern = BRACKETED
        for found in pattern.finditer(turn["text"]):
            yield Noticed(turn["id"], found.start(), found.end())


CHECKS = [
    Check(
        "narration",
        "warning",
        _("Narration"),
        _("This tells what somebody does instead of what they say."),
        _("Take it out, or let them say it."),
        narration,
    ),
]
