"""Counting how far people agree, into a report that pages only read.

Only tasks import this module: what it counts with is large, and pages start without.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TypedDict
from uuid import UUID

from dialogues.models import Project
from reviewers.agreement import Measured, alpha, kappa, mean, similarity
from reviewers.agreement_queries import (
    EDITORS,
    EXPERTS,
    VOLUNTEER,
    editors_of_one_draft,
    expert_pairs,
    places,
    units,
)
from reviewers.models import AgreementReport

KEPT = 12


class Figure(TypedDict):
    """One figure; ``people`` names a pair, and is empty where all are counted."""

    raters: str
    by: str
    key: str
    people: list[int]
    measure: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    dialogues: int
    why: str


class _Gathered:
    """The units of one place: what each says, and the dialogue it belongs to."""

    def __init__(self) -> None:
        self.said: list[tuple[str, ...]] = []
        self.of: list[UUID] = []

    def add(self, said: tuple[str, ...], dialogue: UUID) -> None:
        self.said.append(said)
        self.of.append(dialogue)


Place = tuple[str, str, str, tuple[int, ...]]


def count(project: Project) -> AgreementReport:
    """Count a project's agreement anew; the last reports are kept."""
    report = AgreementReport.objects.create(project=project, figures=figures(project))
    old = project.agreement_reports.order_by("-at").values("pk")[KEPT:]
    AgreementReport.objects.filter(
        pk__in=list(old.values_list("pk", flat=True))
    ).delete()
    return report


def figures(project: Project) -> list[Figure]:
    """Every figure of the project, as it is now."""
    gathered = _gather(project)
    found = []
    for place, one in sorted(gathered.items()):
        found.append(_figure(place, "alpha", alpha(one.said, clusters=one.of), one))
        if place[0] == VOLUNTEER or place[3]:
            pairs = [(said[0], said[1]) for said in one.said]
            found.append(_figure(place, "kappa", kappa(pairs, clusters=one.of), one))
    return found + _editing(project)


def _gather(project: Project) -> dict[Place, _Gathered]:
    gathered: dict[Place, _Gathered] = defaultdict(_Gathered)
    for unit in units(project):
        experts = unit.experts
        if len(experts) > 1:
            for by, key in places(unit):
                gathered[EXPERTS, by, key, ()].add(
                    tuple(experts.values()), unit.dialogue
                )
            for pair in expert_pairs(unit):
                gathered[EXPERTS, "pair", "", pair].add(
                    tuple(experts[who] for who in pair),
                    unit.dialogue,
                )
        mine = unit.said.get(unit.author or 0)
        if mine is not None:
            for value in experts.values():
                for by, key in places(unit):
                    gathered[VOLUNTEER, by, key, ()].add((mine, value), unit.dialogue)
    return gathered


def _editing(project: Project) -> list[Figure]:
    compared = editors_of_one_draft(project)
    if not compared:
        return []
    alike = [similarity(one[1], other[1]) for _draft, one, other in compared]
    drafts = [draft for draft, _one, _other in compared]
    measured = mean(alike, clusters=drafts)
    return [
        {
            **_figure((EDITORS, "all", "", ()), "similarity", measured, _Gathered()),
            "dialogues": len(set(drafts)),
        },
    ]


def _figure(place: Place, measure: str, found: Measured, one: _Gathered) -> Figure:
    raters, by, key, people = place
    return {
        "raters": raters,
        "by": by,
        "key": key,
        "people": list(people),
        "measure": measure,
        **found._asdict(),  # type: ignore[typeddict-item]
        "dialogues": len(set(one.of)),
    }
