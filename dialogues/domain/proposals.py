"""A member proposes a topic; an admin takes it up, or says kindly why not."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.domain import noticing
from dialogues.domain.sources import named_source
from dialogues.domain.turns import clean_text
from dialogues.history import Refused
from dialogues.models import Notice, Project, Proposal, Topic, User
from dialogues.permissions import ADMIN, EXPERT, VOLUNTEER, has_role

# The name under which such topics stand among the project's sources.
SOURCE = "proposals"
MOST_WAITING = 20
Status = Proposal.Status


def propose(
    project: Project,
    *,
    text: str,
    theme: str = "",
    situation: str = "",
    by: User,
) -> Proposal:
    """Say what dialogues could be about; the admins read it."""
    if not has_role(by, project.pk, VOLUNTEER, EXPERT, ADMIN):
        raise PermissionDenied(_("Only members of the project propose topics."))
    proposal = Proposal(
        project=project,
        by=by,
        text=" ".join(clean_text(text).split()),
        theme=" ".join(clean_text(theme).split()),
        situation=clean_text(situation).strip(),
    )
    proposal.clean_fields(exclude=["project", "by"])
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
        waiting = project.proposals.filter(by=by, status=Status.PROPOSED)
        if waiting.filter(text=proposal.text).exists():
            raise Refused(_("You proposed this already; the admins will read it."))
        if waiting.count() >= MOST_WAITING:
            raise Refused(
                _("%d topics of yours wait already. Let the admins read these first.")
                % MOST_WAITING,
            )
        return proposal.open(by=by, verb="propose")


def accept(
    proposal: Proposal,
    *,
    theme: str | None = None,
    answer: str = "",
    by: User,
) -> Topic:
    """Make a topic of it; ``theme`` puts it where the admin thinks it belongs."""
    with proposal.change("accept", by=by) as event:
        if theme is not None:
            proposal.theme = " ".join(clean_text(theme).split())
        proposal.answer = event.note = clean_text(answer).strip()
        proposal.clean_fields(exclude=["project", "by"])
        proposal.topic = Topic.objects.create(
            project=proposal.project,
            text=proposal.text,
            theme=proposal.theme,
            situation=proposal.situation,
            source=named_source(proposal.project, SOURCE),
            identity=f"proposal:{proposal.pk}",
            created_by=proposal.by,
        )
        event.data = {"topic": str(proposal.topic.pk)}
        _tell(proposal, by=by)
    return proposal.topic


def decline(proposal: Proposal, *, answer: str, by: User) -> None:
    """Do not take it up, and say in a sentence why."""
    with proposal.change("decline", by=by) as event:
        proposal.answer = event.note = clean_text(answer).strip()
        if not event.note:
            raise ValidationError(
                {"answer": [_("Say in a sentence why, so that nobody is left alone.")]},
            )
        _tell(proposal, by=by)


def withdraw(proposal: Proposal, *, by: User) -> None:
    """Take one's own proposal back, as long as nobody has answered."""
    with proposal.change("withdraw", by=by):
        pass


def _tell(proposal: Proposal, *, by: User) -> None:
    if proposal.by_id != by.pk:
        noticing.notify([proposal.by], Notice.Kind.PROPOSAL, proposal=proposal)
