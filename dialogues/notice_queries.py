"""Who may hear of a dialogue, who may be called, and what a person has heard."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from dialogues.decision_queries import is_blind
from dialogues.history_queries import comments_for
from dialogues.models import (
    Comment,
    Dialogue,
    Lesson,
    Membership,
    Notice,
    NoticeChoice,
    Role,
    User,
)
from dialogues.models.sign_offs import KINDS as SIGNED_TEXTS
from dialogues.prepared import prepared, row_with
from dialogues.queries import memberships_of, visible_dialogues

Kind, Mail = Notice.Kind, NoticeChoice.Mail
# What asks for an answer comes at once; the rest can wait for the evening.
DEFAULT_MAIL: dict[str, str] = {
    kind: Mail.NOW
    if kind
    in (
        Kind.RETURNED,
        Kind.MENTION,
        Kind.SUPPORT,
        Kind.PEER,
        Kind.HANDED,
        Kind.NORMING,
    )
    else Mail.DAILY
    for kind in Kind
}
STAFF = Q(roles__overlap=[Role.EXPERT, Role.ADMIN])


def people_who_see(dialogue: Dialogue) -> QuerySet[User]:
    """Everybody who may read this dialogue: ``visible_dialogues`` from its side."""
    held = dialogue.assignments.filter(ended_at=None)
    written = dialogue.revisions.exclude(author=None)
    own = Q(roles__contains=[Role.VOLUNTEER]) & (
        Q(user__in=held.values("holder")) | Q(user__in=written.values("author"))
    )
    return _members(dialogue, _staff(dialogue) | own)


def callable_by(user: User, dialogue: Dialogue) -> QuerySet[User]:
    """Whom this person may call in a comment.

    Who still decides learns nothing of authors by calling names: experts and admins
    only, for they see every dialogue.
    """
    if is_blind(user, dialogue):
        return _members(dialogue, _staff(dialogue)).exclude(pk=user.pk)
    return people_who_see(dialogue).exclude(pk=user.pk)


def _staff(dialogue: Dialogue) -> Q:
    return STAFF & Q(safeguarding=True) if dialogue.about_a_real_person else STAFF


def _members(dialogue: Dialogue, condition: Q) -> QuerySet[User]:
    members = Membership.objects.filter(
        condition,
        project=dialogue.project_id,
        ended_at=None,
    )
    return User.objects.filter(is_active=True, pk__in=members.values("user"))


def member_names(dialogue: Dialogue) -> list[str]:
    """The sign-in names of everybody in the dialogue's project."""
    return list(
        User.objects.filter(
            memberships__project=dialogue.project_id,
            memberships__ended_at=None,
        ).values_list("username", flat=True),
    )


def names_called_in(dialogue: Dialogue) -> list[str]:
    """Every name that a comment on the dialogue calls."""
    called = dialogue.comments.exclude(mentions=[]).order_by()
    return sorted(
        {name for one in called.values_list("mentions", flat=True) for name in one}
    )


def writers_of(dialogue: Dialogue) -> QuerySet[User]:
    """Who wrote a part of it, or holds it now, and may still read it."""
    return people_who_see(dialogue).filter(_wrote(dialogue))


def other_writers(dialogue: Dialogue, *, by: User) -> list[User]:
    """The same without the person who did something with it."""
    return _other_writers(
        dialogue.pk,
        dialogue.project_id,
        by,
        about_a_real_person=dialogue.about_a_real_person,
    )


@prepared
def _other_writers(
    pk: UUID,
    project_id: UUID,
    by: User,
    *,
    about_a_real_person: bool,
) -> QuerySet[User]:
    of = {"project_id": project_id, "about_a_real_person": about_a_real_person}
    return writers_of(row_with(Dialogue, id=pk, **of)).exclude(pk=by.pk)


def speakers_in(comment: Comment) -> QuerySet[User]:
    """Who said something in the thread of this comment, and may still read it."""
    return people_who_see(comment.dialogue).filter(_spoke(comment))


def concerned_by(comment: Comment) -> QuerySet[User]:
    """Who wrote the dialogue or spoke in the thread, and may still read it."""
    people = people_who_see(comment.dialogue)
    return people.filter(_wrote(comment.dialogue) | _spoke(comment))


def who_reads(comment: Comment, people: Iterable[User]) -> list[User]:
    """Those who may read this comment: who still decides reads not every one."""
    return [
        user
        for user in people
        if comments_for(user, comment.dialogue).filter(pk=comment.pk).exists()
    ]


def _wrote(dialogue: Dialogue) -> Q:
    held = dialogue.assignments.filter(ended_at=None)
    written = dialogue.revisions.exclude(author=None)
    return Q(pk__in=held.values("holder")) | Q(pk__in=written.values("author"))


def _spoke(comment: Comment) -> Q:
    root = comment.parent_id or comment.pk
    spoken = Comment.objects.filter(Q(pk=root) | Q(parent=root))
    return Q(pk__in=spoken.values("by"))


def memberships_with_unread(user: User) -> QuerySet[Membership]:
    """The person's places in projects, as the frame of a page shows them.

    Each knows how many notices are unread and whether there is a course.
    """
    waiting = (
        Notice.objects.filter(user=OuterRef("user"), read_at=None)
        .order_by()
        .values("user")
        .annotate(count=Count("id"))
    )
    return memberships_of(user).annotate(
        unread=Coalesce(Subquery(waiting.values("count")), 0),
        has_course=Exists(
            Lesson.objects.filter(project=OuterRef("project"), retired=False),
        ),
    )


def notices_of(user: User, *, show: str = "", kind: str = "") -> QuerySet[Notice]:
    """The person's notices, the latest first; ``visible`` where they may still read."""
    seen = visible_dialogues(user).filter(pk=OuterRef("dialogue"))
    here = memberships_of(user).values("project")
    rows = Notice.objects.filter(user=user).annotate(
        visible=Exists(seen)
        | Q(proposal__project__in=here)
        | Q(call__project__in=here)
        | Q(sign_off__project__in=here)
        | Q(project__in=here),
    )
    if show == "unread":
        rows = rows.filter(read_at=None)
    elif show == "read":
        rows = rows.exclude(read_at=None)
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    return rows.select_related(
        "dialogue__topic",
        "dialogue__project",
        "comment",
        "proposal__project",
        "call__project",
        "project",
        "sign_off__project",
        *(f"sign_off__{kind}" for kind in SIGNED_TEXTS),
    )


def choices_of(user: User) -> dict[str, str]:
    """How this person wants to hear of each kind by e-mail."""
    chosen = dict(user.notice_choices.values_list("kind", "mail"))
    return {kind: chosen.get(kind, DEFAULT_MAIL[kind]) for kind in Kind}


def who_wants(kind: str, mail: str, users: Iterable[User]) -> list[User]:
    """Those of these people who want to hear of this kind in this way."""
    people = [user for user in users if user.email]
    if not people:
        return []
    chosen = dict(
        NoticeChoice.objects.filter(kind=kind, user__in=people).values_list(
            "user",
            "mail",
        ),
    )
    return [user for user in people if chosen.get(user.pk, DEFAULT_MAIL[kind]) == mail]
