"""What stands beside what when two versions of a text are compared."""

from hypothesis import given
from hypothesis import strategies as st

from dialogues.comparing_texts import changed_lines

lines = st.lists(st.text("甲乙丙 ", max_size=6), max_size=8).map("\n".join)


def seen(before, after):
    return [(p["old"], p["new"]) for p in changed_lines(before, after) if p["changed"]]


def test_a_line_stands_beside_the_one_it_became():
    before = "题目\n写十轮对话。\n结束"
    after = "题目\n不写旁白。\n写十五轮对话。\n请用中文。\n结束"
    assert seen(before, after) == [
        (None, "不写旁白。"),
        ("写十轮对话。", "写十五轮对话。"),
        (None, "请用中文。"),
    ]


def test_lines_that_have_nothing_in_common_stand_alone():
    assert seen("甲甲甲", "乙乙乙") == [("甲甲甲", None), (None, "乙乙乙")]


def test_very_many_lines_are_shown_as_they_are():
    before = "\n".join(f"a{n}" for n in range(300))
    assert seen(before, "b") == [(before, "b")]


@given(lines, lines)
def test_both_texts_are_whole(before, after):
    pieces = changed_lines(before, after)
    for side, text in (("old", before), ("new", after)):
        assert "\n".join(p[side] for p in pieces if p[side] is not None) == text


@given(lines)
def test_a_text_beside_itself_is_unchanged(text):
    assert [piece["changed"] for piece in changed_lines(text, text)] == [False]
