"""BELLE: six shapes of record under one name."""

import pytest

from dialogues.intake.formats.belle import BELLE
from tests.intake.formats.items import (
    CHILD,
    HELPER,
    TWO_TURNS,
    WORSE,
    code_of,
    items_of,
    only,
    said,
)

ONE_EXCHANGE = {
    "single turn": {"instruction": CHILD, "input": "", "output": HELPER},
    "the hub's copy": {"input": CHILD, "target": HELPER},
    "history with one turn": {
        "instruction": f"Human:{CHILD}\nAssistant:",
        "input": "",
        "output": HELPER,
    },
    "conversations": {
        "id": "demo-1",
        "conversations": [
            {"from": "human", "value": CHILD},
            {"from": "assistant", "value": HELPER},
        ],
    },
    "questions of the evaluation": {
        "question": CHILD,
        "class": "open qa",
        "std_answer": HELPER,
    },
    "pairs": {
        "chosen": f"Human: \n{CHILD}\n\nAssistant: \n{HELPER}",
        "rejected": f"Human: \n{CHILD}\n\nAssistant: \n{WORSE}",
    },
}


@pytest.mark.parametrize("value", ONE_EXCHANGE.values(), ids=ONE_EXCHANGE.keys())
def test_each_shape_gives_the_same_exchange(value):
    assert said(only(BELLE, value)) == TWO_TURNS


def test_the_history_in_an_instruction_becomes_turns():
    item = only(
        BELLE,
        {
            "instruction": f"Human:你好\nAssistant:你好呀\n\n## 说明\nHuman:{CHILD}\nAssistant:",
            "input": "",
            "output": HELPER,
        },
    )
    assert said(item) == [
        ("user", "你好"),
        ("assistant", "你好呀\n\n## 说明"),
        *TWO_TURNS,
    ]


def test_rows_of_one_dialogue_share_their_family_and_others_do_not():
    history = f"Human:{CHILD}\nAssistant:{HELPER}\nHuman:嗯\nAssistant:"
    long = only(BELLE, {"instruction": history, "input": "", "output": "我在"})
    short = only(BELLE, ONE_EXCHANGE["history with one turn"])
    other = only(
        BELLE, {"instruction": "Human:你好\nAssistant:", "input": "", "output": "好"}
    )
    assert long.meta["family"] == short.meta["family"] != other.meta["family"]


def test_the_rejected_string_is_kept_from_where_it_parts():
    item = only(BELLE, ONE_EXCHANGE["pairs"])
    assert item.meta == {
        "rejected": {"after": 1, "turns": [{"role": "assistant", "text": WORSE}]}
    }


def test_seeds_give_a_dialogue_for_each_instance_under_its_own_id():
    seed = {
        "id": "seed_3",
        "name": "comfort",
        "instruction": "安慰这个孩子",
        "instances": [
            {"input": CHILD, "output": HELPER},
            {"input": "", "output": "我在"},
        ],
        "is_classification": False,
    }
    first, second = items_of(BELLE, seed)
    assert said(first) == [("user", f"安慰这个孩子\n{CHILD}"), ("assistant", HELPER)]
    assert said(second) == [("user", "安慰这个孩子"), ("assistant", "我在")]
    assert [first.source_id, second.source_id] == ["seed_3#1", "seed_3#2"]


def test_a_prompt_without_a_reply_ends_on_the_user():
    item = only(BELLE, {"text": f"Human: \n{CHILD}\n\nAssistant: \n"})
    assert said(item) == [("user", CHILD)]


def test_text_for_pretraining_is_no_dialogue():
    assert code_of(only(BELLE, {"text": "从前有座山。"})) == "no-speakers"
