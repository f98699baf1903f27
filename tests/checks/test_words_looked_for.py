"""Words that stand for a pattern: no match may do without all of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.checks import manner, narration, personal, roles
from dialogues.checks.looking import Spoken, Words, words_in
from dialogues.checks.places import Setting
from dialogues.checks.registry import run_checks
from dialogues.domain.turns import new_turn

PAIRS = {
    "preaching": (manner.PREACHING, manner.PREACHING_WORDS),
    "stock": (manner.STOCK, manner.STOCK_WORDS),
    "worn": (manner.WORN, manner.WORN_WORDS),
    "denying": (manner.DENYING, manner.DENYING_WORDS),
    "blaming": (manner.BLAMING, manner.BLAMING_WORDS),
    "brushing-off": (manner.BRUSHING_OFF, manner.BRUSHING_OFF_WORDS),
    "translated": (manner.TRANSLATED, manner.TRANSLATED_WORDS),
    "narration": (narration.NARRATION, narration.MARKS),
    "bracketed": (narration.BRACKETED, narration.ACT_WORDS),
    "bracketed-marks": (narration.BRACKETED, narration.MARKS),
    "english-narration": (narration.ENGLISH_NARRATION, narration.MARKS),
    "calls-a-parent": (roles.CALLS_A_PARENT, roles.PARENTS),
    "as-parent": (roles.SAYS_IT_IS_A_PARENT, roles.PARENTS_AND_OTHERS),
    "reply": (roles.REPLY, roles.REPLY_WORDS),
    "name-inside": (roles.speaker_names("孩子", "助手"), roles.COLON),
    "account": (personal.ACCOUNT, personal.ACCOUNT_WORDS),
    "email": (personal.EMAIL, personal.EMAIL_SIGN),
    "address": (personal.ADDRESS, personal.ADDRESS_WORDS),
    "school": (personal.SCHOOL, personal.SCHOOL_WORDS),
    "english-school": (personal.ENGLISH_SCHOOL, personal.ENGLISH_SCHOOL_WORD),
}
DIGITS = {
    "phone": (personal.MOBILE, personal.PHONE_DIGITS),
    "english-phone": (personal.ENGLISH_PHONE, personal.ENGLISH_PHONE_DIGITS),
    "identity": (personal.IDENTITY, personal.IDENTITY_DIGITS),
}


@pytest.mark.parametrize("name", PAIRS)
def test_every_match_of_a_pattern_holds_one_of_its_words(name):
    pattern, words = PAIRS[name]

    @settings(max_examples=40, database=None, deadline=None)
    @given(st.from_regex(pattern))
    def holds(text):
        for found in pattern.finditer(text):
            assert words & words_in(found.group())

    holds()


@pytest.mark.parametrize("name", DIGITS)
def test_every_match_of_a_number_holds_its_digits(name):
    pattern, digits = DIGITS[name]

    @settings(max_examples=40, database=None, deadline=None)
    @given(st.from_regex(pattern))
    def holds(text):
        for found in pattern.finditer(text):
            assert digits.search(found.group())

    holds()


@settings(max_examples=60, database=None, deadline=None)
@given(st.from_regex(roles.CALLS_A_PARENT))
def test_where_a_parent_is_called_a_quicker_look_finds_something(text):
    if roles.CALLS_A_PARENT.search(text):
        assert roles.SOMEBODY_CALLED.search(text)


@given(
    st.lists(st.text("我难过哪里ab", min_size=1, max_size=4), max_size=8),
    st.text("我难过哪里ab", max_size=30),
)
def test_words_are_found_exactly_where_they_stand(words, text):
    looked_for = Words(*words)

    assert looked_for & words_in(text) == {word for word in words if word in text}


def test_turns_read_together_keep_their_speakers_and_their_order():
    turns = [new_turn(role, role) for role in ("user", "assistant", "user")]

    together = Spoken(turns)

    assert together.by_role == {
        "user": [turns[0], turns[2]],
        "assistant": [turns[1]],
    }
    assert together.by_role["user"].text == "user\nuser"


def test_what_ends_a_turn_ends_a_sentence_also_where_another_turn_follows():
    """Found at the end of any turn, not of the last one only."""
    said = ["今天我考得很好，谢谢妈妈", "真为你高兴。", "嗯。", "再见。"]
    turns = [
        new_turn(("user", "assistant")[at % 2], text) for at, text in enumerate(said)
    ]

    codes = {check.code for check, _noticed in run_checks(turns, Setting())}

    assert "assistant-called-parent" in codes
