"""How long an expert will probably take to read and decide."""

from __future__ import annotations

from statistics import median

from dialogues.domain.turns import Turn
from dialogues.models import Project, User
from reviewers.models import Review
from reviewers.models.reviews import SAID

# With fewer decisions than this, those of all experts tell more.
LEAST, LOOKED_BACK = 5, 50
# Until anybody has decided: 300 characters a minute, and a minute for the questions.
SECONDS_A_CHARACTER, SECONDS_A_DIALOGUE = 0.2, 60
# Nobody reads faster than this: a program decided, or somebody who had read it before.
QUICKEST = 0.25
# Whoever took longer had left the page open.
LONGEST_SECONDS = 30 * 60


def characters(turns: list[Turn]) -> int:
    return sum(len(turn["text"]) for turn in turns)


def pace_of(user: User, project: Project) -> float:
    """How many times as long as the first guess this expert takes, by what they did."""
    decided = Review.objects.filter(project=project, status__in=SAID, by_bulk=False)
    for reviews in (decided.filter(expert=user), decided):
        paces = [
            min(
                (review.decided_at - review.created_at).total_seconds(), LONGEST_SECONDS
            )
            / guess(review.revision.turns)
            for review in reviews.select_related("revision").order_by("-decided_at")[
                :LOOKED_BACK
            ]
            if review.decided_at
        ]
        if len(paces) >= LEAST:
            return max(QUICKEST, median(paces))
    return 1.0


def guess(turns: list[Turn]) -> float:
    """Seconds, for somebody of whom nothing is known."""
    return SECONDS_A_DIALOGUE + characters(turns) * SECONDS_A_CHARACTER
