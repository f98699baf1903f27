"""What people answered about the same text, put side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from dialogues.models import (
    Answer,
    Assignment,
    Dialogue,
    Draft,
    Finding,
    Project,
    Revision,
    Role,
    User,
)
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


def volunteers_of(project: Project) -> QuerySet[User]:
    return User.objects.filter(
        memberships__project=project,
        memberships__ended_at=None,
        memberships__roles__contains=[Role.VOLUNTEER],
        is_active=True,
    ).order_by("username")


def edited_once(project: Project, *, another_than: User) -> QuerySet[Dialogue]:
    """What was handed in of a draft by one person alone, who is not this one.

    None in which somebody may tell of harm: nobody is asked to read that for a figure.
    None that was chosen from several drafts: a second choice would undo the first.
    """
    handed_in = (
        Dialogue.Status.SUBMITTED,
        Dialogue.Status.RETURNED,
        Dialogue.Status.APPROVED,
    )
    others = Dialogue.objects.filter(draft=OuterRef("draft")).exclude(pk=OuterRef("pk"))
    disclosed = Finding.objects.filter(
        revision__dialogue=OuterRef("pk"),
        severity=Finding.Severity.DISCLOSURE,
    )
    chosen = Draft.objects.filter(pk=OuterRef("draft"), events__verb="offer")
    theirs = Assignment.objects.filter(holder=another_than, project=project)
    return project.dialogues.filter(
        ~Exists(others),
        ~Exists(disclosed),
        ~Exists(chosen),
        draft__isnull=False,
        status__in=handed_in,
        about_a_real_person=False,
    ).exclude(pk__in=theirs.values("dialogue"))


class Edit(NamedTuple):
    """What one person made of a draft."""

    dialogue: UUID
    text: str


def editors_of_one_draft(project: Project) -> list[tuple[UUID, Edit, Edit]]:
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
    by_draft: dict[UUID, dict[int, Edit]] = defaultdict(dict)
    for draft, dialogue, holder in submitted:
        if text := texts.get((dialogue, holder)):
            by_draft[draft][holder] = Edit(dialogue, text)
    return [
        (draft, one, other)
        for draft, people in by_draft.items()
        for (_one, one), (_other, other) in combinations(sorted(people.items()), 2)
    ]


def latest_report(project: Project) -> AgreementReport | None:
    return project.agreement_reports.order_by("-at").first()


class Compared(NamedTuple):
    """One dialogue behind a figure: questions compared, and those answered otherwise.

    Behind how alike edits are, it is how many others edited the same draft.
    """

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
    people: Collection[int] = (),
    judge: str = "",
) -> list[Compared]:
    """The dialogues behind one figure, those with most differences first.

    With ``people`` only what these said counts: a pair of experts, or the one whom a
    judge is compared with. What is hidden from who asks is not named here.
    """
    hidden = set(hidden_from(user).values_list("pk", flat=True))
    if raters == EDITORS:
        return [one for one in _edited_twice(project) if one.dialogue not in hidden]
    place = ("all", "") if by == "pair" else (by, key)
    tally: dict[UUID, list[int]] = defaultdict(lambda: [0, 0])
    for unit in units(project):
        if unit.dialogue in hidden or place not in places(unit):
            continue
        differ = _differ(unit, raters=raters, people=people, judge=judge)
        if differ is not None:
            tally[unit.dialogue][0] += 1
            tally[unit.dialogue][1] += differ
    found = [Compared(pk, all_, differ) for pk, (all_, differ) in tally.items()]
    return sorted(found, key=lambda one: (-one.differing, -one.compared))


def _differ(
    unit: Unit,
    *,
    raters: str,
    people: Collection[int],
    judge: str,
) -> bool | None:
    """Whether those who are compared said different things; nothing where they did not."""
    experts = unit.experts
    if people:
        experts = {who: experts[who] for who in people if who in experts}
    if raters == EXPERTS:
        enough = len(experts) == len(people) if people else len(experts) > 1
        return len(set(experts.values())) > 1 if enough else None
    other = (
        unit.judged.get(judge) if raters == JUDGE else unit.said.get(unit.author or 0)
    )
    if other is None or not experts:
        return None
    return any(value != other for value in experts.values())


def _edited_twice(project: Project) -> list[Compared]:
    """Dialogues made of one draft by different people, those of a draft together."""
    drafts: dict[UUID, set[UUID]] = defaultdict(set)
    for draft, one, other in editors_of_one_draft(project):
        drafts[draft] |= {one.dialogue, other.dialogue}
    return [
        Compared(dialogue, len(found) - 1, 0)
        for found in drafts.values()
        for dialogue in sorted(found)
    ]
