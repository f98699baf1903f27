"""One reply from a model, piece by piece: sampling with its own random numbers, and where to stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from trainer.engine.tokenizer import TURN_START

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transformers import PreTrainedModel, PreTrainedTokenizerBase

HALF_A_CHARACTER = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Options:
    max_tokens: int
    temperature: float = 1.0
    top_p: float = 0.95
    seed: int | None = None
    stop: tuple[str, ...] = ()


@dataclass
class Ending:
    """Filled in while the reply is made; whole once its pieces are used up."""

    tokens: int = 0
    reason: str = "length"


def reply(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    prompt: list[int],
    options: Options,
    ending: Ending,
) -> Iterator[str]:
    """Pieces of text as they come; a stop text itself is never given out."""
    produced: list[int] = []
    sent = 0
    held_back = max((len(stop) for stop in options.stop), default=1) - 1
    for token in next_tokens(model, prompt, options):
        ending.tokens += 1
        if token in end_tokens(model, tokenizer):
            ending.reason = "stop"
            break
        produced.append(token)
        text = _decode(tokenizer, produced)
        if (cut := _first_stop(text, options.stop)) is not None:
            ending.reason = "stop"
            yield text[sent:cut]
            return
        if text.endswith(HALF_A_CHARACTER):
            continue
        ready = len(text) - held_back
        if ready > sent:
            yield text[sent:ready]
            sent = ready
    yield _decode(tokenizer, produced)[sent:]


@torch.inference_mode()
def next_tokens(
    model: PreTrainedModel, prompt: list[int], options: Options
) -> Iterator[int]:
    """The tokens that follow the prompt, each fed back into the model's cache."""
    randomness = torch.Generator()
    if options.seed is None:
        randomness.seed()
    else:
        randomness.manual_seed(options.seed)
    fed = torch.tensor([prompt], device=model.device)
    cache: Any = None
    for _ in range(options.max_tokens):
        output = model(input_ids=fed, past_key_values=cache, use_cache=True)
        cache = output.past_key_values
        token = _choose(output.logits[0, -1].float().cpu(), options, randomness)
        yield token
        fed = torch.tensor([[token]], device=model.device)


def _choose(logits: torch.Tensor, options: Options, randomness: torch.Generator) -> int:
    if options.temperature == 0:
        return int(logits.argmax())
    chances, tokens = (logits / options.temperature).softmax(-1).sort(descending=True)
    before = chances.cumsum(-1) - chances
    chances[before >= options.top_p] = 0  # the likeliest token always stays
    drawn = torch.multinomial(chances, 1, generator=randomness)
    return int(tokens[drawn])


def end_tokens(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase
) -> set[int | None]:
    told: Any = model.generation_config.eos_token_id
    ends = set(told) if isinstance(told, list) else {told}
    return ends | {
        tokenizer.eos_token_id,
        tokenizer.pad_token_id,
        tokenizer.convert_tokens_to_ids(TURN_START),
    }


def _decode(tokenizer: PreTrainedTokenizerBase, tokens: list[int]) -> str:
    return str(tokenizer.decode(tokens, skip_special_tokens=True))


def _first_stop(text: str, stops: tuple[str, ...]) -> int | None:
    found = [place for stop in stops if (place := text.find(stop)) >= 0]
    return min(found, default=None)
