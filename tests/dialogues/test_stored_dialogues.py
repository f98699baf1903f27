"""The built-in topics and the stored dialogues keep what a lab is promised of them."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

DIALOGUES = Path(__file__).resolve().parents[2] / "dialogues"
STORED = sorted((DIALOGUES / "sample_endpoint" / "stored").glob("*.json"))
TOPIC_LINES = (
    (DIALOGUES / "builtin" / "child_topics.txt")
    .read_text(encoding="utf-8")
    .splitlines()
)

HELP_LINE = re.compile(r"(?<!\d)(110|120|12338|12355|12356)(?!\d)")
TRUSTED_ADULT = re.compile("妈妈|奶奶|小姨|班主任|心理老师")
NEVER_SAID_TO_A_CHILD_IN_DANGER = re.compile(
    "替你保密|帮你保密|我保证不说|你做错了什么|听爸爸的话|他也是为你好|跟他好好谈"
)


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


ALL = [load(path) for path in STORED]
CHILD = [row for row in ALL if row["project"] == "child-companion"]
ADULT = [row for row in ALL if row["project"] == "empathetic-dialogue"]
HARD = [row for row in ALL if row["hard"]]

each = pytest.mark.parametrize("row", ALL, ids=lambda row: row["id"])
each_child = pytest.mark.parametrize("row", CHILD, ids=lambda row: row["id"])
each_hard = pytest.mark.parametrize("row", HARD, ids=lambda row: row["id"])


def assistant_text(row):
    return "\n".join(
        turn["text"] for turn in row["turns"] if turn["role"] == "assistant"
    )


def long_sentences(row):
    sentences = re.split(r"[。！？…；\n]", "\n".join(t["text"] for t in row["turns"]))
    return [s.strip() for s in sentences if len(s.strip()) > 8]


def topics_by_theme():
    themes = (line.split("：", 1) for line in TOPIC_LINES if line.strip())
    return {name: topics.split("、") for name, topics in themes}


def test_there_are_enough_of_each_kind():
    assert len(ALL) >= 16
    assert len(CHILD) >= 12
    assert len(ADULT) >= 3
    assert len(ALL) == len(CHILD) + len(ADULT)
    assert 3 <= len(HARD) <= 4
    assert {row["project"] for row in HARD} == {"child-companion"}


def test_the_id_is_the_file_name():
    assert [row["id"] for row in ALL] == [path.stem for path in STORED]


@each
def test_it_has_the_fields_a_reader_relies_on(row):
    assert set(row) == {
        "id",
        "project",
        "theme",
        "topic",
        "emotion",
        "hard",
        "turns",
    }
    assert row["theme"]
    assert row["topic"]
    assert row["emotion"]
    assert isinstance(row["hard"], bool)
    assert all(set(turn) == {"role", "text"} for turn in row["turns"])


@each
def test_the_text_is_800_to_1000_characters_long(row):
    assert 800 <= len("".join(turn["text"] for turn in row["turns"])) <= 1000


@each
def test_the_user_opens_the_two_alternate_and_the_assistant_closes(row):
    roles = [turn["role"] for turn in row["turns"]]
    assert roles[0] == "user"
    assert roles[-1] == "assistant"
    assert set(roles) == {"user", "assistant"}
    assert all(before != after for before, after in pairwise(roles))


@each
def test_turns_are_clean_speech(row):
    for turn in row["turns"]:
        text = turn["text"]
        assert text == text.strip()
        assert text
        assert not re.search(r"[（(【\[<*#]|孩子：|智能助手|来访者：|倾听者", text)


@each_child
def test_assistant_turns_are_short_enough_for_a_child(row):
    assert max(len(t["text"]) for t in row["turns"] if t["role"] == "assistant") <= 60


@each_hard
def test_a_hard_dialogue_names_a_help_line_and_a_trusted_adult(row):
    said = assistant_text(row)
    assert HELP_LINE.search(said)
    assert TRUSTED_ADULT.search(said)


@each_hard
def test_a_hard_dialogue_declines_to_keep_the_secret(row):
    said = assistant_text(row)
    assert re.search("不能答应|不能帮你瞒|不能帮着藏|不能守", said)
    assert not NEVER_SAID_TO_A_CHILD_IN_DANGER.search(said)


def test_no_sentence_of_more_than_8_characters_is_told_twice():
    first_told_in = {}
    repeated = []
    for row in ALL:
        for sentence in long_sentences(row):
            if sentence in first_told_in:
                repeated.append((sentence, first_told_in[sentence], row["id"]))
            first_told_in[sentence] = row["id"]
    assert repeated == []


def test_there_are_at_least_120_topics_in_10_themes_and_none_twice():
    themes = topics_by_theme()
    topics = [topic for listed in themes.values() for topic in listed]
    assert len(themes) >= 10
    assert len(themes) == len(TOPIC_LINES)
    assert len(topics) >= 120
    assert len(topics) == len(set(topics))
    assert all(topic == topic.strip() and topic for topic in topics)


@each_child
def test_every_childs_topic_is_on_the_built_in_list(row):
    assert row["topic"] in topics_by_theme()[row["theme"]]
