"""A file comes in: received, looked at and mapped, tried out, ordered, stopped."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath
from typing import Any, BinaryIO, TypedDict, cast

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues import tasks
from dialogues.domain.import_files import raw
from dialogues.domain.sources import Terms, named_source, set_terms
from dialogues.domain.turns import clean_text
from dialogues.history import Refused
from dialogues.intake import reading
from dialogues.intake.formats.registry import FORMATS
from dialogues.intake.records import UnreadableFile
from dialogues.models import Dialogue, Import, Project, User
from dialogues.permissions import ADMIN, has_role

ARRIVE_AS = (
    Dialogue.Status.DRAFTED,
    Dialogue.Status.SUBMITTED,
    Dialogue.Status.APPROVED,
)
LONGEST_SUFFIX = 10


class Plan(TypedDict, total=False):
    """What a person says of a file; what is left out stays as it was."""

    kind: str
    format: str
    arrive_as: str
    source: str
    terms: Terms | None
    speakers: dict[str, str]
    columns: dict[str, str]


def receive(
    project: Project,
    file: File[Any],
    *,
    name: str,
    plan: Plan,
    by: User | None,
) -> Import:
    """Keep a file that somebody sent; nothing of it is taken in yet."""
    row = unsaved(project, file, name=name, plan=plan, by=by)
    file.seek(0)
    row.file.save(f"{row.pk}{_suffix(name)}", file, save=False)
    return row.open(by=by, verb="upload")


def unsaved(
    project: Project,
    file: File[Any],
    *,
    name: str,
    plan: Plan,
    by: User | None,
) -> Import:
    """The row that a file would have."""
    if by is not None and not has_role(by, project.pk, ADMIN):
        raise PermissionDenied(_("Only admins of the project bring files in."))
    name = clean_text(name)[-300:]
    row = Import(
        project=project,
        kind=Import.Kind.DIALOGUES,
        file_name=name,
        size=file.size,
        ordered_by=by,
    )
    try:
        found = reading.detect(cast("BinaryIO", raw(file)), name=name)
    except UnreadableFile:
        # Its page says why, and lets one name the format.
        pass
    else:
        row.kind = found.kind
        row.options = {"detected": found.name}
    _apply(row, {"source": PurePath(name).name, **plan})
    return row


def _suffix(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    safe = suffix[1:].isascii() and suffix[1:].isalnum()
    return suffix[:LONGEST_SUFFIX] if safe else ""


def plan_import(row: Import, plan: Plan, *, by: User | None) -> None:
    """Say how a file is to be read and how its rows arrive."""
    with row.change("plan", by=by) as event:
        row.ordered_by = by
        _apply(row, plan)
        row.trial = {}
        event.data = {"plan": {**plan}}


def _apply(row: Import, plan: Plan) -> None:
    arrive_as = plan.get("arrive_as", row.arrive_as)
    if arrive_as not in ARRIVE_AS:
        raise Refused(_("A dialogue arrives as drafted, submitted or approved."))
    row.arrive_as = arrive_as
    check_arrival(row)
    row.format = plan.get("format", row.format)
    if row.format and row.format not in FORMATS:
        raise Refused(_("There is no format “%s”.") % row.format)
    named = FORMATS[row.format].kind if row.format else row.kind
    row.kind = plan.get("kind") or named
    said: dict[str, Any] = {**plan}
    for name in ("source", "terms", "speakers", "columns"):
        if name in said:
            row.options = {**row.options, name: said[name]}


def check_arrival(row: Import) -> None:
    """Refuse an arrival as approved that the project's own rules would undo."""
    if row.arrive_as != Dialogue.Status.APPROVED:
        return
    if row.ordered_by is None:
        raise Refused(_("Say who approved these dialogues: --by USER."))
    if row.project.approvals_needed > 1:
        raise Refused(
            _(
                "This project wants %d approvals of each dialogue, and an import gives "
                "one. Let them arrive as submitted.",
            )
            % row.project.approvals_needed,
        )


def settle_source(row: Import) -> None:
    """Give an import the row of its source, with the terms that were said of it."""
    row.source = named_source(row.project, row.options["source"] or row.file_name)
    terms = row.options.get("terms")
    if terms is not None:
        set_terms(row.source, terms=terms, by=row.ordered_by)


def try_out(row: Import, *, by: User | None) -> None:
    """Ask what would happen; a worker does it all and undoes it."""
    with row.change("try out", by=by):
        row.ordered_by = by
        check_arrival(row)
        row.trial = {}
        row.heartbeat_at = None
        send(row)


def order(row: Import, *, by: User | None, here: bool = False) -> None:
    """Let a file be taken in: by a worker, or ``here`` by who called."""
    with row.change("order", by=by):
        row.ordered_by = by
        check_arrival(row)
        settle_source(row)
        if not here:
            send(row)


def cancel(row: Import, *, by: User | None) -> None:
    """Take no more of a file in; what is in already stays."""
    with row.change("cancel", by=by) as event:
        event.data = {"position": row.position}


def try_again(row: Import, *, by: User) -> None:
    """Go on with a file that stopped, behind what is in already."""
    with row.change("try again", by=by):
        row.error, row.failure = "", {}
        row.counts.pop("failed", None)
        row.heartbeat_at = None
        send(row)


def send(row: Import) -> None:
    transaction.on_commit(partial(tasks.send, tasks.take_in_file, str(row.pk)))
