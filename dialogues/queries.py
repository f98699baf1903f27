"""What pages, the API and verbs read; named for what they show."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.utils import timezone

from dialogues.models import (
    Answer,
    Approval,
    Assignment,
    Call,
    Dialogue,
    DialogueEvent,
    Draft,
    DraftBatch,
    Finding,
    Membership,
    Project,
    Revision,
    Role,
    Topic,
    User,
)
from dialogues.permissions import may_decide

# A returned dialogue waits this long for its author before anyone may take it.
AUTHOR_FIRST = timedelta(days=7)
# Not the author of the latest revision: an expert may have mended it since.
LAST_SUBMITTER = Subquery(
    Assignment.objects.filter(dialogue=OuterRef("pk"), ended_by_verb="submit")
    .order_by("-ended_at")
    .values("holder")[:1],
)


def memberships_of(user: User) -> QuerySet[Membership]:
    """The person's places in projects, each with its project."""
    return user.memberships.filter(ended_at=None).select_related("project")


def visible_projects(user: User) -> QuerySet[Project]:
    """The projects that the person is a member of."""
    return Project.objects.filter(
        memberships__user=user,
        memberships__ended_at=None,
    )


def projects_as(user: User, *roles: str) -> QuerySet[Project]:
    """The projects in which the person has one of these roles."""
    return Project.objects.filter(
        memberships__in=Membership.objects.filter(
            user=user,
            ended_at=None,
            roles__overlap=list(roles),
        ),
    )


def visible_dialogues(user: User) -> QuerySet[Dialogue]:
    """Experts and admins see a project's dialogues; volunteers what they hold or wrote."""
    held = Assignment.objects.filter(holder=user, ended_at=None)
    written = Revision.objects.filter(author=user)
    return Dialogue.objects.filter(
        Q(project__in=projects_as(user, Role.EXPERT, Role.ADMIN))
        | Q(project__in=projects_as(user, Role.VOLUNTEER))
        & (Q(pk__in=held.values("dialogue")) | Q(pk__in=written.values("dialogue"))),
    )


def once_held(user: User) -> QuerySet[Dialogue]:
    """What the volunteer has had in hand, to take it up again where they may."""
    return Dialogue.objects.filter(pk__in=own_assignments(user).values("dialogue"))


def visible_topics(user: User) -> QuerySet[Topic]:
    return Topic.objects.filter(project__in=visible_projects(user))


def topics_with(project: Project, words: str) -> QuerySet[Topic]:
    """The project's topics that have these words, or whose theme has them."""
    return project.topics.filter(Q(text__icontains=words) | Q(theme__icontains=words))


def topics_chosen(
    project: Project,
    *,
    words: str = "",
    theme: str = "",
    emotion: str = "",
    age_band: str = "",
) -> QuerySet[Topic]:
    """The project's topics, narrowed by what is given of these."""
    rows = topics_with(project, words) if words else project.topics.all()
    narrowed = {"theme": theme, "emotion": emotion, "age_band": age_band}
    return rows.filter(**{name: value for name, value in narrowed.items() if value})


def own_assignments(user: User) -> QuerySet[Assignment]:
    """The person's working copies in projects they are still a member of."""
    return Assignment.objects.filter(
        holder=user,
        project__in=projects_as(user, Role.VOLUNTEER),
    ).select_related("dialogue__topic", "project", "base")


def own_assignments_to_write(user: User) -> QuerySet[Assignment]:
    """The same, each knowing how many drafts of its topic were asked for."""
    drafts = F("dialogue__draft__batch__candidates")
    return own_assignments(user).annotate(drafts_a_topic=drafts)


def own_work(user: User) -> QuerySet[Assignment]:
    """The same rows without the texts in them, for who only writes."""
    return own_assignments(user).select_related(None).only("project_id")


def held_assignment(user: User, project: Project) -> Assignment | None:
    """The dialogue that the person holds in this project now."""
    return own_assignments(user).filter(project=project, ended_at=None).first()


def claimable_dialogues(user: User, project: Project) -> QuerySet[Dialogue]:
    """What this volunteer may take, best first: own returned ones, those whose author
    let them lie, then the oldest drafts. Never one they skipped.
    """
    own = Q(status=Dialogue.Status.RETURNED, submitter=user.pk)
    waited = Q(status=Dialogue.Status.RETURNED) & (
        Q(updated_at__lt=timezone.now() - AUTHOR_FIRST) | Q(submitter=None)
    )
    return (
        Dialogue.objects.alias(submitter=LAST_SUBMITTER)
        .filter(
            Q(status=Dialogue.Status.DRAFTED) | own | waited,
            project=project,
        )
        .exclude(pk__in=skipped_by(user))
        .alias(
            turn_to_come=Case(
                When(own, then=Value(0)),
                When(status=Dialogue.Status.RETURNED, then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            ),
        )
        .order_by("turn_to_come", "created_at", "id")
    )


def skipped_by(user: User) -> QuerySet[Assignment, Any]:
    """The dialogues, by id, that the person does not want to be given again."""
    skipped = Assignment.objects.filter(holder=user, ended_by_verb="skip")
    return skipped.values("dialogue")


def returned_to(user: User, project: Project) -> QuerySet[Dialogue]:
    """What experts sent back to this person, the longest wait first."""
    return (
        project.dialogues.alias(submitter=LAST_SUBMITTER)
        .filter(status=Dialogue.Status.RETURNED, submitter=user.pk)
        .select_related("topic")
        .order_by("updated_at")
    )


def expired_assignments() -> QuerySet[Assignment]:
    return Assignment.objects.filter(
        ended_at=None,
        lease_until__lt=timezone.now(),
    ).select_related("dialogue")


def open_disclosures(dialogue: Dialogue) -> QuerySet[Finding]:
    """Disclosures in the latest revision that nobody marked has dismissed."""
    return Finding.objects.filter(
        revision=dialogue.head_id,
        severity=Finding.Severity.DISCLOSURE,
        dismissed_at=None,
    )


def approvals_missing(dialogue: Dialogue) -> int:
    """How many more people must approve the latest revision.

    The database counts by the same rule: ``queqiao_approvals_suffice``.
    """
    given = dialogue.approvals.filter(revision=dialogue.head_id)
    needed = dialogue.project.approvals_needed
    if open_disclosures(dialogue).exists():
        needed = max(needed, 2)
        marked = Membership.objects.filter(
            project=dialogue.project_id,
            safeguarding=True,
            ended_at=None,
        )
        given = given.filter(by__in=marked.values("user"))
    return max(0, needed - given.count())


def standing_approvals(user: User) -> QuerySet[Approval]:
    """What the person approved, and nobody reopened since: they need not say more."""
    spoken = DialogueEvent.objects.filter(
        dialogue=OuterRef("dialogue"),
        verb__in=["sign", "approve"],
        by=user,
    )
    reopened = DialogueEvent.objects.filter(
        dialogue=OuterRef("dialogue"),
        verb="reopen",
        id__gt=OuterRef("id"),
    )
    return Approval.objects.filter(Exists(spoken.exclude(Exists(reopened))), by=user)


def is_blind(user: User, dialogue: Dialogue) -> bool:
    """Whether the person may still decide, and so sees no author and no answers."""
    return (
        dialogue.status not in (Dialogue.Status.APPROVED, Dialogue.Status.REJECTED)
        and may_decide(user, dialogue)
        and not dialogue.approvals.filter(revision=dialogue.head_id, by=user).exists()
    )


def answers_of_dialogue(dialogue: Dialogue) -> QuerySet[Answer]:
    """Everybody's answers about every revision, as the checklist goes."""
    return (
        Answer.objects.filter(revision__dialogue=dialogue)
        .select_related("item", "by")
        .order_by("by", "item__position", "id")
    )


def opened_since_submission(dialogue: Dialogue) -> bool:
    """Whether an expert has opened the dialogue after it was last submitted."""
    last = dialogue.events.filter(verb__in=["open", "submit"]).last()
    return last is not None and last.verb == "open"


def counts_by_status(project: Project) -> dict[str, int]:
    """How many dialogues stand at each status, in the order of the road."""
    counted = dict(
        project.dialogues.order_by().values_list("status").annotate(count=Count("id")),
    )
    return {status: counted.get(status, 0) for status in Dialogue.Status.values}


def batch_progress(batch: DraftBatch) -> dict[str, Any]:
    """How far a batch is: drafts by outcome, and its calls with tokens and cost."""
    by_status = dict(
        batch.drafts.order_by().values_list("status").annotate(count=Count("id")),
    )
    unknown = Q(cost=None) & ~Q(outcome=Call.Outcome.CALLING)
    spent = batch.calls.aggregate(
        made=Count("id"),
        prompt=Sum("prompt_tokens"),
        completion=Sum("completion_tokens"),
        known_cost=Sum("cost"),
        calling=Count("id", filter=Q(outcome=Call.Outcome.CALLING)),
        lost=Count("id", filter=Q(outcome=Call.Outcome.LOST)),
        unknown=Count("id", filter=unknown),
        reserved=Sum("reserved_cost", filter=Q(cost=None)),
    )
    total = sum(by_status.values())
    counted = {status: by_status.get(status, 0) for status in Draft.Status.values}
    return {
        **counted,
        "total": total,
        "done": total - counted["queued"] - counted["calling"],
        "calls": spent["made"],
        "calls_going": spent["calling"],
        "calls_lost": spent["lost"],
        "prompt_tokens": spent["prompt"] or 0,
        "completion_tokens": spent["completion"] or 0,
        "cost": spent["known_cost"] or Decimal(0),
        "cost_unknown": spent["unknown"],
        "cost_reserved": spent["reserved"] or Decimal(0),
    }
