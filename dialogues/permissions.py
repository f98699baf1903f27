"""Who may do what in a project: questions about a person and a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from dialogues.history import Predicate, is_system
from dialogues.prepared import prepared

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from dialogues.models import (
        Assignment,
        Comment,
        Dialogue,
        Draft,
        Membership,
        PeerReading,
        Proposal,
        Revision,
        SupportCall,
        User,
    )

VOLUNTEER, EXPERT, ADMIN = "volunteer", "expert", "admin"


def has_role(user: User | None, project_id: UUID, *roles: str) -> bool:
    """Whether the person is a member of the project with one of these roles."""
    return user is not None and bool(_places(user, project_id, roles))


@prepared
def _places(
    user: User,
    project_id: UUID,
    roles: tuple[str, ...],
) -> QuerySet[Membership, int]:
    return user.memberships.filter(
        project_id=project_id,
        ended_at=None,
        roles__overlap=list(roles),
    ).values_list("pk", flat=True)


def require_role(membership: Membership, *roles: str) -> Membership:
    """Refuse a member without one of the roles; with none named any member may."""
    if roles and not set(roles) & set(membership.roles):
        raise PermissionDenied(
            _("You may not do this here. Ask an admin of the project."),
        )
    return membership


def role_in_project(*roles: str) -> Predicate:
    """Build the question "has this person one of these roles in the row's project?"."""

    def has_such_a_role(user: User | None, row: Any) -> bool:
        return has_role(user, row.project_id, *roles)

    return has_such_a_role


is_volunteer = role_in_project(VOLUNTEER)
is_expert = role_in_project(EXPERT)
is_expert_or_admin = role_in_project(EXPERT, ADMIN)
is_admin = role_in_project(ADMIN)
is_member = role_in_project(VOLUNTEER, EXPERT, ADMIN)


def is_admin_or_system(user: User | None, row: Any) -> bool:
    return is_system(user, row) or is_admin(user, row)


def is_safeguarding(user: User | None, row: Any) -> bool:
    """Whether the person is marked to see and sign safeguarding matters."""
    return user is not None and bool(_marked_places(user, row.project_id))


@prepared
def _marked_places(user: User, project_id: UUID) -> QuerySet[Membership, int]:
    return user.memberships.filter(
        project_id=project_id,
        ended_at=None,
        safeguarding=True,
    ).values_list("pk", flat=True)


def is_helper(user: User | None, call: SupportCall) -> bool:
    """A marked member, but nobody answers their own call."""
    return is_safeguarding(user, call) and not is_asker(user, call)


def is_asker(user: User | None, call: SupportCall) -> bool:
    return user is not None and call.asked_by_id == user.pk and is_member(user, call)


def is_proposer(user: User | None, proposal: Proposal) -> bool:
    """Who proposed the topic, while they are a member."""
    return user is not None and proposal.by_id == user.pk and is_member(user, proposal)


def is_holder(user: User | None, dialogue: Dialogue) -> bool:
    """Whether the person holds the dialogue for editing now, as a volunteer."""
    return (
        user is not None
        and bool(_held_by(user, dialogue))
        and is_volunteer(user, dialogue)
    )


@prepared
def _held_by(user: User, dialogue: Dialogue) -> QuerySet[Assignment, UUID]:
    rows = dialogue.assignments.filter(holder=user, ended_at=None)
    return rows.values_list("pk", flat=True)


def is_author(user: User | None, dialogue: Dialogue) -> bool:
    """Whether the person wrote the latest revision, as a volunteer."""
    head = dialogue.head
    return (
        user is not None
        and head is not None
        and head.author_id == user.pk
        and is_volunteer(user, dialogue)
    )


def wrote_some_of_it(user: User | None, dialogue: Dialogue) -> bool:
    return user is not None and bool(_written_by(user, dialogue))


@prepared
def _written_by(user: User, dialogue: Dialogue) -> QuerySet[Revision, UUID]:
    return dialogue.revisions.filter(author=user).values_list("pk", flat=True)[:1]


def may_claim(user: User | None, dialogue: Dialogue) -> bool:
    return is_volunteer(user, dialogue)


def may_decide(user: User | None, dialogue: Dialogue) -> bool:
    """An expert of the project who wrote none of the dialogue."""
    return is_expert(user, dialogue) and not wrote_some_of_it(user, dialogue)


def may_read_as_peer(user: User | None, reading: PeerReading) -> bool:
    """A volunteer who wrote none of the dialogue; experts read it as experts."""
    return (
        is_volunteer(user, reading)
        and not is_expert(user, reading)
        and not wrote_some_of_it(user, reading.dialogue)
    )


def is_peer_reader(user: User | None, reading: PeerReading) -> bool:
    """Whether the person reads another volunteer's dialogue now."""
    return (
        user is not None
        and reading.reader_id == user.pk
        and is_volunteer(user, reading)
    )


def is_peer_author(user: User | None, reading: PeerReading) -> bool:
    """Whether the person wrote what another volunteer reads."""
    return (
        user is not None
        and reading.revision.author_id == user.pk
        and is_volunteer(user, reading)
    )


def is_peer_author_or_system(user: User | None, reading: PeerReading) -> bool:
    return is_system(user, reading) or is_peer_author(user, reading)


def may_settle(user: User | None, comment: Comment) -> bool:
    """Who began the thread, who wrote of the dialogue, and the project's experts."""
    return user is not None and (
        comment.by_id == user.pk
        or is_expert(user, comment.dialogue)
        or wrote_some_of_it(user, comment.dialogue)
    )


def may_choose_draft(user: User | None, draft: Draft) -> bool:
    """The system, or who holds the dialogue that was opened for the draft's topic."""
    return is_system(user, draft) or (
        user is not None
        and user.assignments.filter(
            dialogue__draft__slot=draft.slot,
            ended_at=None,
        ).exists()
        and is_volunteer(user, draft)
    )
