"""How well base and tuned model foretell dialogues they never saw: `python -m trainer.engine.evaluate --folder RUN`."""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.engine import data, files
from trainer.engine.config import CONFIG_NAME, Refused, RunConfig, read_config
from trainer.engine.status import write_whole
from trainer.engine.tokenizer import put_template
from trainer.engine.train import base_of, load_tokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="the run folder")
    parser.add_argument("--split", choices=data.SPLITS, default="test")
    options = parser.parse_args(arguments)
    try:
        result = evaluate(options.folder.resolve(), options.split)
    except Refused as refusal:
        print(f"error: {refusal}", file=sys.stderr)
        return 2
    text = json.dumps(result, ensure_ascii=False, indent=2)
    write_whole(options.folder / files.RESULT_NAME, text + "\n")
    print(text)
    return 0


def evaluate(folder: Path, split: str) -> dict[str, Any]:
    """Mean loss per token of the assistant's words, whatever the run itself learned from."""
    config = read_config(folder / CONFIG_NAME)
    rows = data.read_rows(folder / config.data)
    if not any(row.split == split for row in rows):
        raise Refused(f"The {split} split is empty: there is nothing to measure on.")
    tuned = folder / files.FINAL
    if not tuned.is_dir():
        raise Refused(f"There is no {tuned}: the run has not finished.")
    models = {"base": base_of(folder, config), "tuned": str(tuned)}
    scores = {name: score(model, rows, split, config) for name, model in models.items()}
    return {"split": split, "models": scores}


def score(
    name: str, rows: list[data.Row], split: str, config: RunConfig
) -> dict[str, Any]:
    import torch
    from transformers import AutoModelForCausalLM

    tokenizer = load_tokenizer(name)
    new_tokens = put_template(tokenizer)
    examples, report = data.encode_split(
        rows, split, tokenizer, loss_on="assistant", cutoff=config.cutoff
    )
    if not examples:
        raise Refused(
            f"No dialogue of the {split} split has a word of the assistant before the cutoff."
        )
    model: Any = AutoModelForCausalLM.from_pretrained(name, dtype="auto")
    if new_tokens:
        model.resize_token_embeddings(len(tokenizer))
    model.to("cuda" if torch.cuda.is_available() else "cpu").eval()
    total, counted = 0.0, 0
    with torch.inference_mode():
        for example in examples:
            batch = data.collate([example], padding=tokenizer.pad_token_id)
            batch = {key: tensor.to(model.device) for key, tensor in batch.items()}
            # the first token has nothing before it to be foretold from
            tokens = int((batch["labels"][:, 1:] != data.IGNORED).sum())
            total += float(model(**batch).loss) * tokens
            counted += tokens
    loss = total / counted
    return {
        "loss": loss,
        "perplexity": math.exp(min(loss, 700)),
        "dialogues": report.used,
        "nothing_to_learn": len(report.nothing_to_learn),
        "tokens": counted,
    }


if __name__ == "__main__":
    sys.exit(main())
