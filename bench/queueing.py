"""The expert's queue and page among 55,000 dialogues and 200,000 events.

The expert who is measured has approved them all: nobody's past is longer. 5,000 wait,
every one weighed; some were left to others, handed over or kept for a sitting.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from bench.seed import make_dialogues
from dialogues.domain.missing_fingerprints import note_missing_fingerprints
from dialogues.domain.search_texts import note_waiting_texts
from dialogues.models import Dialogue, DialogueEvent, Project, User
from reviewers.domain import reviewing, sittings
from reviewers.queue_queries import queue_for

DIALOGUES, EVENTS = 55_000, 200_000

EVENT = """
INSERT INTO dialogues_dialogueevent
  (uuid, verb, from_status, to_status, by_id, at, note, data, dialogue_id)
SELECT gen_random_uuid(), %(verb)s, %(before)s, %(after)s, %(by)s, now(), '', '{}', id
FROM dialogues_dialogue WHERE project_id = %(project)s AND status = %(status)s
"""
DECIDED = """
INSERT INTO reviewers_review
  (id, created_at, updated_at, status, decision, reading, lease_until, decided_at,
   dialogue_id, expert_id, project_id, revision_id)
SELECT gen_random_uuid(), now() - interval '10 minutes', now(), 'decided', 'approve', 1,
   now(), now(), id, %(by)s, project_id, head_id
FROM dialogues_dialogue WHERE project_id = %(project)s AND status = 'approved'
"""
WEIGHED = """
INSERT INTO reviewers_risk (revision_id, why)
SELECT head_id,
  (ARRAY['new-volunteer', 'warnings', 'low-agreement', 'rare-theme']::varchar[])[1:n]
FROM (SELECT head_id, (random() * 4)::int AS n FROM dialogues_dialogue
      WHERE project_id = %(project)s AND status = 'submitted') AS waiting
ON CONFLICT DO NOTHING
"""
PRESSING = """
UPDATE dialogues_dialogue SET pressing = cardinality(risk.why)
FROM reviewers_risk AS risk WHERE risk.revision_id = head_id
"""
WARNED = """
INSERT INTO dialogues_finding
  (id, code, severity, created_at, dismissed_because, revision_id, data)
SELECT gen_random_uuid(), 'too-few-rounds', 'warning', now(), '', head_id, '{}'
FROM dialogues_dialogue WHERE project_id = %(project)s
"""


def fill() -> dict[str, str]:
    """Make what is missing; the addresses to read and the cookie to read them with."""
    project = Project.objects.get(slug="bench")
    expert, *others = (
        User.objects.get(username=f"bench-expert-{number}") for number in range(10)
    )
    missing = max(0, DIALOGUES - project.dialogues.count())
    make_dialogues(project, Dialogue.Status.APPROVED, missing, approved_by=expert)
    past: dict[str, Any] = {"project": project.pk, "by": expert.pk}
    with connection.cursor() as cursor:
        for verb, before, after in (
            ("claim", "drafted", "editing"),
            ("submit", "editing", "submitted"),
            ("approve", "submitted", "approved"),
        ):
            what: dict[str, Any] = {"verb": verb, "before": before, "after": after}
            cursor.execute(EVENT, {**past, **what, "status": "approved"})
            if verb != "approve":
                cursor.execute(EVENT, {**past, **what, "status": "submitted"})
        cursor.execute(DECIDED, past)
        cursor.execute(WEIGHED, past)
        cursor.execute(PRESSING)
        cursor.execute(WARNED, past)
    # What workers would catch up with is done now: it is not what is measured.
    note_waiting_texts(most=DIALOGUES)
    note_missing_fingerprints(most=DIALOGUES)
    leave_some_out(project, expert, others)
    review = reviewing.claim_next(project, by=expert)
    counted = DialogueEvent.objects.filter(dialogue__project=project).count()
    if review is None or counted < EVENTS:
        raise RuntimeError(f"the queue is not filled: {counted} events")
    browser = Browser()
    browser.force_login(expert)
    name = settings.SESSION_COOKIE_NAME
    return {
        "queue": reverse("reviews", args=[project.slug]),
        "review": reverse("review", args=[review.pk]),
        "cookie": f"{name}={browser.cookies[name].value}",
        "events": f"{counted:,}",
        "waiting": f"{queue_for(expert, project).count():,}",
    }


def leave_some_out(project: Project, expert: User, others: list[User]) -> None:
    """What is read, handed over, skipped or kept for another is not in the queue."""
    for other in others[:3]:
        sittings.begin(project, minutes=60, by=other)
    for other, to in zip(others[3:6], (expert, *others), strict=False):
        if review := reviewing.claim_next(project, by=other):
            reviewing.hand_over(review, to=to, by=other)
    for other in others[6:]:
        reviewing.claim_next(project, by=other)
    for _number in range(20):
        if review := reviewing.claim_next(project, by=expert):
            reviewing.skip(review, reason="–", by=expert)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(fill()))
