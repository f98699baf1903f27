"""Who set what for drafting, and when: what pages and the API show of it."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet

from dialogues.models import Drafter, DrafterChange, Project, QuotaChange, User

MOST_SHOWN = 20
PRICES = ("prompt_price", "completion_price")


class Setting(NamedTuple):
    """A field in words, as it was and as it became; empty where nothing was said."""

    label: str
    before: str
    after: str


class Step(NamedTuple):
    act: str
    by: User | None
    at: datetime
    settings: list[Setting]


def drafter_changes(drafter: Drafter) -> QuerySet[DrafterChange]:
    """What was set of a drafter, the latest first."""
    return drafter.changes.select_related("by").order_by("-id")


def quota_changes(project: Project) -> QuerySet[QuotaChange]:
    """What was wanted before and from then on, the latest first."""
    return project.quota_changes.select_related("by").order_by("-id")


def steps_of(drafter: Drafter) -> list[Step]:
    """The latest changes of a drafter, in words."""
    return [
        Step(change.get_act_display(), change.by, change.at, _settings(change))
        for change in drafter_changes(drafter)[:MOST_SHOWN]
    ]


def _settings(change: DrafterChange) -> list[Setting]:
    label = {
        field.name: str(field.verbose_name)
        for field in Drafter._meta.concrete_fields  # noqa: SLF001 - Django's documented API
    }
    return [
        Setting(words, _words(name, change.before.get(name)), after)
        for name, words in label.items()
        if name in change.after
        if (after := _words(name, change.after[name])) or name in change.before
    ]


def _words(name: str, value: Any) -> str:
    if name in PRICES and value is not None:
        return f"{Decimal(value).normalize():f}"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return "" if value is None else str(value)
