"""Who may take work, what their level lets them take, and how it rises."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from dialogues.course_queries import must_learn_first, rules_of
from dialogues.history import Refused
from dialogues.models import (
    CourseRules,
    DialogueEvent,
    Level,
    Membership,
    Project,
    Qualification,
    Role,
    User,
)
from dialogues.permissions import ADMIN, has_role

LEVELS = list(Level)
Reason = Qualification.Reason


def need_qualification(project: Project, *, by: User) -> None:
    """Refuse work to a volunteer who has not passed the project's course."""
    if must_learn_first(by, project):
        raise Refused(
            _(
                "First comes the course: a few short lessons and practice dialogues. "
                "Then the dialogues are yours to take.",
            ),
            code="not_qualified",
            way=reverse("course", args=[project.slug]),
        )


def review_share(level: str, rules: CourseRules | None = None) -> float:
    """How much of the work of this level gets a second opinion, from 0 to 1."""
    rules = rules or CourseRules()
    shares = {
        Level.EDITOR: rules.share_editor,
        Level.SENIOR: rules.share_senior,
    }
    # Who has no level yet is looked at like a beginner.
    return shares.get(Level(level or Level.APPRENTICE), rules.share_apprentice) / 100


def qualify(
    membership: Membership,
    *,
    level: str = Level.APPRENTICE,
    reason: str,
    by: User | None,
) -> Qualification | None:
    """Give a member a level, unless they have it or a higher one."""
    with transaction.atomic():
        Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
        before = membership.qualifications.last()
        if before and _rank(before.level) >= _rank(level):
            return None
        return membership.qualifications.create(level=level, reason=reason, by=by)


def vouch(
    membership: Membership,
    *,
    level: str = Level.APPRENTICE,
    by: User | None,
) -> None:
    """Set a volunteer's level by an admin's word; here it may also go down."""
    if by is not None and not has_role(by, membership.project_id, ADMIN):
        raise PermissionDenied(_("Only admins of the project may do this."))
    with transaction.atomic():
        Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
        before = membership.qualifications.last()
        if before is None or before.level != level:
            membership.qualifications.create(
                level=Level(level),
                reason=Reason.VOUCHED,
                by=by,
            )


@dataclass
class Record:
    """What became of what somebody handed in."""

    approved: set[UUID] = field(default_factory=set)
    decided: Counter[str] = field(default_factory=Counter)

    @property
    def often_returned(self) -> bool:
        """A third or more of the decisions sent the dialogue back."""
        return 3 * self.decided["return"] >= self.decided.total() > 0


def settle_levels(project: Project) -> list[Qualification]:
    """Raise whoever has by now earned a higher level; nobody falls by it."""
    rules = rules_of(project)
    if rules is None:
        return []
    raised = []
    with_level = project.memberships.filter(
        ended_at=None,
        roles__contains=[Role.VOLUNTEER],
        qualifications__isnull=False,
    ).distinct()
    records = _records(project)
    for membership in with_level.prefetch_related("qualifications"):
        level = _earned(records[membership.user_id], rules)
        had = [one.level for one in membership.qualifications.all()]
        if _rank(level) <= _rank(had[-1]) or _was_lowered(had):
            continue
        if new := qualify(membership, level=level, reason=Reason.WORK, by=None):
            raised.append(new)
    return raised


def settle_all_levels() -> int:
    projects = Project.objects.filter(course_rules__isnull=False)
    return sum(len(settle_levels(project)) for project in projects)


def _records(project: Project) -> dict[int, Record]:
    """Each volunteer's record: a decision counts for who submitted last before it."""
    submitted = DialogueEvent.objects.filter(
        dialogue=OuterRef("dialogue"),
        verb="submit",
        id__lt=OuterRef("id"),
    ).order_by("-id")
    decisions = DialogueEvent.objects.filter(
        dialogue__project=project,
        verb__in=["approve", "return"],
    ).annotate(submitter=Subquery(submitted.values("by")[:1]))
    records: dict[int, Record] = defaultdict(Record)
    rows = decisions.order_by().values_list("submitter", "verb", "dialogue")
    for submitter, verb, dialogue in rows:
        records[submitter].decided[verb] += 1
        if verb == "approve":
            records[submitter].approved.add(dialogue)
    return records


def _earned(record: Record, rules: CourseRules) -> str:
    approved = len(record.approved)
    if approved >= rules.senior_after and not record.often_returned:
        return Level.SENIOR
    return Level.EDITOR if approved >= rules.editor_after else Level.APPRENTICE


def _was_lowered(levels: list[str]) -> bool:
    """Whether an admin took a level away: that does not come back by itself."""
    return len(levels) > 1 and _rank(levels[-1]) < _rank(levels[-2])


def _rank(level: str) -> int:
    return LEVELS.index(Level(level)) if level else -1
