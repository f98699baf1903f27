"""What the automatic checks notice, and what they let pass."""

import json
from pathlib import Path

import pytest

from dialogues import sample_endpoint
from dialogues.checks.places import Setting
from dialogues.checks.registry import BY_CODE, CHECKS, run_checks
from dialogues.domain.turns import new_turn
from tests.factories import turns

STORED = Path(sample_endpoint.__file__).parent / "stored"


def noticed(of):
    return [(check.code, place.turn) for check, place in run_checks(of, Setting())]


def alarms(text):
    """The words that a child's line is reported for."""
    return [
        text[place.start : place.end]
        for check, place in run_checks(turns(text, "我听着呢。"), Setting())
        if check.code == "disclosure"
    ]


def test_a_good_dialogue_is_let_pass():
    assert noticed(turns("我考砸了。", "你有点难过。", "嗯。", "我陪着你。")) == []


def test_each_flaw_is_named_at_its_place():
    hello, reply, again = turns("你好", "你好呀", "再见")

    assert {
        "none": noticed([]),
        "empty": noticed([hello, {**reply, "text": " \n"}]),
        "alone": noticed([hello]),
        "backwards": noticed([reply]),
        "twice": noticed([hello, again, reply]),
        "unanswered": noticed([hello, reply, again]),
    } == {
        "none": [("no-turns", None)],
        "empty": [("empty-turn", reply["id"])],
        "alone": [("no-reply", None), ("ends-unanswered", hello["id"])],
        "backwards": [("assistant-first", reply["id"])],
        "twice": [("same-speaker-twice", again["id"])],
        "unanswered": [("ends-unanswered", again["id"])],
    }


@pytest.mark.parametrize(
    "text",
    [
        "笑死我了，你真好玩。",
        "我都想死你了，外婆。",
        "跑完步累死了。",
        "肚子饿死了，我要回家吃饭。",
        "羡慕死我了，他有新书包。",
        "妈妈打我电话叫我回家。",
        "爸爸打我手机，我没接到。",
        "我们打了一场球。",
        "老师表扬我了。",
        "I could have died laughing.",
        "She beats everyone at chess.",
    ],
)
def test_everyday_words_raise_no_alarm(text):
    assert alarms(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我没考好，爸爸会打我。", "爸爸会打我"),
        ("妈妈喝醉了就拿棍子打人。", "妈妈喝醉了就拿棍子"),
        ("同桌天天打我，我不敢说。", "同桌天天打我"),
        ("外公又打我了。", "外公又打我"),
        ("我不想活了。", "不想活"),
        ("有时候我用小刀割自己。", "割自己"),
        ("有个叔叔摸我下面。", "摸我下面"),
        ("他把我锁在阳台上一整天。", "把我锁在"),
        ("笑死我了，不过昨天我真的想死。", "想死"),
        ("My dad hits me when he drinks.", "hits me"),
        ("Sometimes I want to die.", "want to die"),
    ],
)
def test_words_of_harm_raise_an_alarm(text, words):
    assert alarms(text) == [words]


def test_the_helper_may_speak_of_harm():
    codes = [
        code for code, _turn in noticed(turns("我怕。", "爸爸会打我，你是这么想的吗？"))
    ]

    assert codes == []


def test_every_check_has_a_code_of_its_own_and_words_for_people():
    assert len(BY_CODE) == len(CHECKS)
    assert all(str(check.title) and str(check.explanation) for check in CHECKS)
    assert {check.severity for check in CHECKS} == {"warning", "error", "disclosure"}


@pytest.mark.parametrize("path", sorted(STORED.glob("*.json")), ids=lambda p: p.stem)
def test_hard_stored_dialogues_alarm_and_the_others_do_not(path):
    stored = json.loads(path.read_text(encoding="utf-8"))
    said = [new_turn(turn["role"], turn["text"]) for turn in stored["turns"]]

    codes = {check.code for check, _noticed in run_checks(said, Setting())}

    assert ("disclosure" in codes) is stored["hard"]
