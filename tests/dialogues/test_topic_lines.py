"""A topic file is split, de-duplicated, and every rejected item says why."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dialogues
from dialogues.topic_lines import (
    MAX_FILE_BYTES,
    Rejected,
    TopicFileError,
    TopicLine,
    read_topic_lines,
)


def texts(data):
    return [topic.text for topic in read_topic_lines(data.encode()).topics]


def test_topics_are_split_trimmed_and_numbered_by_their_lines():
    found = read_topic_lines("踢足球、 跑步 \n\n和好朋友吵架、被起绰号\r\n".encode())
    assert found.topics == [
        TopicLine(1, "踢足球"),
        TopicLine(1, "跑步"),
        TopicLine(3, "和好朋友吵架"),
        TopicLine(3, "被起绰号"),
    ]
    assert found.read == 4
    assert found.rejected == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "弄坏物品（打碎水杯、弄丢书）、借笔不还",
            ["弄坏物品（打碎水杯、弄丢书）", "借笔不还"],
        ),
        ("“快乐、童年”小舞台、运动会", ["“快乐、童年”小舞台", "运动会"]),
        ("没有合上的（括号、后面的话题", ["没有合上的（括号", "后面的话题"]),
        ("听歌、看节目(综艺、视频)", ["听歌", "看节目(综艺、视频)"]),
        ("老师体罚，辱骂、拖堂", ["老师体罚，辱骂", "拖堂"]),
    ],
)
def test_brackets_and_quotes_stay_whole(line, expected):
    assert texts(line) == expected


def test_a_short_word_before_a_colon_is_the_theme():
    found = read_topic_lines("朋友：吵架、绝交\n学校: 迟到\n".encode())
    assert found.topics == [
        TopicLine(1, "吵架", "朋友"),
        TopicLine(1, "绝交", "朋友"),
        TopicLine(2, "迟到", "学校"),
    ]


@pytest.mark.parametrize(
    "line", ["这一句话长得不可能是主题名：还是话题", "迟到、同学说：你真笨"]
)
def test_a_long_or_late_colon_is_part_of_the_topic(line):
    assert "：" in "".join(texts(line))
    assert not any(topic.theme for topic in read_topic_lines(line.encode()).topics)


def test_a_topic_met_again_is_a_duplicate_and_not_rejected():
    # U+212B and U+00C5 are one character in NFC.
    found = read_topic_lines("迟到、早退\n迟到、\u212b班\n\u00c5班".encode())
    assert [topic.text for topic in found.topics] == ["迟到", "早退", "\u00c5班"]
    assert found.duplicates == [TopicLine(2, "迟到"), TopicLine(3, "\u00c5班")]
    assert found.rejected == []
    assert found.read == 5


def test_what_is_no_topic_is_listed_with_line_and_reason():
    found = read_topic_lines(f"迟到、、早退\n{'长' * 201}\n有\0铃声\n……".encode())
    assert [(item.line, item.code) for item in found.rejected] == [
        (1, "empty"),
        (2, "too_long"),
        (3, "control_characters"),
        (4, "not_text"),
    ]
    assert all(
        isinstance(item, Rejected) and str(item.reason) for item in found.rejected
    )
    assert "\0" not in found.rejected[2].text
    assert found.read == len(found.topics) + len(found.rejected)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_file_in_another_encoding_names_byte_and_line(mark):
    data = mark + "迟到\n".encode() + "早退".encode("gb18030")
    with pytest.raises(TopicFileError) as caught:
        read_topic_lines(data)
    assert (caught.value.code, caught.value.line) == ("not_utf8", 2)
    assert str(len(mark) + len("迟到\n".encode())) in str(caught.value)


def test_a_byte_order_mark_is_no_part_of_the_first_topic():
    assert texts("\ufeff迟到") == ["迟到"]


def test_a_huge_file_is_refused():
    with pytest.raises(TopicFileError) as caught:
        read_topic_lines(b"a" * (MAX_FILE_BYTES + 1))
    assert caught.value.code == "too_large"


def test_an_empty_file_has_no_topics():
    assert read_topic_lines(b"") == read_topic_lines(b"\n \n")


def test_a_line_of_open_brackets_is_not_slow():
    began = time.perf_counter()
    read_topic_lines(("（" * 1_000_000).encode())
    assert time.perf_counter() - began < 2


def test_our_own_topics_all_come_in():
    file = Path(dialogues.__file__).parent / "builtin" / "child_topics.txt"
    found = read_topic_lines(file.read_bytes())
    assert len(found.topics) >= 120
    assert len({topic.theme for topic in found.topics}) >= 10
    assert (found.rejected, found.duplicates) == ([], [])
    assert all(topic.theme for topic in found.topics)


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_every_item_is_counted_once(data):
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        with pytest.raises(TopicFileError):
            read_topic_lines(data)
        return
    found = read_topic_lines(data)
    parts = (found.topics, found.rejected, found.duplicates)
    assert found.read == sum(map(len, parts))
