"""Writing many new rows by COPY, which is many times quicker than INSERT."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


def copy_rows(
    model: type[Model],
    fields: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> None:
    """Write rows whose values stand in the order of ``fields``; JSON comes as text.

    Nothing else can be asked of the database meanwhile, so ``rows`` must not ask.
    """
    quote = connection.ops.quote_name
    meta: Any = model._meta  # noqa: SLF001
    columns = ", ".join(quote(meta.get_field(name).column) for name in fields)
    statement = f"COPY {quote(meta.db_table)} ({columns}) FROM STDIN"
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(statement) as copy,
    ):
        for row in rows:
            copy.write_row(row)
