"""Tables and plain text: what sets their records apart, and what is wrong with them."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.intake.containers.opening import Records
from dialogues.intake.containers.passages import is_heading
from dialogues.intake.containers.source import LARGEST_RECORD, Broken
from dialogues.intake.containers.tables import rows
from dialogues.intake.records import Passage, Row
from tests.intake.files import stream


def records(data, name="file.txt", **options):
    return list(Records(stream(data), name=name, **options))


def values(data, name="file.txt", **options):
    return [(place.line, value) for place, value in records(data, name, **options)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("name", ["table.csv", "table.txt", "table.json"])
def test_the_cells_are_told_by_what_stands_between_them(delimiter, name):
    lines = [["id", "用户", "助手"], ["1", "你好", "你好呀"], ["2", "再见", "明天见"]]

    found = values("\n".join(delimiter.join(line) for line in lines), name)

    assert found == [
        (2, {"id": "1", "用户": "你好", "助手": "你好呀"}),
        (3, {"id": "2", "用户": "再见", "助手": "明天见"}),
    ]
    assert all(isinstance(row, Row) for _line, row in found)


def test_a_table_of_excel_has_a_mark_and_windows_line_breaks():
    data = "id,text\r\n1,你好\r\n2,再见\r\n".encode("utf-8-sig")

    assert values(data) == [
        (2, {"id": "1", "text": "你好"}),
        (3, {"id": "2", "text": "再见"}),
    ]


def test_a_table_with_one_column_is_known_by_its_name():
    assert values("topic\n踢足球\n", "a.csv") == [(2, {"topic": "踢足球"})]
    assert values("topic\n踢足球\n", written_as="table") == [(2, {"topic": "踢足球"})]


def test_cells_may_hold_delimiters_quotes_and_line_breaks():
    data = 'id,text\n1,"他说：""好,""\n然后走了"\n2,b\n'

    assert values(data) == [
        (2, {"id": "1", "text": '他说："好,"\n然后走了'}),
        (4, {"id": "2", "text": "b"}),
    ]


def test_rows_that_are_too_long_or_too_short():
    first, second, third = values("a,b,c\n1,2\n1,2,3,4\n1,2,3\n", "x.csv")

    assert first == (2, {"a": "1", "b": "2", "c": ""})
    assert (second[0], second[1].code) == (3, "too-many-cells")
    assert third == (4, {"a": "1", "b": "2", "c": "3"})


def test_columns_without_a_name_or_with_the_same_lose_no_cell():
    assert values("a,,a\n1,2,3\n") == [(2, {"a": "1", "#2": "2", "a (2)": "3"})]


def test_an_endless_cell_is_told_of():
    data = "a,b\n1," + "x" * (LARGEST_RECORD + 1) + "\n2,3\n"

    assert [
        value.code if isinstance(value, Broken) else value
        for _line, value in rows(io.StringIO(data, newline=""), delimiter=",")
    ] == ["too-long", {"a": "2", "b": "3"}]


@settings(deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_characters="\r\0", codec="utf-8")),
            min_size=2,
            max_size=2,
        ).filter(lambda cells: any(cell.strip() for cell in cells))
    )
)
def test_any_table_that_was_written_is_read(cells):
    import csv

    text = io.StringIO(newline="")
    csv.writer(text).writerows([["a", "b"], *cells])
    text.seek(0)

    found = [list(row.values()) for _line, row in rows(text, delimiter=",")]

    assert found == cells


def test_blank_lines_set_passages_apart():
    data = "孩子：你好\n助手：你好呀\n\n \n孩子：再见\n助手：明天见\n"

    # Two blank lines are there, so that one alone would stand inside a dialogue.
    assert values(data) == [
        (1, "孩子：你好\n助手：你好呀"),
        (5, "孩子：再见\n助手：明天见"),
    ]
    assert all(isinstance(text, Passage) for _line, text in values(data))


def test_single_blank_lines_inside_a_dialogue_keep_it_whole():
    turn_by_turn = "孩子：你好\n\n助手：你好呀\n\n孩子：再见\n\n助手：明天见\n"

    assert len(values(turn_by_turn)) == 1
    assert len(values(f"{turn_by_turn}\n\n{turn_by_turn}")) == 2


def test_headings_set_passages_apart_and_blank_lines_then_do_not():
    data = "# 一\n孩子：你好\n\n助手：你好呀\n# 二\n孩子：再见\n助手：明天见\n"

    assert values(data) == [
        (1, "# 一\n孩子：你好\n\n助手：你好呀"),
        (5, "# 二\n孩子：再见\n助手：明天见"),
    ]


@pytest.mark.parametrize(
    "line", ["# 一", "对话 3", "【对话12】", "Dialogue 7", "----", "第二段"]
)
def test_what_a_heading_is(line):
    assert is_heading(line)


@pytest.mark.parametrize(
    "line", ["Round 3", "第3轮", "孩子：第二段", "#一", "对话真好", "—"]
)
def test_what_a_heading_is_not(line):
    assert not is_heading(line)


def test_a_passage_without_end_is_told_of_and_not_kept():
    data = "x\ny\n\n" + "长" * (LARGEST_RECORD + 5) + "\n\nx\ny\n"

    assert [
        (line, value.code if isinstance(value, Broken) else value)
        for line, value in values(data)
    ] == [(1, "x\ny"), (4, "too-long"), (6, "x\ny")]


def test_a_talk_with_a_comma_in_every_line_is_no_table():
    talk = "Human: Hello, you\nAI: Hello, how are you?\nHuman: Fine, thanks\n"

    assert [type(value) for _line, value in values(talk)] == [Passage]


def test_text_that_begins_like_json_is_text():
    for data in (
        "[Human] 你好\n[AI] 你好呀\n",
        "[1] 孩子：你好\n[2] 助手：你好呀\n",
        "{'child': '你好'}\n{'assistant': '你好呀'}\n",
    ):
        assert [type(value) for _line, value in values(data)] == [Passage]
