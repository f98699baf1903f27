"""How pressing it is that an expert reads what was submitted, noted by a worker."""

from __future__ import annotations

from django.db import transaction
from django.db.models import OuterRef, Subquery

from dialogues.models import Dialogue
from reviewers.models import Risk
from reviewers.queue_queries import unweighed
from reviewers.second_queries import risk_of

# A worker weighs so many at a time and comes back for the rest.
AT_A_TIME = 500


def weigh() -> int:
    """Weigh the texts that wait and were not weighed yet; how many there were."""
    rows = unweighed().select_related("dialogue__project", "dialogue__topic")
    with transaction.atomic():
        locked = rows.select_for_update(no_key=True, skip_locked=True, of=("self",))
        revisions = list(locked.order_by("created_at")[:AT_A_TIME])
        risks = []
        for revision in revisions:
            revision.dialogue.head = revision
            why = risk_of(revision.dialogue)
            risks.append(Risk(revision=revision, why=why))
        Risk.objects.bulk_create(risks, ignore_conflicts=True)
        noted = Risk.objects.filter(revision=OuterRef("head"))
        # Who wrote a newer text meanwhile has it weighed on its own.
        Dialogue.objects.filter(head__in=revisions).update(
            pressing=Subquery(noted.values("why__len")),
        )
    return len(risks)
