"""QiaoBan, SMILE, SoulChat and Baize, as their authors published them."""

import json
import pickle

import pytest

from dialogues.intake.formats.smile import SMILE as FORMAT
from dialogues.intake.records import Place, Wishes
from tests.intake.files import (
    QIAOBAN,
    SMILE,
    as_json,
    as_lines,
    faults,
    read,
)

CHILD, HELPER = "我怕打雷", "打雷声好大，吓到你了吧？"
TWO = [("user", CHILD), ("assistant", HELPER)]


def said(item):
    return [(turn.role, turn.text) for turn in item.turns]


def test_qiaoban_keeps_its_id_topic_emotion_and_what_else_it_says():
    (item,) = read(as_json([{**QIAOBAN, "theory": "觉察"}]))

    assert (item.source_id, item.topic, item.emotion) == ("1", "弄丢铅笔盒", "sad")
    assert said(item) == [
        ("user", "我的铅笔盒不见了。"),
        ("assistant", "铅笔盒丢了，你心里一定很难过吧？"),
    ]
    assert item.meta == {"theory": "觉察"}


@pytest.mark.parametrize("topic", [None, "", "  ", float("nan")])
def test_a_qiaoban_dialogue_without_a_topic_is_kept_and_told_of(topic):
    (item,) = read(as_json([{**QIAOBAN, "topic": topic}]))

    assert (item.topic, item.odd) == ("", ("topic-missing",))


def test_a_turn_without_words_stays_for_the_checks_to_find():
    dialog = [*QIAOBAN["dialog"], {"speaker": "孩子", "text": None}]

    (item,) = read(as_json([{**QIAOBAN, "dialog": dialog}]))

    assert said(item)[-1] == ("user", "")


@pytest.mark.parametrize(
    ("dialog", "code"),
    [
        ([], "no-turns"),
        ([{"speaker": "孩子", "text": ["我"]}], "not-text"),
        ([*QIAOBAN["dialog"], {"speaker": "老师", "text": "好"}], "unknown-speakers"),
        ([*QIAOBAN["dialog"] * 3, "好"], "not-text"),
        ([{"speaker": None, "text": "我"}], "unknown-speakers"),
    ],
)
def test_a_qiaoban_dialogue_that_cannot_be_one_says_why(dialog, code):
    items = read(as_json([QIAOBAN, {**QIAOBAN, "dialog": dialog}]))

    assert faults(items) == [(2, code)]


RAW = {
    "打雷": f"孩子：{CHILD}\n智能助手：{HELPER}",
    "下雨": f"第一轮\n'child': {CHILD}\n\n'assistant': {HELPER}\n（完）",
    "停电": "很抱歉，我无法完成这个请求。" + "真的" * 150,
    "": f"**孩子**: {CHILD}\n**智能助手**: {HELPER}",
}


@pytest.mark.parametrize("as_pickle", [True, False])
def test_raw_drafts_are_read_and_one_that_does_not_parse_is_told_with_its_text(
    as_pickle,
):
    data = pickle.dumps(RAW) if as_pickle else as_json(RAW)

    items = read(data, name="panda_chat_100.pkl" if as_pickle else "panda.json")

    assert [said(item) for item in items if hasattr(item, "turns")] == [TWO, TWO, TWO]
    assert [item.topic for item in items if hasattr(item, "turns")] == [
        "打雷",
        "下雨",
        "",
    ]
    assert items[1].odd == ("text-outside-turns",)
    assert items[1].meta == {"dropped": ["（完）"]}
    assert faults(items) == [(3, "no-speakers")]
    assert RAW["停电"][:200] in str(items[2].reason)
    assert items[3].odd == ("topic-missing",)


def test_the_name_before_a_reply_that_stands_twice_is_read_once():
    """QiaoBan's own chat wrote it twice into every past turn."""
    text = f"以下是对话。孩子：{CHILD}</s>智能助手：智能助手：{HELPER}</s>"

    (item,) = read(as_json([{"input": text}]))

    assert said(item) == TWO
    assert item.meta == {"system": "以下是对话。"}


def test_a_smile_dialogue_of_a_line_has_the_id_of_its_line():
    first, second = read(as_lines([{"id": n, "dialogue": SMILE} for n in (0, 7)]))

    assert (first.source_id, second.source_id) == ("0", "7")
    assert said(first) == [("user", "我总睡不着。"), ("assistant", "听起来很累。")]


def test_labels_of_sentences_are_kept_where_they_are_filled():
    turn = {
        "role": "counselor",
        "content": "嗯。听起来很累。嗯。",
        "annotation": [
            {"sentence": "嗯。", "label": ""},
            {"sentence": "听起来很累。", "label": "Reflection"},
            {"sentence": "嗯。", "label": "Minimal"},
            {"sentence": "没有这句。", "label": "Lost"},
        ],
    }

    (item,) = read(as_json([SMILE[0], turn]))

    assert item.turns[0].labels == ()
    assert item.turns[1].labels == (
        {"scheme": "smile", "label": "Reflection", "start": 2, "end": 8},
        {"scheme": "smile", "label": "Minimal", "start": 8, "end": 10},
        {
            "scheme": "smile",
            "label": "Lost",
            "start": None,
            "end": None,
            "quote": "没有这句。",
        },
    )
    assert item.odd == ("label-outside-text",)


def test_the_release_has_empty_labels_and_so_none_are_kept():
    turn = {**SMILE[1], "annotation": [{"sentence": "听起来很累。", "label": ""}]}

    (item,) = read(as_json([SMILE[0], turn]))

    assert [labelled.labels for labelled in item.turns] == [(), ()]


def test_smiles_training_rows_whose_histories_are_mixed_up_are_refused():
    row = {
        "instruction": "现在你扮演咨询师。\n对话：\n来访者：我总睡不着。\n咨询师：",
        "output": "听起来很累。",
    }

    items = read(as_lines([{"id": 1, "dialogue": SMILE}, row]))

    assert faults(items) == [(2, "mixed-histories")]
    assert faults(read(as_lines([row]))) == [(1, "mixed-histories")]


def test_nothing_of_one_record_gets_into_the_next():
    """The reader is given a record and nothing else, and keeps nothing of it."""
    first = {"id": 1, "dialogue": [{"role": "client", "content": "秘密"}]}
    second = {"id": 2, "dialogue": SMILE}
    place, wishes = Place("a", 1), Wishes()

    alone = list(FORMAT.read(place, second, wishes))
    list(FORMAT.read(place, first, wishes))

    assert list(FORMAT.read(place, second, wishes)) == alone
    assert "秘密" not in str(alone)


def test_the_corpus_of_soulchat_keeps_its_topic():
    messages = [
        {"role": "user", "content": CHILD},
        {"role": "assistant", "content": HELPER},
    ]

    (item,) = read(as_json([{"id": 0, "topic": "成长", "messages": messages}]))

    assert (item.source_id, item.topic, said(item)) == ("0", "成长", TWO)


def test_a_log_of_soulchats_demo_goes_turn_about():
    log = {"user": [CHILD, "嗯"], "bot": [HELPER]}

    (item,) = read(json.dumps(log))

    assert said(item) == [*TWO, ("user", "嗯")]
    assert faults(read(json.dumps({"user": [], "bot": ["a"]}))) == [(1, "other-shape")]


def test_an_instruction_of_soulchat_and_its_reply_are_one_dialogue():
    asked = f"用户：你好\n心理咨询师：你好呀\n用户：{CHILD}\n心理咨询师："

    (item,) = read(as_lines([{"instruction": asked, "output": HELPER}]))

    assert said(item) == [("user", "你好"), ("assistant", "你好呀"), *TWO]
    assert item.odd == ()


def test_baize_ends_with_an_open_turn_that_is_no_turn():
    text = (
        "The conversation between human and AI assistant.\n"
        f"[|Human|] {CHILD}\n[|AI|] {HELPER}\n[|Human|] "
    )

    (item,) = read(as_json([{"topic": "怕黑", "input": text}]))

    assert (item.topic, said(item), item.odd) == ("怕黑", TWO, ())
    assert item.meta == {"preamble": "The conversation between human and AI assistant."}


@pytest.mark.parametrize("as_pickle", [True, False])
def test_the_transcripts_that_baize_collected_are_read(as_pickle):
    drafts = {"How to sleep?": "[Human] Hello\n[AI] Hi, how are you?\n[Human] Bye"}

    (item,) = read(pickle.dumps(drafts) if as_pickle else as_json(drafts))

    assert item.topic == "How to sleep?"
    assert said(item) == [
        ("user", "Hello"),
        ("assistant", "Hi, how are you?"),
        ("user", "Bye"),
    ]
