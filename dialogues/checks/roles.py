"""Whether each speaker stays who they are: no parent, no teacher, no borrowed words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from dialogues.checks.looking import Words, holding, in_replies, matches, said_by
from dialogues.checks.places import Check, Noticed, Setting
from dialogues.domain.turns import Turn

_KIN = r"(?:妈妈|爸爸|妈咪|老妈|老爸|爹地|爷爷|奶奶|外公|外婆|姥姥|姥爷)"
_PARENTS = ("妈", "爸", "咪", "爹", "爷", "奶", "外公", "外婆", "姥", "老师")
PARENTS = Words(*_PARENTS)
PARENTS_AND_OTHERS = Words(*_PARENTS, "家长", "父母", "姐姐", "哥哥", "母亲", "父亲")
REPLY_WORDS = Words(
    "理解", "明白", "懂", "体会", "了解", "听起来你", "这里陪", "陪着", "支持你", "陪伴", "试着", "试试", "这样的", "谢谢你", "作为",
)  # fmt: skip
COLON = Words(":", "：")
_START = r"(?:^|(?<=[。！？!?…~～\n]))"
_AFTER_COMMA = r"(?:^|(?<=[。！？!?…~～\n，,]))"
_LEAD = (
    r"(?:好[的吧啦嘞]|行[吧啊]|嗯+|[哦噢喔啊哇嘿哎唉哼咦喂]+呀?|嘿嘿|对了|对[啊呀]|是[啊呀]|放心吧"
    r"|可是|但是|不过|所以|那|我知道了?|谢谢你?|谢啦|多谢)"
)
_BYE = r"晚安|早安|再见|拜拜"
# Spoken to, not of: where a sentence begins, after a word that calls, or at its end.
CALLS_A_PARENT = re.compile(
    rf"{_START}{_KIN}(?=[，,！!](?!{_KIN}|还有|和)|[你您]|{_BYE})"
    rf"|{_AFTER_COMMA}{_LEAD}[，,]?{_KIN}(?=[，,！!。~～…？?]|[你您]|{_BYE}|$)"
    rf"|{_START}[^。！？!?，,\n]{{1,8}}(?<![妈爸爷奶公婆])[，,](?:妈|爸|老)[妈爸咪](?=[！!。~～…]|$)"
    rf"|{_AFTER_COMMA}(?:谢谢|谢啦|多谢){_KIN}"
    rf"|{_START}老师[，,！!](?=[我您你])|{_AFTER_COMMA}(?:谢谢|谢啦)老师(?=[！!。，,~～]|$)"
)
# Quicker to find than the above; a text with a match of it has one of these as well.
_CALLED = [
    "妈妈",
    "妈咪",
    "妈爸",
    "爸爸",
    "爸妈",
    "爸咪",
    "老妈",
    "老爸",
    "老咪",
    "老师",
    "爹地",
    "爷爷",
    "奶奶",
    "外公",
    "外婆",
    "姥姥",
    "姥爷",
]
SOMEBODY_CALLED = re.compile(
    "|".join(rf"{one}(?:[，,！!。~～…？?你您]|{_BYE}|$)" for one in _CALLED)
    + "|谢谢|谢啦|多谢"
)
CALLS_A_PARENT_IN_ENGLISH = re.compile(
    r"(?:^|(?<=[.!?\n] )|(?<=[.!?\n]))(?:(?:Oh|OK|Okay|But|Thanks|Thank you|Yes|No),? )?"
    r"(?:[Mm]om(?:my)?|[Mm]um(?:my)?|[Dd]ad(?:dy)?)[,!]"
    r"|, (?:[Mm]om(?:my)?|[Mm]um(?:my)?|[Dd]ad(?:dy)?)[.!?]"
)
SAYS_IT_IS_A_PARENT = re.compile(
    rf"我(?:就是|是)你的?(?:{_KIN}|老师|家长|姐姐|哥哥)(?![吗？?])"
    rf"|作为你的?(?:{_KIN}|老师|家长|父母|母亲|父亲)"
    rf"|{_AFTER_COMMA}(?<![你的])(?:妈妈|爸爸|老师)"
    r"(?:为你(?:感到)?(?:骄傲|自豪|高兴|开心)|永远(?:爱|支持|相信|陪|在)|(?:也|都|已经)?(?:很|真|好|特别)(?:骄傲|欣慰|开心|高兴)"
    r"|爱你|相信你|会?一直(?:陪|支持|在)|支持你|和你一起|陪你)(?![^。！？!?]{0,12}[吗吧？?])"
    rf"|别忘了找{_KIN}"
)
SAYS_IT_IS_A_PARENT_IN_ENGLISH = re.compile(
    r"\bI(?:'m| am|’m) your (?:mom|mum|mother|dad|father|teacher|doctor)\b"
    r"|\b[Aa]s your (?:mom|mum|mother|dad|father|teacher|doctor|therapist)\b"
    r"|\b(?:Mommy|Mummy|Daddy) (?:loves|is proud)\b"
)
REPLY = re.compile(
    r"我(?:很|能|可以|完全)?(?:理解|明白|懂得?|体会|了解)(?:到)?你(?:现在)?的(?:感受|心情|难过|害怕|生气|委屈|担心|处境)"
    r"|(?:^|[。！？，,\n])听起来你|我(?:会)?(?:一直)?在这里陪(?:着)?你|我会(?:一直|永远)?(?:陪着|支持|陪伴)你"
    r"|你(?:可以|不妨)试(?:着|试)|你(?:有|会有)这样的(?:感受|感觉|情绪)(?:很|是)(?:正常|自然)"
    r"|谢谢你(?:愿意)?(?:告诉我|(?:跟|和)我(?:说|分享))|作为(?:一个|一名)?(?:AI|人工智能|智能助手)"
)
ENGLISH_REPLY = re.compile(
    r"\bI (?:can )?(?:understand|hear) how you(?:'re| are)? feel(?:ing)?\b|\b[Ii]t sounds like you\b"
    r"|\bI(?:'m| am|’m) here for you\b|\bAs an AI\b|\b[Tt]hank you for (?:sharing|telling me)\b",
)
NAMES = (
    "智能助手",
    "助手",
    "孩子",
    "小朋友",
    "用户",
    "来访者",
    "咨询师",
    "assistant",
    "user",
    "child",
    "human",
)


def calls_a_parent(turns: list[Turn], setting: Setting) -> Iterator[Noticed]:
    said = said_by("user", turns)
    if setting.english:
        return matches(CALLS_A_PARENT_IN_ENGLISH, said)
    near = [
        turn for turn in holding(PARENTS, said) if SOMEBODY_CALLED.search(turn["text"])
    ]
    return matches(CALLS_A_PARENT, near)


def reply_by_the_other(turns: list[Turn], setting: Setting) -> Iterator[Noticed]:
    said = said_by("user", turns)
    if setting.english:
        return matches(ENGLISH_REPLY, said)
    return matches(REPLY, said, needs=REPLY_WORDS)


def name_inside(turns: list[Turn], setting: Setting) -> Iterator[Noticed]:
    names = speaker_names(setting.user_label, setting.assistant_label)
    return matches(names, turns, needs=COLON)


@lru_cache(maxsize=64)
def speaker_names(*labels: str) -> re.Pattern[str]:
    """Who speaks, as a transcript says it: where a line or a sentence begins."""
    names = "|".join(re.escape(name) for name in {*labels, *NAMES} if name)
    return re.compile(
        rf"(?:^|(?<=[。！？!?…”\n]))[ \t*【\[<《]{{0,4}}(?:{names})[\]】>》*'\"]{{0,3}}[ ]?[:：]",
        re.IGNORECASE,
    )


CHECKS = [
    Check(
        "assistant-called-parent",
        "warning",
        _("Spoken to as a parent"),
        _(
            "The assistant is called a parent or a teacher here. A model learns to be one."
        ),
        _("Take the word out, or let a friend be spoken to."),
        calls_a_parent,
    ),
    Check(
        "assistant-as-parent",
        "warning",
        _("Speaks as a parent"),
        _("The assistant speaks as if it were a parent or a teacher."),
        _("Let it say “I”, and say who it is where that is asked."),
        in_replies(
            SAYS_IT_IS_A_PARENT,
            SAYS_IT_IS_A_PARENT_IN_ENGLISH,
            needs=PARENTS_AND_OTHERS,
        ),
    ),
    Check(
        "reply-by-the-other",
        "warning",
        _("A reply in the other's mouth"),
        _("This sounds like the helper, but the one who is helped says it."),
        _("Change who says it, or cut the turn in two."),
        reply_by_the_other,
    ),
    Check(
        "name-inside",
        "warning",
        _("A speaker's name inside a turn"),
        _("Two turns may have run together here, or a label stayed in the text."),
        _("Cut the turn in two, or take the name out."),
        name_inside,
    ),
]
