"""PICA's five tasks, as instances, as rows and as tables."""

import unicodedata

import pytest

from dialogues.intake.formats.pica_tasks import PICA_TASKS
from dialogues.intake.records import Place, Row
from tests.intake.formats.items import code_of, items_of, only, said

SAD = {"scheme": "emotion", "label": "悲伤", "start": None, "end": None}


def task(task_type, *instances, is_classification=False):
    return {
        "task_type": task_type,
        "dataset": "demo",
        "instruction": "说出情绪",
        "instances": [{"input": asked, "output": told} for asked, told in instances],
        "is_classification": is_classification,
        "name": "demo-1",
    }


def labels(item):
    return [label for turn in item.turns for label in turn.labels]


def test_each_instance_is_an_exchange_with_a_stable_id():
    value = task("txt_clf", ("我考砸了", "悲伤"), ("赢了", "高兴"))
    first, second = items_of(PICA_TASKS, value)
    assert said(first) == [("user", "说出情绪\n我考砸了"), ("assistant", "悲伤")]
    assert [first.source_id, second.source_id] == ["demo-1#1", "demo-1#2"]
    assert first.meta == {
        "task_type": "txt_clf",
        "dataset": "demo",
        "is_classification": False,
        "name": "demo-1",
        "instance": 1,
    }
    assert (labels(first), first.emotion) == ([SAD], "悲伤")


@pytest.mark.parametrize(
    "name", ["文本情感分类", "dia_clf", "Dialogue Emotion Classification"]
)
def test_a_classification_labels_the_whole_question(name):
    assert labels(only(PICA_TASKS, task(name, ("我考砸了", "悲伤")))) == [SAD]


def test_what_says_that_it_classifies_is_labelled_whatever_its_name():
    value = task("other", ("我考砸了", "悲伤"), is_classification=True)
    assert labels(only(PICA_TASKS, value)) == [SAD]


@pytest.mark.parametrize(
    "name", ["可控对话生成", "dia_inf", "dialogue background inference"]
)
def test_what_is_generated_is_no_label(name):
    assert labels(only(PICA_TASKS, task(name, ("我考砸了", "刚考完试")))) == []


def test_a_cause_is_labelled_where_it_stands_in_the_text_as_it_is_stored():
    apart = unicodedata.normalize("NFD", "é！我考砸了，很难过")
    item = only(PICA_TASKS, task("情感原因抽取", (apart, "我考砸了")))
    (label,) = labels(item)
    asked = item.turns[0].text
    assert asked[label["start"] : label["end"]] == "我考砸了"
    assert (label["scheme"], asked) == ("cause", "说出情绪\né！我考砸了，很难过")


def test_a_cause_that_is_only_in_the_instruction_is_no_span():
    item = only(PICA_TASKS, task("er_abs", ("我考砸了", "情绪")))
    assert labels(item) == []


def test_a_bad_instance_does_not_cost_the_good_ones():
    value = task("txt_clf", ("我考砸了", "悲伤"))
    value["instances"].append("nothing")
    good, bad = items_of(PICA_TASKS, value)
    assert (good.source_id, code_of(bad)) == ("demo-1#1", "other-shape")


TABLES = {
    "text-emotion-classification": ({"text": "我考砸了", "label": "悲伤"}, "悲伤"),
    "dialogue-emotion-classification": (
        {"对话": "孩子：我考砸了", "标签": "悲伤"},
        "悲伤",
    ),
    "cause-extraction": (
        {"文本": "我考砸了，很难过", "情绪": "悲伤", "原因": "我考砸了"},
        "我考砸了",
    ),
    "background-inference": ({"dialogue": "孩子：哎", "situation": "刚考完"}, "刚考完"),
}


@pytest.mark.parametrize("name", TABLES)
def test_the_columns_of_a_table_say_which_task_it_is_of(name):
    row, answer = TABLES[name]
    item = only(PICA_TASKS, Row(row))
    assert (item.meta["task_type"], said(item)[1]) == (name, ("assistant", answer))


def test_a_table_keeps_the_emotion_beside_the_cause():
    item = only(PICA_TASKS, Row(TABLES["cause-extraction"][0]))
    cause = {"scheme": "cause", "label": "cause", "start": 0, "end": 4}
    assert labels(item) == [cause, SAD]


def test_the_columns_of_a_table_can_be_mapped():
    row = Row({"句": "我考砸了", "类": "悲伤"})
    assert code_of(only(PICA_TASKS, row)) == "unknown-columns"
    item = only(PICA_TASKS, row, columns={"text": "句", "label": "类"})
    assert (said(item)[0], item.emotion) == (("user", "我考砸了"), "悲伤")


def test_the_folder_of_a_processed_row_says_which_task_it_is_of():
    row = {"dataset": "memor", "history": ["你好"], "utterance": "哎", "output": "悲伤"}
    here, there = (
        only(PICA_TASKS, row, Place(f"{name}/memor/train.jsonl", 1))
        for name in ("dia_clf", "dia_inf")
    )
    assert said(here) == said(there) == [("user", "你好\n哎"), ("assistant", "悲伤")]
    assert (labels(here), labels(there)) == ([SAD], [])


def test_a_processed_row_of_controlled_generation_keeps_what_controls_it():
    row = {
        "dataset": "esconv",
        "history": ["我考砸了"],
        "utterance": "别难过",
        "personas": "none",
        "situation": "刚考完",
        "emotion": "sad",
        "act": "none",
    }
    item = only(PICA_TASKS, row)
    asked = "situation: 刚考完\nemotion: sad\n我考砸了"
    assert said(item) == [("user", asked), ("assistant", "别难过")]
    assert item.meta["task_type"] == "controllable-generation"
