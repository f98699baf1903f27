"""What a person may read of what happened to a dialogue."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, UUIDField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from dialogues.decision_queries import is_blind
from dialogues.models import Comment, Dialogue, DialogueEvent, Finding, Revision, User
from dialogues.permissions import is_safeguarding
from dialogues.prepared import prepared
from dialogues.queries import hidden_from

# What is about a real person is told to marked members and to nobody else.
REAL_PERSON = "real-person"


def events_for(user: User, dialogue: Dialogue) -> QuerySet[DialogueEvent]:
    """A dialogue's history; what was reported is for marked members alone.

    Who still decides does not read that others have opened or approved it.
    """
    events = dialogue.events.select_related("by")
    if is_blind(user, dialogue):
        events = events.filter(~Q(verb__in=["open", "sign"]) | Q(by=user))
    if is_safeguarding(user, dialogue):
        return events
    return events.exclude(verb="report")


def findings_for(
    user: User,
    dialogue: Dialogue,
    revision: Revision | None = None,
) -> QuerySet[Finding]:
    """What was noticed in the latest revision, or in this one.

    Who is unmarked reads no private worry, nor that it is like a dialogue which is
    hidden from them.
    """
    findings = _findings_of(revision.pk if revision else dialogue.head_id)
    if is_safeguarding(user, dialogue):
        return findings
    return _without_worries(findings, user)


def findings_to_read(user: User, dialogue: Dialogue, revision: UUID) -> list[Finding]:
    """The same of one revision, for the page that experts wait for."""
    if is_safeguarding(user, dialogue):
        return _every_finding(revision)
    return _open_findings(user, revision)


@prepared
def _every_finding(revision: UUID) -> QuerySet[Finding]:
    return _findings_of(revision)


@prepared
def _open_findings(user: User, revision: UUID) -> QuerySet[Finding]:
    return _without_worries(_findings_of(revision), user)


def _findings_of(revision: UUID | None) -> QuerySet[Finding]:
    return Finding.objects.filter(revision=revision).select_related("by")


def _without_worries(
    findings: QuerySet[Finding],
    user: User,
) -> QuerySet[Finding]:
    other = Cast(KT("data__dialogue"), UUIDField())
    hidden = hidden_from(user).filter(pk=OuterRef("other"))
    return findings.annotate(other=other).exclude(
        Q(code=REAL_PERSON) | Q(Exists(hidden), code="near-duplicate"),
    )


def comments_for(user: User, dialogue: Dialogue) -> QuerySet[Comment]:
    """What was said of a dialogue; who still decides reads no other reader's word.

    Of the latest revision they read only what its writers say, and what somebody
    reported; of what another volunteer said before the experts, nothing at all.
    """
    comments = dialogue.comments.select_related("by")
    if not is_blind(user, dialogue):
        return comments
    writers = dialogue.revisions.exclude(author=None).values("author")
    reporters = dialogue.events.filter(verb="escalate").values("by")
    return comments.filter(
        ~Q(revision=dialogue.head_id)
        | Q(by=user)
        | Q(by__in=writers)
        | Q(by__in=reporters),
        Q(as_peer=False) | Q(by=user),
    )
