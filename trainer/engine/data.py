"""`data.jsonl` becomes token ids and labels: what the model reads, and what it is asked to learn."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trainer.engine.config import Refused
from trainer.engine.tokenizer import TURN_END, TURN_START

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor
    from transformers import PreTrainedTokenizerBase

SPLITS = ("train", "validation", "test")
ROLES = ("system", "user", "assistant")
IGNORED = -100  # the label that the loss leaves out
Message = dict[str, str]
Example = dict[str, list[int]]


@dataclass(frozen=True)
class Row:
    id: str
    split: str
    messages: list[Message]


@dataclass
class SplitReport:
    """What became of the rows of one split; nothing is left out without being counted."""

    rows: int = 0
    used: int = 0
    cut: int = 0
    nothing_to_learn: list[str] = field(default_factory=list)
    tokens: int = 0
    learned_tokens: int = 0


def read_rows(path: Path) -> list[Row]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        raise Refused(f"There is no {path}.") from None
    except UnicodeDecodeError as error:
        raise Refused(f"{path.name} is not UTF-8: {error}.") from None
    return [
        _row(line, f"{path.name} line {number}")
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]


def _row(line: str, place: str) -> Row:
    try:
        values = json.loads(line)
    except json.JSONDecodeError as error:
        raise Refused(f"{place} is not JSON: {error}.") from None
    if not isinstance(values, dict) or not {"id", "split", "messages"} <= set(values):
        raise Refused(f"{place} must have id, split and messages.")
    if values["split"] not in SPLITS:
        listed = ", ".join(SPLITS)
        raise Refused(f"{place}: split must be one of {listed}.")
    problem = message_problem(values["messages"])
    if problem:
        raise Refused(f"{place}: {problem}")
    messages = [
        {"role": message["role"], "content": message["content"]}
        for message in values["messages"]
    ]
    return Row(id=str(values["id"]), split=values["split"], messages=messages)


def message_problem(messages: object) -> str:
    """Why these messages cannot be put through the chat template; empty when they can."""
    if not isinstance(messages, list) or not messages:
        return "messages must be a list that is not empty."
    for message in messages:
        if not isinstance(message, dict) or message.get("role") not in ROLES:
            return f"every message needs a role, one of {', '.join(ROLES)}."
        content = message.get("content")
        if not isinstance(content, str):
            return "every message needs a content that is a text."
        if TURN_START in content or TURN_END in content:
            return f"a message may not contain {TURN_START} or {TURN_END}."
    return ""


def encode(
    messages: list[Message],
    tokenizer: PreTrainedTokenizerBase,
    *,
    loss_on: str,
) -> Example:
    """Token ids of the whole dialogue, and labels only where the model shall learn."""
    encoded: Any = tokenizer.apply_chat_template(
        messages,
        tokenize=True,
        return_dict=True,
        return_assistant_tokens_mask=True,
    )
    ids = list(encoded["input_ids"])
    if loss_on == "all":
        return {"input_ids": ids, "labels": list(ids)}
    mask = encoded["assistant_masks"]
    labels = [
        token if learned else IGNORED for token, learned in zip(ids, mask, strict=True)
    ]
    return {"input_ids": ids, "labels": labels}


def encode_split(
    rows: list[Row],
    split: str,
    tokenizer: PreTrainedTokenizerBase,
    *,
    loss_on: str,
    cutoff: int,
) -> tuple[list[Example], SplitReport]:
    """Every usable row of one split, cut at `cutoff` tokens, and the count of what was not usable."""
    report = SplitReport()
    examples = []
    for row in rows:
        if row.split != split:
            continue
        report.rows += 1
        example = encode(row.messages, tokenizer, loss_on=loss_on)
        if len(example["input_ids"]) > cutoff:
            report.cut += 1
            example = {name: values[:cutoff] for name, values in example.items()}
        learned = sum(label != IGNORED for label in example["labels"])
        if not learned:
            report.nothing_to_learn.append(row.id)
            continue
        report.used += 1
        report.tokens += len(example["input_ids"])
        report.learned_tokens += learned
        examples.append(example)
    return examples, report


def check_rows(rows: list[Row]) -> None:
    if not any(row.split == "train" for row in rows):
        raise Refused("The train split is empty: there is nothing to learn from.")


def check_reports(reports: dict[str, SplitReport]) -> None:
    train = reports["train"]
    if not train.used:
        raise Refused(
            f"None of the {train.rows} dialogues of the train split has a word of the "
            "assistant before the cutoff: raise cutoff or look at the data."
        )


def collate(examples: list[Example], *, padding: int) -> dict[str, Tensor]:
    """A batch, padded on the right."""
    import torch

    longest = max(len(example["input_ids"]) for example in examples)

    def padded(name: str, filler: int) -> Tensor:
        return torch.tensor(
            [
                example[name] + [filler] * (longest - len(example[name]))
                for example in examples
            ]
        )

    lengths = [len(example["input_ids"]) for example in examples]
    attention = [[1] * length + [0] * (longest - length) for length in lengths]
    return {
        "input_ids": padded("input_ids", padding),
        "labels": padded("labels", IGNORED),
        "attention_mask": torch.tensor(attention),
    }
