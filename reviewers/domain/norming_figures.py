"""Counting how far those in a norming session agree; only tasks import this module."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable

from reviewers.agreement import alike, alpha
from reviewers.models import Norming, NormingVote
from reviewers.norming_shown import Figure, rounds_in_view

DECISION = "decision"
ANSWERS = "answers"


def count(norming: Norming) -> None:
    """Count every round that is in view; the row's status is left alone."""
    figures = {
        str(number): figures_of(norming, number) for number in rounds_in_view(norming)
    }
    Norming.objects.filter(pk=norming.pk).update(figures=figures)


def figures_of(norming: Norming, round_: int) -> list[Figure]:
    """Alpha and percent agreement of the decision, of all answers, and of each question."""
    votes = NormingVote.objects.filter(place__norming=norming, round=round_)
    said: dict[str, dict[Hashable, list[str]]] = defaultdict(lambda: defaultdict(list))
    for vote in votes.order_by("id"):
        said[DECISION][vote.place_id].append(vote.decision)
        for slug, value in vote.answers.items():
            said[ANSWERS][vote.place_id, slug].append(value)
            said[f"item:{slug}"][vote.place_id].append(value)
    found: list[Figure] = []
    for about, units in said.items():
        texts = [key[0] if isinstance(key, tuple) else key for key in units]
        values = list(units.values())
        for measure, measured in (
            ("alpha", alpha(values, clusters=texts)),
            ("percent", alike(values, clusters=texts)),
        ):
            found.append(
                {"about": about, "measure": measure, **measured._asdict()},  # type: ignore[typeddict-item]
            )
    return found
