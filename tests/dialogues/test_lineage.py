"""What stood before in turns that were cut and joined; the page's own code says the same."""

from hypothesis import given
from hypothesis import strategies as st

from dialogues.comparing import aligned
from dialogues.domain.turns import new_turn
from dialogues.lineage import texts_before

A, B = (
    new_turn("user", "今天我很难过。妈妈骂我了。"),
    new_turn("assistant", "我在听。"),
)


def after(turn, text, *parents):
    return {**turn, "text": text, "parents": [parent["id"] for parent in parents]}


def test_each_piece_of_a_turn_that_was_cut_is_compared_with_its_own_part():
    rest = new_turn("user", "")
    now = [after(A, "今天我很难过啊。"), after(rest, "妈妈又骂我了。", A), B]

    assert texts_before([A, B], now) == {
        A["id"]: "今天我很难过。",
        rest["id"]: "妈妈骂我了。",
        B["id"]: B["text"],
    }


def test_a_turn_that_took_in_another_is_compared_with_both():
    [pair] = aligned([A, B], [after(A, A["text"] + "我在听。", B)])

    assert (pair["old"], pair["changed"]) == (A["text"] + B["text"], False)


def test_a_new_turn_has_nothing_before_it():
    new = new_turn("user", "新的")
    assert texts_before([A], [A, new]) == {A["id"]: A["text"]}


@given(
    st.text("甲乙丙 ", max_size=20),
    st.lists(st.text("甲乙丙", max_size=6), max_size=4),
)
def test_of_a_text_that_was_cut_nothing_is_lost(text, pieces):
    old = new_turn("user", text)
    now = [after(old, ""), *(after(new_turn("user", p), p, old) for p in pieces)]
    found = texts_before([old], now)

    assert "".join(found[turn["id"]] for turn in now) == text
