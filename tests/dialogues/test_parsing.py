"""A reply in any known shape becomes turns, and nothing of it disappears."""

import json
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.parsing import (
    FATAL,
    MAX_REPLY_CHARACTERS,
    PROBLEM_TEXTS,
    ParsedTurn,
    clean_text,
    parse_reply,
)

CHILD, HELPER = "我把杯子打碎了。", "杯子碎了，你吓了一跳吧？"
TWO_TURNS = [ParsedTurn("user", CHILD), ParsedTurn("assistant", HELPER)]


def parse(text, **options):
    return parse_reply(
        text, user_names=["孩子"], assistant_names=["智能助手"], **options
    )


def codes(reply):
    return [problem.code for problem in reply.problems]


SHAPES = {
    "full width": lambda who, text: f"{who}：{text}",
    "half width": lambda who, text: f"{who}: {text}",
    "numbered": lambda who, text: f"1. {who}：{text}",
    "numbered in brackets": lambda who, text: f"（2）{who}：{text}",
    "bold name": lambda who, text: f"**{who}**：{text}",
    "bold with colon": lambda who, text: f"**{who}：** {text}",
    "bold to the end": lambda who, text: f"**{who}：{text}**",
    "face before the name": lambda who, text: f"👦🏻 {who}：{text}",
    "bullet": lambda who, text: f"- {who}：{text}",
    "heading": lambda who, text: f"### {who}：{text}",
    "lenticular brackets": lambda who, text: f"【{who}】{text}",
    "name alone on its line": lambda who, text: f"{who}：\n{text}",
    "round headings": lambda who, text: f"<Round 3>\n{who}：{text}",
    "plain round headings": lambda who, text: f"Round 3\n{who}：{text}",
    "Chinese round headings": lambda who, text: f"第3轮\n{who}：{text}",
    "quoted": lambda who, text: f"'{who}': '{text}',",
    "double quoted": lambda who, text: f'"{who}": "{text}",',
}
NAMES = {
    "own": ("孩子", "智能助手"),
    "English": ("child", "assistant"),
    "letters": ("B", "A"),
    "letters in angles": ("<B>", "<A>"),
    "full-width letters": ("Ｂ", "Ａ"),
}


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES.keys())
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_every_shape_gives_its_turns(shape, names):
    text = "\n".join([shape(names[0], CHILD), shape(names[1], HELPER)])
    assert parse(text).turns == TWO_TURNS
    assert parse(text).problems == []


JSON_SHAPES = {
    "messages": [
        {"role": "user", "content": CHILD},
        {"role": "assistant", "content": HELPER},
    ],
    "dialog": {
        "topic": "杯子",
        "dialog": [
            {"speaker": "孩子", "text": CHILD},
            {"speaker": "智能助手", "text": HELPER},
        ],
    },
    "turns by name": {"turns": [{"孩子": CHILD}, {"智能助手": HELPER}]},
    "one object": {"child": CHILD, "assistant": HELPER},
    "pairs": [["孩子", CHILD], ["智能助手", HELPER]],
    "lines": [f"孩子：{CHILD}", f"智能助手：{HELPER}"],
    "turns by number": {
        "1": {"role": "孩子", "text": CHILD},
        "2": {"role": "智能助手", "text": HELPER},
    },
    "text inside": {"response": f"<B>: {CHILD}\n<A>: {HELPER}"},
}


@pytest.mark.parametrize(
    "fence", ["{}", "```json\n{}\n```", "好的：\n```\n{}\n```\n完"]
)
@pytest.mark.parametrize("value", JSON_SHAPES.values(), ids=JSON_SHAPES.keys())
def test_json_gives_its_turns_and_keeps_the_rest(value, fence):
    reply = parse(fence.format(json.dumps(value, ensure_ascii=False, indent=1)))
    assert reply.turns == TWO_TURNS
    expected = ["topic: 杯子"] if "topic" in value else []
    expected += ["好的：", "完"] if "好的" in fence else []
    assert reply.dropped == expected


def test_marks_that_close_what_was_opened_before_a_name_are_no_words():
    reply = parse(f"<孩子>{CHILD}</孩子>\n<智能助手>{HELPER}</智能助手>")
    assert reply.turns == TWO_TURNS
    assert set(reply.markers) == {"<孩子>", "</孩子>", "<智能助手>", "</智能助手>"}
    assert parse(f"| 孩子 | {CHILD} |\n| 智能助手 | {HELPER} |").turns == TWO_TURNS
    kept = parse("孩子：他说**不行**\n智能助手：**嗯**")
    assert [turn.text for turn in kept.turns] == ["他说**不行**", "嗯"]


def test_a_repeated_json_key_loses_no_turn():
    reply = parse('{"孩子":"一","智能助手":"二","孩子":"三","智能助手":"四"}')
    assert [turn.text for turn in reply.turns] == ["一", "二", "三", "四"]


def test_half_a_json_reply_keeps_its_whole_turns_and_shows_the_rest():
    text = json.dumps(JSON_SHAPES["messages"], ensure_ascii=False)[:-3]
    reply = parse(text.replace("]", "") + '}, {"role": "us', finish_reason="length")
    assert reply.turns[0] == TWO_TURNS[0]
    assert '{"role": "us' in "".join(reply.dropped)
    assert codes(reply)[-1] == "cut_off" or "cut_off" in codes(reply)


def test_lines_of_one_turn_stay_together_and_remarks_are_shown():
    reply = parse(
        "标题：打碎的杯子\n孩子（低头）：我……\n（看着地上）\n\n智能助手：没受伤吧？\n我们先离远一点。\n\n（对话结束）\n字数：20"
    )
    assert [turn.text for turn in reply.turns] == [
        "（低头）我……\n（看着地上）",
        "没受伤吧？\n我们先离远一点。",
    ]
    assert reply.dropped == ["标题：打碎的杯子", "（对话结束）", "字数：20"]


def test_two_turns_running_are_kept_and_noted():
    reply = parse("孩子：一\n孩子：二\n智能助手：三\n孩子：四")
    assert [turn.text for turn in reply.turns] == ["一", "二", "三", "四"]
    assert [(problem.code, problem.detail) for problem in reply.problems] == [
        ("ends_on_user", ""),
        ("not_alternating", "2"),
    ]
    assert reply.usable


def test_options_named_a_and_b_are_no_speakers_beside_real_names():
    reply = parse("孩子：怎么办\n智能助手：有两条路。\nA：告诉老师\nB：告诉妈妈")
    assert [turn.role for turn in reply.turns] == ["user", "assistant"]


def test_the_projects_own_names_win_over_the_usual_ones():
    reply = parse_reply("A：你好\nB：你好呀", user_names=["A"], assistant_names=["B"])
    assert [turn.role for turn in reply.turns] == ["user", "assistant"]


def test_one_block_is_split_and_said():
    reply = parse("孩子：我难过。智能助手：怎么了？孩子：没什么。智能助手：我在。")
    assert [turn.text for turn in reply.turns] == [
        "我难过。",
        "怎么了？",
        "没什么。",
        "我在。",
    ]
    assert codes(reply) == ["one_block"]


def test_words_of_the_other_speaker_inside_a_turn_are_noted():
    reply = parse("孩子：一\n智能助手：二。孩子：三\n孩子：四\n智能助手：五")
    assert ("speaker_in_text", "2") in [(p.code, p.detail) for p in reply.problems]


ENGLISH = "Child: I broke the cup today.\nAssistant: Oh dear, are you all right?"


@pytest.mark.parametrize(
    ("text", "finish_reason", "expected"),
    [
        (None, None, ["empty"]),
        (" \n\t", None, ["empty"]),
        ("从前有个孩子，他打碎了杯子。", None, ["no_speakers"]),
        ("孩子：我打碎了杯子。", None, ["one_speaker", "ends_on_user"]),
        ("智能助手：你好呀。", None, ["one_speaker", "not_child_first"]),
        ("很抱歉，我无法协助完成这个请求。", None, ["refusal", "no_speakers"]),
        ("作为一个AI语言模型，我没有情感。", None, ["refusal", "no_speakers"]),
        (
            "I'm sorry, but I can't help with that.",
            None,
            ["refusal", "wrong_language", "no_speakers"],
        ),
        (ENGLISH, "stop", ["wrong_language"]),
        ("孩子：我打碎了\n智能助手：你一定", "length", ["cut_off"]),
        ("孩子：我\n智能助手：你", "content_filter", ["refusal"]),
    ],
)
def test_what_cannot_become_a_dialogue_says_why(text, finish_reason, expected):
    reply = parse(text, finish_reason=finish_reason)
    assert codes(reply) == expected
    assert not reply.usable


def test_a_huge_reply_is_refused_quickly_and_kept():
    text = "孩子：好。\n智能助手：嗯。\n" * 10_000
    began = time.perf_counter()
    reply = parse(text)
    assert time.perf_counter() - began < 1
    assert codes(reply) == ["too_long"]
    assert reply.problems[0].detail == str(len(text))
    assert reply.dropped == [text]


@pytest.mark.parametrize(
    "text",
    ["[", "*", "孩子 ", "{'", '[{"a":', "孩子：。", "Round 1 ", "\u0301\u0323", "1. "],
)
def test_no_reply_under_the_limit_is_slow(text):
    began = time.perf_counter()
    parse((text * MAX_REPLY_CHARACTERS)[:MAX_REPLY_CHARACTERS])
    assert time.perf_counter() - began < 5


def test_nul_and_half_surrogates_are_replaced_and_said():
    for text in (
        "孩子：\0好\n智能助手：\ud800嗯",
        '{"孩子":"\\u0000好","助手":"\\ud800嗯"}',
    ):
        reply = parse(text)
        assert [turn.text for turn in reply.turns] == ["\ufffd好", "\ufffd嗯"]
        assert codes(reply) == ["unsafe_characters"]


def test_every_problem_has_words():
    assert set(PROBLEM_TEXTS) >= FATAL
    assert all(str(text) for text in PROBLEM_TEXTS.values())


def letters(text):
    return Counter(character for character in text if not character.isspace())


PIECES = st.sampled_from(
    [
        "孩子：", "智能助手:", "<A>：", "B: ", "**孩子**：", "'child': '", "',", "```",
        "\n", "\n\n", "Round 2", "第二轮", "---", "# ", "{", "[", "（笑）", "完）", "。", "\\n",
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=12), max_size=25).map("".join))
def test_nothing_is_lost_and_nothing_raises(text):
    reply = parse(text)
    parts = [*(turn.text for turn in reply.turns), *reply.dropped, *reply.markers]
    assert letters("".join(parts)) == letters(clean_text(text))
    assert "\0" not in "".join(parts)
    "".join(parts).encode()


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("你好ab", max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["role", "text", "孩子", "dialog", "x"]), inner
        )
    ),
    max_leaves=12,
)


@given(JSON_VALUES)
def test_no_text_of_a_json_reply_is_lost(value):
    turns = [{"role": "user", "text": "一"}, {"role": "assistant", "text": "二"}]
    text = json.dumps({"dialog": turns, "more": [], "messages": [value]})
    reply = parse(text)
    parts = [*(turn.text for turn in reply.turns), *reply.dropped, *reply.markers]
    missing = letters("".join(_strings(value))) - letters("".join(parts))
    assert missing == Counter()


def _strings(value):
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return []


SAID = st.text("我你他很好难过开心，。！？吗呢", min_size=1, max_size=30)
TURNS = st.lists(
    st.builds(ParsedTurn, st.sampled_from(["user", "assistant"]), SAID),
    min_size=2,
    max_size=12,
).filter(lambda turns: len({turn.role for turn in turns}) == 2)


@given(TURNS, st.sampled_from(list(SHAPES)), st.sampled_from(list(NAMES)))
def test_turns_written_in_a_shape_come_back(turns, shape, names):
    user, assistant = NAMES[names]
    written = "\n".join(
        SHAPES[shape](user if turn.role == "user" else assistant, turn.text)
        for turn in turns
    )
    assert parse(written).turns == turns


@given(TURNS)
def test_turns_written_as_json_come_back(turns):
    rows = [{"speaker": turn.role, "text": turn.text} for turn in turns]
    assert parse(json.dumps({"dialog": rows})).turns == turns
