"""Whether somebody may be telling of harm that was done, or that they mean to do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogues.checks.harm import (
    bullying,
    done_to,
    english,
    farewell,
    fear,
    hinted,
    innocent,
    marks,
    nearby,
    neglect,
    selfharm,
    sexual,
    suicide,
    unspoken,
    violence,
)
from dialogues.checks.harm.words import TRADITIONAL, WHO
from dialogues.checks.looking import Words, said_by, words_in
from dialogues.checks.places import Noticed, Setting
from dialogues.domain.turns import Turn

RULES = [
    *suicide.RULES,
    *farewell.RULES,
    *selfharm.RULES,
    *sexual.RULES,
    *unspoken.RULES,
    *neglect.RULES,
    *violence.RULES,
    *marks.RULES,
    *fear.RULES,
    *bullying.RULES,
    *nearby.RULES,
    *done_to.RULES,
    *hinted.RULES,
]

_RULES_OF: dict[str, list[int]] = {}
for _number, _rule in enumerate(RULES):
    for _key in _rule.keys:
        _RULES_OF.setdefault(_key, []).append(_number)
_KEYS = Words(*_RULES_OF)
_ENGLISH = re.compile(r"[A-Za-z]['’]?[A-Za-z]* [A-Za-z]")
_NOT_PLAIN = re.compile(rf"[{''.join(map(chr, TRADITIONAL))} \t\u3000…·~]")
_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff])[ \t\u3000…·~]+(?=[\u4e00-\u9fff])")
_CLAUSE_END = re.compile(r"[，。！？；,.!?;\n]")
_DOER = re.compile(rf"{WHO}[^，。！？；,!?;\n]{{0,12}}?$")
_COVER = "○"


def disclosure(turns: list[Turn], _setting: Setting) -> Iterator[Noticed]:
    told = said_by("user", turns)
    as_written = not _NOT_PLAIN.search(told.text)
    in_english = bool(_ENGLISH.search(told.text))
    if as_written and not in_english and _KEYS.isdisjoint(told.words):
        return
    for turn, held in zip(told, told.held, strict=True):
        if as_written and not in_english and _KEYS.isdisjoint(held):
            continue
        for start, end in _harms(turn["text"], held if as_written else None):
            yield Noticed(turn["id"], start, end)


def harms(text: str) -> list[tuple[int, int]]:
    """Where harm is told, one place for each clause, as offsets in code points."""
    return _harms(text, None)


def _harms(text: str, held: set[str] | None) -> list[tuple[int, int]]:
    """The places of harm in a text; ``held`` are the words in it, where they are known."""
    plain, offsets = _plain(text) if held is None else (text, range(len(text)))
    keys = _KEYS & (words_in(plain) if held is None else held)
    rules = [RULES[n] for n in sorted({n for key in keys for n in _RULES_OF[key]})]
    in_english = bool(_ENGLISH.search(text))
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


def _plain(text: str) -> tuple[str, range | list[int]]:
    """Simplified, without gaps between characters, and where each stood before."""
    if not _NOT_PLAIN.search(text):
        return text, range(len(text))
    simplified = text.translate(TRADITIONAL)
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
