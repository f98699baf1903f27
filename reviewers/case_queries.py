"""What marked members see of safeguarding cases; nobody else sees that there are any."""

from __future__ import annotations

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from dialogues.decision_queries import open_disclosures
from dialogues.models import Dialogue, Finding, Membership, Project, User
from reviewers.models import Case, Review, Signature

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

    A closed case covers the revision that it was closed for, and no later one.
    """
    disclosed = Finding.objects.filter(
        revision=OuterRef("head"),
        severity=Finding.Severity.DISCLOSURE,
        dismissed_at=None,
    )
    covered = Case.objects.filter(dialogue=OuterRef("pk")).filter(
        Q(status=Case.Status.OPEN) | Q(updated_at__gte=OuterRef("head__created_at")),
    )
    rows = Dialogue.objects.filter(Exists(disclosed), ~Exists(covered))
    return rows.filter(project=project) if project else rows


def finished_cases(project: Project | None = None) -> QuerySet[Case]:
    """Open cases whose dialogue is decided, or whose disclosures were all dismissed."""
    findings = Finding.objects.filter(
        revision=OuterRef("dialogue__head"),
        severity=Finding.Severity.DISCLOSURE,
    )
    rows = Case.objects.filter(
        Q(dialogue__status__in=DECIDED)
        | (Exists(findings) & ~Exists(findings.filter(dismissed_at=None))),
        status=Case.Status.OPEN,
        dialogue__about_a_real_person=False,
    )
    return rows.filter(project=project) if project else rows


def readings_of_unmarked(dialogue: Dialogue) -> QuerySet[Review]:
    """Who reads the dialogue now without being marked for safeguarding."""
    return Review.objects.filter(
        dialogue=dialogue,
        status=Review.Status.CLAIMED,
    ).exclude(expert__in=marked_members(dialogue.project))


def silent_cases() -> QuerySet[Case]:
    """Open cases whose clock has run out and of which nobody was reminded."""
    return Case.objects.filter(
        status=Case.Status.OPEN,
        due_at__lt=timezone.now(),
        reminded_at=None,
    ).select_related("project", "assignee")


def needs_signature(review: Review) -> bool:
    """Whether this expert's approval would have to sign for a disclosure first."""
    return (
        open_disclosures(review.dialogue).exists()
        and not Signature.objects.filter(
            revision=review.revision_id,
            by=review.expert_id,
        ).exists()
    )
