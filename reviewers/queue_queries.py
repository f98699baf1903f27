"""The experts' queue: what waits for whom, in which order, and how it is narrowed."""

from __future__ import annotations

import math
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from dialogues.decision_queries import standing_approvals
from dialogues.domain.turns import clean_text
from dialogues.models import (
    Dialogue,
    Finding,
    Membership,
    Project,
    Revision,
    User,
)
from dialogues.peer_queries import held_back
from dialogues.prepared import prepared
from dialogues.queries import hidden_from
from reviewers.models import Handover, Review, ReviewEvent, Sitting, SittingPlace
from reviewers.second_queries import possible_readers

# Why a dialogue is pressing, as far as it says nothing of its author.
WARNINGS, RARE_THEME = "warnings", "rare-theme"
DISCLOSED, HANDED = "disclosed", "handed"
WHY = {
    DISCLOSED: _("Possible disclosure"),
    HANDED: _("Handed to you"),
    WARNINGS: _("Has warnings"),
    RARE_THEME: _("Rare theme"),
}


# Most pressing first, as ``queue_for`` says; in a sitting as it was laid out.
BY_NEED = ("-disclosed", "-handed", "-pressing", "written_at", "id")
IN_SITTING = ("position", "id")


class Narrowing(NamedTuple):
    """What an expert narrows their queue by; empty where all will do."""

    theme: str = ""
    emotion: str = ""
    why: str = ""

    @classmethod
    def asked(cls, values: dict[str, str]) -> Narrowing:
        """Take it from an address, a form or a body; what is not a word is left out."""
        said = {name: values.get(name, "") for name in cls._fields}
        words = {
            name: clean_text(value)[:100]
            for name, value in said.items()
            if isinstance(value, str)
        }
        if words.get("why") not in WHY:
            words["why"] = ""
        return cls(**words)


def why_pressing(dialogue: Dialogue) -> list[str]:
    """Why a dialogue of the queue stands where it stands, as codes of ``WHY``."""
    risk = getattr(dialogue.head, "risk", None)
    return [
        code
        for code in WHY
        if getattr(dialogue, code, False) or (risk and code in risk.why)
    ]


def queue_for(user: User, project: Project) -> QuerySet[Dialogue]:
    """Submitted dialogues that this expert may decide on, most pressing first.

    None that they wrote a part of, decided on, skipped or approved already, and none
    that somebody reads now, that is kept for another, or that volunteers read first.
    Whether others have decided on one shows nowhere, not in the order. First possible
    disclosures (``disclosed``, to members marked for safeguarding alone), then what was
    handed to them, then by how many risks it has, then the longest wait.
    """
    return in_order(offered(user, project))


def offered(user: User, project: Project) -> QuerySet[Dialogue]:
    """The same in no order, which is what counting needs."""
    return with_kinds(_open_to(user, project), user).filter(
        Exists(_marked(user, project)) | ~Q(head__in=_disclosed_texts()),
    )


def with_kinds(rows: QuerySet[Dialogue], user: User) -> QuerySet[Dialogue]:
    """Whether somebody may tell of harm in each, and whether it was handed over."""
    handed = standing_handovers().filter(to=user, revision=OuterRef("head"))
    return rows.annotate(
        disclosed=Q(head__in=_disclosed_texts()),
        handed=Exists(handed),
    )


def in_order(
    rows: QuerySet[Dialogue],
    sitting: Sitting | None = None,
) -> QuerySet[Dialogue]:
    """Most pressing first; what is of a sitting as it was laid out."""
    if sitting:
        placed = rows.filter(places__sitting=sitting)
        return placed.annotate(position=F("places__position")).order_by(*IN_SITTING)
    return rows.order_by(*BY_NEED)


def narrowed(queue: QuerySet[Dialogue], by: Narrowing) -> QuerySet[Dialogue]:
    return queue.filter(is_of(by))


def in_line(
    user: User,
    project: Project,
    by: Narrowing | None = None,
) -> QuerySet[Dialogue]:
    """What this expert is offered next: their sitting, as long as it lasts."""
    return in_line_of(open_sitting(user, project), user, project, by)


def in_line_of(
    sitting: Sitting | None,
    user: User,
    project: Project,
    by: Narrowing | None = None,
) -> QuerySet[Dialogue]:
    """The same for who has looked already whether they have a sitting."""
    queue = in_order(offered(user, project), sitting)
    return narrowed(queue, by) if by and not sitting else queue


def waiting_line(
    user: User,
    project: Project,
    *,
    sitting: Sitting | None,
    held: Review | None,
) -> QuerySet[Dialogue]:
    """What the page and programs list: in line, without what the expert reads now."""
    queue = in_line_of(sitting, user, project)
    return queue.exclude(pk=held.dialogue_id) if held else queue


def open_sitting(user: User, project: Project) -> Sitting | None:
    return next(iter(_open_sitting(user, project)), None)


@prepared
def _open_sitting(user: User, project: Project) -> QuerySet[Sitting]:
    return Sitting.objects.filter(
        expert=user,
        project=project,
        ended_at=None,
        until__gt=Now(),
    )


def standing_handovers() -> QuerySet[Handover]:
    """Handovers of texts that the other expert has not opened yet."""
    opened = Review.objects.filter(expert=OuterRef("to"), revision=OuterRef("revision"))
    return Handover.objects.filter(
        ~Exists(opened),
        until__gt=Now(),
    )


def sitting_shown(
    sitting: Sitting | None,
    queue: QuerySet[Dialogue],
) -> dict[str, Any] | None:
    """How far the expert is in their sitting, and how long the rest will take."""
    if sitting is None:
        return None
    places = {place.dialogue_id: place for place in sitting.places.all()}
    left = set(queue.values_list("pk", flat=True))
    seconds = sum(places[pk].seconds for pk in left)
    return {
        "sitting": sitting,
        "total": len(places),
        "done": len(places) - len(left),
        "left": len(left),
        "minutes_left": math.ceil(seconds / 60),
    }


def handover_to(user: User, review: Review) -> Handover | None:
    """With which words this text was handed to the expert, if it was."""
    return next(iter(_handovers(user, review.revision_id)), None)


@prepared
def _handovers(user: User, revision_id: UUID) -> QuerySet[Handover]:
    rows = Handover.objects.filter(to=user, revision=revision_id)
    return rows.select_related("review__expert").order_by("-at")[:1]


def other_readers(review: Review) -> QuerySet[User]:
    """To whom the expert could hand the dialogue that they are reading."""
    said = Review.objects.filter(
        revision=review.revision_id,
        status=Review.Status.IN_REVIEW,
    )
    return (
        possible_readers(review.dialogue)
        .exclude(pk=review.expert_id)
        .exclude(pk__in=said.values("expert"))
        .distinct()
        .order_by("username")
    )


def unweighed() -> QuerySet[Revision]:
    """Latest texts that wait for an expert and whose risk nobody has weighed."""
    return Revision.objects.filter(
        head_of__status=Dialogue.Status.SUBMITTED,
        risk=None,
    )


def is_of(by: Narrowing) -> Q:
    """Whether a row of the queue is of this kind, as a condition of a query."""
    exact = {"topic__theme": by.theme, "emotion": by.emotion}
    found = Q(**{name: value for name, value in exact.items() if value})
    if by.why in (DISCLOSED, HANDED):
        return found & Q(**{by.why: True})
    return found & Q(head__risk__why__contains=[by.why]) if by.why else found


def _open_to(user: User, project: Project) -> QuerySet[Dialogue]:
    """What waits, without what is not for this expert.

    Each thing that rules a dialogue out is listed once and looked up for every row:
    asked row by row, long lists were compared with long queues.
    """
    reviews = Review.objects.filter(project=project)
    others_read = reviews.filter(status=Review.Status.CLAIMED).exclude(expert=user)
    said = reviews.filter(status=Review.Status.IN_REVIEW, expert=user)
    skipped = ReviewEvent.objects.filter(verb="skip", by=user, review__project=project)
    kept = SittingPlace.objects.filter(
        sitting__project=project,
        sitting__ended_at=None,
        sitting__until__gt=Now(),
    ).exclude(sitting__expert=user)
    return Dialogue.objects.filter(
        ~Q(pk__in=hidden_from(user)),
        ~Q(pk__in=Revision.objects.filter(author=user).values("dialogue")),
        ~Q(pk__in=others_read.values("dialogue")),
        ~Q(pk__in=skipped.values("review__dialogue")),
        ~Q(pk__in=kept.values("dialogue")),
        ~Q(pk__in=held_back().filter(project=project).values("dialogue")),
        ~Q(head__in=said.values("revision")),
        ~Q(head__in=standing_handovers().exclude(to=user).values("revision")),
        ~Exists(standing_approvals(user).filter(revision=OuterRef("head"))),
        project=project,
        status=Dialogue.Status.SUBMITTED,
    )


def _disclosed_texts() -> QuerySet[Finding, Any]:
    """The few texts with an open disclosure: listed once, not looked for in each row."""
    return Finding.objects.filter(
        severity=Finding.Severity.DISCLOSURE,
        dismissed_at=None,
    ).values("revision")


def _marked(user: User, project: Project) -> QuerySet[Membership]:
    return Membership.objects.filter(
        user=user,
        project=project,
        ended_at=None,
        safeguarding=True,
    )
