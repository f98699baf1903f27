"""Keeps the whole site running, and stops it in reverse."""

import signal
import time
from collections.abc import Callable

from django.utils.translation import gettext as _

from annotation_site.embedded import postgres, preparation
from annotation_site.embedded.checks import hold_folder
from annotation_site.embedded.child import end_group, signal_child, wait_for_exit
from annotation_site.embedded.environment import (
    SAMPLE_PORT_FILE,
    is_last_one_out,
    starting_or_stopping,
)
from annotation_site.embedded.errors import CannotStart
from annotation_site.embedded.running import ATTEMPTS, Demo, Interrupted
from annotation_site.embedded.start_up import (
    announce,
    start,
    start_broker,
    start_database,
)


def run(demo: Demo) -> None:
    """Run the site until somebody stops it."""
    with hold_folder(demo.var):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_about: demo.stopping.set())
        try:
            start(demo)
            announce(demo)
            while True:
                mend(demo)
                demo.pause(0.2)
        except Interrupted:
            demo.say(_("Stopping …"))
        finally:
            stop(demo)


def mend(demo: Demo) -> None:
    """Start again whatever has ended by itself."""
    for service in demo.services:
        ended = service.mend()
        if ended is not None:
            demo.say(
                _("%(name)s ended (%(code)d) and is started again; see %(log)s.")
                % {"name": service.name, "code": ended, "log": service.log},
            )
    if demo.broker_process and demo.broker_process.poll() is not None:
        end_group(demo.broker_process)
        bring_back(demo, _("The broker"), start_broker)
    if demo.server and not _database_runs(demo):
        bring_back(demo, _("The database"), start_database)


def bring_back(demo: Demo, name: str, start_it: Callable[[Demo], None]) -> None:
    """Start the database or the broker again; give up after a few attempts."""
    demo.say(_("%s ended and is started again.") % name)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            start_it(demo)
        except CannotStart:
            if attempt == ATTEMPTS:
                raise
            demo.pause(attempt)
        else:
            return


def stop(demo: Demo) -> None:
    """Stop everything in reverse, and leave nothing behind."""
    began = time.monotonic()
    first = [s for s in demo.services if s.name not in {"worker", "training"}]
    last = [s for s in demo.services if s not in first]
    for service in first:
        service.ask_to_stop()
    if last:
        # Trainings write a checkpoint; the next start takes them up again.
        preparation.run_briefly(
            "interrupt_runs",
            demo.environment,
            demo.logs,
            seconds=30,
        )
    for service in last:
        service.ask_to_stop()
    for service in first + last:
        service.make_sure_it_stopped(max(3 - (time.monotonic() - began), 1))
    if demo.broker_process:
        signal_child(demo.broker_process, signal.SIGTERM)
        wait_for_exit(demo.broker_process, 3)
        end_group(demo.broker_process)
    if demo.server and demo.database_user:
        with starting_or_stopping(demo.var):
            # One that a command started is left to that command.
            if is_last_one_out(demo.database_user) or demo.server_process:
                postgres.stop(demo.server)
            if demo.server_process:
                end_group(demo.server_process)
    (demo.var / "run" / SAMPLE_PORT_FILE).unlink(missing_ok=True)


def _database_runs(demo: Demo) -> bool:
    if demo.server_process:
        return demo.server_process.poll() is None
    return demo.server is None or postgres.is_running(demo.server)
