"""Whether somebody may be telling of harm that was done, or that they mean to do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogues.checks.places import Noticed, Setting
from dialogues.domain.turns import Turn

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


def disclosure(turns: list[Turn], _setting: Setting) -> Iterator[Noticed]:
    for turn in turns:
        if turn["role"] != "user":
            continue
        plain = IDIOMS.sub(lambda found: "○" * len(found.group()), turn["text"])
        for found in DISCLOSURES.finditer(plain):
            yield Noticed(turn["id"], found.start(), found.end())
