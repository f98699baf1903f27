"""Runs inside the site: 55,000 dialogues looked at for near-copies, as imports do it.

One in ten is an edited copy of an earlier one, the last ten thousand share one text.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
import uuid

from django.db import transaction

from dialogues.domain import projects
from dialogues.domain.likeness import Said, note_fingerprints
from dialogues.domain.turns import Turn, new_turn
from dialogues.duplicate_queries import clusters_of
from dialogues.models import Dialogue, Finding, Revision, User

ROWS, SAME, AT_ONCE = 55_000, 10_000, 1000
TURNS, LENGTH = 16, 60
LETTERS = [chr(0x4E00 + number) for number in range(1200)]
PHRASES = ["我今天有点难过", "听起来你很委屈", "你愿意多说一点吗", "谢谢你告诉我这些"]


def main() -> None:
    admin = User.objects.get(username="admin")
    project = projects.create_project("alike", template="child-companion", by=admin)
    chance = random.Random(7)
    texts: list[list[str]] = []
    seconds, found, slowest = 0.0, 0, 0.0
    for first in range(0, ROWS, AT_ONCE):
        said = [
            Said(uuid.uuid4(), uuid.uuid4(), next_turns(chance, texts, number))
            for number in range(first, first + AT_ONCE)
        ]
        with transaction.atomic():
            write(project.pk, said)
            start = time.perf_counter()
            alike = note_fingerprints(project.pk, said)
            taken = time.perf_counter() - start
            Finding.objects.bulk_create(
                Finding(
                    revision_id=one.revision,
                    code="near-duplicate",
                    severity=Finding.Severity.WARNING,
                    data={"dialogue": near.dialogue, "percent": near.percent},
                )
                for one in said
                if (near := alike.get(one.dialogue))
            )
        found += len(alike)
        seconds += taken
        slowest = max(slowest, taken)
    start = time.perf_counter()
    clusters = len(clusters_of(admin, project))
    sys.stdout.write(
        json.dumps(
            {
                "seconds": seconds,
                "slowest": slowest,
                "found": found,
                "clusters": clusters,
                "clustered": time.perf_counter() - start,
                "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            },
        ),
    )


def next_turns(
    chance: random.Random, texts: list[list[str]], number: int
) -> list[Turn]:
    if number >= ROWS - SAME:
        text = texts[0]
    elif number % 10 == 9:
        text = [*chance.choice(texts)]
        text[chance.randrange(TURNS)] = a_line(chance)
    else:
        text = [a_line(chance) for _turn in range(TURNS)]
        if len(texts) < AT_ONCE:
            texts.append(text)
    return [
        new_turn(("user", "assistant")[at % 2], line) for at, line in enumerate(text)
    ]


def a_line(chance: random.Random) -> str:
    return chance.choice(PHRASES) + "".join(chance.choices(LETTERS, k=LENGTH))


def write(project: uuid.UUID, said: list[Said]) -> None:
    Dialogue.objects.bulk_create(
        Dialogue(
            pk=one.dialogue,
            project_id=project,
            origin=Dialogue.Origin.IMPORTED,
            head_id=one.revision,
        )
        for one in said
    )
    Revision.objects.bulk_create(
        Revision(pk=one.revision, dialogue_id=one.dialogue, number=1, turns=one.turns)
        for one in said
    )


if __name__ == "__main__":
    main()
