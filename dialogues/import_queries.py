"""What pages, the API and commands read of files that come in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, TypedDict

from django.db.models import Q, QuerySet

from dialogues.domain.import_records import identity_of
from dialogues.intake.records import DialogueRecord, Item
from dialogues.models import Import, Source, User
from dialogues.permissions import ADMIN
from dialogues.phrases import Phrase, said_again
from dialogues.phrases import Phrase as _
from dialogues.queries import hidden_from, projects_as

# A report is read by people and programs; the rest of a long list is downloaded.
MOST_REJECTED = 1000

# What a report makes of a reason: words for its reader, or what a row keeps.
Say = Callable[[str | Phrase], Any]


class RejectedItem(TypedDict):
    """A record that was not taken, where it stood and why; no line for a whole file."""

    file: str
    line: int | None
    code: str
    reason: str


class TopicReport(TypedDict):
    """What became of a file: ``read`` is the sum of the three others."""

    read: int
    created: int
    existing: int
    rejected: list[RejectedItem]


class ImportReport(TopicReport, total=False):
    """The same of dialogues: by finding how many are flagged, and how many wait."""

    flagged: dict[str, int]
    held: int
    rejected_count: int
    warnings: list[str]


def visible_imports(user: User) -> QuerySet[Import]:
    """The files that came into projects whose admin the person is."""
    return Import.objects.filter(project__in=projects_as(user, ADMIN))


def visible_sources(user: User) -> QuerySet[Source]:
    return Source.objects.filter(project__in=projects_as(user, ADMIN))


def first_shown(user: User, row: Import, items: Iterable[Item]) -> list[Item]:
    """The first records of a file, without those that once came in with the same text
    or number and have become dialogues that are hidden from the person.
    """
    shown = list(items)
    identities = {identity_of(one) for one in shown if isinstance(one, DialogueRecord)}
    known = hidden_from(user).filter(project=row.project_id, identity__in=identities)
    hidden = set(known.values_list("identity", flat=True))
    return [
        one
        for one in shown
        if not (isinstance(one, DialogueRecord) and identity_of(one) in hidden)
    ]


def silent_imports(since: datetime) -> QuerySet[Import]:
    """Files that wait for a worker or had one, and of which nothing was heard since."""
    unfinished = [Import.Status.QUEUED, Import.Status.RUNNING, Import.Status.TRYING]
    heard = Q(heartbeat_at=None, updated_at__lt=since) | Q(heartbeat_at__lt=since)
    return Import.objects.filter(heard, status__in=unfinished)


def terms_missing(source: Source) -> bool:
    """Whether nobody has said yet what the source allows."""
    return not source.terms.exists()


def report_of(
    row: Import, *, most: int | None = MOST_REJECTED, say: Say = str
) -> ImportReport:
    """What became of a file, or of the part of it that is in."""
    rejected: list[RejectedItem] = list(rejected_rows(row, most=most, say=say))
    counts = row.counts
    report: ImportReport = {
        "read": counts.get("read", 0),
        "created": counts.get("created", 0),
        "existing": counts.get("existing", 0),
        "rejected": rejected,
        "rejected_count": counts.get("rejected", 0) + ("failed" in counts),
    }
    if row.kind == Import.Kind.DIALOGUES:
        report["flagged"] = counts.get("flagged", {})
        report["held"] = counts.get("held", 0)
    report["warnings"] = []
    if row.source is not None and terms_missing(row.source):
        sentence = _(
            "Nobody has said what the source “%s” allows, so nothing of it may be "
            "trained on or passed on.",
        )
        report["warnings"].append(say(sentence % row.source.name))
    return report


def trial_of(row: Import) -> dict[str, Any]:
    """The report of the last dry run, for whoever reads it now."""
    rejected = row.trial.get("rejected", [])
    warnings = row.trial.get("warnings", [])
    return row.trial and {
        **row.trial,
        "rejected": [{**one, "reason": said_again(one["reason"])} for one in rejected],
        "warnings": [said_again(warning) for warning in warnings],
    }


def rejected_rows(
    row: Import, *, most: int | None = None, say: Say = str
) -> Iterator[RejectedItem]:
    """Every record that was not taken; last the file itself, where it broke off."""
    rows = row.rejected.all()
    for one in rows[:most] if most else rows.iterator(chunk_size=2000):
        yield {
            "file": one.name,
            "line": one.line,
            "code": one.code,
            "reason": say(one.why),
        }
    if "failed" in row.counts:
        yield {
            "file": row.file_name,
            "line": None,
            "code": row.counts["failed"],
            "reason": say(row.why),
        }


def merged(reports: Iterable[ImportReport]) -> ImportReport:
    """One report of several files."""
    total: ImportReport = {"read": 0, "created": 0, "existing": 0, "rejected": []}
    for report in reports:
        for name in ("read", "created", "existing"):
            total[name] += report[name]
        total["rejected"] = total["rejected"] + report["rejected"]
        total["rejected_count"] = total.get("rejected_count", 0) + report.get(
            "rejected_count", len(report["rejected"])
        )
        if "flagged" in report:
            flagged = dict(total.get("flagged", {}))
            for code, count in report["flagged"].items():
                flagged[code] = flagged.get(code, 0) + count
            total["flagged"] = flagged
            total["held"] = total.get("held", 0) + report.get("held", 0)
        warnings = total.get("warnings", [])
        total["warnings"] = warnings + [
            warning for warning in report.get("warnings", []) if warning not in warnings
        ]
    return total
