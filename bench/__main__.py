"""``make bench``: start a site of its own, fill it, measure it, and say what was aimed at.

``make bench ONLY=drafting`` measures one part; several are parted by spaces.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotation_site.settings")

import psycopg

from annotation_site.embedded.roles import DATABASE, OWNER
from annotation_site.touring.site import throw_away_site
from bench import machinery, pages
from bench.people import People
from bench.report import Figure, Report

# In this order: what comes later may stand on what came before, but needs none of it.
SEEDED = ("people", "pages", *machinery.PARTS)
PARTS = ("start", *SEEDED)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "only", nargs="*", choices=PARTS, metavar="PART", help=", ".join(PARTS)
    )
    only = parser.parse_args().only or list(PARTS)
    report = Report()
    report.machine()
    with tempfile.TemporaryDirectory(
        prefix="queqiao-bench-",
        ignore_cleanup_errors=True,
    ) as name:
        folder = Path(name)
        folder.chmod(0o755)
        if "start" in only:
            starting(report, folder)
        if set(only) & set(SEEDED):
            with throw_away_site(folder) as site:
                on_a_site(report, site, only, folder)
    missed = [figure.name for figure in report.figures if not figure.met]
    report.say(f"Missed: {', '.join(missed) or 'nothing'}.")


def starting(report: Report, folder: Path) -> None:
    first, stop = start_and_stop(folder)
    later, _stop = start_and_stop(folder)
    report.add(
        Figure("first page, empty var", first, "s", 6),
        Figure("first page, later start", later, "s", 3),
        Figure("clean stop", stop, "s", 5),
    )


def on_a_site(
    report: Report,
    site: dict[str, Any],
    only: list[str],
    folder: Path,
) -> None:
    start = time.monotonic()
    seeded = in_site("bench.seed")
    settle(folder)
    report.say(f"20,000 dialogues made in {time.monotonic() - start:.0f} s")

    def inside(module: str, *arguments: str) -> dict[str, Any]:
        done = in_site(module, *arguments)
        settle(folder)
        return done

    parts: dict[str, Callable[[], object]] = {
        "people": lambda: People(site["url"], seeded).measure(report),
        "pages": partial(pages.measure, report, site),
        **{
            name: partial(measure, report, site, inside)
            for name, measure in machinery.PARTS.items()
        },
    }
    for name in SEEDED:
        if name in only:
            report.part(name)
            parts[name]()


def settle(folder: Path) -> None:
    """Let the database see what it holds, as a server that has run for a while does."""
    socket = folder / "postgres" / "socket"
    with psycopg.connect(
        host=str(socket),
        user=OWNER,
        dbname=DATABASE,
        autocommit=True,
    ) as owner:
        owner.execute("VACUUM ANALYZE")


def start_and_stop(folder: Path) -> tuple[float, float]:
    """Seconds to the first page and seconds to stop."""
    start = time.monotonic()
    with throw_away_site(folder):
        up = time.monotonic()
    return up - start, time.monotonic() - up


def in_site(module: str, *arguments: str) -> dict[str, Any]:
    """Run a module of ours inside the site's environment; what it reports."""
    script = (
        f"import runpy, sys; sys.argv = [{module!r}, *{list(arguments)!r}]; "
        f"runpy.run_module({module!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", script],
        check=True,
        # The work is done in this process, whatever it tells the workers.
        env={**os.environ, "CELERY_BROKER_URL": "memory://"},
        stdout=subprocess.PIPE,
        text=True,
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return report


if __name__ == "__main__":
    main()
