"""What was done to many dialogues at once, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TypedDict

from django.db.models import Count, Q, QuerySet

from dialogues.models import Dialogue, Project, Role, User
from dialogues.queries import hidden_from, projects_as
from reviewers.models import Bulk, BulkRow

SAMPLES = 10
Status, Outcome = Bulk.Status, BulkRow.Outcome


class BulkReport(TypedDict):
    total: int
    done: int
    refused: int
    waiting: int


def visible_bulks(user: User) -> QuerySet[Bulk]:
    """Those of the projects in which the person is an expert or an admin."""
    return Bulk.objects.filter(
        project__in=projects_as(user, Role.EXPERT, Role.ADMIN),
    ).select_related("project", "ordered_by", "undoes")


def bulks_of(project: Project) -> QuerySet[Bulk]:
    """What was ordered in a project; of previews only the latest look is worth a line."""
    return (
        project.bulks.exclude(status=Status.PREVIEWED)
        .exclude(status=Status.CANCELLED, heartbeat_at=None)
        .select_related("ordered_by")
    )


def report_of(bulk: Bulk) -> BulkReport:
    counts = dict(
        bulk.rows.order_by().values_list("outcome").annotate(many=Count("pk")),
    )
    return {
        "total": bulk.total,
        "done": counts.get(Outcome.DONE, 0),
        "refused": counts.get(Outcome.REFUSED, 0),
        "waiting": counts.get(Outcome.WAITING, 0),
    }


def rows_of(bulk: Bulk, outcome: str = "", *, by: User) -> QuerySet[BulkRow]:
    """The rows that the person may look at, in their order."""
    shown = bulk.rows.exclude(dialogue__in=hidden_from(by))
    rows = shown.select_related("dialogue__topic").order_by("number")
    return rows.filter(outcome=outcome) if outcome in Outcome.values else rows


def samples_of(bulk: Bulk, *, by: User) -> list[BulkRow]:
    """Ten of the rows, from all over the selection."""
    step = max(1, -(-bulk.total // SAMPLES))
    numbers = range(1, bulk.total + 1, step)
    rows = rows_of(bulk, by=by).filter(number__in=numbers)
    return list(rows.select_related("dialogue__head"))


def open_to_it(bulk: Bulk) -> int:
    """How many of the rows are at a status from which the verb starts at all."""
    sources = Dialogue.CHANGES[bulk.verb].sources
    return bulk.rows.filter(dialogue__status__in=sources).count()


def silent_bulks(since: datetime) -> QuerySet[Bulk]:
    """What waits for a worker, or whose worker has not been heard of."""
    return Bulk.objects.filter(
        Q(status=Status.QUEUED) | Q(status=Status.RUNNING),
        Q(heartbeat_at=None, updated_at__lt=since) | Q(heartbeat_at__lt=since),
    )


def left_previews(since: datetime) -> QuerySet[Bulk]:
    """Previews that nobody has ordered or put away for long."""
    return Bulk.objects.filter(status=Status.PREVIEWED, updated_at__lt=since)


def every_row(bulk: Bulk, *, by: User) -> Iterator[BulkRow]:
    return rows_of(bulk, by=by).iterator(chunk_size=1000)
