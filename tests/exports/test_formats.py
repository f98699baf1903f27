"""What each format writes, to the byte."""

import json

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from exports.formats import FORMATS, Row, format_named

RECORD = {
    "row": "11111111-1111-4111-8111-111111111111",
    "dialogue": "22222222-2222-4222-8222-222222222222",
    "revision": "33333333-3333-4333-8333-333333333333",
    "number": 2,
    "topic": "怕黑",
    "theme": "睡觉",
    "emotion": "fear",
    "origin": "draft",
    "source": "",
    "source_id": "",
    "model": "sample",
    "sample": True,
    "speakers": {"user": "孩子", "assistant": "智能助手"},
    "turns": [
        {"id": "a", "role": "user", "text": "我怕黑。", "parents": [], "labels": []},
        {
            "id": "b",
            "role": "assistant",
            "text": "心里慌慌的？",
            "parents": [],
            "labels": [],
        },
    ],
    "approvals": {"reviewed": 2},
    "instruction": 3,
}


def test_messages_begin_with_the_instruction():
    line = FORMATS["messages"].line(Row(7, "train", RECORD), "你是小伙伴。")

    assert json.loads(line) == {
        "messages": [
            {"role": "system", "content": "你是小伙伴。"},
            {"role": "user", "content": "我怕黑。"},
            {"role": "assistant", "content": "心里慌慌的？"},
        ],
        "meta": {
            "row": RECORD["row"],
            "dialogue": RECORD["dialogue"],
            "revision": RECORD["revision"],
            "number": 2,
            "topic": "怕黑",
            "theme": "睡觉",
            "emotion": "fear",
            "origin": "draft",
            "sample": True,
            "approvals": 2,
            "instruction": 3,
        },
    }


def test_qiaoban_has_the_published_shape():
    line = FORMATS["qiaoban"].line(Row(7, "train", RECORD), "")

    assert line == (
        '{"dialog_id": 7, "emotion": "fear", "topic": "怕黑", "dialog": ['
        '{"speaker": "孩子", "text": "我怕黑。"}, '
        '{"speaker": "智能助手", "text": "心里慌慌的？"}]}'
    )


def test_qiaoban_without_a_topic_says_nothing_instead_of_nan():
    row = Row(1, "train", {**RECORD, "topic": None})

    assert json.loads(FORMATS["qiaoban"].line(row, ""))["topic"] == ""


def test_an_unknown_format_is_answered_with_the_known_ones():
    with pytest.raises(ValidationError, match=r"messages, qiaoban"):
        format_named("csv")


TURNS = st.lists(
    st.tuples(st.sampled_from(["user", "assistant"]), st.text(min_size=1)),
    min_size=1,
    max_size=8,
)


@given(st.lists(TURNS, min_size=1, max_size=5), st.sampled_from(sorted(FORMATS)))
def test_a_row_holds_its_own_dialogue_and_no_other(dialogues, name):
    """SMILE's converter carried the previous client's words into the next row."""
    shape = FORMATS[name]
    for number, said in enumerate(dialogues, start=1):
        turns = [
            {"id": "", "role": role, "text": text, "parents": [], "labels": []}
            for role, text in said
        ]
        row = Row(number, "train", {**RECORD, "turns": turns})

        written = json.loads(shape.line(row, "system"))

        texts = (
            [turn["text"] for turn in written["dialog"]]
            if name == "qiaoban"
            else [turn["content"] for turn in written["messages"][1:]]
        )
        assert texts == [text for _role, text in said]
