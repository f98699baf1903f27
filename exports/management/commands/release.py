"""Freeze everything approved into a release."""

import time

from django.utils.translation import gettext as _

from dialogues.commands import (
    Outcome,
    ReportCommand,
    find_person,
    find_project,
    wrong_usage,
)
from dialogues.history import Refused
from exports.domain import releases
from exports.formats import SPLITS
from exports.models import Release

UNFINISHED = {Release.Status.QUEUED, Release.Status.BUILDING}
# A release that no worker has taken up by then is frozen here.
PATIENCE = 5.0


class Command(ReportCommand):
    help = "Freeze every approved dialogue of a project into a release."
    takes_project = True
    acts_for_someone = True

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--name", required=True, help="letters, figures, - and _")
        parser.add_argument(
            "--seed",
            type=int,
            default=42,
            help="what the choice of the splits starts from",
        )
        parser.add_argument(
            "--wait",
            action="store_true",
            help="wait until it is ready; without a worker it is done here",
        )

    def work(self, *, project, by, name, seed, wait, **_options):
        project, admin = find_project(project), find_person(by)
        if admin is None:
            raise wrong_usage(_("Say with --by which admin orders the release."))
        release = releases.order_release(project, name=name, seed=seed, by=admin)
        if wait:
            self.wait_for(release)
        if release.error:
            self.stderr.write(release.error)
        report = {
            "release": str(release.pk),
            "name": release.name,
            "status": str(release.status),
            "rows": {split: release.rows.get(split, 0) for split in SPLITS},
            "excluded": release.excluded,
            "sha256": release.sha256,
        }
        return Outcome(report, complete=release.status != Release.Status.FAILED)

    def wait_for(self, release):
        started = time.monotonic()
        while release.status in UNFINISHED:
            idle = time.monotonic() - started > PATIENCE
            if idle and release.status == Release.Status.QUEUED:
                try:
                    releases.build_release(release)
                except Refused:  # a worker has just begun
                    started = time.monotonic()
            else:
                time.sleep(0.2)
            release.refresh_from_db()
