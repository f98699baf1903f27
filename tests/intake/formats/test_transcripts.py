"""Plain transcripts, and QiaoBan's conversations in one string."""

import pytest

from dialogues.intake.formats.qiaoban_input import QIAOBAN_INPUT
from dialogues.intake.formats.transcripts import TEXT
from dialogues.intake.records import Passage
from tests.intake.files import read
from tests.intake.formats.items import CHILD, HELPER, TWO_TURNS, code_of, only, said
from tests.intake.formats.test_message_formats import PAIRS

ABOUT_THE_TWO = "以下对话发生在孩子和智能助手之间。"


# "Prompter" is a name of fields, which no transcript has.
WRITTEN = [pair for pair in PAIRS if pair[0] != "prompter"]


@pytest.mark.parametrize(("user", "assistant"), [*WRITTEN, ("B", "A"), ("<B>", "<A>")])
def test_every_pair_of_names_is_known_in_a_transcript(user, assistant):
    text = f"{user}：{CHILD}\n{assistant}: {HELPER}"
    assert said(only(TEXT, Passage(text))) == TWO_TURNS


def test_an_unknown_name_is_told_and_can_be_mapped():
    text = Passage(f"小明：{CHILD}\n桥桥：{HELPER}")
    refused = only(TEXT, text)
    assert code_of(refused) == "unknown-speakers"
    assert "小明, 桥桥" in str(refused.reason)
    names = {"小明": "user", "桥桥": "assistant"}
    assert said(only(TEXT, text, speakers=names)) == TWO_TURNS


def test_half_known_names_never_put_words_into_the_mouth_of_the_known_one():
    text = Passage(f"孩子：{CHILD}\n桥桥：{HELPER}")
    assert code_of(only(TEXT, text)) == "unknown-speakers"


def test_a_third_name_is_odd_and_told():
    text = Passage(f"孩子：{CHILD}\n智能助手：{HELPER}\n妈妈：吃饭了")
    item = only(TEXT, text)
    assert (item.odd, item.meta) == (("other-speakers",), {"names": ["妈妈"]})


def test_what_stands_in_no_turn_is_kept_and_told():
    item = only(TEXT, Passage(f"第一次谈话\n孩子：{CHILD}\n智能助手：{HELPER}"))
    assert said(item) == TWO_TURNS
    assert (item.odd, item.meta) == (
        ("text-outside-turns",),
        {"dropped": ["第一次谈话"]},
    )


def test_one_speaker_alone_comes_in_and_prose_does_not():
    assert said(only(TEXT, Passage(f"孩子：{CHILD}"))) == [("user", CHILD)]
    assert code_of(only(TEXT, Passage("从前有座山。"))) == "no-speakers"


def test_a_file_of_transcripts_is_read_one_dialogue_after_the_other():
    text = f"孩子：{CHILD}\n智能助手：{HELPER}\n"
    items = read(f"{text}\n\n{text}", name="transcripts.txt")
    assert [said(item) for item in items] == [TWO_TURNS, TWO_TURNS]


def training(*turns, system=ABOUT_THE_TWO):
    return {"input": system + "".join(f"{who}：{text}</s>" for who, text in turns)}


def test_a_training_string_of_qiaoban_becomes_its_turns():
    item = only(QIAOBAN_INPUT, training(("孩子", CHILD), ("智能助手", HELPER)))
    assert (said(item), item.meta) == (TWO_TURNS, {"system": ABOUT_THE_TWO})


def test_a_name_that_was_written_twice_is_read_once():
    item = only(
        QIAOBAN_INPUT, training(("孩子", CHILD), ("智能助手：智能助手", HELPER))
    )
    assert said(item) == TWO_TURNS


def test_lines_inside_a_turn_of_a_training_string_stay_its_own():
    turns = [("孩子", f"{CHILD}\n智能助手：你说过"), ("智能助手", HELPER)]
    item = only(QIAOBAN_INPUT, training(*turns, system=""))
    assert said(item)[0] == ("user", f"{CHILD}\n智能助手：你说过")


def test_an_unknown_speaker_of_a_training_string_is_told():
    item = only(QIAOBAN_INPUT, training(("孩子", CHILD), ("桥桥", HELPER)))
    assert (code_of(item), "桥桥" in str(item.reason)) == ("unknown-speakers", True)


def test_a_training_string_without_end_marks_is_read_as_a_transcript():
    value = {"input": f"孩子：{CHILD}\n智能助手：{HELPER}"}
    assert said(only(QIAOBAN_INPUT, value)) == TWO_TURNS
