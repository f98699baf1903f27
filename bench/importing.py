"""Runs inside the site: takes in a file of 10,000 dialogues, and one of 55,000."""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from django.core.files import File

from dialogues.domain import import_dialogues, import_runs, imports
from dialogues.import_queries import report_of
from dialogues.models import Project, User
from dialogues.sample_endpoint.answers import stored_dialogues

SPEAKERS = {"user": "孩子", "assistant": "智能助手"}
TURNS = 16


def main(rows: int, *, alike: bool) -> None:
    project = Project.objects.get(slug="bench")
    admin = User.objects.get(username="admin")
    if not alike:
        # The aim for the smaller file leaves out what compares it with all others.
        import_dialogues.note_fingerprints = lambda _project, _said: {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"bench-{rows}-{alike}.jsonl"
        write(path, rows)
        start, busy = time.perf_counter(), time.process_time()
        with path.open("rb") as file:
            row = imports.receive(
                project, File(file), name=path.name, plan={}, by=admin
            )
        imports.order(row, by=admin, here=True)
        import_runs.run_import(row)
        seconds = time.perf_counter() - start
        processor = time.process_time() - busy
    row.refresh_from_db()
    report = report_of(row)
    sys.stdout.write(
        json.dumps(
            {
                "seconds": seconds,
                "processor": processor,
                "created": report["created"],
                "alike": report["flagged"].get("near-duplicate", 0),
                "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            },
        ),
    )


def write(path: Path, rows: int) -> None:
    """Dialogues of sentences drawn from all that is stored, so that few are alike."""
    chance = random.Random(7)
    said: dict[str, list[str]] = {role: [] for role in SPEAKERS}
    for stored in stored_dialogues():
        for role, text in stored.turns:
            said[role].append(text)
    with path.open("w") as file:
        for number in range(rows):
            dialogue = [
                {
                    "speaker": SPEAKERS[role],
                    "text": varied(chance.choice(said[role]), chance),
                }
                for _pair in range(TURNS // 2)
                for role in SPEAKERS
            ]
            row = {
                "dialog_id": number,
                "topic": f"话题 {number % 500}",
                "emotion": "sad",
                "dialog": dialogue,
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def varied(text: str, chance: random.Random) -> str:
    """The sentence with its clauses in another order and a number of its own.

    The number stands as one more clause: in brackets it would look like narration.
    """
    clauses = text.split("，")
    chance.shuffle(clauses)
    return f"{'，'.join(clauses)}，{chance.randrange(10_000)}"


if __name__ == "__main__":
    main(int(sys.argv[1]), alike=sys.argv[2] == "alike")
