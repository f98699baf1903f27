"""JSON in all the ways that it stands in files, whole and damaged."""

import io
import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.intake.containers.json_members import Members
from dialogues.intake.containers.json_values import json_lines
from dialogues.intake.containers.source import DEEPEST, LARGEST_RECORD, MIB, Broken
from dialogues.intake.records import UnreadableFile
from tests.intake.files import (
    DIALOG,
    QIAOBAN,
    SMILE,
    as_json,
    as_lines,
    dialogues,
    faults,
    ids,
    read,
)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.sampled_from(['"', "\\", '\\"', "]", "},{", "\\u0000", "\ud83d"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.lists(VALUES), st.integers(1, 40), st.sampled_from([None, 0, 2]))
def test_any_array_comes_back_from_pieces_of_any_size(values, chunk, indent):
    text = io.StringIO(json.dumps(values, indent=indent, ensure_ascii=False))

    found = list(Members(text, chunk=chunk).values())

    assert [member.value for member in found] == values
    assert [member.number for member in found] == list(range(1, len(values) + 1))


@given(st.lists(VALUES))
def test_any_list_comes_back_from_lines(values):
    text = io.StringIO("".join(f"{json.dumps(value)}\n" for value in values))

    assert list(json_lines(text)) == list(enumerate(values, start=1))


@given(st.dictionaries(st.text(), VALUES), st.integers(1, 40))
def test_any_object_comes_back_as_its_pairs(value, chunk):
    text = io.StringIO(json.dumps(value))

    found = [member.value for member in Members(text, chunk=chunk).pairs()]

    assert found == list(value.items())


@given(st.text(alphabet='[]{}",:\\ \n0a', max_size=60), st.integers(1, 10))
def test_no_text_stops_the_reader(text, chunk):
    members = Members(io.StringIO("[" + text), chunk=chunk)

    assert len(list(members.values())) <= len(text) + 2


@pytest.mark.parametrize(
    "name", ["file.json", "file.jsonl", "file.txt", "file", "a.csv"]
)
@pytest.mark.parametrize(
    "data",
    [
        as_json(dialogues(3)),
        as_json(dialogues(3), indent=1),
        as_lines(dialogues(3)),
        "\n\n" + as_lines(dialogues(3)).replace("\n", "\r\n\r\n"),
        as_lines(dialogues(3)).rstrip("\n"),
    ],
    ids=["array", "indented", "lines", "windows", "no last break"],
)
def test_the_content_tells_and_a_wrong_extension_does_not_matter(name, data):
    assert ids(read(data, name=name)) == ["1", "2", "3"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("write", [as_json, as_lines])
def test_byte_order_marks_are_read(encoding, write):
    items = read(write(dialogues(2)).encode(encoding))

    assert ids(items) == ["1", "2"]
    assert items[0].turns[0].text == "我的铅笔盒不见了。"


def test_a_single_object_is_one_record():
    assert ids(read(as_json(QIAOBAN, indent=2))) == ["1"]
    assert ids(read(as_json(QIAOBAN))) == ["1"]


@pytest.mark.parametrize("indent", [None, 1])
def test_an_array_of_turns_is_one_dialogue(indent):
    items = read(as_json(SMILE, indent=indent), name="data/12.json")

    assert [(item.source_id, len(item.turns)) for item in items] == [("12", 2)]


def test_an_array_of_arrays_of_turns_is_many_dialogues():
    assert [len(item.turns) for item in read(as_json([SMILE, SMILE * 2]))] == [2, 4]
    assert [len(item.turns) for item in read(as_lines([SMILE, SMILE * 2]))] == [2, 4]


def test_records_of_an_indented_file_stand_at_their_lines():
    items = read(as_json(dialogues(2), indent=1))

    assert [item.place.line for item in items] == [2, 17]


def test_records_of_a_file_without_lines_are_numbered():
    assert [item.place.line for item in read(as_json(dialogues(3)))] == [1, 2, 3]


def test_a_nan_is_read_and_its_topic_is_missing():
    data = as_json([QIAOBAN, {**QIAOBAN, "dialog_id": 2, "topic": math.nan}])
    assert "NaN" in data

    first, second = read(data)

    assert (first.topic, first.odd) == ("弄丢铅笔盒", ())
    assert (second.topic, second.odd) == ("", ("topic-missing",))
    assert second.turns == first.turns


def test_half_a_last_line_is_told_and_the_others_stay():
    items = read(as_lines(dialogues(2)) + '{"dialog_id": 3, "emo')

    assert ids(items) == ["1", "2"]
    assert faults(items) == [(3, "cut-off")]


def test_a_broken_line_in_the_middle_is_told_and_the_others_stay():
    first, second, third = as_lines(dialogues(3)).splitlines()

    items = read("\n".join([first, second[:-4], third]))

    assert ids(items) == ["1", "3"]
    assert faults(items) == [(2, "not-json")]


def test_a_broken_first_line_does_not_hide_that_there_are_lines():
    first, second = as_lines(dialogues(2)).splitlines()

    items = read(f"{first[:-3]}\n{second}\n")

    assert ids(items) == ["2"]
    assert faults(items) == [(1, "not-json")]


def test_an_array_that_is_cut_off_keeps_what_is_whole():
    whole = as_json(dialogues(3))

    assert faults(read(whole[:-20])) == [(3, "cut-off")]
    assert ids(read(whole[:-20])) == ["1", "2"]
    assert faults(read(whole[:-1])) == [(4, "cut-off")]
    assert ids(read(whole[:-1])) == ["1", "2", "3"]


def test_a_broken_record_in_an_array_spoils_no_other():
    first, second, third = (as_json(value) for value in dialogues(3))
    broken = second.replace('"topic": ', '"topic" ')

    items = read(f"[{first}, {broken}, {third},]")

    assert ids(items) == ["1", "3"]
    assert faults(items) == [(2, "not-json")]


def test_what_follows_the_end_of_the_array_is_told():
    items = read(as_json(dialogues(1)) + " and more")

    assert ids(items) == ["1"]
    assert faults(items) == [(2, "after-the-end")]


@pytest.mark.parametrize("depth", [DEEPEST + 1, 5_000, 300_000])
@pytest.mark.parametrize("lines", [True, False])
def test_deep_nesting_is_refused_for_its_record_alone(depth, lines):
    deep = '{"dialog": ' + "[" * (depth - 1) + "]" * (depth - 1) + "}"
    first, second = (as_json(value) for value in dialogues(2))
    parts = [first, deep, second]

    items = read("\n".join(parts) if lines else f"[{','.join(parts)}]")

    assert ids(items) == ["1", "2"]
    assert faults(items) == [(2, "too-deep")]


def test_nesting_as_deep_as_allowed_is_read():
    deep = json.loads("[" * (DEEPEST - 1) + "]" * (DEEPEST - 1))

    (item,) = read(as_json([{**QIAOBAN, "more": deep}]))

    assert item.meta == {"more": deep}


@pytest.mark.parametrize("lines", [True, False])
def test_a_record_that_is_too_large_is_refused_alone(lines):
    long = as_json({**QIAOBAN, "dialog": [{"speaker": "孩子", "text": "嗯"}] * 400_000})
    assert len(long) > LARGEST_RECORD
    first, second = (as_json(value) for value in dialogues(2))
    parts = [first, long, second]

    items = read("\n".join(parts) if lines else f"[{','.join(parts)}]")

    assert ids(items) == ["1", "2"]
    assert faults(items) == [(2, "too-long")]


def test_lines_that_are_long_are_still_lines():
    long = {**QIAOBAN, "dialog": DIALOG * 13_000}
    assert len(as_json(long)) > MIB

    items = read(as_lines([long, QIAOBAN]))

    assert [len(item.turns) for item in items] == [26_000, 2]


def test_lines_may_end_as_on_an_old_mac():
    data = as_lines(dialogues(3)).replace("\n", "\r")

    assert [item.place.line for item in read(data)] == [1, 2, 3]


def test_a_number_with_too_many_digits_is_refused_alone():
    (item,) = list(Members(io.StringIO(f"[{'9' * 5000}]")).values())

    assert isinstance(item.value, Broken)
    assert item.value.code == "not-json"


def test_characters_that_cannot_be_stored_are_replaced_and_told_of():
    turns = [{**DIALOG[0], "text": "不\0见\ud83d了"}, DIALOG[1]]

    (item,) = read(json.dumps([{**QIAOBAN, "dialog": turns}]))

    assert item.turns[0].text == "不\ufffd见\ufffd了"
    assert item.odd == ("unsafe-characters",)


def test_texts_are_stored_as_nfc():
    turns = [{**DIALOG[0], "text": "cafe\u0301\r\n了"}, DIALOG[1]]

    (item,) = read(as_json([{**QIAOBAN, "dialog": turns}]))

    assert item.turns[0].text == "caf\xe9\n了"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "empty"),
        (" \n\t\r\n ", "empty"),
        ("\ufeff\n", "empty"),
        ("[]", "empty"),
        ("[\n]\n", "empty"),
        ('{"dialog_id": 1, "dia', "not-json"),
        ('[{"dialog_id": 1, "dia', "cut-off"),
        ("[[[[", "cut-off"),
        ("<!DOCTYPE html>\n<html><body>Sign in</body></html>", "web-page"),
        ("\n  <html lang='zh'>\n", "web-page"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "pointer"),
        ('[{"a": 1}, {"a": 2}]', "unknown-format"),
        ("[1, 2, 3]", "unknown-format"),
        (b"\x1f\x8b\x08\x00" + bytes(20), "packed"),
        (b"%PDF-1.7\n", "document"),
        (bytes(range(256)) * 4, "binary"),
        ("你好，世界。这是一份旧文件。".encode("gb18030") * 20, "not-utf8"),
    ],
)
def test_a_file_that_is_nothing_says_what_it_is(data, code):
    with pytest.raises(UnreadableFile) as caught:
        read(data)

    assert caught.value.code == code


def test_a_few_damaged_bytes_are_told_of_where_they_are():
    damaged = as_lines(dialogues(60)).encode().replace(b"\xe7\xac\x94", b"\xe7\xac", 1)

    items = read(damaged)

    assert len(ids(items)) == 60
    assert [item.source_id for item in items if item.odd] == ["1"]


STARTS = (
    *(b"", b"[", b'{"', b'[{"', b'"', b"a,b\n", b"PK\3\4", b"PK\5\6", b"PAR1"),
    *(b"\x80\4", b"(dp0\n", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"),
)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(STARTS),
    st.binary(max_size=300) | st.text(max_size=100).map(str.encode),
)
def test_any_bytes_are_read_or_refused_in_words(start, rest):
    for name in ("file.json", "file.csv", "file.pkl"):
        told = None
        try:
            read(start + rest, name=name)
        except UnreadableFile as error:
            told = str(error)
        assert told != ""
