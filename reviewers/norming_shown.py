"""What is shown of a norming session's votes, and when: never before they are in view."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import combinations
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from dialogues.models import Answer, ChecklistItem
from reviewers.models import Norming, NormingPlace, NormingVote, Review


class Figure(TypedDict):
    """One figure of one round: ``about`` the decision, all answers, or one question."""

    about: str
    measure: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    why: str


class Share(TypedDict):
    """One value, and how many said it."""

    value: str
    label: str
    count: int


class Said(TypedDict):
    """One vote as it is shown; ``by`` is empty unless the session shows names."""

    by: str
    decision: str
    label: str
    sentence: str
    answers: dict[str, str]


class Row(TypedDict):
    """One question about one text: what was said of it, and how far alike in percent."""

    about: str
    label: str
    critical: bool
    shares: list[Share]
    percent: int | None


class Round(TypedDict):
    """One round of votes on one text."""

    number: int
    votes: int
    rows: list[Row]
    said: list[Said]


def rounds_in_view(norming: Norming) -> list[int]:
    """The rounds whose votes may be seen; of a session called off none are."""
    if norming.status in (Norming.Status.REVEALED, Norming.Status.SECOND):
        return [1]
    if norming.status == Norming.Status.CLOSED:
        votes = NormingVote.objects.filter(place__norming=norming)
        return sorted(set(votes.order_by().values_list("round", flat=True)))
    return []


def results(
    norming: Norming,
    places: Iterable[NormingPlace],
) -> dict[int, list[Round]]:
    """By place, what is in view of it: for each round the figures and who said what."""
    rounds = rounds_in_view(norming)
    items = list(ChecklistItem.objects.filter(checklist=norming.checklist_id))
    by: dict[tuple[int, int], list[NormingVote]] = defaultdict(list)
    for vote in NormingVote.objects.filter(
        place__norming=norming,
        round__in=rounds,
    ).select_related("by"):
        by[vote.place_id, vote.round].append(vote)
    return {
        place.pk: [
            {
                "number": number,
                "votes": len(by[place.pk, number]),
                "rows": _rows(by[place.pk, number], items),
                "said": _said(by[place.pk, number], named=norming.named),
            }
            for number in rounds
        ]
        for place in places
    }


def percent_alike(values: list[str]) -> int | None:
    """The share of pairs that said the same; nothing where there is no pair."""
    pairs = list(combinations(values, 2))
    if not pairs:
        return None
    return round(100 * sum(one == other for one, other in pairs) / len(pairs))


def _rows(votes: list[NormingVote], items: list[ChecklistItem]) -> list[Row]:
    decisions = [vote.decision for vote in votes]
    return [
        _row("decision", _("Decision"), decisions, Review.Decision.choices),
        *(
            _row(
                item.slug,
                str(item),
                [vote.answers[item.slug] for vote in votes],
                Answer.Value.choices,
                critical=item.critical,
            )
            for item in items
        ),
    ]


def _row(
    about: str,
    label: str,
    values: list[str],
    known: Iterable[tuple[str, Any]],
    *,
    critical: bool = False,
) -> Row:
    counted = Counter(values)
    return {
        "about": about,
        "label": label,
        "critical": critical,
        "shares": [
            {"value": value, "label": str(words), "count": counted[value]}
            for value, words in known
            if counted[value]
        ],
        "percent": percent_alike(values),
    }


def _said(votes: list[NormingVote], *, named: bool) -> list[Said]:
    if not named:
        # The order in which they came would tell who it was; this one tells nothing.
        votes = sorted(votes, key=lambda vote: random.Random(vote.pk).random())  # noqa: S311 - nothing secret
    return [
        {
            "by": vote.by.username if named else "",
            "decision": vote.decision,
            "label": vote.get_decision_display(),
            "sentence": vote.sentence,
            "answers": vote.answers,
        }
        for vote in votes
    ]


def figure_rows(norming: Norming) -> list[dict[str, Any]]:
    """The counted figures as rows: what about, and for each round alpha and percent."""
    names = {
        item.slug: str(item)
        for item in ChecklistItem.objects.filter(checklist=norming.checklist_id)
    }
    rounds = rounds_in_view(norming)
    return [
        {
            "label": _label(about, names),
            "rounds": [
                {
                    "number": number,
                    "alpha": _figure(norming, number, about, "alpha"),
                    "percent": _figure(norming, number, about, "percent"),
                }
                for number in rounds
            ],
        }
        for about in ["decision", "answers", *(f"item:{slug}" for slug in names)]
        if str(rounds[0] if rounds else "") in norming.figures
    ]


def compared_weeks(normings: Iterable[Norming]) -> list[dict[str, Any]]:
    """Each session as one row: how far the decisions and answers agreed, both rounds."""
    return [
        {
            "norming": norming,
            "rounds": [
                {
                    "number": number,
                    "decision": _figure(norming, number, "decision", "alpha"),
                    "answers": _figure(norming, number, "answers", "alpha"),
                    "percent": _figure(norming, number, "decision", "percent"),
                }
                for number in (1, 2)
                if str(number) in norming.figures
            ],
        }
        for norming in normings
    ]


def _label(about: str, names: dict[str, str]) -> str:
    if about == "decision":
        return _("Decision")
    if about == "answers":
        return _("All answers")
    slug = about.removeprefix("item:")
    return names.get(slug, slug)


def _figure(
    norming: Norming,
    number: int,
    about: str,
    measure: str,
) -> dict[str, Any] | None:
    for one in norming.figures.get(str(number), []):
        if (one["about"], one["measure"]) == (about, measure):
            return {**one, "share": _percent(one["value"])}
    return None


def _percent(value: float | None) -> int | None:
    return None if value is None else round(100 * value)
