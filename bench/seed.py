"""Rows to measure with: 10,000 dialogues to work on and 10,000 approved ones.

Rows in bulk are made by COPY's cousin, ``bulk_create``, each with its first event;
the approved ones carry an approval, and the database's gate looks at every one.
"""

from __future__ import annotations

import json
import secrets
import sys
from typing import Any

from django.db import transaction
from rest_framework.authtoken.models import Token

from dialogues.domain import levels, projects
from dialogues.domain.missing_fingerprints import note_missing_fingerprints
from dialogues.domain.search_texts import note_waiting_texts
from dialogues.domain.turns import Turn, new_turn
from dialogues.models import (
    Approval,
    Dialogue,
    DialogueEvent,
    Project,
    Revision,
    SearchText,
    Topic,
    User,
)
from dialogues.sample_endpoint.answers import stored_dialogues
from reviewers.domain import weighing

VOLUNTEERS, EXPERTS = 800, 200
AT_ONCE = 1000
TURNS = 16


def seed(rows: int = 10_000) -> dict[str, Any]:
    """Make everything and return the tokens to work with."""
    admin = User.objects.get(username="admin")
    work = projects.create_project("bench", template="child-companion", by=admin)
    frozen = projects.create_project("frozen", template="child-companion", by=admin)
    volunteers = make_people(work, "volunteer", VOLUNTEERS, by=admin)
    experts = make_people(work, "expert", EXPERTS, by=admin)
    make_dialogues(work, Dialogue.Status.DRAFTED, rows // 2)
    make_dialogues(work, Dialogue.Status.SUBMITTED, rows - rows // 2)
    make_dialogues(frozen, Dialogue.Status.APPROVED, rows, approved_by=admin)
    # What workers would catch up with is done now: it is not what is measured.
    note_waiting_texts(most=2 * rows)
    note_missing_fingerprints(most=2 * rows)
    while weighing.weigh():
        pass
    return {
        "project": work.slug,
        "frozen": frozen.slug,
        "admin": Token.objects.get(user=admin).key,
        "volunteers": volunteers,
        "experts": experts,
    }


def approve_more(rows: int) -> dict[str, int]:
    """Fill the project of approved dialogues up to so many."""
    admin = User.objects.get(username="admin")
    frozen = Project.objects.get(slug="frozen")
    before = frozen.dialogues.count()
    make_dialogues(
        frozen,
        Dialogue.Status.APPROVED,
        rows - before,
        approved_by=admin,
        first=before,
    )
    return {"made": rows - before}


def make_people(project: Project, role: str, count: int, *, by: User) -> list[str]:
    """People with a role, and their tokens."""
    people = User.objects.bulk_create(
        User(username=f"bench-{role}-{number}") for number in range(count)
    )
    for person in people:
        member = projects.add_member(project, person, roles=[role], by=by)
        levels.qualify(member, reason=levels.Reason.VOUCHED, by=by)
    tokens = [Token(user=person, key=secrets.token_hex(20)) for person in people]
    Token.objects.bulk_create(tokens)
    return [token.key for token in tokens]


def make_dialogues(
    project: Project,
    status: str,
    count: int,
    *,
    approved_by: User | None = None,
    first: int = 0,
) -> None:
    texts = [one.turns for one in stored_dialogues() if not one.hard]
    for start in range(first, first + count, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, first + count))
        with transaction.atomic():
            topics = Topic.objects.bulk_create(
                Topic(
                    project=project,
                    text=f"{status} {number}",
                    theme=f"theme {number % 12}",
                    identity=f"{status}-{number}",
                )
                for number in numbers
            )
            dialogues = [
                Dialogue(
                    project=project,
                    topic=topic,
                    status=status,
                    origin=Dialogue.Origin.DRAFT,
                )
                for topic in topics
            ]
            revisions = [
                Revision(
                    dialogue=dialogue,
                    number=1,
                    turns=turns_of(texts[number % len(texts)], number),
                )
                for number, dialogue in zip(numbers, dialogues, strict=True)
            ]
            for dialogue, revision in zip(dialogues, revisions, strict=True):
                dialogue.head_id = revision.pk
            Dialogue.objects.bulk_create(dialogues)
            Revision.objects.bulk_create(revisions)
            SearchText.objects.bulk_create(
                SearchText(dialogue=revision.dialogue, words="", waits=True)
                for revision in revisions
            )
            DialogueEvent.objects.bulk_create(
                DialogueEvent(dialogue=dialogue, verb="draft", to_status=status)
                for dialogue in dialogues
            )
            if approved_by:
                Approval.objects.bulk_create(
                    Approval(
                        dialogue=dialogue,
                        revision_id=dialogue.head_id,
                        by=approved_by,
                    )
                    for dialogue in dialogues
                )


def turns_of(stored: tuple[tuple[str, str], ...], number: int) -> list[Turn]:
    return [new_turn(role, f"{text}（{number}）") for role, text in stored[:TURNS]]


if __name__ == "__main__":
    if sys.argv[1:2] == ["approved"]:
        sys.stdout.write(json.dumps(approve_more(int(sys.argv[2]))))
    else:
        sys.stdout.write(json.dumps(seed()))
