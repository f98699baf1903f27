"""Lists of topics, personas, PsyQA's questions, and the dialogues made from them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.intake.formats.lines import LINES
from dialogues.intake.formats.psyqa import PSYQA
from dialogues.intake.records import Passage, Place, Wishes
from tests.intake.files import as_json, as_lines, faults, read

CHILD, HELPER = "没人和我玩", "一个人站着的时候，是不是有点孤单？"


def topics(data, **options):
    return [item.text for item in read(data, name="topic.txt", **options)]


def test_topics_stand_at_their_lines_and_those_that_come_twice_come_twice():
    items = read("踢足球、跑步\n\n朋友：吵架、踢足球\n踢足球、、绝交\n", name="a.txt")

    assert [(item.place.line, getattr(item, "text", "")) for item in items] == [
        (1, "踢足球"),
        (1, "跑步"),
        (3, "吵架"),
        (3, "踢足球"),
        (4, "绝交"),
        (4, "踢足球"),
        (4, ""),
    ]
    assert [item.theme for item in items[2:4]] == ["朋友", "朋友"]
    assert faults(items) == [(4, "empty")]


def test_topics_glued_with_a_comma_are_kept_whole_and_told_of():
    """In QiaoBan's list items joined by “，” stay one topic, and nobody is told."""
    items = read("老师体罚，辱骂、拖堂\n弄坏物品（水杯，书）、借笔不还\n", name="a.txt")

    assert [(item.text, item.odd) for item in items] == [
        ("老师体罚，辱骂", ("topics-glued",)),
        ("拖堂", ()),
        ("弄坏物品（水杯，书）", ()),
        ("借笔不还", ()),
    ]


def test_a_list_of_topics_may_be_a_json_array():
    assert topics(as_json(["踢足球", "和好朋友吵架"])) == ["踢足球", "和好朋友吵架"]


@pytest.mark.parametrize(
    "text",
    [
        "孩子：你好\n助手：你好呀",
        "小明：你好\n妈妈：你好\n小明：再见\n妈妈：明天见",
        "今天下雨。我们没有出去。\n",
    ],
)
def test_a_talk_or_a_story_is_no_list_of_topics(text):
    assert not LINES.looks_like(Passage(text))


def test_themes_before_a_colon_are_no_talk():
    assert LINES.looks_like(Passage("朋友：吵架、绝交\n学校：迟到、作业\n家：搬家"))


PERSONA, SITUATION = "我是三年级学生", "转学第一天没有朋友。" * 20


def test_a_persona_is_named_by_how_its_situation_begins():
    (item,) = read(as_lines([{"persona": PERSONA, "situation": SITUATION}]))

    assert (item.persona, item.situation) == (PERSONA, SITUATION)
    assert item.text == SITUATION[:59] + "…"


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({"persona": "", "situation": "  "}, "empty"),
        ({"persona": "长" * 4001}, "too-long"),
    ],
)
def test_a_persona_that_cannot_be_used_says_why(record, code):
    assert faults(read(as_lines([{"persona": PERSONA}, record]))) == [(2, code)]


CHAT = {
    "template": "按照要求输出<A>和<B>之间的对话…",
    "ai_persona": "我是陪伴助手",
    "user_persona": PERSONA,
    "user_situation": SITUATION,
}


def test_in_self_chat_b_is_the_person_and_speaks_first():
    response = f"<Round 1>\n<B>: {CHILD}\n<A>: {HELPER}\n<Round 2>\n<B>: 嗯\n<A>: 我在"

    (item,) = read(as_lines([{**CHAT, "response": response}]))

    assert [(turn.role, turn.text) for turn in item.turns] == [
        ("user", CHILD),
        ("assistant", HELPER),
        ("user", "嗯"),
        ("assistant", "我在"),
    ]
    assert (item.persona, item.situation, item.odd) == (PERSONA, SITUATION, ())
    assert item.meta == {key: CHAT[key] for key in ("template", "ai_persona")}


def test_a_seed_of_self_chat_without_a_response_is_a_topic():
    (item,) = read(as_lines([CHAT]))

    assert (item.persona, item.situation) == (PERSONA, SITUATION)


def test_a_response_that_does_not_parse_is_told_with_its_text():
    items = read(as_lines([{**CHAT, "response": "今天天气很好。"}]))

    assert faults(items) == [(1, "no-speakers")]
    assert "今天天气很好。" in str(items[0].reason)


def test_training_rows_of_self_chat_share_their_family():
    first = {"prompt": CHILD, "response": HELPER, "history": []}
    second = {"prompt": "嗯", "response": "我在", "history": [[CHILD, HELPER]]}

    one, two = read(as_lines([first, second]))

    assert [len(item.turns) for item in (one, two)] == [2, 4]
    assert one.meta["family"] == two.meta["family"]


ANSWER = {
    "answer_text": "先抱抱他。再听他说。",
    "has_label": True,
    "labels_sequence": [
        {"start": 0, "end": 5, "type": "Approval and Reassurance"},
        {"start": 5, "end": 10, "type": "Direct Guidance"},
    ],
}
QUESTION = {
    "question": "怎么和孩子谈成绩？",
    "description": "一说就哭。",
    "keywords": "亲子,学习",
    "questionID": 7,
    "answers": [
        ANSWER,
        {"answer_text": "慢慢来。", "has_label": False, "labels_sequence": None},
    ],
}


def test_a_question_is_a_topic_with_its_answers_and_their_strategies():
    (item,) = read(as_json([QUESTION]))

    assert (item.text, item.situation) == ("怎么和孩子谈成绩？", "一说就哭。")
    assert (item.source_id, item.theme, item.odd) == ("7", "亲子", ())
    assert item.meta == {
        "keywords": ["亲子", "学习"],
        "answers": [
            {
                "text": "先抱抱他。再听他说。",
                "labels": [
                    {
                        "scheme": "psyqa",
                        "label": "Approval and Reassurance",
                        "start": 0,
                        "end": 5,
                    },
                    {
                        "scheme": "psyqa",
                        "label": "Direct Guidance",
                        "start": 5,
                        "end": 10,
                    },
                ],
            },
            {"text": "慢慢来。", "labels": []},
        ],
    }


@given(st.lists(st.text("ae\u0301\u0300が か\u3099\r\n字", max_size=6), min_size=1))
def test_offsets_count_in_the_text_as_it_is_stored(parts):
    # Parts that begin with a mark of their own would join the part before them.
    parts = [f"字{part}字" for part in parts]
    labels, start = [], 0
    for part in parts:
        labels.append({"start": start, "end": start + len(part), "type": "Others"})
        start += len(part)
    answer = {"answer_text": "".join(parts), "labels_sequence": labels}
    record = {**QUESTION, "answers": [answer]}

    (item,) = PSYQA.read(Place("a", 1), record, Wishes())

    (stored,) = item.meta["answers"]
    spans = [stored["text"][one["start"] : one["end"]] for one in stored["labels"]]
    lines = [part.replace("\r\n", "\n").replace("\r", "\n") for part in parts]
    assert spans == [unicodedata.normalize("NFC", line) for line in lines]


def test_a_label_outside_its_text_is_told_of():
    label = {"start": 5, "end": 99, "type": "Others"}
    answers = [{**ANSWER, "labels_sequence": [label]}, {"answer_text": None}]

    (item,) = read(as_json([{**QUESTION, "answers": answers}]))

    assert set(item.odd) == {"label-outside-text", "answer-missing"}
    assert [answer["labels"] for answer in item.meta["answers"]] == [[]]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"question": " "}, "empty"),
        ({"question": "长" * 401}, "too-long"),
        ({"answers": "a"}, "other-shape"),
    ],
)
def test_a_question_that_cannot_be_used_says_why(changed, code):
    assert faults(read(as_json([QUESTION, {**QUESTION, **changed}]))) == [(2, code)]
