"""What marked members see of safeguarding cases; nobody else sees that there are any."""

from __future__ import annotations

from datetime import timedelta
from typing import TypedDict

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from dialogues.decision_queries import open_disclosures
from dialogues.models import (
    Approval,
    Dialogue,
    DialogueEvent,
    Finding,
    Membership,
    Project,
    Revision,
    User,
)
from reviewers.models import Case, CaseEvent, Review, Signature

# Nobody is left to forget it: as long as a case is past its time, each day again.
REMINDED_EVERY = timedelta(days=1)
# So many marked members answer for a disclosure.
SIGNATURES = 2
DECIDED = (Dialogue.Status.APPROVED, Dialogue.Status.REJECTED)


def visible_cases(user: User) -> QuerySet[Case]:
    """The cases of projects in which the person is marked for safeguarding now."""
    marked = Membership.objects.filter(user=user, safeguarding=True, ended_at=None)
    return Case.objects.filter(project__in=marked.values("project")).select_related(
        "dialogue__topic",
        "dialogue__head",
        "project",
        "assignee",
    )


def cases_listed(user: User, project: Project, *, closed: bool) -> QuerySet[Case]:
    """A project's open cases, the one whose clock runs out first before the others."""
    status = Case.Status.CLOSED if closed else Case.Status.OPEN
    signed = Count(
        "signatures",
        filter=Q(signatures__revision=F("dialogue__head")),
    )
    return (
        visible_cases(user)
        .filter(project=project, status=status)
        .annotate(signed=signed)
        .order_by("-updated_at" if closed else "due_at", "id")
    )


def marked_members(project: Project) -> QuerySet[User]:
    """Who may see and take the project's cases."""
    return User.objects.filter(
        memberships__project=project,
        memberships__safeguarding=True,
        memberships__ended_at=None,
    ).order_by("username")


def uncovered_dialogues(project: Project | None = None) -> QuerySet[Dialogue]:
    """Dialogues with an open disclosure that no open case covers.

    A case that was closed covers what had been found by then, and nothing later.
    """
    seen_to = CaseEvent.objects.filter(
        case__dialogue=OuterRef("revision__dialogue"),
        verb="close",
        at__gte=OuterRef("created_at"),
    )
    disclosed = _disclosed(OuterRef("head")).exclude(Exists(seen_to))
    waiting = Case.objects.filter(dialogue=OuterRef("pk"), status=Case.Status.OPEN)
    rows = Dialogue.objects.filter(Exists(disclosed), ~Exists(waiting))
    return rows.filter(project=project) if project else rows


def finished_cases(project: Project | None = None) -> QuerySet[Case]:
    """Open cases whose dialogue is decided, or whose disclosures were all dismissed.

    What was noticed or found after that is not answered by it: a marked member looks.
    """
    decided = DialogueEvent.objects.filter(verb__in=["approve", "reject"])
    since = decided.filter(
        dialogue=OuterRef("dialogue"), at__gte=OuterRef("noticed_at")
    )
    answered = decided.filter(
        dialogue=OuterRef("revision__dialogue"),
        at__gte=OuterRef("created_at"),
    )
    found = _disclosed(OuterRef("dialogue__head"))
    dismissed = Finding.objects.filter(
        revision=OuterRef("dialogue__head"),
        severity=Finding.Severity.DISCLOSURE,
        dismissed_at__gte=OuterRef("noticed_at"),
    )
    rows = Case.objects.filter(
        (
            Q(Exists(since), dialogue__status__in=DECIDED)
            & ~Exists(found.exclude(Exists(answered)))
        )
        | (Exists(dismissed) & ~Exists(found)),
        status=Case.Status.OPEN,
        dialogue__about_a_real_person=False,
    )
    return rows.filter(project=project) if project else rows


def _disclosed(revision: OuterRef) -> QuerySet[Finding]:
    return Finding.objects.filter(
        revision=revision,
        severity=Finding.Severity.DISCLOSURE,
        dismissed_at=None,
    )


def is_unanswered(case: Case) -> bool:
    """Whether a disclosure stands in it that two marked members have yet to answer for.

    In what is not used nobody has to; what was approved before it was found is no
    better than what waits.
    """
    dialogue = case.dialogue
    if dialogue.status == Dialogue.Status.REJECTED:
        return False
    signed = case.signatures.filter(revision=dialogue.head_id).count()
    enough = dialogue.status == Dialogue.Status.APPROVED and signed >= SIGNATURES
    return not enough and open_disclosures(dialogue).exists()


def approved_unsigned(case: Case, revision: Revision) -> QuerySet[Approval]:
    """Approvals by marked members from before the disclosure, which count once signed."""
    return Approval.objects.filter(
        revision=revision,
        by__in=marked_members(case.project),
    ).exclude(by__in=case.signatures.filter(revision=revision).values("by"))


def readings_of_unmarked(dialogue: Dialogue) -> QuerySet[Review]:
    """Who reads the dialogue now without being marked for safeguarding."""
    return Review.objects.filter(
        dialogue=dialogue,
        status=Review.Status.CLAIMED,
    ).exclude(expert__in=marked_members(dialogue.project))


def silent_cases() -> QuerySet[Case]:
    """Open cases whose clock has run out, and of which nobody was reminded today."""
    now = timezone.now()
    lately = Q(reminded_at__gt=now - REMINDED_EVERY)
    rows = Case.objects.filter(status=Case.Status.OPEN, due_at__lt=now)
    return rows.filter(Q(reminded_at=None) | ~lately).select_related("project")


def to_remind(case: Case) -> list[User]:
    """Who took the case, the first time; later, or where they are marked no more, all."""
    marked = marked_members(case.project).filter(is_active=True)
    first = case.reminded_at is None or case.reminded_at < case.due_at
    taken = marked.filter(pk=case.assignee_id) if first else []
    return list(taken) or list(marked)


class Waiting(TypedDict):
    """How many cases are open, and how many of them past their time."""

    open: int
    overdue: int


def cases_waiting(user: User, project: Project) -> Waiting:
    """What waits for this person; nothing for who is not marked."""
    late = Count("pk", filter=Q(due_at__lt=timezone.now()))
    found: Waiting = (
        visible_cases(user)
        .filter(project=project, status=Case.Status.OPEN)
        .aggregate(open=Count("pk"), overdue=late)  # type: ignore[assignment]
    )
    return found


def needs_signature(review: Review) -> bool:
    """Whether this expert's approval would have to sign for a disclosure first."""
    return (
        open_disclosures(review.dialogue).exists()
        and not Signature.objects.filter(
            revision=review.revision_id,
            by=review.expert_id,
        ).exists()
    )
