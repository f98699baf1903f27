"""Each check by its fixtures: what it must notice, and what it must let pass."""

import time

import pytest

from dialogues.checks.places import Alike, Order, Setting
from dialogues.checks.registry import BY_CODE, CHECKS, run_checks
from dialogues.checks.words import words_of
from dialogues.domain.turns import new_turn
from tests.checks.fixtures import (
    CHILD,
    NOTICED,
    NOTICED_IN_ENGLISH,
    PASSED,
    PASSED_IN_ENGLISH,
    WHOLE,
)

ROLES = {"U": "user", "A": "assistant"}
ORDER = Order("coaching", "guidance", ("recognition",), {"en": "G"}, ({"en": "R"},))
OTHER = Alike("4cb2ab9c-9f2d-4e9f-9d3c-6a2c3b6d7a10", 93)


def read(lines):
    """Turns of lines; ``A#guidance`` begins one that is labelled as a whole."""
    read = []
    for line in lines:
        sign, _space, text = line.partition(" ")
        turn = new_turn(ROLES[sign[0]], text)
        if label := sign[2:]:
            turn["labels"] = [
                {"scheme": "coaching", "label": label, "start": None, "end": None},
            ]
        read.append(turn)
    return read


def places(code, turns, **setting):
    """The words that one check points at; nothing stands for a whole turn."""
    texts = {turn["id"]: turn["text"] for turn in turns}
    labels = {"user_label": "孩子", "assistant_label": "智能助手"}
    return [
        place.start
        if place.start is None
        else texts[place.turn][place.start : place.end]
        for place in BY_CODE[code].look(
            turns, Setting(**labels, orders=[ORDER], **setting)
        )
    ]


def cases(table):
    return [
        pytest.param(code, *(case if noticed else (case,)), id=f"{code}-{number}")
        for code, found in table.items()
        for number, case in enumerate(found, start=1)
        for noticed in [table is not PASSED]
    ]


@pytest.mark.parametrize(("code", "lines", "words"), cases(NOTICED))
def test_it_is_noticed(code, lines, words):
    draft = read(WHOLE) if code == "unchanged-draft" else None

    found = places(code, read(lines), limits=CHILD, draft=draft, alike=OTHER)

    assert found[:1] == [words]


@pytest.mark.parametrize(("code", "lines"), cases(PASSED))
def test_it_is_passed(code, lines):
    draft = read(WHOLE) if code == "unchanged-draft" else None

    assert places(code, read(lines), limits=CHILD, draft=draft) == []


@pytest.mark.parametrize(("code", "line", "words"), cases(NOTICED_IN_ENGLISH))
def test_english_is_noticed(code, line, words):
    assert places(code, read([line]), language="en") == [words]


@pytest.mark.parametrize("line", PASSED_IN_ENGLISH)
@pytest.mark.parametrize("code", NOTICED_IN_ENGLISH)
def test_plain_english_is_passed(code, line):
    assert places(code, read([line]), language="en") == []


def test_every_check_has_both_kinds_of_fixture():
    codes = {check.code for check in CHECKS}

    assert (set(NOTICED), set(PASSED)) == (codes, codes)


def test_every_check_has_a_code_of_its_own_and_its_words():
    assert len(BY_CODE) == len(CHECKS)
    for check in CHECKS:
        assert all(map(str, (check.title, check.explanation, check.fix))), check.code
    assert {check.severity for check in CHECKS} == {"warning", "error", "disclosure"}


@pytest.mark.parametrize("code", BY_CODE)
def test_the_words_of_a_check_are_filled_with_what_it_found(code):
    check = BY_CODE[code]
    setting = Setting(
        limits=CHILD,
        draft=read(WHOLE),
        alike=OTHER,
        orders=[ORDER],
        user_label="孩子",
        assistant_label="智能助手",
    )
    [noticed, *_more] = check.look(read(NOTICED[code][0][0]), setting)

    words = words_of(code, noticed.data)

    assert all(words.values())
    assert not any("%(" in said for said in words.values())


@pytest.mark.parametrize(
    "check",
    [check for check in CHECKS if not check.whole],
    ids=lambda check: check.code,
)
def test_what_judges_a_turn_by_itself_says_the_same_of_it_alone(check):
    lines = [line for code in NOTICED for case in NOTICED[code] for line in case[0]]
    turns = read(lines)
    setting = Setting(limits=CHILD)

    together = list(check.look(turns, setting))
    alone = [place for turn in turns for place in check.look([turn], setting)]

    assert alone == together


def test_a_turn_made_to_be_slow_is_read_at_once():
    hostile = ("1" * 8000, "（" * 8000, "妈妈，" * 2600, "a.@" * 2600, "路1" * 4000)
    turns = [new_turn(role, text) for role in ROLES.values() for text in hostile]
    began = time.process_time()

    run_checks(turns, Setting(limits=CHILD))

    assert time.process_time() - began < 2
