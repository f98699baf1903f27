"""Tokenizers: a small one trained on the release's own text, and the chat template put on any."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from trainer.engine.config import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from transformers import PreTrainedTokenizerBase

TEMPLATE = Path(__file__).with_name("chat_template.jinja")
TURN_START, TURN_END, PADDING = "<|im_start|>", "<|im_end|>", "<|pad|>"


def train_tokenizer(texts: Iterable[str], *, vocab: int) -> PreTrainedTokenizerBase:
    """A byte-level BPE: every text can be written with it, whatever it was trained on."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab,
        min_frequency=2,
        special_tokens=[PADDING, TURN_START, TURN_END],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer=trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PADDING,
        eos_token=TURN_END,
        additional_special_tokens=[TURN_START],
        clean_up_tokenization_spaces=False,
    )


def put_template(tokenizer: PreTrainedTokenizerBase) -> int:
    """Give the tokenizer the project's chat template; return how many tokens it had to learn."""
    template = TEMPLATE.read_text(encoding="utf-8")
    check_template(template)
    tokenizer.chat_template = template
    vocabulary = tokenizer.get_vocab()
    unknown = [token for token in (TURN_START, TURN_END) if token not in vocabulary]
    added: int = tokenizer.add_tokens(unknown, special_tokens=True) if unknown else 0
    tokenizer.eos_token = TURN_END
    if tokenizer.pad_token is None:
        tokenizer.pad_token = TURN_END
    return added


def check_template(template: str) -> None:
    if "{%- generation" not in template and "{% generation" not in template:
        raise Refused(
            "The chat template has no {% generation %} markers, so the assistant's "
            "words cannot be told from the rest."
        )
