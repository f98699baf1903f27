"""A verb for many dialogues: previewed, ordered, stopped, and put back by another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import reviewers.tasks
from dialogues import tasks
from dialogues.domain.turns import clean_text
from dialogues.history import Refused
from dialogues.list_queries import dialogues_listed
from dialogues.models import Project, User
from reviewers.domain import bulk_verbs
from reviewers.models import Bulk, BulkRow
from reviewers.queries import open_review

FILTERS = ("status", "theme", "q", "origin", "source", "emotion", "finding")
MOST = 10_000
LONGEST_FILTER = 200


def preview(
    project: Project,
    *,
    verb: str,
    options: Mapping[str, Any],
    filters: Mapping[str, str],
    by: User,
) -> Bulk:
    """Keep what the filter finds now, each as it stands; nothing is done yet.

    What is done later is done to these and to no other, where they are still the same.
    """
    _need_verb(project, verb, by=by)
    chosen = {
        name: clean_text(filters.get(name, ""))[:LONGEST_FILTER] for name in FILTERS
    }
    found = dialogues_listed(by, project, **chosen)
    selected = list(found.values_list("pk", "updated_at")[: MOST + 1])
    if len(selected) > MOST:
        raise Refused(_("These are more than %d. Choose fewer of them.") % MOST)
    return _keep(
        Bulk(
            project=project,
            verb=verb,
            options=bulk_verbs.clean_options(project, verb, options),
            filters={name: value for name, value in chosen.items() if value},
            ordered_by=by,
        ),
        [BulkRow(dialogue_id=pk, seen_at=seen) for pk, seen in selected],
        by=by,
    )


def preview_undo(bulk: Bulk, *, by: User) -> Bulk:
    """The reverse for what was done and has not changed since, as another preview."""
    _need_verb(bulk.project, bulk.verb, by=by)
    if bulk.verb not in bulk_verbs.UNDOABLE:
        raise Refused(_("This cannot be put back. Each dialogue can go on by itself."))
    if bulk.status not in (Bulk.Status.DONE, Bulk.Status.CANCELLED):
        raise Refused(_("Wait for its end, or stop it first."))
    with transaction.atomic():
        # So that two who put it back at once make one preview.
        bulk.lock()
        if bulk.undone_by.exclude(status=Bulk.Status.CANCELLED).exists():
            raise Refused(_("Somebody puts this back already."))
        # The last is put back first: two may be about one topic.
        rows = bulk.rows.filter(outcome=BulkRow.Outcome.DONE).order_by("-number")
        return _keep(
            Bulk(project=bulk.project, verb=bulk.verb, undoes=bulk, ordered_by=by),
            [
                BulkRow(
                    dialogue_id=row.dialogue_id,
                    seen_at=row.left_at,
                    value=row.before,
                )
                for row in rows
                if row.left_at
            ],
            by=by,
        )


def _need_verb(project: Project, verb: str, *, by: User) -> None:
    if verb not in Bulk.Verb.values:
        raise ValidationError({"verb": [_("Choose what to do with them.")]})
    if verb not in bulk_verbs.offered(project, by=by):
        raise PermissionDenied(
            _("You may not do this here. Ask an admin of the project."),
        )


def _keep(bulk: Bulk, rows: Iterable[BulkRow], *, by: User) -> Bulk:
    kept = list(rows)
    if not kept:
        raise Refused(_("There is nothing to do it to."))
    bulk.total = len(kept)
    for number, row in enumerate(kept, start=1):
        row.bulk, row.number = bulk, number
    with transaction.atomic():
        bulk.open(by=by, verb="preview")
        BulkRow.objects.bulk_create(kept, batch_size=1000)
    return bulk


def order(bulk: Bulk, *, by: User) -> None:
    """Let a worker carry out what was previewed."""
    with bulk.change("order", by=by):
        _need_verb(bulk.project, bulk.verb, by=by)
        if bulk.verb == Bulk.Verb.RETURN and open_review(by, bulk.project):
            raise Refused(_("Decide or give back the dialogue you are reading first."))
        bulk.heartbeat_at = None
        send(bulk)


def cancel(bulk: Bulk, *, by: User) -> None:
    """Do no more of it; what is done by then stays."""
    with bulk.change("cancel", by=by) as event:
        done = bulk.rows.exclude(outcome=BulkRow.Outcome.WAITING)
        event.data = {"done": done.count()}


def send(bulk: Bulk) -> None:
    task = reviewers.tasks.carry_out_bulk
    transaction.on_commit(partial(tasks.send, task, str(bulk.pk)))
