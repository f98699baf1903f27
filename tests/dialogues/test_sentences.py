"""Sentences of both languages; joined again they are the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.sentences import BLANKS, places_of_sentences, sentences

MARKS = st.text(alphabet="我好。！？…”』」）.!? \n\t　aM r3", max_size=60)


@given(st.one_of(st.text(max_size=60), MARKS))
def test_joining_gives_back_the_text(text):
    found = sentences(text)

    assert "".join(found) == text
    assert all(found)


@given(st.one_of(st.text(max_size=60), MARKS))
def test_places_are_in_order_without_blanks_and_nothing_between_them_is_said(text):
    places = places_of_sentences(text)

    ends = [0, *(end for _start, end in places)]
    starts = [*(start for start, _end in places), len(text)]
    assert all(end <= start for end, start in zip(ends, starts, strict=True))
    assert all(text[a:b] == text[a:b].strip(BLANKS) != "" for a, b in places)
    left = "".join(text[a:b] for a, b in zip(ends, starts, strict=True))
    assert left.strip(BLANKS) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("听起来很累。你愿意说说吗？", ["听起来很累。", "你愿意说说吗？"]),
        ("“真的吗？”他问。", ["“真的吗？”", "他问。"]),
        ("『走吧！』好……我们走！！", ["『走吧！』", "好……", "我们走！！"]),
        ("没有句号", ["没有句号"]),
        ("第一行\n第二行\n\n第三行。", ["第一行", "第二行", "第三行。"]),
        ("嗯。 　好。\n", ["嗯。", "好。"]),
        ("I paid 3.5 to Mr. Lee. Really?", ["I paid 3.5 to Mr. Lee.", "Really?"]),
        ("“Wait...” she said. OK", ["“Wait...”", "she said.", "OK"]),
        ("（他哭了。）没事的。", ["（他哭了。）", "没事的。"]),
        ("  \n ", []),
        ("", []),
    ],
)
def test_a_text_is_cut_where_people_would_cut_it(text, expected):
    assert [text[a:b] for a, b in places_of_sentences(text)] == expected


def test_a_hostile_text_is_cut_at_once():
    for hostile in ("." * 8000, "。" * 8000, " " * 8000, "Mr." * 2600, "a" * 8000):
        assert "".join(sentences(hostile)) == hostile
