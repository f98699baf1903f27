"""The boards as one person may see them: named, in words, and as a list of figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, TypedDict

from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.models import Dialogue, Membership, Project
from dialogues.permissions import ADMIN
from reviewers.board_costs import CostBoard, CostRow, costs
from reviewers.board_forms import BoardForm
from reviewers.board_queries import (
    OPEN,
    ages,
    ages_by_status,
    decisions,
    projects_of,
    throughput,
    times,
)
from reviewers.boards import (
    DRAFTER,
    MONTH,
    PROJECT,
    THEME,
    Asked,
    Board,
    Key,
    Row,
)

STATUS = "status"
ALL, ONE, OTHERS = "all", "one", "others"


class BoardFigure(TypedDict):
    """One figure as it travels; where there is none ``why`` says why.

    ``row`` is ``all``, ``one`` (of ``by`` and ``key``) or ``others``, the small groups.
    """

    board: str
    row: str
    by: str
    key: str
    label: str
    measure: str
    unit: str
    value: float | None
    n: int | None
    why: str


class Named(NamedTuple):
    """A row with what it is called: ``kind`` is one of the three kinds of rows."""

    kind: str
    key: str
    label: str
    row: Any


class Boards(NamedTuple):
    """All of them, each with its rows named and in order; costs for admins alone."""

    asked: Asked
    boards: dict[str, list[Named]]
    costs: list[Named] | None

    @property
    def empty(self) -> bool:
        """Whether nothing was there to count."""
        rows = [named[0].row for named in self.boards.values()]
        paid = self.costs[0].row.paid if self.costs else []
        return all(row.n == 0 for row in rows) and not paid


def shown_to(viewer: Membership, asked: Any) -> tuple[BoardForm, Boards | None]:
    """The form as it was asked, and the boards unless something in it is wrong.

    Costs, like drafters, are for admins alone: what a call costs tells who wrote.
    """
    every = projects_of(viewer.user)
    form = BoardForm(asked, viewer=viewer, projects=[one.project for one in every])
    if not form.is_valid():
        return form, None
    places = every if form.asked.by == PROJECT else [viewer]
    paid = [one.project for one in places if ADMIN in one.roles]
    return form, _boards([one.project for one in places], paid, form)


def _boards(projects: list[Project], paid: list[Project], form: BoardForm) -> Boards:
    asked, now = form.asked, timezone.now()
    names = Names(asked.by, form, projects)
    return Boards(
        asked,
        {
            "throughput": names.board(throughput(projects, asked)),
            "decisions": names.board(decisions(projects, asked)),
            "times": names.board(times(projects, asked)),
            "ages": names.board(ages(projects, asked, now=now)),
            "standing": names.statuses(ages_by_status(projects, asked, now=now)),
        },
        names.costs(costs(paid, asked)) if paid else None,
    )


class Names:
    """What the groups are called, from rows that were read already."""

    def __init__(self, by: str, form: BoardForm, projects: list[Project]) -> None:
        self.by = by
        self.form = form
        self.projects: Mapping[Key, Project] = {one.pk: one for one in projects}

    def board(self, board: Board) -> list[Named]:
        rows = [Named(ONE, *self._name(row.key), row) for row in board.rows]
        if self.by == MONTH:
            rows.sort(key=lambda one: one.key)
        else:
            rows.sort(key=lambda one: (-(one.row.n or 0), one.label))
        return _between(board, rows)

    def statuses(self, board: Board) -> list[Named]:
        order = [str(one) for one in OPEN]
        rows = sorted(board.rows, key=lambda row: order.index(row.key))
        return _between(
            board,
            [
                Named(ONE, row.key, str(Dialogue.Status(row.key).label), row)
                for row in rows
            ],
        )

    def costs(self, board: CostBoard) -> list[Named]:
        rows = [Named(ONE, *self._name(row.key), row) for row in board.rows]
        rows.sort(key=lambda one: one.key if self.by == MONTH else one.label)
        return [Named(ALL, "", _("All together"), board.whole), *rows]

    def _name(self, key: Key) -> tuple[str, str]:
        """How a group is called by programs, and by people."""
        if self.by == MONTH:
            return _month(key), _month(key)
        if self.by == THEME:
            return key, key or _("No theme")
        if self.by == PROJECT:
            return self.projects[key].slug, str(self.projects[key])
        if not key:
            return "", _("No draft of a model")
        if self.by == DRAFTER:
            drafter = self.form.drafters[key]
            return drafter.name, drafter.name
        prompt = self.form.prompts[key]
        return f"{prompt.name}/{prompt.version}", str(prompt)


def _month(key: date | None) -> str:
    return f"{key:%Y-%m}" if key else ""


def _between(board: Board, rows: list[Named]) -> list[Named]:
    whole = Named(ALL, "", _("All together"), board.whole)
    if board.others is None:
        return [whole, *rows]
    return [whole, *rows, Named(OTHERS, "", _("Small groups together"), board.others)]


def figures(shown: Boards) -> list[BoardFigure]:
    """Everything as one list, for the table and for programs."""
    found = []
    for name, rows in shown.boards.items():
        by = STATUS if name == "standing" else shown.asked.by
        for named in rows:
            for measure, value, unit in _measures(name, named.row):
                found.append(_figure(name, by, named, measure, unit=unit, value=value))
    for named in shown.costs or []:
        found += _cost_figures(shown.asked.by, named)
    return found


def _measures(name: str, row: Row) -> Iterator[tuple[str, Any, str]]:
    if not row.figures:
        yield MEASURES[name], None, ""
        return
    for measure, value in row.figures.items():
        if measure == "n":
            continue
        if isinstance(value, timedelta):
            yield measure, value.total_seconds(), "seconds"
        else:
            yield measure, value, "count"
    if name == "decisions":
        yield "return rate", row.figures["return"] / row.figures["n"], "share"


# What stands for the board where a row has no figures.
MEASURES = {
    "throughput": "submitted",
    "decisions": "return rate",
    "times": "half",
    "ages": "half",
    "standing": "half",
}


def _cost_figures(by: str, named: Named) -> list[BoardFigure]:
    row: CostRow = named.row
    found = []
    for paid in row.paid:
        each = row.each.get(paid.currency)
        for measure, value, unit in (
            ("spent", paid.spent, paid.currency),
            ("calls", paid.calls, "count"),
            ("calls of unknown cost", paid.unknown, "count"),
            ("cost per approved dialogue", each, paid.currency),
        ):
            one = _figure("costs", by, named, measure, unit=unit, value=value)
            if value is None:
                one["why"] = row.why
            found.append(one)
    return found


def _figure(
    board: str, by: str, named: Named, measure: str, *, unit: str, value: Any
) -> BoardFigure:
    row = named.row
    cost = isinstance(row, CostRow)
    shown = row.n if not cost else None if row.why == "few" else row.approved
    return {
        "board": board,
        "row": named.kind,
        "by": by,
        "key": named.key,
        "label": named.label,
        "measure": measure,
        "unit": unit,
        "value": float(value) if isinstance(value, Decimal) else value,
        "n": shown,
        "why": "" if cost else row.why,
    }
