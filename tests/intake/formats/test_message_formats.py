"""OpenAI messages and ShareGPT: whoever speaks is known by name, never by order."""

import pytest

from dialogues.intake.formats.messages import MESSAGES
from dialogues.intake.formats.sharegpt import SHAREGPT
from tests.intake.formats.items import (
    CHILD,
    HELPER,
    TWO_TURNS,
    WORSE,
    code_of,
    only,
    said,
)

PAIRS = [
    ("孩子", "智能助手"),
    ("client", "counselor"),
    ("来访者", "咨询师"),
    ("用户", "心理咨询师"),
    ("问", "答"),
    ("human", "gpt"),
    ("human", "assistant"),
    ("[Human]", "[AI]"),
    ("[|Human|]", "[|AI|]"),
    ("prompter", "assistant"),
    ("user", "assistant"),
]


def messages(*spoken, role="role", text="content"):
    return [{role: who, text: words} for who, words in spoken]


def sharegpt(*spoken, **more):
    return {"conversations": messages(*spoken, role="from", text="value"), **more}


@pytest.mark.parametrize(("user", "assistant"), PAIRS)
def test_every_pair_of_names_is_known_whoever_begins(user, assistant):
    turns = [(assistant, HELPER), (user, CHILD)]
    swapped = [("assistant", HELPER), ("user", CHILD)]
    assert said(only(MESSAGES, {"messages": messages(*turns)})) == swapped
    assert said(only(SHAREGPT, sharegpt(*turns))) == swapped


def test_letters_are_nobody_until_a_person_says_who_they_are():
    value = sharegpt(("B", CHILD), ("A", HELPER))
    refused = only(SHAREGPT, value)
    assert code_of(refused) == "unknown-speakers"
    assert "B, A" in str(refused.reason)
    mapped = only(SHAREGPT, value, speakers={"B": "user", "A": "assistant"})
    assert said(mapped) == TWO_TURNS


def test_a_mapping_by_a_person_overrules_the_usual_names():
    value = {"messages": messages(("user", HELPER), ("system", CHILD))}
    item = only(MESSAGES, value, speakers={"user": "assistant", "system": "user"})
    assert said(item) == [("assistant", HELPER), ("user", CHILD)]


def test_the_system_text_and_everything_else_of_the_record_are_kept():
    item = only(
        MESSAGES,
        {
            "id": 12,
            "topic": "上学",
            "emotion": "sad",
            "split": "train",
            "messages": messages(
                ("system", "你是儿童陪伴助手"), ("user", CHILD), ("assistant", HELPER)
            ),
        },
    )
    assert said(item) == TWO_TURNS
    assert (item.source_id, item.topic, item.emotion) == ("12", "上学", "sad")
    assert item.meta == {"split": "train", "system": "你是儿童陪伴助手"}


def test_a_topic_that_is_no_number_is_missing_and_its_dialogue_is_not():
    spoken = messages(("user", CHILD), ("assistant", HELPER))
    item = only(MESSAGES, {"topic": float("nan"), "messages": spoken})
    assert (said(item), item.topic, item.odd) == (TWO_TURNS, "", ("topic-missing",))


def test_parts_of_text_are_joined_and_weights_are_kept():
    value = {
        "messages": [
            {
                "role": "user",
                "content": [
                    {"type": "text", "value": "我不想"},
                    {"type": "text", "text": "上学"},
                ],
                "loss_weight": 0.0,
            },
            {"role": "assistant", "content": HELPER, "loss_weight": 1.0},
        ]
    }
    item = only(MESSAGES, value)
    assert said(item) == TWO_TURNS
    assert item.meta == {"turns": [{"loss_weight": 0.0}, {"loss_weight": 1.0}]}


def test_a_picture_is_no_text():
    part = {"type": "image_url", "image_url": {"url": "https://example.org"}}
    value = {"messages": [{"role": "user", "content": [part]}]}
    assert code_of(only(MESSAGES, value)) == "not-text"


@pytest.mark.parametrize("name", ["observation", "function_call", "tool"])
def test_dialogues_that_call_tools_are_refused(name):
    value = sharegpt(("human", CHILD), (name, "{}"), ("gpt", HELPER))
    assert code_of(only(SHAREGPT, value)) == "tool-turns"


def test_a_message_that_calls_a_tool_is_refused_whoever_says_it():
    call = {"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]}
    value = {"messages": [*messages(("user", CHILD)), call]}
    assert code_of(only(MESSAGES, value)) == "tool-turns"


def test_tools_and_the_system_text_beside_a_conversation_are_kept():
    value = sharegpt(
        ("human", CHILD), ("gpt", HELPER), system="你是儿童陪伴助手", tools="[]"
    )
    item = only(SHAREGPT, value)
    assert said(item) == TWO_TURNS
    assert item.meta == {"system": "你是儿童陪伴助手", "tools": "[]"}


def test_the_chosen_ending_is_the_dialogue_and_the_rejected_one_is_kept():
    value = sharegpt(
        ("human", CHILD),
        chosen={"from": "gpt", "value": HELPER},
        rejected={"from": "gpt", "value": WORSE},
    )
    item = only(SHAREGPT, value)
    assert said(item) == TWO_TURNS
    assert item.meta == {
        "rejected": {"after": 1, "turns": [{"role": "assistant", "text": WORSE}]}
    }


def test_chosen_messages_of_the_newer_format_are_the_dialogue():
    before = messages(("user", CHILD))
    item = only(
        MESSAGES,
        {
            "chosen_messages": [*before, *messages(("assistant", HELPER))],
            "rejected_messages": [*before, *messages(("assistant", WORSE))],
        },
    )
    assert said(item) == TWO_TURNS
    assert item.meta["rejected"]["turns"] == [{"role": "assistant", "text": WORSE}]


def test_a_reply_that_was_found_bad_comes_in_and_is_odd():
    value = sharegpt(("human", CHILD), ("gpt", WORSE), kto_tag=False)
    item = only(SHAREGPT, value)
    assert (item.meta, item.odd) == ({"kto_tag": False}, ("undesirable-reply",))


def test_an_odd_order_is_left_as_it_is():
    value = sharegpt(("gpt", HELPER), ("gpt", HELPER), ("human", CHILD))
    roles = [role for role, _text in said(only(SHAREGPT, value))]
    assert roles == ["assistant", "assistant", "user"]
