"""What stands between a dialogue and its approval, and who has said what of it."""

from __future__ import annotations

import sys
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from dialogues.models import (
    Answer,
    Approval,
    Dialogue,
    DialogueEvent,
    Finding,
    Membership,
    Revision,
    User,
)
from dialogues.permissions import may_decide
from dialogues.prepared import prepared, row_with


def open_disclosures(dialogue: Dialogue) -> QuerySet[Finding]:
    """Disclosures in the latest revision that nobody marked has dismissed."""
    return Finding.objects.filter(
        revision=dialogue.head_id,
        severity=Finding.Severity.DISCLOSURE,
        dismissed_at=None,
    )


def has_open_disclosure(dialogue: Dialogue) -> bool:
    """Whether there is one; a decision asks it several times."""
    return bool(_disclosed(dialogue.head_id))


@prepared
def _disclosed(head: UUID | None) -> QuerySet[Finding, UUID]:
    rows = open_disclosures(row_with(Dialogue, head_id=head))
    return rows.values_list("pk", flat=True)[:1]


def approvals_missing(dialogue: Dialogue) -> int:
    """How many more people must approve the latest revision.

    The database counts by the same rule, ``queqiao_approvals_suffice``, and there an
    approval of a disclosure counts only with its signature, which experts' decisions
    ask for first.
    """
    if dialogue.about_a_real_person:
        # It is never data: no number of them is enough.
        return sys.maxsize
    given = dialogue.approvals.filter(revision=dialogue.head_id)
    needed = dialogue.project.approvals_needed
    if has_open_disclosure(dialogue):
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


def stands_approved(revision: Revision, *, by: User) -> bool:
    """Whether the person's approval of this revision is one that stands."""
    return bool(_standing(by, revision))


@prepared
def _standing(user: User, revision: Revision) -> QuerySet[Approval, int]:
    rows = standing_approvals(user).filter(revision=revision)
    return rows.values_list("pk", flat=True)


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
