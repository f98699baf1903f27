"""``manage.py tour``: the whole road, over HTTP and real processes, with no hands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from annotation_site.touring.client import ApiError
from annotation_site.touring.road import Tour
from trainer.engine.environment import free_port

STARTING_SECONDS = 180
STOPPING_SECONDS = 30


class Command(BaseCommand):
    help = (
        "Walk from topics to a tuned model's reply, on this site or a throw-away one."
    )
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        with self.site() as site:
            self.say(_("Touring %s") % site["url"])
            tour = Tour(site, self.say)
            try:
                tour.walk()
            except (ApiError, RuntimeError, TimeoutError) as error:
                raise CommandError(str(error)) from error
            except subprocess.CalledProcessError as error:
                raise CommandError(error.stderr or str(error)) from error
            self.say(_("The whole road is open. Look at:"))
            for name, address in tour.shown:
                self.say(f"  {name:<11} {address}")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    @contextmanager
    def site(self) -> Iterator[dict[str, Any]]:
        """The running demo of this folder, else one that lives as long as the tour."""
        if running := answering_site(settings.VAR_DIR / "demo.json"):
            yield running
            return
        self.say(_("No site is running here: starting one for this tour."))
        with tempfile.TemporaryDirectory(
            prefix="queqiao-tour-",
            ignore_cleanup_errors=True,
        ) as folder:
            Path(folder).chmod(0o755)
            with throw_away_site(Path(folder)) as site:
                yield site


def answering_site(file: Path) -> dict[str, Any] | None:
    """What demo.json says of a site, when that site answers."""
    try:
        site: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        with urllib.request.urlopen(f"{site['url'].rstrip('/')}/health/", timeout=5):  # noqa: S310
            return site
    except (OSError, ValueError, urllib.error.URLError):
        return None


@contextmanager
def throw_away_site(folder: Path) -> Iterator[dict[str, Any]]:
    """A demo with its own database, broker, workers and port in ``folder``."""
    outside = {
        "DATABASE_URL",
        "CELERY_BROKER_URL",
        "OPENAI_BASE_URL",
        "SAMPLE_ENDPOINT",
    }
    before = dict(os.environ)
    kept = {name: value for name, value in before.items() if name not in outside}
    kept.update(QUEQIAO_VAR=str(folder), PORT=str(free_port()), HOST="127.0.0.1")
    demo = subprocess.Popen(
        [sys.executable, "manage.py", "demo"],
        env=kept,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + STARTING_SECONDS
        while not (site := answering_site(folder / "demo.json")):
            if demo.poll() is not None or time.monotonic() > deadline:
                raise CommandError(_("The site for the tour did not start."))
            time.sleep(0.2)
        # The commands that the tour runs must find this site, not the usual one.
        os.environ.clear()
        os.environ.update(kept)
        yield site
    finally:
        os.environ.clear()
        os.environ.update(before)
        demo.send_signal(signal.SIGINT)
        demo.wait(STOPPING_SECONDS)
