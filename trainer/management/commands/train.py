"""Fine-tune a model on a release, from the shell."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from dialogues.commands import Outcome, ReportCommand, find_person, wrong_usage
from exports.models import Release
from exports.queries import release_named
from trainer.domain import runs
from trainer.models import Run
from trainer.queries import find_run, progress_of, run_report

SECONDS = 1.0
CHECKPOINT_SECONDS = 60.0
GOING_ON = (Run.Status.QUEUED, Run.Status.RUNNING)


class Command(ReportCommand):
    help = "Train a model on a release by a recipe; --wait stays until it is done."
    acts_for_someone = True

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--release", required=True, help="UUID or project/name")
        parser.add_argument("--recipe", required=True)
        parser.add_argument("--base-model", help="a folder or a name")
        parser.add_argument("--launcher", choices=["local"], default="local")
        parser.add_argument("--wait", action="store_true")

    def work(self, *, release, recipe, base_model, by, wait, **_options):
        found = release_named(Release.objects.select_related("project"), release)
        person = find_person(by)
        if person is None:
            raise wrong_usage(_("Say for whom: --by USER, an admin of the project."))
        overrides = {"base_model": base_model} if base_model else {}
        run = runs.queue_run(found, recipe=recipe, overrides=overrides, by=person)
        if wait:
            run = self.wait_for(run)
        if run.error:
            self.stderr.write(run.error)
        done = not wait or run.status == Run.Status.DONE
        return Outcome(run_report(run), complete=done)

    def wait_for(self, run):
        """Stay until the run ends; where no worker looks after it, do that here.

        Ctrl-C asks it for a checkpoint, from which it can go on.
        """
        with self.progress(run.config["max_steps"] or 1) as shown:
            with ctrl_c() as pressed:
                while run.status in GOING_ON and not pressed.is_set():
                    runs.sweep()
                    shown.total = progress_of(run).get("max_steps") or shown.total
                    shown.show(progress_of(run).get("step", 0))
                    pressed.wait(SECONDS)
                    run = find_run(str(run.pk))
            if pressed.is_set() and run.status in GOING_ON:
                self.stderr.write(_("Writing a checkpoint …"))
                runs.interrupt([run], seconds=CHECKPOINT_SECONDS)
        return run


@contextmanager
def ctrl_c() -> Iterator[threading.Event]:
    """Note Ctrl-C instead of breaking off, which could tear a query apart."""
    pressed = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: pressed.set())
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)
