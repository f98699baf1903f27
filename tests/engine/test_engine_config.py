"""The run's configuration: what is accepted, and how a wrong field is named."""

import json
from pathlib import Path

import pytest

from trainer.engine.config import (
    ConfigError,
    ModelShape,
    Refused,
    RunConfig,
    parse_config,
    read_config,
    write_config,
)

RECIPES = Path(__file__).resolve().parents[2] / "trainer" / "recipes"


def test_config_survives_the_file(tmp_path):
    config = RunConfig(
        model_shape=ModelShape(hidden_size=64), max_steps=7, learning_rate=0.003
    )

    write_config(config, tmp_path / "run.json")

    assert read_config(tmp_path / "run.json") == config


@pytest.mark.parametrize(
    ("values", "field", "problem"),
    [
        ({"lr": 1}, "lr", "no such field; known: base_model"),
        ({"model_shape": {"width": 1}}, "model_shape.width", "no such field"),
        ({"model_shape": 3}, "model_shape", "must be a JSON object."),
        ({"learning_rate": "1e-5"}, "learning_rate", "must be a number, not '1e-5'."),
        ({"learning_rate": 0}, "learning_rate", "must be above 0, not 0.0."),
        ({"epochs": float("nan")}, "epochs", "must be above 0, not nan."),
        ({"max_steps": 1.5}, "max_steps", "must be a whole number, not 1.5."),
        ({"max_steps": True}, "max_steps", "must be a whole number, not True."),
        ({"max_steps": 0}, "max_steps", "must be 1 or more, not 0."),
        ({"seed": None}, "seed", "must be a whole number, not None."),
        ({"seed": -1}, "seed", "must be 0 or more, not -1."),
        ({"resume": 1}, "resume", "must be true or false, not 1."),
        (
            {"loss_on": "user"},
            "loss_on",
            "must be one of assistant, all, not 'user'.",
        ),
        ({"zero_stage": 4}, "zero_stage", "must be one of 1, 2, 3, not 4."),
        ({"zero_stage": True}, "zero_stage", "must be one of 1, 2, 3, not True."),
        ({"base_model": ""}, "base_model", "must not be empty."),
        ({"save_total_limit": 1}, "save_total_limit", "must be 2 or more"),
        (
            {"global_batch": 6, "micro_batch": 2, "ranks": 2},
            "global_batch",
            "6 is not a multiple of micro_batch × ranks (2 × 2 = 4).",
        ),
        ({"cutoff": 4096}, "cutoff", "is longer than model_shape.max_length (2048)."),
        ({"tokenizer_vocab": 256}, "tokenizer_vocab", "must be 300 or more"),
        (
            {"model_shape": {"heads": 3}},
            "model_shape.hidden_size",
            "must be a multiple of twice model_shape.heads.",
        ),
    ],
)
def test_wrong_value_names_its_field(values, field, problem):
    with pytest.raises(ConfigError) as refused:
        parse_config(values)

    assert refused.value.field == field
    assert str(refused.value).startswith(f"run.json: {field}: {problem}")


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b""])
def test_file_that_is_no_json_is_refused(tmp_path, content):
    (tmp_path / "run.json").write_bytes(content)

    with pytest.raises(Refused, match="is not JSON"):
        read_config(tmp_path / "run.json")


def test_accumulation_follows_the_ranks_that_are_there():
    config = RunConfig(global_batch=64, micro_batch=4)

    assert [config.accumulation(ranks) for ranks in (1, 2, 4)] == [16, 8, 4]


@pytest.mark.parametrize(
    "path", sorted(RECIPES.glob("*.json")), ids=lambda path: path.stem
)
def test_recipe_is_a_config_once_its_required_fields_are_filled(path):
    recipe = json.loads(path.read_text(encoding="utf-8"))
    required = recipe.get("requires", [])

    filled = {**recipe["config"], **dict.fromkeys(required, "some/model")}

    assert recipe["name"] == path.stem
    assert set(recipe["title"]) == set(recipe["description"]) == {"zh-hans", "en"}
    assert parse_config(filled).ranks >= 2
    for field in required:
        with pytest.raises(ConfigError, match=field):
            parse_config(recipe["config"])
