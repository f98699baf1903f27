"""What the volunteer's desk shows beside the next dialogue."""

from __future__ import annotations

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from dialogues.domain.turns import clean_text
from dialogues.models import Assignment, Dialogue, DialogueEvent, Project, Topic, User
from dialogues.peer_queries import held_back
from dialogues.work_queries import (
    claimable_dialogues,
    held_assignment,
    once_held,
    own_assignments,
    returned_to,
)


def returned_with_notes(user: User, project: Project) -> QuerySet[Dialogue]:
    """What came back to this person, each with what the expert wrote to it."""
    return returned_to(user, project).annotate(note=_latest(["return"], "note"))


def submitted_by(user: User, project: Project) -> QuerySet[Dialogue]:
    """What this person handed in and nobody has decided yet.

    ``last_verb`` is ``open`` once an expert reads it, so that it stays there; until
    ``peer_until`` another volunteer reads first.
    """
    first = held_back().filter(dialogue=OuterRef("pk"))
    return (
        project.dialogues.filter(
            status=Dialogue.Status.SUBMITTED,
            head__author=user,
        )
        .select_related("topic")
        .annotate(
            last_verb=_latest(["submit", "open"], "verb"),
            peer_until=Subquery(first.values("until")[:1]),
        )
        .order_by("-updated_at")
    )


def put_down_by(user: User, project: Project) -> list[Assignment]:
    """What this person began, has typed into, and could take up again."""
    began = (
        own_assignments(user)
        .filter(
            Q(base=F("dialogue__head")) | Q(base=None, dialogue__head=None),
            project=project,
            version__gt=0,
            ended_by_verb__in=["lapse", "give back"],
            dialogue__in=claimable_dialogues(user, project).order_by(),
        )
        .exclude(dialogue__status=Dialogue.Status.RETURNED)
        .order_by("-ended_at")
    )
    return list({work.dialogue_id: work for work in reversed(began)}.values())[::-1]


def way_to_write(user: User, dialogue: Dialogue) -> tuple[Assignment | None, bool]:
    """The working copy in which a person writes this dialogue now, else whether they may
    take it up again.
    """
    if dialogue.status == Dialogue.Status.EDITING:
        held = own_assignments(user).filter(dialogue=dialogue, ended_at=None)
        return held.first(), False
    project = dialogue.project
    open_to_them = claimable_dialogues(user, project).filter(pk=dialogue.pk)
    known = once_held(user).filter(pk__in=open_to_them.values("pk"))
    return None, known.exists() and not held_assignment(user, project)


def approved_count(user: User, project: Project) -> int:
    """How many approved dialogues this person wrote a part of."""
    return (
        project.dialogues.filter(
            status=Dialogue.Status.APPROVED,
            revisions__author=user,
        )
        .distinct()
        .count()
    )


def topics_to_write(project: Project, q: str) -> QuerySet[Topic]:
    """Topics that match the words, those with the fewest dialogues first."""
    topics = project.topics.annotate(written=Count("dialogues"))
    if q := clean_text(q):
        topics = topics.filter(Q(text__icontains=q) | Q(theme__icontains=q))
    return topics.order_by("written", "created_at", "id")


def _latest(verbs: list[str], field: str) -> Subquery:
    events = DialogueEvent.objects.filter(dialogue=OuterRef("pk"), verb__in=verbs)
    return Subquery(events.order_by("-id").values(field)[:1])
