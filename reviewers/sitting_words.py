"""What an expert did in the time that they had, in words, for when it is over."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from dialogues.words import VERBS
from reviewers.models import Review, Sitting
from reviewers.models.reviews import SAID


def done_in(sitting: Sitting) -> str:
    """How often they decided what; empty where nothing was decided."""
    decided = Review.objects.filter(
        expert=sitting.expert_id,
        dialogue__places__sitting=sitting,
        status__in=SAID,
        decided_at__gte=sitting.created_at,
    )
    counts = Counter(decided.order_by().values_list("decision", flat=True))
    if not counts:
        return ""
    said = _(", ").join(
        f"{VERBS[decision]} {counts[decision]}"
        for decision in Review.Decision.values
        if counts[decision]
    )
    return _("Your %(minutes)d minutes are over: %(said)s. Thank you.") % {
        "minutes": sitting.minutes,
        "said": said,
    }
