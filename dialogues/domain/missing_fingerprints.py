"""Fingerprints for dialogues that were there before any were taken."""

from __future__ import annotations

from itertools import groupby

from django.db import transaction

from dialogues.checks.registry import BY_CODE
from dialogues.domain.likeness import Said, note_fingerprints
from dialogues.models import Dialogue, Finding

AT_ONCE = 500
MOST = 20_000
NEAR_DUPLICATE = BY_CODE["near-duplicate"]


def note_missing_fingerprints(most: int = MOST) -> int:
    """Fill in what is missing, the oldest first, and return for how many dialogues.

    What is like an older one gets its finding, as a new revision would. A dialogue that
    somebody works on just now is not waited for: its next revision brings a fingerprint,
    and else the next sweep comes by.
    """
    done = 0
    while done < most:
        with transaction.atomic():
            some = list(
                Dialogue.objects.filter(fingerprint=None, head__isnull=False)
                .select_related("head")
                .select_for_update(of=("self",), skip_locked=True, no_key=True)
                .order_by("project", "created_at", "id")[:AT_ONCE],
            )
            for _project, rows in groupby(some, key=lambda row: row.project_id):
                _note(list(rows))
        done += len(some)
        if len(some) < AT_ONCE:
            break
    return done


def _note(rows: list[Dialogue]) -> None:
    """Dialogues of one project, each with its latest revision at hand."""
    heads = {row.pk: row.head for row in rows if row.head}
    alike = note_fingerprints(
        rows[0].project_id,
        [
            Said(row.pk, heads[row.pk].pk, heads[row.pk].turns, row.draft_id)
            for row in rows
        ],
    )
    Finding.objects.bulk_create(
        Finding(
            revision=heads[dialogue],
            code=NEAR_DUPLICATE.code,
            severity=NEAR_DUPLICATE.severity,
            data={"dialogue": near.dialogue, "percent": near.percent},
        )
        for dialogue, near in alike.items()
    )
