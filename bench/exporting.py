"""Runs inside the site: freezes all approved dialogues and writes them out."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from dialogues.models import Project, User
from exports.domain.files import write_files
from exports.domain.releases import build_release, order_release


def peak() -> float:
    """The most memory this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def freeze(rows: str) -> None:
    project = Project.objects.get(slug="frozen")
    admin = User.objects.get(username="admin")
    start = time.perf_counter()
    release = order_release(project, name=f"bench-{rows}", by=admin)
    build_release(release)
    release.refresh_from_db()
    frozen = time.perf_counter() - start
    sys.stdout.write(json.dumps({"frozen": frozen, "rows": release.rows}))


def export(rows: str) -> None:
    project = Project.objects.get(slug="frozen")
    release = project.releases.get(name=f"bench-{rows}")
    before = peak()
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        write_files(release, "messages", Path(folder) / "out")
        seconds = time.perf_counter() - start
    sys.stdout.write(json.dumps({"seconds": seconds, "memory": peak() - before}))


if __name__ == "__main__":
    {"freeze": freeze, "export": export}[sys.argv[1]](sys.argv[2])
