"""A board: a few figures counted in groups, and which groups are too small to show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import (
    BigIntegerField,
    DateField,
    F,
    IntegerField,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, TruncMonth
from django.utils import timezone

# A group of fewer is not shown by itself: somebody might be found out by it.
LEAST = 5
MONTH, THEME, PROMPT, DRAFTER, PROJECT = (
    "month",
    "theme",
    "prompt",
    "drafter",
    "project",
)
FEW, ONE_PERSON, NONE = "few", "one-person", "none"
Key = Any


class Asked(NamedTuple):
    """What the boards are about: a breakdown, and what they are narrowed to."""

    by: str = MONTH
    theme: str = ""
    drafter: int | None = None
    prompt: int | None = None
    first: date | None = None
    last: date | None = None

    @property
    def narrowed(self) -> bool:
        return any(self[1:])


class Ways(NamedTuple):
    """Where the things that one can break down by are found from a row.

    ``at`` is the moment that decides in which month the row counts.
    """

    at: str
    project: str = "project"
    theme: str = "topic__theme"
    drafter: str = "draft__drafter"
    prompt: str = "draft__batch__prompt"


def through_dialogue(at: str) -> Ways:
    """The same for a row that hangs on a dialogue."""
    return Ways(at, *(f"dialogue__{way}" for way in Ways(at)[1:]))


class Row(NamedTuple):
    """The figures of one group; none where ``why`` says why they are not shown."""

    key: Key
    n: int | None
    figures: Mapping[str, Any]
    why: str = ""


class Board(NamedTuple):
    """The whole, the groups in it, and what the small groups come to together."""

    whole: Row
    rows: list[Row]
    others: Row | None = None


class Group(NamedTuple):
    """How many rows a group has, and whose they are where that could tell on them."""

    key: Key
    n: int
    people: frozenset[int] | None = None


def why_hidden(n: int, people: frozenset[int] | None) -> str:
    """Why figures on so many rows of these people are not shown; empty where they are."""
    if n < LEAST:
        return FEW if n else NONE
    return ONE_PERSON if people is not None and len(people) == 1 else ""


def too_small(groups: list[Group]) -> set[Key]:
    """The groups that are put together, so that none of them can be told by itself.

    What they come to together must not be small either, for one could take what is
    shown from the whole: then the next larger group joins them.
    """
    pool = [one for one in groups if why_hidden(one.n, one.people)]
    # Of equal ones always the same joins: by another one each time both would show.
    rest = sorted(
        (one for one in groups if one not in pool),
        key=lambda one: (one.n, str(one.key)),
    )
    while pool and rest and _together(pool):
        pool.append(rest.pop(0))
    return {one.key for one in pool}


def _together(pool: list[Group]) -> str:
    people = [one.people for one in pool if one.people is not None]
    whose = frozenset[int]().union(*people) if people else None
    return why_hidden(sum(one.n for one in pool), whose)


def narrowed(rows: QuerySet[Any], ways: Ways, asked: Asked) -> QuerySet[Any]:
    """The rows that the filters leave."""
    wanted: dict[str, Any] = {}
    if asked.theme:
        wanted[ways.theme] = asked.theme
    if asked.drafter:
        wanted[ways.drafter] = asked.drafter
    if asked.prompt:
        wanted[ways.prompt] = asked.prompt
    if asked.first:
        wanted[f"{ways.at}__gte"] = _begin(asked.first)
    if asked.last:
        after = (asked.last.replace(day=1) + timedelta(days=32)).replace(day=1)
        wanted[f"{ways.at}__lt"] = _begin(after)
    return rows.filter(**wanted).order_by()


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001


def key_of(ways: Ways, by: str) -> Combinable:
    """What groups the rows; never NULL, so that it can be compared."""
    if by == MONTH:
        return Cast(TruncMonth(ways.at), DateField())
    if by == THEME:
        return Coalesce(F(ways.theme), Value(""), output_field=TextField())
    if by == DRAFTER:
        return Coalesce(F(ways.drafter), Value(0), output_field=BigIntegerField())
    if by == PROMPT:
        return Coalesce(F(ways.prompt), Value(0), output_field=BigIntegerField())
    return F(ways.project)


NOBODY = Value(None, IntegerField())
# Read once, and counted for each group and for all of them; what the rows are is a
# query of the ORM, the figures are words of this module's callers.
COUNT = """
WITH counted AS MATERIALIZED ({rows})
SELECT {grouping} AS whole, {key} AS key, COUNT(*) AS n, {figures}
FROM counted
"""


def counted(
    rows: QuerySet[Any],
    *,
    key: Combinable,
    asked: Asked,
    columns: tuple[str, ...],
    figures: Mapping[str, str],
    person: str = "",
) -> Board:
    """Count the figures for the whole, for each group, and for the small together.

    ``figures`` are aggregates in SQL over these ``columns`` of the rows.
    """
    read = rows.annotate(key=key, person=F(person) if person else NOBODY)
    table = read.values("key", "person", *columns)
    people = "ARRAY_AGG(DISTINCT person) FILTER (WHERE person IS NOT NULL)"
    sums = {**figures, "people": people} if person else figures
    found = _run(table, sums, groups=True)
    [everything] = [one for one in found if one["whole"]]
    # A project with one expert may read what all of it comes to, and nothing in it.
    whole = _row(None, everything, person=person if asked.narrowed else "")
    groups = {one["key"]: one for one in found if not one["whole"]}
    small = too_small(
        [Group(one, group["n"], _people(group)) for one, group in groups.items()]
    )
    shown = [_row(one, group) for one, group in groups.items() if one not in small]
    others = None
    if small and shown:
        [together] = _run(table.filter(key__in=list(small)), sums, groups=False)
        others = _row(None, together, person=person)
    return Board(whole, shown, others)


def _run(
    rows: QuerySet[Any, Any], figures: Mapping[str, str], *, groups: bool
) -> list[dict[str, Any]]:
    sql, values = rows.query.sql_with_params()
    count = COUNT.format(
        rows=sql,
        grouping="GROUPING(key) = 1" if groups else "TRUE",
        key="key" if groups else "NULL",
        figures=", ".join(
            f"{what} AS {_quoted(name)}" for name, what in figures.items()
        ),
    )
    if groups:
        count += "GROUP BY GROUPING SETS ((key), ())"
    with connection.cursor() as cursor:
        cursor.execute(count, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, one, strict=True)) for one in cursor.fetchall()]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _row(key: Key, found: dict[str, Any], *, person: str = "") -> Row:
    why = why_hidden(found["n"], _people(found) if person else None)
    if why:
        return Row(key, 0 if why == NONE else None, {}, why)
    aside = ("whole", "key", "people")
    return Row(
        key,
        found["n"],
        {name: value for name, value in found.items() if name not in aside},
    )


def _people(found: dict[str, Any]) -> frozenset[int] | None:
    return frozenset(found["people"] or ()) if "people" in found else None
