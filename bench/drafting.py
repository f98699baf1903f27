"""Runs inside the site: drafts against an endpoint that takes two seconds a reply."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings
from django.db import connection

from dialogues.domain import drafting
from dialogues.domain.draft_runs import run_batch
from dialogues.models import Drafter, Project, User

# Many rounds of 64: the first call and the last row weigh little beside them.
DRAFTS, WARM, AT_ONCE, DELAY = 1024, 256, 64, 2.0


def main() -> None:
    project = Project.objects.get(slug="bench")
    admin = User.objects.get(username="admin")
    drafter = Drafter.objects.create(
        project=project,
        name="bench",
        model="queqiao-sample",
        concurrency=AT_ONCE,
    )
    batch = drafting.order_batch(
        project, count=DRAFTS, drafters=[(drafter, 1)], by=admin
    )
    watched = Watched()
    with endpoint() as url, connection.execute_wrapper(watched.statement):
        settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY = url, "sample"
        start, busy = time.perf_counter(), time.process_time()
        run_batch(batch, watch=watched.drafted)
        seconds = time.perf_counter() - start
        processor = time.process_time() - busy
    sys.stdout.write(
        json.dumps(
            {
                "share": 100 * DRAFTS / AT_ONCE * DELAY / seconds,
                "seconds": seconds,
                "drafts": watched.drafts,
                "statements": watched.statements / DRAFTS,
                "milliseconds": 1000 * processor / DRAFTS,
                "grown": (memory() - watched.warm) / 2**20,
            },
        ),
    )


class Watched:
    """Counts drafts and statements, and remembers the memory once all is warm."""

    def __init__(self) -> None:
        self.drafts = self.statements = self.warm = 0

    def drafted(self) -> None:
        self.drafts += 1
        if self.drafts == WARM:
            self.warm = memory()

    def statement(self, execute: Any, *arguments: Any) -> Any:
        self.statements += 1
        return execute(*arguments)


def memory() -> int:
    return int(psutil.Process().memory_info().rss)


@contextmanager
def endpoint() -> Iterator[str]:
    """The sample endpoint in a process of its own, as a real one would be."""
    with tempfile.TemporaryDirectory() as folder:
        port = Path(folder) / "port"
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "dialogues.sample_endpoint"),
                *("--delay", str(DELAY), "--port-file", str(port)),
            ],
        )
        try:
            while not port.exists():
                if server.poll() is not None:
                    raise RuntimeError("the endpoint did not start")
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port.read_text()}/v1"
        finally:
            server.terminate()
            server.wait(10)


if __name__ == "__main__":
    main()
