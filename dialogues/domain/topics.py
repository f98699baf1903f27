"""Taking topics into a project at once: what somebody typed, or a small file."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.domain import import_runs, imports
from dialogues.import_queries import ImportReport, TopicReport, report_of
from dialogues.models import Import, Project, User
from dialogues.topic_lines import MAX_FILE_BYTES


def import_topics(
    project: Project,
    data: bytes,
    *,
    source: str,
    by: User | None,
    file_format: str = "",
    dry_run: bool = False,
) -> TopicReport:
    """Add a file's topics to the project; what it has already is left as it is.

    A file that cannot be read at all adds nothing.
    """
    if len(data) > MAX_FILE_BYTES:
        raise _unreadable(source, _("The file is larger than 5 MB."))
    plan: imports.Plan = {
        "kind": Import.Kind.TOPICS,
        "format": file_format or _format_of(data, source),
    }
    file = ContentFile(data)
    if dry_run:
        dry = import_runs.rehearse(project, file, name=source, plan=plan, by=by)
        return _in_short(dry)
    with transaction.atomic():
        row = imports.receive(project, file, name=source, plan=plan, by=by)
        imports.order(row, by=by, here=True)
        import_runs.run_import(row)
        row.refresh_from_db()
        if row.why:
            # The row is undone with this, so its file goes too.
            row.file.delete(save=False)
            raise _unreadable(source, str(row.why))
        return _in_short(report_of(row, most=None))


def _format_of(data: bytes, name: str) -> str:
    """Text is lines of topics; JSON and tables show by themselves what they are."""
    start = data[:100].removeprefix(b"\xef\xbb\xbf").lstrip()
    plain = not start.startswith((b"{", b"[")) and not name.lower().endswith(".csv")
    return "lines" if plain else ""


def _in_short(report: ImportReport) -> TopicReport:
    return {
        "read": report["read"],
        "created": report["created"],
        "existing": report["existing"],
        "rejected": report["rejected"],
    }


def _unreadable(source: str, reason: str) -> ValidationError:
    sentence = _("%(file)s: %(reason)s") % {"file": source, "reason": reason}
    return ValidationError({"file": [sentence]})
