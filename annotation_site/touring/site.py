"""A site to work on from outside: the running demo, or one that is thrown away."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from annotation_site.embedded.errors import CannotStart
from trainer.engine.environment import free_port

STARTING_SECONDS = 180
STOPPING_SECONDS = 30
# What would lead the new site's processes to another site's servers.
OUTSIDE = {
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "CELERY_BROKER_URL",
    "OPENAI_BASE_URL",
    "SAMPLE_ENDPOINT",
}


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
                raise CannotStart(_("The site of its own did not start."))
            time.sleep(0.2)
        # The commands that are run meanwhile must find this site, not the usual one.
        os.environ.clear()
        os.environ.update(kept)
        yield site
    finally:
        os.environ.clear()
        os.environ.update(before)
        demo.send_signal(signal.SIGINT)
        demo.wait(STOPPING_SECONDS)
