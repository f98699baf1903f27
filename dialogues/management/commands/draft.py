"""Order machine drafts, and wait for them when asked to."""

import time
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from itertools import count

from django.utils.translation import gettext as _

from dialogues import tasks
from dialogues.commands import (
    Outcome,
    ReportCommand,
    find_person,
    find_project,
    wrong_usage,
)
from dialogues.domain import draft_runs, drafting
from dialogues.history import Refused
from dialogues.models import DraftBatch, User
from dialogues.permissions import ADMIN
from dialogues.queries import batch_progress

LOOK_EVERY = 0.5
OVER = (DraftBatch.Status.DONE, DraftBatch.Status.CANCELLED)


class Command(ReportCommand):
    help = "Order machine drafts on the topics that have the fewest."
    takes_project = True
    acts_for_someone = True

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--count", type=int, required=True, metavar="N")
        parser.add_argument("--prompt", metavar="NAME", help="its latest version")
        parser.add_argument("--drafter", metavar="NAME")
        parser.add_argument("--budget", metavar="AMOUNT", help="stop when it is spent")
        parser.add_argument(
            "--wait",
            action="store_true",
            help="until the drafts are there; makes them here when no worker is there",
        )

    def work(self, *, project, by, budget, wait, **options):
        project = find_project(project)
        began = time.monotonic()
        batch = drafting.order_batch(
            project,
            count=options["count"],
            prompt=named(project.prompts.order_by("-version"), options["prompt"]),
            drafter=named(project.drafters.all(), options["drafter"]),
            budget=amount(budget),
            by=find_person(by) or first_admin(project),
        )
        if wait:
            self.wait_for(batch)
        report = report_of(batch, seconds=round(time.monotonic() - began, 3))
        complete = not wait or report["drafted"] == report["requested"]
        return Outcome(report, complete=complete)

    def wait_for(self, batch):
        """Watch a worker do it, or do it here where no worker answers."""
        with self.progress(batch.drafts.count()) as progress:
            here = count(1)
            while batch.status not in OVER:
                queued = batch.status == DraftBatch.Status.QUEUED
                if queued and not tasks.worker_is_there():
                    # A worker that has just come up may be quicker: then watch it.
                    with suppress(Refused):
                        draft_runs.run_batch(
                            batch,
                            watch=lambda: progress.show(next(here)),
                        )
                else:
                    time.sleep(LOOK_EVERY)
                    progress.show(batch_progress(batch)["done"])
                batch.refresh_from_db()


def report_of(batch, *, seconds):
    done = batch_progress(batch)
    return {
        "batch": str(batch.pk),
        "status": batch.status,
        "requested": done["total"],
        "drafted": done["drafted"],
        "failed": done["failed"],
        "flagged": done["unusable"],
        "cancelled": done["cancelled"],
        "tokens": {
            "prompt": done["prompt_tokens"],
            "completion": done["completion_tokens"],
        },
        "cost": float(done["cost"]),
        "currency": batch.drafter.currency,
        "seconds": seconds,
    }


def named(rows, name):
    """The row that was named; none when no name was given."""
    if name is None:
        return None
    row = rows.filter(name=name).first()
    if row is None:
        known = ", ".join(sorted(set(rows.values_list("name", flat=True))))
        raise wrong_usage(
            _("There is no “%(name)s” here. Choose from: %(known)s.")
            % {"name": name, "known": known},
        )
    return row


def amount(text):
    try:
        value = None if text is None else Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if value is not None and not value.is_finite():
        raise wrong_usage(_("A budget is a number, such as 2.50."))
    return value


def first_admin(project):
    admin = (
        User.objects.filter(
            memberships__project=project,
            memberships__ended_at=None,
            memberships__roles__contains=[ADMIN],
        )
        .order_by("memberships__joined_at")
        .first()
    )
    if admin is None:
        raise wrong_usage(
            _("The project has no admin yet: add one with add_member, or name --by."),
        )
    return admin
