"""TRL's rows to imitate, to prefer, and marked."""

from dialogues.intake.formats.trl import TRL_DPO, TRL_KTO, TRL_SFT
from tests.intake.formats.items import (
    CHILD,
    HELPER,
    TWO_TURNS,
    WORSE,
    code_of,
    only,
    said,
)

PROMPT = [{"role": "user", "content": CHILD}]
GOOD = [{"role": "assistant", "content": HELPER}]
BAD = [{"role": "assistant", "content": WORSE}]
REJECTED = {"after": 1, "turns": [{"role": "assistant", "text": WORSE}]}


def test_rows_to_imitate_are_read_in_each_of_their_ways():
    for row in (
        {"messages": [*PROMPT, *GOOD]},
        {"prompt": PROMPT, "completion": GOOD},
        {"prompt": CHILD, "completion": HELPER},
    ):
        assert said(only(TRL_SFT, row)) == TWO_TURNS


def test_the_system_text_of_a_prompt_is_kept():
    row = {
        "prompt": [{"role": "system", "content": "温柔些"}, *PROMPT],
        "completion": GOOD,
    }
    assert only(TRL_SFT, row).meta == {"system": "温柔些"}


def test_a_pair_keeps_its_rejected_ending_with_and_without_a_prompt():
    for row in (
        {"prompt": PROMPT, "chosen": GOOD, "rejected": BAD},
        {"chosen": [*PROMPT, *GOOD], "rejected": [*PROMPT, *BAD]},
    ):
        item = only(TRL_DPO, row)
        assert (said(item), item.meta) == (TWO_TURNS, {"rejected": REJECTED})


def test_a_mark_is_kept_and_a_bad_one_is_odd():
    item = only(TRL_KTO, {"prompt": PROMPT, "completion": BAD, "label": False})
    assert (item.meta, item.odd) == ({"kto_tag": False}, ("undesirable-reply",))


def test_each_kind_is_told_from_the_others():
    rows = {
        TRL_SFT: {"prompt": PROMPT, "completion": GOOD},
        TRL_DPO: {"prompt": PROMPT, "chosen": GOOD, "rejected": BAD},
        TRL_KTO: {"prompt": PROMPT, "completion": GOOD, "label": True},
    }
    for known, row in rows.items():
        assert [other for other in rows if other.looks_like(row)] == [known]


def test_a_row_of_another_kind_is_refused():
    pair = {"prompt": PROMPT, "chosen": GOOD, "rejected": BAD}
    assert code_of(only(TRL_SFT, pair)) == "other-shape"
    assert code_of(only(TRL_KTO, pair)) == "other-shape"
    assert code_of(only(TRL_DPO, {"prompt": PROMPT})) == "other-shape"
