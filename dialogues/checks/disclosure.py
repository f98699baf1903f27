"""Whether somebody may be telling of harm that was done, or that they mean to do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogues.checks.harm import (
    bullying,
    english,
    fear,
    innocent,
    neglect,
    selfharm,
    sexual,
    suicide,
    violence,
)
from dialogues.checks.harm.words import TRADITIONAL, WHO, Rule
from dialogues.checks.places import Noticed, Setting
from dialogues.domain.turns import Turn

RULES = [
    *suicide.RULES,
    *selfharm.RULES,
    *sexual.RULES,
    *neglect.RULES,
    *violence.RULES,
    *fear.RULES,
    *bullying.RULES,
]

# A key is looked for only where its rarest character stands.
_COMMON = frozenset("我不的了一是在有他她们你人要想会去到说上下自己没过就好")


def _rarest(key: str) -> str:
    return next((one for one in key if one not in _COMMON), key[0])


_KEYS: dict[str, list[tuple[str, int]]] = {}
for _number, _rule in enumerate(RULES):
    for _key in _rule.keys:
        _KEYS.setdefault(_rarest(_key), []).append((_key, _number))
_MARKS = frozenset(_KEYS) | {
    chr(old) for old, new in TRADITIONAL.items() if chr(new) in _KEYS
}
_ENGLISH = re.compile(r"[A-Za-z]['’]?[A-Za-z]* [A-Za-z]")
_OLD = frozenset(map(chr, TRADITIONAL))
_GAP = re.compile(r"[ \t\u3000…·~]")
_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff])[ \t\u3000…·~]+(?=[\u4e00-\u9fff])")
_CLAUSE_END = re.compile(r"[，。！？；,.!?;\n]")
_DOER = re.compile(rf"{WHO}[^，。！？；,!?;\n]{{0,12}}?$")
_COVER = "○"


def disclosure(turns: list[Turn], _setting: Setting) -> Iterator[Noticed]:
    for turn in turns:
        if turn["role"] == "user":
            for start, end in harms(turn["text"]):
                yield Noticed(turn["id"], start, end)


def harms(text: str) -> list[tuple[int, int]]:
    """Where harm is told, one place for each clause, as offsets in code points."""
    marks = _MARKS.intersection(text)
    in_english = bool(_ENGLISH.search(text))
    if not marks and not in_english:
        return []
    plain, offsets = _plain(text)
    rules = _worth_searching(plain, marks)
    if in_english:
        rules += english.RULES
    rules = [rule for rule in rules if rule.act.search(plain)]
    if not rules:
        return []
    sure = _covered(plain, innocent.FOR_ALL)
    if in_english:
        sure = _covered(sure, (innocent.ENGLISH,))
    doubtful = _covered(sure, innocent.FOR_DOUBTFUL)
    found: list[tuple[int, int]] = []
    taken: list[tuple[int, int]] = []
    for rule in rules:
        searched = sure if rule.certain else doubtful
        for match in rule.act.finditer(searched):
            start, end = match.span()
            if start == end or any(start < b and a < end for a, b in taken):
                continue
            taken.append(_clauses(plain, start, end))
            found.append((_doer(searched, start) if rule.who else start, end))
    return sorted((offsets[start], offsets[end - 1] + 1) for start, end in found)


def _worth_searching(plain: str, marks: frozenset[str]) -> list[Rule]:
    """The rules of which the text holds a key, in the order of their list."""
    numbers = {
        number
        for mark in marks
        for key, number in _KEYS.get(mark.translate(TRADITIONAL), ())
        if key in plain
    }
    return [RULES[number] for number in sorted(numbers)]


def _plain(text: str) -> tuple[str, range | list[int]]:
    """Simplified, without gaps between characters, and where each stood before."""
    simplified = text if _OLD.isdisjoint(text) else text.translate(TRADITIONAL)
    if not _GAP.search(simplified):
        return simplified, range(len(text))
    kept: list[int] = []
    last = 0
    for gap in _BETWEEN_HAN.finditer(simplified):
        kept.extend(range(last, gap.start()))
        last = gap.end()
    kept.extend(range(last, len(text)))
    return "".join(simplified[place] for place in kept), kept


def _covered(text: str, innocents: tuple[re.Pattern[str], ...]) -> str:
    for pattern in innocents:
        text = pattern.sub(lambda found: _COVER * len(found.group()), text)
    return text


def _clauses(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause, or clauses, that a place lies in."""
    before = max(
        (text.rfind(mark, 0, start) for mark in "，。！？；,.!?;\n"), default=-1
    )
    after = _CLAUSE_END.search(text, end)
    return before + 1, after.start() if after else len(text)


def _doer(text: str, start: int) -> int:
    """Where the one who does it is named, in the same clause, else the act itself."""
    named = _DOER.search(text, max(0, start - 16), start)
    return named.start() if named else start
