"""What people answered about the same text, put side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple
from uuid import UUID

from dialogues.models import Answer, Assignment, Project, Revision, User
from dialogues.queries import hidden_from
from reviewers.models import AgreementReport, Review

# Who is compared with whom. A judge model is compared with experts and is in no figure
# of people: its answers stand in a table of their own.
EXPERTS, VOLUNTEER = "experts", "volunteer"
EDITORS = "editors"
JUDGE = "judge"


class Unit(NamedTuple):
    """One question about one text, and what its raters said: person to value."""

    dialogue: UUID
    theme: str
    month: str
    item: str
    said: dict[int, str]
    author: int | None
    # By name of the model and version of its prompt.
    judged: dict[str, str]

    @property
    def experts(self) -> dict[int, str]:
        return {who: value for who, value in self.said.items() if who != self.author}


def units(project: Project) -> list[Unit]:
    """Every question that an expert answered, with all answers to it.

    Who chose between two with both in view did not rate by themselves, and is left
    out. What waits for a second opinion is not written yet, and so is not here.
    """
    rated = set(
        Review.objects.filter(
            project=project,
            reading__lt=3,
            status__in=[Review.Status.DECIDED, Review.Status.SET_ASIDE],
        ).values_list("revision", "expert"),
    )
    judged = _judged(project)
    found: dict[tuple[UUID, str, UUID | None], Unit] = {}
    rows = (
        Answer.objects.filter(revision__dialogue__project=project)
        .order_by("id")
        .values_list(
            "revision",
            "item__slug",
            "turn",
            "by",
            "value",
            "at",
            "revision__author",
            "revision__dialogue",
            "revision__dialogue__topic__theme",
        )
    )
    for revision, item, turn, by, value, at, author, dialogue, theme in rows.iterator():
        if by != author and (revision, by) not in rated:
            continue
        unit = found.setdefault(
            (revision, item, turn),
            Unit(
                dialogue,
                theme or "",
                f"{at:%Y-%m}",
                item,
                {},
                author,
                judged.get((revision, item, turn), {}),
            ),
        )
        unit.said[by] = value
    return [unit for unit in found.values() if unit.experts]


def _judged(project: Project) -> dict[tuple[UUID, str, UUID | None], dict[str, str]]:
    """What each judge answered to each question about each text."""
    found: dict[tuple[UUID, str, UUID | None], dict[str, str]] = defaultdict(dict)
    for one in project.judge_answers.select_related("item").iterator():
        found[one.revision_id, one.item.slug, one.turn][one.judge] = one.value
    return found


def places(unit: Unit) -> Iterator[tuple[str, str]]:
    """Where a unit is counted: in all, and by item, theme and month."""
    yield "all", ""
    yield "item", unit.item
    if unit.theme:
        yield "theme", unit.theme
    yield "month", unit.month


def expert_pairs(unit: Unit) -> Iterable[tuple[int, int]]:
    return combinations(sorted(unit.experts), 2)


def editors_of_one_draft(
    project: Project,
) -> list[tuple[UUID, tuple[int, str], tuple[int, str]]]:
    """Pairs of people who edited the same draft, each with their text as submitted."""
    submitted = Assignment.objects.filter(
        project=project,
        ended_by_verb="submit",
        dialogue__draft__isnull=False,
    ).values_list("dialogue__draft", "dialogue", "holder")
    texts = {
        (revision.dialogue_id, revision.author_id): "\n".join(
            turn["text"] for turn in revision.turns
        )
        for revision in Revision.objects.filter(
            dialogue__in={dialogue for _draft, dialogue, _holder in submitted},
            author__isnull=False,
        ).order_by("number")
    }
    by_draft: dict[UUID, dict[int, str]] = defaultdict(dict)
    for draft, dialogue, holder in submitted:
        if (dialogue, holder) in texts:
            by_draft[draft][holder] = texts[dialogue, holder]
    return [
        (draft, one, other)
        for draft, people in by_draft.items()
        for one, other in combinations(sorted(people.items()), 2)
    ]


def latest_report(project: Project) -> AgreementReport | None:
    return project.agreement_reports.order_by("-at").first()


class Compared(NamedTuple):
    """One dialogue behind a figure: questions compared, and those answered otherwise."""

    dialogue: UUID
    compared: int
    differing: int


def dialogues_behind(
    user: User,
    project: Project,
    *,
    raters: str,
    by: str,
    key: str,
    pair: tuple[int, int] | None = None,
    judge: str = "",
) -> list[Compared]:
    """The dialogues behind one figure, those with most differences first.

    What is hidden from the person counts in the figure and is not named here.
    """
    hidden = set(hidden_from(user).values_list("pk", flat=True))
    tally: dict[UUID, list[int]] = defaultdict(lambda: [0, 0])
    for unit in units(project):
        if unit.dialogue in hidden:
            continue
        if pair is None and (by, key) not in places(unit):
            continue
        if raters == JUDGE:
            given = unit.judged.get(judge)
            if given is None:
                continue
            differ = any(value != given for value in unit.experts.values())
        elif raters == VOLUNTEER:
            mine = unit.said.get(unit.author or 0)
            if mine is None:
                continue
            differ = any(value != mine for value in unit.experts.values())
        else:
            experts = unit.experts
            if pair is not None:
                experts = {who: experts[who] for who in pair if who in experts}
            if len(experts) < 2:
                continue
            differ = len(set(experts.values())) > 1
        tally[unit.dialogue][0] += 1
        tally[unit.dialogue][1] += differ
    found = [Compared(pk, all_, differ) for pk, (all_, differ) in tally.items()]
    return sorted(found, key=lambda one: (-one.differing, -one.compared))
