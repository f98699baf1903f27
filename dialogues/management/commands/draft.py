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
from dialogues.drafting_queries import batch_progress
from dialogues.history import Refused
from dialogues.models import DraftBatch, User
from dialogues.permissions import ADMIN
from dialogues.prompt_queries import prompt_to_order
from dialogues.topic_queries import topics_chosen

LOOK_EVERY = 0.5
OVER = (DraftBatch.Status.DONE, DraftBatch.Status.CANCELLED)


class Command(ReportCommand):
    help = "Order machine drafts on the topics that have the fewest."
    takes_project = True
    acts_for_someone = True

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--count", type=int, required=True, metavar="N")
        parser.add_argument("--prompt", metavar="NAME", help="its version in use")
        parser.add_argument(
            "--drafter",
            metavar="NAME[:SHARE]",
            action="append",
            default=[],
            help="several write by share",
        )
        parser.add_argument("--budget", metavar="AMOUNT", help="stop when it is spent")
        parser.add_argument("--token-budget", type=int, metavar="TOKENS")
        parser.add_argument(
            "--candidates", type=int, default=1, metavar="N", help="drafts a topic"
        )
        parser.add_argument("--topics-with", metavar="WORDS", default="")
        parser.add_argument("--theme", metavar="THEME", default="")
        parser.add_argument(
            "--fill-gaps", action="store_true", help="what the quotas lack most"
        )
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
            prompt=named_prompt(project, options["prompt"]),
            drafters=[shared(project, text) for text in options["drafter"]] or None,
            candidates=options["candidates"],
            budget=amount(budget),
            token_budget=options["token_budget"],
            topics=topics_of(project, options),
            fill_gaps=options["fill_gaps"],
            by=find_person(by) or first_admin(project),
        )
        if wait:
            self.wait_for(batch)
        report = report_of(batch, seconds=round(time.monotonic() - began, 3))
        made = report["drafted"] + report["candidates"] + report["gathered"]
        complete = not wait or made == report["requested"]
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
                        continue
                    time.sleep(LOOK_EVERY)
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
        "candidates": done["candidate"] + done["unchosen"],
        "gathered": done["gathered"],
        "cancelled": done["cancelled"],
        "tokens": {
            "prompt": done["prompt_tokens"],
            "completion": done["completion_tokens"],
        },
        "calls": done["calls"],
        "cost": float(done["cost"]),
        "cost_unknown_calls": done["cost_unknown"],
        "currency": batch.currency,
        "seconds": seconds,
    }


def shared(project, text):
    """A drafter with its share, written NAME or NAME:SHARE."""
    name, _colon, share = text.partition(":")
    try:
        return named(project.drafters.all(), name), int(share or 1)
    except ValueError:
        raise wrong_usage(
            _("A share is a whole number, such as gpt:2."),
        ) from None


def topics_of(project, options):
    """The topics that were described; nothing where all are meant."""
    words, theme = options["topics_with"], options["theme"]
    if not words and not theme:
        return None
    return topics_chosen(project, words=words, theme=theme)


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


def named_prompt(project, name):
    """What is in use under this name; what nobody has signed is refused later."""
    known = named(project.prompts.all(), name)
    return known and prompt_to_order(project, name)


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
