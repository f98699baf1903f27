"""Whatever a file holds, a reader answers with items: it never fails, never guesses."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.intake.formats.registry import FORMATS
from dialogues.intake.records import (
    DialogueRecord,
    Passage,
    Place,
    RejectedRecord,
    Row,
    TopicRecord,
    Wishes,
)

KEYS = st.sampled_from(
    [
        "messages", "conversations", "role", "from", "content", "value", "instruction",
        "input", "output", "history", "chosen", "rejected", "kto_tag", "prompt",
        "completion", "label", "result", "query", "scores", "task_type", "instances",
        "is_classification", "name", "dataset", "utterance", "cause", "text", "target",
        "question", "std_answer", "system", "tools", "id", "topic", "emotion",
        "file_name", "columns", "formatting", "dialog", "speaker", "response", "turn", "user",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "human", "gpt", "user", "assistant", "孩子", "system", "tool", "er_abs",
            "Human:a\nAssistant:b", "孩子：a\n智能助手：b", "孩子：a</s>智能助手：b</s>",
            "问：a\n答：b", "e\u0301", "<br>&lt;&#0;", "\ud800", "\0", "</s>", "nan",
        ]
    ),
)  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(KEYS | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=25,
)
ROWS = st.dictionaries(KEYS | st.text(max_size=5), TEXTS, max_size=6).map(Row)
RECORDS = VALUES | ROWS | st.lists(ROWS, max_size=3) | TEXTS.map(Passage)


@pytest.mark.parametrize("known", FORMATS.values(), ids=FORMATS.keys())
@given(value=RECORDS)
def test_any_value_gives_items_and_nothing_else(known, value):
    assert known.looks_like(value) in (True, False)
    for item in known.read(Place("x/er_abs/file", 1), value, Wishes()):
        assert isinstance(item, DialogueRecord | TopicRecord | RejectedRecord)
        if isinstance(item, RejectedRecord):
            assert item.code
            assert str(item.reason)
        if isinstance(item, DialogueRecord):
            assert_storable(item)


def assert_storable(item):
    assert item.turns
    for turn in item.turns:
        assert turn.role in ("user", "assistant")
        assert_clean(turn.text)
        for label in turn.labels:
            assert label["start"] is None or (
                0 <= label["start"] < label["end"] <= len(turn.text)
            )
    for text in (item.source_id, item.topic, item.theme, item.emotion):
        assert_clean(text)
    assert_clean_all(item.meta)


def assert_clean_all(value):
    if isinstance(value, dict):
        assert_clean_all(list(value))
        assert_clean_all(list(value.values()))
    elif isinstance(value, list):
        for item in value:
            assert_clean_all(item)
    elif isinstance(value, str):
        assert_clean(value)
    elif isinstance(value, float):
        assert abs(value) < float("inf")


def assert_clean(text):
    assert unicodedata.is_normalized("NFC", text)
    assert "\0" not in text
    text.encode()
