"""Recipes: named settings of a run, and what a person may change of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dialogues.models.translations import Translated
from trainer.engine.config import ConfigError, RunConfig, parse_config

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Recipe:
    """Settings that somebody published or tried, with words about them."""

    name: str
    title: Translated
    description: Translated
    config: dict[str, Any]
    requires: list[str] = field(default_factory=list)


@cache
def recipes() -> dict[str, Recipe]:
    """Every recipe by its name; those that need nothing more come first."""
    found = {}
    for path in sorted(FOLDER.glob("*.json")):
        values = json.loads(path.read_text(encoding="utf-8"))
        values["title"] = Translated(values["title"])
        values["description"] = Translated(values["description"])
        found[values["name"]] = Recipe(**values)
    return dict(sorted(found.items(), key=lambda pair: bool(pair[1].requires)))


def find_recipe(name: str) -> Recipe:
    if name not in recipes():
        raise ValidationError(
            {
                "recipe": [
                    _("There is no recipe “%(name)s”. Known: %(known)s.")
                    % {"name": name, "known": ", ".join(recipes())},
                ],
            },
        )
    return recipes()[name]


def resolve(recipe: Recipe, overrides: dict[str, Any]) -> RunConfig:
    """The recipe's settings with a person's own; bad ones name their field."""
    if "data" in overrides:
        raise ValidationError({"data": [_("The release says what is learned.")]})
    values = {**recipe.config, **overrides}
    for name in recipe.requires:
        if not values.get(name):
            raise ValidationError(
                {name: [_("The recipe %s needs this.") % recipe.name]},
            )
    try:
        return parse_config(values)
    except ConfigError as error:
        raise ValidationError({error.field: [str(error)]}) from None
