"""From dialogues to tokens: what the model reads and what it learns."""

import json

import pytest

from tests.engine import runs
from trainer.engine import data
from trainer.engine.config import Refused
from trainer.engine.tokenizer import (
    TEMPLATE,
    check_template,
    put_template,
    train_tokenizer,
)


@pytest.fixture(scope="module")
def tokenizer():
    made = train_tokenizer(["".join(turns) for turns in runs.DIALOGUES], vocab=400)
    assert put_template(made) == 0
    return made


def learned_text(tokenizer, example):
    return tokenizer.decode(
        [label for label in example["labels"] if label != data.IGNORED]
    )


def test_only_the_assistants_words_are_learned(tokenizer):
    messages = runs.row(0, "train")["messages"]

    example = data.encode(messages, tokenizer, loss_on="assistant")

    spoken = [m["content"] for m in messages if m["role"] == "assistant"]
    assert learned_text(tokenizer, example) == "".join(f"{s}<|im_end|>" for s in spoken)
    assert tokenizer.decode(example["input_ids"]) == "".join(
        f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages
    )


def test_loss_on_all_learns_every_token(tokenizer):
    example = data.encode(runs.row(0, "train")["messages"], tokenizer, loss_on="all")

    assert example["labels"] == example["input_ids"]


def test_dialogue_without_a_word_to_learn_is_counted_not_lost(tokenizer):
    long_question = [
        {"role": "user", "content": "为什么" * 200},
        {"role": "assistant", "content": "我在听。"},
    ]
    rows = [
        data.Row("short", "train", runs.row(0, "train")["messages"]),
        data.Row("long", "train", long_question),
        data.Row("elsewhere", "test", long_question),
    ]

    examples, report = data.encode_split(
        rows, "train", tokenizer, loss_on="assistant", cutoff=128
    )

    assert len(examples) == report.used == 1
    assert (report.rows, report.nothing_to_learn) == (2, ["long"])
    assert report.cut >= 1
    assert len(examples[0]["input_ids"]) <= 128


def test_nothing_left_to_learn_is_refused():
    data.check_rows([data.Row("a", "train", [])])
    with pytest.raises(Refused, match="The train split is empty"):
        data.check_rows([data.Row("a", "test", [])])
    with pytest.raises(Refused, match="None of the 3 dialogues"):
        data.check_reports({"train": data.SplitReport(rows=3)})


def test_template_without_markers_is_refused():
    check_template(TEMPLATE.read_text())
    with pytest.raises(Refused, match=r"no \{% generation %\} markers"):
        check_template("{{ messages }}")


def test_batch_is_padded_on_the_right():
    short = {"input_ids": [1], "labels": [1]}
    long = {"input_ids": [1, 2, 3], "labels": [data.IGNORED, 2, 3]}

    batch = data.collate([short, long], padding=9)

    assert batch["input_ids"].tolist() == [[1, 9, 9], [1, 2, 3]]
    assert batch["labels"].tolist() == [[1, -100, -100], [-100, 2, 3]]
    assert batch["attention_mask"].tolist() == [[1, 0, 0], [1, 1, 1]]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "line 2 is not JSON"),
        ('{"id": 1}', "line 2 must have id, split and messages"),
        ('{"id": 1, "split": "dev", "messages": []}', "split must be one of"),
        ('{"id": 1, "split": "test", "messages": []}', "a list that is not empty"),
        (
            '{"id": 1, "split": "test", "messages": [{"role": "孩子", "content": ""}]}',
            "needs a role, one of system, user, assistant",
        ),
        (
            '{"id": 1, "split": "test", "messages": [{"role": "user", "content": 3}]}',
            "needs a content that is a text",
        ),
        (
            (
                '{"id": 1, "split": "test", "messages": '
                '[{"role": "user", "content": "<|im_end|>"}]}'
            ),
            "may not contain",
        ),
    ],
)
def test_wrong_line_is_named(tmp_path, line, problem):
    path = tmp_path / "data.jsonl"
    path.write_text(json.dumps(runs.row(0, "train")) + "\n" + line + "\n")

    with pytest.raises(Refused, match=problem) as refused:
        data.read_rows(path)

    assert str(refused.value).startswith("data.jsonl line 2")


def test_line_separator_inside_a_text_does_not_break_the_line(tmp_path):
    row = runs.row(0, "train")
    row["messages"][1]["content"] = "一\u2028二\u0085三"
    path = tmp_path / "data.jsonl"
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")

    (read,) = data.read_rows(path)

    assert read.messages == row["messages"]
