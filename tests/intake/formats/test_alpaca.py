"""Alpaca rows, with what stands before and beside them."""

from dialogues.intake.formats.alpaca import ALPACA
from tests.intake.formats.items import (
    CHILD,
    HELPER,
    TWO_TURNS,
    WORSE,
    code_of,
    only,
    said,
)

ROW = {"instruction": CHILD, "input": "", "output": HELPER}


def test_a_row_with_history_and_system_is_a_whole_dialogue():
    item = only(
        ALPACA, {**ROW, "system": "你是儿童陪伴助手", "history": [["你好", "你好呀"]]}
    )
    assert said(item) == [("user", "你好"), ("assistant", "你好呀"), *TWO_TURNS]
    assert item.meta["system"] == "你是儿童陪伴助手"


def test_a_row_and_the_longer_row_of_its_dialogue_share_their_family():
    first = only(ALPACA, {**ROW, "history": []})
    second = only(
        ALPACA, {"instruction": "嗯", "output": "我在", "history": [[CHILD, HELPER]]}
    )
    assert first.meta["family"] == second.meta["family"]


def test_the_input_follows_the_instruction_on_its_own_line():
    item = only(ALPACA, {"instruction": "安慰他", "input": CHILD, "output": HELPER})
    assert said(item) == [("user", f"安慰他\n{CHILD}"), ("assistant", HELPER)]


def test_a_pair_keeps_its_rejected_answer_in_either_way_to_write_it():
    kept = {"after": 1, "turns": [{"role": "assistant", "text": WORSE}]}
    for row in (
        {"instruction": CHILD, "chosen": HELPER, "rejected": WORSE},
        {"instruction": CHILD, "output": [HELPER, WORSE]},
    ):
        item = only(ALPACA, row)
        assert (said(item), item.meta) == (TWO_TURNS, {"rejected": kept})


def test_the_mark_of_a_good_answer_is_kept_and_that_of_a_bad_one_is_odd():
    good, bad = (only(ALPACA, {**ROW, "kto_tag": mark}) for mark in (True, False))
    assert (good.meta, good.odd) == ({"kto_tag": True}, ())
    assert (bad.meta, bad.odd) == ({"kto_tag": False}, ("undesirable-reply",))


def test_without_an_output_the_user_stands_alone():
    assert said(only(ALPACA, {"instruction": CHILD, "output": ""})) == [("user", CHILD)]


def test_no_instruction_and_no_history_is_no_dialogue():
    assert code_of(only(ALPACA, {"instruction": "", "output": HELPER})) == "no-turns"


def test_text_alone_is_refused():
    assert code_of(only(ALPACA, {"text": "从前有座山。"})) == "no-speakers"


def test_a_history_that_is_no_list_of_pairs_is_refused():
    for history in ("你好", [["你好"]], [{"q": "a"}]):
        assert code_of(only(ALPACA, {**ROW, "history": history})) == "other-shape"
