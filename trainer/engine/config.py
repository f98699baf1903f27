"""What one training run is asked to do: a frozen dataclass that is read from and written to `run.json`."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from typing import Any, Literal

if typing.TYPE_CHECKING:
    from pathlib import Path

CONFIG_NAME = "run.json"


class Refused(Exception):  # noqa: N818 - the word the whole project uses
    """Something a person must put right first; the message is one sentence."""


class ConfigError(Refused):
    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{CONFIG_NAME}: {field}: {problem}")
        self.field = field


@dataclasses.dataclass(frozen=True)
class ModelShape:
    """The small model that is built when a run names no base model."""

    hidden_size: int = 128
    layers: int = 4
    heads: int = 4
    key_value_heads: int = 2
    intermediate_size: int = 384
    max_length: int = 2048


@dataclasses.dataclass(frozen=True)
class RunConfig:
    data: str = "data.jsonl"
    base_model: str | None = None  # a folder or a name; null builds a small model
    model_shape: ModelShape = ModelShape()
    tokenizer_vocab: int = 2000

    loss_on: Literal["assistant", "all"] = "assistant"
    cutoff: int = 1024

    epochs: float = 1.0
    max_steps: int | None = None  # wins over epochs
    learning_rate: float = 1e-5
    schedule: Literal["cosine", "linear", "constant"] = "cosine"
    warmup_steps: int = 0
    optimizer: Literal["adamw_torch", "adamw_torch_fused"] = "adamw_torch"
    weight_decay: float = 0.0
    max_grad_norm: float = 1.0
    micro_batch: int = 1  # dialogues on one accelerator at a time
    global_batch: int = 8  # dialogues behind one optimizer step
    precision: Literal["fp32", "bf16", "fp16"] = "fp32"
    zero_stage: Literal[1, 2, 3] = 2
    gradient_checkpointing: bool = False

    logging_steps: int = 1
    eval_steps: int | None = None
    save_steps: int = 100
    save_total_limit: int = 2
    resume: bool = True
    seed: int = 42
    ranks: int = 1  # what the launcher starts; the engine takes what it was given

    def accumulation(self, world_size: int) -> int:
        """How many micro batches every rank adds up before one optimizer step."""
        at_once = self.micro_batch * world_size
        if self.global_batch % at_once:
            raise ConfigError(
                "global_batch",
                f"{self.global_batch} is not a multiple of micro_batch × ranks "
                f"({self.micro_batch} × {world_size} = {at_once}).",
            )
        return self.global_batch // at_once

    def as_dict(self) -> dict[str, Any]:
        return dataclasses.asdict(self)


def read_config(path: Path) -> RunConfig:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Refused(f"There is no {path}.") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise Refused(f"{path} is not JSON: {error}.") from None
    return parse_config(values)


def write_config(config: RunConfig, path: Path) -> None:
    text = json.dumps(config.as_dict(), ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def parse_config(values: object) -> RunConfig:
    config: RunConfig = _build(RunConfig, values, prefix="")
    _check_values(config)
    return config


def _build(kind: Any, values: object, *, prefix: str) -> Any:
    if not isinstance(values, dict):
        raise ConfigError(prefix.rstrip(".") or "the file", "must be a JSON object.")
    hints = typing.get_type_hints(kind)
    if unknown := sorted(set(values) - set(hints)):
        known = ", ".join(sorted(hints))
        raise ConfigError(f"{prefix}{unknown[0]}", f"no such field; known: {known}.")
    return kind(
        **{
            name: _value(hints[name], value, f"{prefix}{name}")
            for name, value in values.items()
        }
    )


def _value(hint: Any, value: object, field: str) -> Any:
    if dataclasses.is_dataclass(hint):
        return _build(hint, value, prefix=f"{field}.")
    if typing.get_origin(hint) is Literal:
        choices = typing.get_args(hint)
        if value not in choices or isinstance(value, bool):
            listed = ", ".join(str(choice) for choice in choices)
            raise ConfigError(field, f"must be one of {listed}, not {value!r}.")
        return value
    options = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    if value is None and type(None) in options:
        return None
    wanted = next(option for option in options if option is not type(None))
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, wanted) or (
        isinstance(value, bool) and wanted is not bool
    ):
        raise ConfigError(field, f"must be {_NAMES[wanted]}, not {value!r}.")
    return value


_NAMES = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}


COUNTS = (
    "cutoff",
    "max_steps",
    "micro_batch",
    "global_batch",
    "logging_steps",
    "eval_steps",
    "save_steps",
    "ranks",
)
LEAST: dict[str, tuple[float, str]] = {
    **dict.fromkeys(COUNTS, (1, "1 or more")),
    **dict.fromkeys(("warmup_steps", "weight_decay", "seed"), (0, "0 or more")),
    **dict.fromkeys(("epochs", "learning_rate", "max_grad_norm"), (1e-12, "above 0")),
}


def _check_values(config: RunConfig) -> None:
    values = config.as_dict()
    for name, (least, words) in LEAST.items():
        value = values[name]
        if value is not None and not least <= value < float("inf"):
            raise ConfigError(name, f"must be {words}, not {value}.")
    for name in ("data", "base_model"):
        if values[name] == "":
            raise ConfigError(name, "must not be empty.")
    if config.save_total_limit < 2:
        raise ConfigError(
            "save_total_limit",
            "must be 2 or more, so that a crash while saving leaves one to resume from.",
        )
    config.accumulation(config.ranks)
    if config.base_model is None:
        _check_small_model(config)


def _check_small_model(config: RunConfig) -> None:
    shape = config.model_shape
    for field in dataclasses.fields(shape):
        if getattr(shape, field.name) < 1:
            raise ConfigError(f"model_shape.{field.name}", "must be 1 or more.")
    if shape.hidden_size % (2 * shape.heads):
        raise ConfigError(
            "model_shape.hidden_size", "must be a multiple of twice model_shape.heads."
        )
    if shape.heads % shape.key_value_heads:
        raise ConfigError(
            "model_shape.heads", "must be a multiple of model_shape.key_value_heads."
        )
    if config.cutoff > shape.max_length:
        raise ConfigError(
            "cutoff", f"is longer than model_shape.max_length ({shape.max_length})."
        )
    if config.tokenizer_vocab < 300:
        raise ConfigError(
            "tokenizer_vocab", "must be 300 or more: 256 of them are the bytes."
        )
