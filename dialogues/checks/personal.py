"""What could tell who a real person is: numbers, accounts, addresses, schools."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from dialogues.checks.looking import Words, matches, spoken
from dialogues.checks.places import Check, Noticed, Setting
from dialogues.domain.turns import Turn

MOBILE = re.compile(
    r"(?<![0-9A-Za-z.])(?:(?:\+|00)?86[- ]?)?1[3-9]\d([- ]?)\d{4}\1\d{4}(?![0-9A-Za-z])"
    r"|(?<![0-9-])0\d{2,3}-[2-9]\d{6,7}(?![0-9-])"
)
ENGLISH_PHONE = re.compile(
    r"(?<![\d-])(?:\+1[-. ]?)?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\d-])"
    r"|(?<!\d)\+\d{1,3}(?:[- ]?\d{2,4}){3,4}(?!\d)"
)
# Quicker to find than a whole number with what may stand around it.
PHONE_DIGITS = re.compile(r"1[3-9]\d[- ]?\d{4}|0\d{2,3}-\d")
ENGLISH_PHONE_DIGITS = re.compile(r"\d{3}|\+\d")
IDENTITY_DIGITS = re.compile(r"\d{17}")
# Lines for people in need stand in replies on purpose.
HOTLINES = {"010-82951332", "021-12320", "0571-85029595", "020-81899120"}
IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[0-9Xx](?![0-9A-Za-z])")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
_IS = r"[ \t]?(?:号码?|账号|群)?[ \t]?(?:就?是|为|叫|加|[:：])?[ \t]?"
ACCOUNT = re.compile(
    rf"(?:(?<![A-Za-z])[Qq][Qq]|扣扣|企鹅号){_IS}[1-9]\d{{4,10}}(?!\d)"
    rf"|(?:微信|威信|薇信|(?<![A-Za-z])(?:wx|WX|vx|VX|Vx|WeChat|wechat|weixin)){_IS}"
    r"[A-Za-z][-_A-Za-z0-9]{5,19}(?![-_A-Za-z0-9])"
)
ACCOUNT_WORDS = Words(
    "QQ", "qq", "Qq", "qQ", "扣扣", "企鹅号", "微信", "威信", "薇信",
    "wx", "WX", "vx", "VX", "Vx", "WeChat", "wechat", "weixin",
)  # fmt: skip
EMAIL = re.compile(
    r"(?<![\w.%+-])[A-Za-z0-9._%+-]{1,64}@"
    r"(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9])"
)
EMAIL_SIGN = Words("@")
_NUMBER = r"(?:\d{1,5}|[一二三四五六七八九十百零〇]{1,5})"
ADDRESS = re.compile(
    rf"[\u4e00-\u9fff]{{1,8}}(?:路|街|大道|巷|弄|胡同)[ ]?{_NUMBER}[ ]?[号弄](?!线|车|公交|地铁|站)"
    rf"|{_NUMBER}[ ]?(?:栋|幢|座|号楼)[ ]?(?:{_NUMBER}[ ]?单元)?[ ]?{_NUMBER}[ ]?[室号]"
    rf"|{_NUMBER}[ ]?单元[ ]?{_NUMBER}[ ]?[室号]?"
    rf"|[\u4e00-\u9fff]{{2,6}}(?:小区|花园|家园|公寓|新村)[ ]?{_NUMBER}[ ]?(?:栋|幢|号楼)"
)
ADDRESS_WORDS = Words("号", "弄", "室", "单元", "栋", "幢")
ENGLISH_ADDRESS = re.compile(
    r"\b\d{1,5}(?: [A-Z][a-z]{1,20}){1,3} "
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd)\b"
)
# The name itself: no particle, pronoun or verb that only leads up to it.
_NAME = (
    r"[^\W\da-zA-Z的了在是有我你他她它们这那哪个所名里和与去来到上读转从叫就新原老好每各全几某"
    r"另同进考为当回离被让把给对跟及或不没很最重点普通]"
)
_SCHOOL = r"(?:小学|中学|初中|高中|幼儿园|外国语学校|实验学校)"
SCHOOL = re.compile(
    rf"{_NAME}{{1,5}}[省市区县州旗镇乡]{_NAME}{{1,12}}{_SCHOOL}"
    rf"|{_NAME}{{2,6}}第?[一二三四五六七八九十\d]{{1,3}}{_SCHOOL}"
    rf"|{_NAME}{{2,6}}(?:附小|附中|附属{_SCHOOL})"
)
SCHOOL_WORDS = Words(
    "小学",
    "中学",
    "初中",
    "高中",
    "幼儿园",
    "外国语学校",
    "实验学校",
    "附小",
    "附中",
    "附属",
)
ENGLISH_SCHOOL = re.compile(
    r"\b(?:[A-Z][a-z.']{1,20} ){1,4}(?:Elementary|Primary|Middle|High|Grammar) School\b"
)
ENGLISH_SCHOOL_WORD = Words("School")


def phone_number(turns: list[Turn], setting: Setting) -> Iterator[Noticed]:
    pattern = ENGLISH_PHONE if setting.english else MOBILE
    digits = ENGLISH_PHONE_DIGITS if setting.english else PHONE_DIGITS
    if not digits.search(spoken(turns).text):
        return
    for turn in turns:
        for found in pattern.finditer(turn["text"]):
            if found.group() not in HOTLINES:
                yield Noticed(turn["id"], found.start(), found.end())


def id_number(turns: list[Turn], _setting: Setting) -> Iterator[Noticed]:
    if not IDENTITY_DIGITS.search(spoken(turns).text):
        return
    for turn in turns:
        for found in IDENTITY.finditer(turn["text"]):
            if is_id_number(found.group()):
                yield Noticed(turn["id"], found.start(), found.end())


def is_id_number(digits: str) -> bool:
    """Whether the day of birth is a day and the last digit follows from the others."""
    try:
        date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    total = sum(
        int(digit) * weight for digit, weight in zip(digits[:17], WEIGHTS, strict=True)
    )
    return CHECK_DIGITS[total % 11] == digits[17].upper()


def chat_account(turns: list[Turn], _setting: Setting) -> Iterator[Noticed]:
    return matches(ACCOUNT, turns, needs=ACCOUNT_WORDS)


def email_address(turns: list[Turn], _setting: Setting) -> Iterator[Noticed]:
    return matches(EMAIL, turns, needs=EMAIL_SIGN)


def home_address(turns: list[Turn], setting: Setting) -> Iterator[Noticed]:
    if setting.english:
        return matches(ENGLISH_ADDRESS, turns)
    return matches(ADDRESS, turns, needs=ADDRESS_WORDS)


def school_name(turns: list[Turn], setting: Setting) -> Iterator[Noticed]:
    if setting.english:
        return matches(ENGLISH_SCHOOL, turns, needs=ENGLISH_SCHOOL_WORD)
    return matches(SCHOOL, turns, needs=SCHOOL_WORDS)


_WHY = _("This could lead to a real person.")
_INSTEAD = _("Take it out, or write something that belongs to nobody.")
CHECKS = [
    Check("phone-number", "warning", _("Phone number"), _WHY, _INSTEAD, phone_number),
    Check("id-number", "warning", _("ID number"), _WHY, _INSTEAD, id_number),
    Check("chat-account", "warning", _("Chat account"), _WHY, _INSTEAD, chat_account),
    Check(
        "email-address", "warning", _("E-mail address"), _WHY, _INSTEAD, email_address
    ),
    Check("home-address", "warning", _("Address"), _WHY, _INSTEAD, home_address),
    Check(
        "school-name",
        "warning",
        _("Name of a school"),
        _WHY,
        _("Write “my school”, or only what kind of school it is."),
        school_name,
    ),
]
