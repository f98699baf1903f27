"""Sealing what a project has written for good, and proving that it still stands.

A seal covers every row of the guarded tables that no seal covers yet, so that a row
whose transaction ended late is sealed by the next one. Rows are hashed by the database,
column by column, and each seal's hash takes in the one before it: who changes, removes
or reorders a row would have to forge every later seal, and the last one is printed in
the manifest of each release, out of the database's reach.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, TypedDict

from django.apps import apps
from django.db import connection, models, transaction
from psycopg import sql

from dialogues.models import Project
from exports.models import Seal, SealedRow

# A seal is long, and two at once would give one number to two links.
SEALING = 7_251_101


class Fault(TypedDict):
    """What is wrong in a chain: the seal's number, the row, and a stable code."""

    seal: int
    table: str
    key: str
    fault: str


class AuditReport(TypedDict):
    """One project's chain; ``unsealed`` rows are covered by the next seal."""

    project: str
    seals: int
    rows: int
    unsealed: int
    head: str
    faults: list[Fault]


class Guarded(NamedTuple):
    """A table that is written once, and how its rows lead to their project."""

    model: type[models.Model]
    path: tuple[models.ForeignKey, ...]

    @property
    def table(self) -> str:
        return self.model._meta.db_table  # noqa: SLF001 - Django's documented API

    @property
    def columns(self) -> list[str]:
        return [str(field.column) for field in self.model._meta.concrete_fields]  # noqa: SLF001

    @property
    def key(self) -> sql.Identifier:
        return sql.Identifier("t", str(self.model._meta.pk.column))  # noqa: SLF001


def seal(project: Project) -> Seal | None:
    """Seal what was written since the last time; none when there was nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING])
        last = project.seals.order_by("number").last()
        link = Seal(
            project=project,
            number=last.number + 1 if last else 1,
            previous=last.hash if last else "",
            columns={one.table: one.columns for one in guarded_tables()},
        )
        # The rows come first: the seal itself holds their hash and is written once.
        rows = list(_unsealed_rows(cursor, project))
        if not rows:
            return None
        link.rows = len(rows)
        link.hash = hash_of(link, iter(rows))
        link.save(force_insert=True)
        _copy_rows(cursor, link, rows)
    return link


def head_of(project: Project) -> str:
    """The hash of the project's last seal, which stands for its whole history."""
    last = project.seals.order_by("number").last()
    return last.hash if last else ""


def verify(project: Project, *, known_heads: tuple[str, ...] = ()) -> AuditReport:
    """Compare the chain with itself, with the rows, and with heads known from outside.

    A head that was published and is in the chain no more tells that its end was cut
    off.
    """
    faults: list[Fault] = []
    heads: set[str] = set()
    previous, expected, rows = "", 1, 0
    with transaction.atomic(), connection.cursor() as cursor:
        for link in project.seals.order_by("number"):
            sealed = link.sealed.order_by("position").values_list(
                "table",
                "key",
                "sha256",
            )
            if link.number != expected or link.previous != previous:
                faults.append(_fault(link, "chain_broken"))
            if link.hash != hash_of(link, sealed.iterator(chunk_size=5000)):
                faults.append(_fault(link, "seal_altered"))
            faults += _row_faults(cursor, link)
            heads.add(link.hash)
            previous, expected = link.hash, link.number + 1
            rows += link.rows
        unsealed = _count_unsealed(cursor, project)
    published = project.releases.exclude(audit_head="").values_list("audit_head")
    wanted = {*known_heads, *(head for (head,) in published)}
    faults += [
        {"seal": expected, "table": "", "key": head, "fault": "head_missing"}
        for head in sorted(wanted - heads)
    ]
    return {
        "project": project.slug,
        "seals": expected - 1,
        "rows": rows,
        "unsealed": unsealed,
        "head": previous,
        "faults": faults,
    }


def hash_of(link: Seal, rows: Iterator[tuple[str, str, str]]) -> str:
    """The hash of a seal over all that it says and covers."""
    words = hashlib.sha256()
    columns = json.dumps(link.columns, sort_keys=True, separators=(",", ":"))
    words.update(f"{link.previous}\n{link.project_id}\n{link.number}\n".encode())
    words.update(f"{columns}\n".encode())
    for row in rows:
        words.update(f"{' '.join(row)}\n".encode())
    return words.hexdigest()


@cache
def guarded_tables() -> tuple[Guarded, ...]:
    """Every table under the database's append-only trigger, except the seals' own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE tgname = 'append_only' AND c.relnamespace = current_schema::regnamespace",
        )
        names = {name for (name,) in cursor.fetchall()}
    own = (Seal, SealedRow)
    return tuple(
        Guarded(model, _path_to_project(model))
        for model in sorted(apps.get_models(), key=lambda one: one._meta.db_table)  # noqa: SLF001
        if model._meta.db_table in names and model not in own  # noqa: SLF001
    )


def _path_to_project(model: type[models.Model]) -> tuple[models.ForeignKey, ...]:
    """The shortest way from a row to its project along keys that are never empty."""
    waiting: deque[tuple[type[models.Model], tuple[models.ForeignKey, ...]]]
    waiting = deque([(model, ())])
    while waiting:
        here, path = waiting.popleft()
        for field in here._meta.concrete_fields:  # noqa: SLF001
            if not isinstance(field, models.ForeignKey) or field.null:
                continue
            if field.related_model is Project:
                return (*path, field)
            waiting.append((field.related_model, (*path, field)))
    raise LookupError(f"{model.__name__} leads to no project")


def _rows_of(guarded: Guarded, columns: list[str]) -> sql.Composed:
    """Select table, key and hash of a table's rows of one project, in fixed order."""
    joins: list[sql.Composable] = []
    here: sql.Composable = sql.SQL("t")
    *steps, last = guarded.path
    for number, field in enumerate(steps):
        alias = sql.Identifier(f"p{number}")
        joins.append(
            sql.SQL(" JOIN {table} {alias} ON {alias}.{key} = {here}.{column}").format(
                table=sql.Identifier(field.related_model._meta.db_table),  # noqa: SLF001
                alias=alias,
                key=sql.Identifier(str(field.target_field.column)),
                here=here,
                column=sql.Identifier(str(field.column)),
            ),
        )
        here = alias
    return sql.SQL(
        "SELECT {name} AS name, {key}::text AS key, encode(sha256(convert_to("
        "jsonb_build_array({columns})::text, 'UTF8')), 'hex') AS sha256"
        " FROM {table} t{joins} WHERE {here}.{project} = %(project)s",
    ).format(
        name=sql.Literal(guarded.table),
        key=guarded.key,
        columns=sql.SQL(", ").join(sql.Identifier("t", name) for name in columns),
        table=sql.Identifier(guarded.table),
        joins=sql.Composed(joins),
        here=here,
        project=sql.Identifier(str(last.column)),
    )


def _unsealed(guarded: Guarded) -> sql.Composed:
    return _rows_of(guarded, guarded.columns) + sql.SQL(
        " AND NOT EXISTS (SELECT 1 FROM exports_sealedrow s"
        ' WHERE s."table" = {name} AND s.key = {key}::text)',
    ).format(name=sql.Literal(guarded.table), key=guarded.key)


def _unsealed_rows(cursor: Any, project: Project) -> Iterator[tuple[str, str, str]]:
    for guarded in guarded_tables():
        query = _unsealed(guarded) + sql.SQL(" ORDER BY {key}").format(
            key=guarded.key,
        )
        cursor.execute(query, {"project": project.pk})
        yield from cursor.fetchall()


def _count_unsealed(cursor: Any, project: Project) -> int:
    count = 0
    for guarded in guarded_tables():
        query = sql.SQL("SELECT count(*) FROM ({rows}) AS waiting").format(
            rows=_unsealed(guarded),
        )
        cursor.execute(query, {"project": project.pk})
        count += cursor.fetchone()[0]
    return count


def _copy_rows(cursor: Any, link: Seal, rows: list[tuple[str, str, str]]) -> None:
    columns = 'COPY exports_sealedrow (seal_id, position, "table", key, sha256)'
    with cursor.copy(f"{columns} FROM STDIN") as copy:
        for position, row in enumerate(rows, start=1):
            copy.write_row((link.pk, position, *row))


def _row_faults(cursor: Any, link: Seal) -> list[Fault]:
    """The sealed rows that are gone, or are not what they were."""
    faults: list[Fault] = []
    known = {guarded.table: guarded for guarded in guarded_tables()}
    for table in link.sealed.order_by().values_list("table", flat=True).distinct():
        guarded = known.get(table)
        if guarded is None:
            faults.append({**_fault(link, "table_missing"), "table": table})
            continue
        query = sql.SQL(
            "SELECT s.key, now.key IS NULL FROM exports_sealedrow s"
            " LEFT JOIN ({rows}) AS now ON now.key = s.key"
            ' WHERE s.seal_id = %(seal)s AND s."table" = {name}'
            " AND now.sha256 IS DISTINCT FROM s.sha256 ORDER BY s.position",
        ).format(
            rows=_rows_of(guarded, link.columns[table]),
            name=sql.Literal(table),
        )
        cursor.execute(query, {"project": link.project_id, "seal": link.pk})
        faults += [
            {
                "seal": link.number,
                "table": table,
                "key": key,
                "fault": "row_removed" if gone else "row_changed",
            }
            for key, gone in cursor.fetchall()
        ]
    return faults


def _fault(link: Seal, code: str) -> Fault:
    return {"seal": link.number, "table": "", "key": "", "fault": code}
