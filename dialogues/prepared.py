"""Queries that are put together once in a process, and asked again with other values.

Putting a query together and turning it into SQL costs Django several times what it
costs to ask it. The requests that people wait for most keep what came of that.
"""

from __future__ import annotations

import copy
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import wraps
from itertools import count
from types import NoneType
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

Values = ParamSpec("Values")
Row = TypeVar("Row")
AnyModel = TypeVar("AnyModel", bound=Model)

# What makes a query another one, and the place of what does not.
SHAPES = (bool, NoneType, Enum, tuple, type)
SLOT = object()
_numbers = count(-(2**31) + 1)


def prepared(
    build: Callable[Values, QuerySet[Any, Row]],
) -> Callable[Values, list[Row]]:
    """Let a function that builds a query answer its rows, and build it only once.

    It is called the first time alone, with stand-ins for the values: rows of which
    only the key is known, ids, texts and moments. So it may look neither at a value nor
    at the clock, for what it saw would stay; where that could be seen it refuses.
    Values that make it another query (yes or no, nothing, several, a class) are given
    to it as they are, and a query is kept for each.
    """
    kept: dict[tuple[Any, ...], _Kept[Row]] = {}

    @wraps(build)
    def ask(*args: Values.args, **kwargs: Values.kwargs) -> list[Row]:
        values = [*args, *kwargs.values()]
        shape = tuple(
            [value if isinstance(value, SHAPES) else SLOT for value in values]
        )
        if shape not in kept:
            given = [_stand_in(value) for value in values]
            named = dict(zip(kwargs, given[len(args) :], strict=True))
            rows = build(*given[: len(args)], **named)  # type: ignore[arg-type]
            kept[shape] = _keep(rows, given)
        return kept[shape].ask(values)

    return ask


def row_with(model: type[AnyModel], **known: Any) -> AnyModel:
    """A row of which only these fields are known; asked for another it says so."""
    names = [
        field.attname
        for field in model._meta.concrete_fields  # noqa: SLF001
        if field.attname in known
    ]
    return model.from_db(None, names, [known[name] for name in names])


@dataclass(frozen=True)
class _Kept(Generic[Row]):
    """A query as SQL, and which of its parameters is which of the values."""

    rows: QuerySet[Any, Row]
    compiler: SQLCompiler
    sql: str
    parameters: tuple[Any, ...]
    # Each as its own place, and the value's among those that are given.
    places: tuple[tuple[int, int], ...]
    # Rows that are known before the query is asked, by the field that points at them.
    known: tuple[tuple[Any, int], ...]

    def ask(self, values: list[Any]) -> list[Row]:
        connection = connections[self.rows.db]
        if self.rows.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("A row is locked within a transaction.")
        parameters = list(self.parameters)
        for place, number in self.places:
            value, before = _key(values[number]), parameters[place]
            # The type tells the database what kind of number it is.
            parameters[place] = type(before)(value) if type(value) is int else value
        compiler = copy.copy(self.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda: (self.sql, parameters)  # type: ignore[method-assign]
        known = {field: {values[n].pk: values[n]} for field, n in self.known}
        asked = _Asked(self.rows, compiler, known)
        return list(self.rows._iterable_class(asked))  # type: ignore[attr-defined]  # noqa: SLF001


class _Asked:
    """What turning answers into rows asks of a queryset, and of its query."""

    def __init__(
        self,
        rows: QuerySet[Any, Any],
        compiler: SQLCompiler,
        known: dict[Any, dict[Any, Any]],
    ) -> None:
        self.model, self.db, self._fields = rows.model, rows.db, rows._fields  # type: ignore[attr-defined]
        self.query, self.compiler = self, compiler
        self._known_related_objects = known

    def get_compiler(self, *_args: Any, **_kwargs: Any) -> SQLCompiler:
        return self.compiler


def _keep(rows: QuerySet[Any, Row], stand_ins: list[Any]) -> _Kept[Row]:
    compiler = rows.query.get_compiler(rows.db)
    sql, parameters = compiler.as_sql()
    keys = [SLOT if isinstance(one, SHAPES) else _key(one) for one in stand_ins]
    places = {
        place: keys.index(parameter)
        for place, parameter in enumerate(parameters)
        if parameter in keys
    }
    known = {
        field: keys.index(key)
        for field, objects in rows._known_related_objects.items()  # type: ignore[attr-defined]  # noqa: SLF001
        for key in objects
    }
    for number, key in enumerate(keys):
        if key is not SLOT and number not in places.values():
            raise TypeError(f"the query does not ask for value {number + 1}")
    for place, parameter in enumerate(parameters):
        if isinstance(parameter, datetime) and place not in places:
            raise TypeError("the query would keep the moment at which it was built")
    return _Kept(
        rows, compiler, sql, tuple(parameters), (*places.items(),), (*known.items(),)
    )


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def _stand_in(value: Any) -> Any:
    """Something of the same kind that is nowhere else in the query."""
    if isinstance(value, Model):
        # Nothing of it is known but its key: whoever asks for more is told so.
        key = value._meta.pk.attname  # noqa: SLF001
        return row_with(value.__class__, **{key: _stand_in(value.pk)})
    if isinstance(value, SHAPES):
        return value
    if isinstance(value, int):
        return next(_numbers)
    if isinstance(value, uuid.UUID):
        return uuid.uuid4()
    if isinstance(value, str):
        return secrets.token_hex()
    if isinstance(value, datetime):
        return value.replace(microsecond=secrets.randbelow(10**6))
    raise TypeError(f"a query is not kept for {value!r}")
