"""Runs inside the site: drafts against an endpoint that takes two seconds a reply."""

from __future__ import annotations

import json
import sys
import threading
import time

from django.conf import settings

from dialogues.domain import drafting
from dialogues.domain.draft_runs import run_batch
from dialogues.models import Drafter, Project, User
from dialogues.sample_endpoint.server import SampleServer

DRAFTS, AT_ONCE, DELAY = 256, 64, 2.0


def main() -> None:
    project = Project.objects.get(slug="bench")
    admin = User.objects.get(username="admin")
    drafter = Drafter.objects.create(
        project=project,
        name="bench",
        model="queqiao-sample",
        concurrency=AT_ONCE,
    )
    server = SampleServer(0, delay=DELAY)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.OPENAI_BASE_URL = f"http://127.0.0.1:{server.port}/v1"
    settings.OPENAI_API_KEY = "sample"
    batch = drafting.order_batch(
        project, count=DRAFTS, drafters=[(drafter, 1)], by=admin
    )
    start = time.perf_counter()
    run_batch(batch)
    seconds = time.perf_counter() - start
    server.stop()
    best = DRAFTS / AT_ONCE * DELAY
    sys.stdout.write(json.dumps({"share": 100 * best / seconds, "seconds": seconds}))


if __name__ == "__main__":
    main()
