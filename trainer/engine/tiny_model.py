"""A small Qwen3-like model with random weights, for runs that name no base model."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from trainer.engine.tokenizer import put_template, train_tokenizer

if TYPE_CHECKING:
    from pathlib import Path

    from trainer.engine.config import RunConfig
    from trainer.engine.data import Row


def build_small_model(folder: Path, rows: list[Row], config: RunConfig) -> None:
    """Write tokenizer and model to `folder`, which appears only when both are whole."""
    from transformers import Qwen3Config, Qwen3ForCausalLM, set_seed

    texts = [message["content"] for row in rows for message in row.messages]
    tokenizer = train_tokenizer(texts, vocab=config.tokenizer_vocab)
    put_template(tokenizer)
    shape = config.model_shape
    set_seed(config.seed)
    model = Qwen3ForCausalLM(
        Qwen3Config(
            vocab_size=len(tokenizer),
            hidden_size=shape.hidden_size,
            intermediate_size=shape.intermediate_size,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            num_key_value_heads=shape.key_value_heads,
            head_dim=shape.hidden_size // shape.heads,
            max_position_embeddings=shape.max_length,
            tie_word_embeddings=True,
            bos_token_id=None,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    model.save_pretrained(unfinished)
    tokenizer.save_pretrained(unfinished)
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.replace(folder)
