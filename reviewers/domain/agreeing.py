"""Counting how far people agree, into a report that pages only read.

Only tasks import this module: what it counts with is large, and pages start without.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import TypedDict
from uuid import UUID

from dialogues.models import Project
from reviewers.agreement import (
    RESAMPLES,
    Measured,
    alpha,
    kappa,
    mean,
    similarity,
)
from reviewers.agreement_queries import (
    EDITORS,
    EXPERTS,
    JUDGE,
    VOLUNTEER,
    Unit,
    editors_of_one_draft,
    expert_pairs,
    places,
    units,
)
from reviewers.models import AgreementReport

KEPT = 12
FEWER = 100


class Figure(TypedDict):
    """One figure; ``people`` names a pair, and is empty where all are counted.

    ``judge`` names the model that is compared, alone with experts.
    """

    raters: str
    by: str
    key: str
    people: list[int]
    judge: str
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


Place = tuple[str, str, str, tuple[int, ...], str]


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
        # There are many of them: a pair at one question is looked at by kappa alone.
        small = place[1].startswith("pair ")
        if not small:
            found.append(_figure(place, "alpha", alpha(one.said, clusters=one.of), one))
        if place[0] in (VOLUNTEER, JUDGE) or place[3]:
            pairs = [(said[0], said[1]) for said in one.said]
            resamples = FEWER if small else RESAMPLES
            measured = kappa(pairs, clusters=one.of, resamples=resamples)
            found.append(_figure(place, "kappa", measured, one))
    return found + _editing(project)


def _gather(project: Project) -> dict[Place, _Gathered]:
    gathered: dict[Place, _Gathered] = defaultdict(_Gathered)
    for unit in units(project):
        for place, said in chain(_experts(unit), _volunteer(unit), _judges(unit)):
            gathered[place].add(said, unit.dialogue)
    return gathered


def _experts(unit: Unit) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """All experts together, and each pair of them, by question, theme and month too."""
    experts = unit.experts
    if len(experts) < 2:
        return
    for by, key in places(unit):
        yield (EXPERTS, by, key, (), ""), tuple(experts.values())
    for pair in expert_pairs(unit):
        said = tuple(experts[who] for who in pair)
        for by, key in places(unit):
            name = "pair" if by == "all" else f"pair {by}"
            yield (EXPERTS, name, key, pair, ""), said


def _volunteer(unit: Unit) -> Iterator[tuple[Place, tuple[str, ...]]]:
    mine = unit.said.get(unit.author or 0)
    if mine is None:
        return
    for value in unit.experts.values():
        for by, key in places(unit):
            yield (VOLUNTEER, by, key, (), ""), (mine, value)


def _judges(unit: Unit) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """Each judge model with the experts, and with each of them."""
    for judge, given in unit.judged.items():
        for who, value in unit.experts.items():
            for by, key in places(unit):
                yield (JUDGE, by, key, (), judge), (given, value)
            yield (JUDGE, "pair", "", (who,), judge), (given, value)


def _editing(project: Project) -> list[Figure]:
    compared = editors_of_one_draft(project)
    if not compared:
        return []
    alike = [similarity(one.text, other.text) for _draft, one, other in compared]
    drafts = [draft for draft, _one, _other in compared]
    measured = mean(alike, clusters=drafts)
    return [
        {
            **_figure(
                (EDITORS, "all", "", (), ""), "similarity", measured, _Gathered()
            ),
            "dialogues": len(set(drafts)),
        },
    ]


def _figure(place: Place, measure: str, found: Measured, one: _Gathered) -> Figure:
    raters, by, key, people, judge = place
    return {
        "raters": raters,
        "by": by,
        "key": key,
        "people": list(people),
        "judge": judge,
        "measure": measure,
        **found._asdict(),  # type: ignore[typeddict-item]
        "dialogues": len(set(one.of)),
    }
