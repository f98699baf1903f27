"""What a board is drawn of: bars and their parts, and figures as words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from reviewers.boards import FEW, LEAST, NONE, ONE_PERSON, Row
from reviewers.boards_shown import ALL, Named

# More bars than this are no picture; the file of figures has them all.
MOST = 30
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Part(NamedTuple):
    """A piece of a bar: where it begins and how wide it is, in percent."""

    kind: str
    x: str
    width: str


class Bar(NamedTuple):
    """One group as bars beneath each other, each of its parts, and what they say."""

    label: str
    says: str
    lines: list[list[Part]]


class Panel(NamedTuple):
    """One board; ``table`` is rows of cells, the first of them the name."""

    slug: str
    title: str
    sentence: str
    legend: list[tuple[str, str]]
    bars: list[Bar]
    more: int
    columns: list[str]
    table: list[list[str]]
    note: str = ""


def panel_of(
    slug: str,
    title: str,
    rows: list[Named],
    *,
    legend: list[tuple[str, str]],
    sentence: Callable[[Row], str],
    says: Callable[[Row], str],
    lines: Callable[[Row], list[list[Part]]],
    columns: list[str],
    cells: Callable[[Row], list[str]],
    note: str = "",
) -> Panel:
    whole = rows[0].row
    groups = drawn_groups(rows)
    said = why(whole.why) if whole.why else sentence(whole)
    if not whole.why and not groups:
        said += " " + _("Each group is too small to be shown by itself.")
    return Panel(
        slug,
        title,
        said,
        legend if groups else [],
        [Bar(one.label, says(one.row), lines(one.row)) for one in groups[:MOST]],
        max(len(groups) - MOST, 0),
        [*columns, _("Counted")],
        [
            [one.label, *cells(one.row), str(one.row.n)]
            for one in [*groups, rows[0]]
            if one.row.figures
        ],
        note,
    )


def drawn_groups(rows: list[Named]) -> list[Named]:
    """What is drawn: not the whole, and nothing that is not shown."""
    return [one for one in rows if one.kind != ALL and one.row.figures]


def why(code: str) -> str:
    """Why there is no figure, as a sentence."""
    return {
        NONE: _("There is nothing to count yet."),
        FEW: _("Fewer than %d: too few for a figure.") % LEAST,
        ONE_PERSON: _("All of it is one person's, so there is no figure."),
    }[code]


def part_of(kind: str, x: float, value: Any, most: Any) -> Part:
    width = 100 * value / most if most else 0
    return Part(kind, f"{x:.2f}", f"{width:.2f}")


def stacked(values: list[tuple[str, int]]) -> list[Part]:
    whole, x, parts = sum(value for _kind, value in values), 0.0, []
    for kind, value in values:
        parts.append(part_of(kind, x, value, whole))
        x += 100 * value / whole if whole else 0
    return parts


def percent(part: int, n: int | None) -> str:
    return f"{100 * part / n:.0f} %" if n else "–"


def span_in(row: Row, name: str) -> str:
    value = row.figures[name]
    return "–" if value is None else span(value)


def span(value: timedelta) -> str:
    """A length of time in the one unit that says most."""
    if value < MINUTE:
        return _("%d s") % value.total_seconds()
    if value < HOUR:
        return _("%.1f min") % (value / MINUTE)
    if value < DAY:
        return _("%.1f h") % (value / HOUR)
    return _("%.1f days") % (value / DAY)


def money(value: Decimal, currency: str) -> str:
    """An amount with two decimals, or with as many as show two digits of it."""
    decimals = 2
    if value:
        decimals = max(2, 1 - value.adjusted())
    return f"{value:.{decimals}f} {currency}"
