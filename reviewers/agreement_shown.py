"""The figures of agreement as one person may see them: admins see names, experts letters."""

from __future__ import annotations

import random
from collections.abc import Collection
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from dialogues.domain.checklists import current_items
from dialogues.models import Membership, Project, User
from dialogues.permissions import ADMIN
from reviewers.models import AgreementReport

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# What a cell of the heat map is coloured by.
STEPS = (0.2, 0.4, 0.6, 0.8)


class ShownFigure(TypedDict):
    """One figure as it travels; ``pair`` holds names or letters."""

    raters: str
    by: str
    key: str
    pair: list[str]
    judge: str
    measure: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    dialogues: int
    why: str


def faces(viewer: Membership, report: AgreementReport) -> dict[int, str]:
    """What each rater is called before this person, who finds themself by name."""
    people = sorted({who for one in report.figures for who in one["people"]})
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "username"))
    if ADMIN in viewer.roles:
        return names
    others = [who for who in people if who != viewer.user_id]
    # The same letters each time, and not in the order of the names.
    random.Random(f"{viewer.pk}").shuffle(others)  # noqa: S311 - nothing secret
    called = {who: _letter(number) for number, who in enumerate(others)}
    return called | {who: name for who, name in names.items() if who == viewer.user_id}


def _letter(number: int) -> str:
    round_, place = divmod(number, len(LETTERS))
    return LETTERS[place] + (str(round_) if round_ else "")


def shown(viewer: Membership, report: AgreementReport | None) -> list[ShownFigure]:
    """The figures with the names that this person may read."""
    if report is None:
        return []
    called = faces(viewer, report)
    return [
        {
            "raters": one["raters"],
            "by": one["by"],
            "key": one["key"],
            "pair": sorted(called.get(who, "–") for who in one["people"]),
            # Figures counted before judges were compared have none.
            "judge": one.get("judge", ""),
            "measure": one["measure"],
            "value": one["value"],
            "low": one["low"],
            "high": one["high"],
            "n": one["n"],
            "dialogues": one["dialogues"],
            "why": one["why"],
        }
        for one in report.figures
    ]


def people_called(
    viewer: Membership,
    report: AgreementReport | None,
    names: Collection[str],
) -> list[int] | None:
    """Whom this person knows by these names or letters; nothing if one is a stranger."""
    called = faces(viewer, report) if report else {}
    found = [who for who, name in called.items() if name in names]
    return found if len(found) == len(names) else None


def tables(project: Project, figures: list[ShownFigure]) -> list[dict[str, Any]]:
    """The figures in tables, each row with what it is about in words."""
    items = _names_of_items(project)
    titles = {
        "all": _("All together"),
        "item": _("By question"),
        "theme": _("By theme"),
        "month": _("By month"),
    }
    groups = [
        ("experts", "", titles, _("Experts with each other")),
        ("volunteer", "", titles, _("Volunteers with experts")),
        *(
            (
                "judge",
                judge,
                {**titles, "pair": _("By expert")},
                _("%s, a machine, with experts") % judge,
            )
            for judge in sorted({one["judge"] for one in figures} - {""})
        ),
    ]
    return [
        {
            "title": title,
            "raters": raters,
            "judge": judge,
            "parts": [
                {
                    "by": by,
                    "title": words,
                    "rows": [
                        {**one, "label": _label(one, items) or words}
                        for one in figures
                        if (one["raters"], one["judge"], one["by"])
                        == (raters, judge, by)
                    ],
                }
                for by, words in parts.items()
            ],
        }
        for raters, judge, parts, title in groups
        if any((one["raters"], one["judge"]) == (raters, judge) for one in figures)
    ]


def _names_of_items(project: Project) -> dict[str, str]:
    return {item.slug: str(item) for item in current_items(project)}


def _label(figure: ShownFigure, items: dict[str, str]) -> str:
    if figure["by"] == "pair":
        return " ".join(figure["pair"])
    return items.get(figure["key"], figure["key"])


def pair_choices(
    project: Project,
    figures: list[ShownFigure],
) -> list[tuple[str, str]]:
    """What the pairs of experts can be looked at by: all, a question, theme or month."""
    items = _names_of_items(project)
    found = {
        (one["by"], one["key"]): items.get(one["key"], one["key"])
        for one in figures
        if one["by"].startswith("pair ")
    }
    return [
        (f"{by.removeprefix('pair ')}:{key}", words)
        for (by, key), words in sorted(found.items())
    ]


def heat_map(
    figures: list[ShownFigure],
    of: str = "",
) -> list[dict[str, Any]]:
    """Cohen's kappa of every pair of experts: a row of cells for each of them.

    ``of`` is one of ``pair_choices``; empty is everything that they both answered.
    """
    by, _colon, key = of.partition(":")
    pairs = {
        frozenset(one["pair"]): one
        for one in figures
        if (one["raters"], one["measure"]) == ("experts", "kappa")
        and (one["by"], one["key"]) == (f"pair {by}" if by else "pair", key)
    }
    people = sorted({name for pair in pairs for name in pair})
    return [
        {
            "name": row,
            "cells": [_cell(row, column, pairs) for column in people],
        }
        for row in people
    ]


def _cell(row: str, column: str, pairs: dict[Any, ShownFigure]) -> dict[str, Any]:
    figure = None if row == column else pairs.get(frozenset([row, column]))
    value = figure["value"] if figure else None
    step = 0 if value is None else 1 + sum(value > one for one in STEPS)
    return {
        "name": column,
        "figure": figure,
        "step": f"h{step}",
        "pair": f"{row},{column}",
    }
