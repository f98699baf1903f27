"""A second reading, blind to the first, and a third where the two disagree.

What the first expert says is kept with their review and carried out once a second has
said the same; until then nobody finds it anywhere. A fix and a report never wait: the
new wording is read by another expert anyway, and a danger is told at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dialogues.decision_queries import has_open_disclosure
from dialogues.domain.checklists import current_items
from dialogues.domain.turns import clean_text
from dialogues.history import Refused
from dialogues.models import Dialogue, Project, User
from dialogues.permissions import is_admin
from dialogues.prepared import prepared
from reviewers.domain import verdicts
from reviewers.domain.verdicts import Said
from reviewers.models import Review, SecondOpinions
from reviewers.second_queries import (
    chance,
    could_read_it,
    mean_weight,
    percent_of,
    possible_readers,
    read_before,
    risk_of,
    waiting_readings,
    weight_of,
)

Decision = Review.Decision
AT_ONCE = (Decision.FIX, Decision.ESCALATE)
# Where an admin ends a disagreement, the more careful decision is carried out.
CAREFUL = (Decision.APPROVE, Decision.RETURN, Decision.REJECT)


def set_share(project: Project, *, percent: int, by: User) -> SecondOpinions:
    """Say how many of the project's dialogues two experts read."""
    row = SecondOpinions(project=project, percent=percent, by=by)
    if not is_admin(by, row):
        raise PermissionDenied(
            _("You may not do this here. Ask an admin of the project."),
        )
    row.full_clean()
    row.save()
    return row


def earlier_readings(review: Review, *, by: User) -> list[Review]:
    """What others have said of the same revision and could still be carried out.

    What cannot any more is set aside: the text, the checklist, a disclosure or the
    reader's own place has changed since.
    """
    dialogue = review.dialogue
    standing = []
    for other in waiting_readings(dialogue).exclude(pk=review.pk):
        if other.revision_id == dialogue.head_id and _stands(other):
            standing.append(other)
        else:
            set_aside(other, by=by)
    return standing


def set_aside(review: Review, *, by: User) -> None:
    """End a reading that counts no more; what was answered stays in the figures."""
    with review.change("set aside", by=by):
        verdicts.keep_answers(review, verdicts.said_in(review))


def must_wait(review: Review, said: Said, earlier: Sequence[Review]) -> bool:
    """Whether another expert has to read the dialogue before this is carried out."""
    if said["decision"] in AT_ONCE:
        return False
    if not earlier:
        return _is_chosen(review)
    return len(earlier) == 1 and not alike(
        said,
        verdicts.said_in(earlier[0]),
        critical=[item.slug for item in current_items(review.project) if item.critical],
    )


def alike(one: Said, other: Said, *, critical: Sequence[str]) -> bool:
    """The same decision, and no critical question that both answered differently."""
    values = [
        {
            (answer["item"], answer["turn"]): answer["value"]
            for answer in said["answers"]
            if answer["item"] in critical
        }
        for said in (one, other)
    ]
    return one["decision"] == other["decision"] and all(
        values[0][place] == values[1][place] for place in values[0].keys() & values[1]
    )


def carry_out(review: Review, earlier: Sequence[Review], *, by: User) -> None:
    """Do what the last reader decided; who decided the same before has their part in it."""
    decision, dialogue, expert = review.decision, review.dialogue, review.expert
    for other in earlier:
        with other.change("settle", by=by) as event:
            event.data = {"decision": decision}
            verdicts.contribute(other, verdicts.said_in(other), decision=decision)
    with review.change("settle", by=by) as event:
        event.data = {"decision": decision}
        # Locking it forgot both; nobody else can have changed what is locked.
        review.dialogue, review.expert = dialogue, expert
        verdicts.carry_out(review, verdicts.said_in(review))


def release(dialogue: Dialogue, *, reason: str, by: User) -> None:
    """Let what was said so far count without another reading, for a reason.

    Where two readers disagree, the more careful decision is carried out.
    """
    with transaction.atomic():
        dialogue.lock()
        readings = list(waiting_readings(dialogue))
        if not readings:
            raise Refused(_("This dialogue waits for no second opinion."))
        reason = clean_text(reason).strip()
        for reading in readings:
            with reading.change("release", by=by) as event:
                event.note = reason
                if not reason:
                    raise Refused(_("Say in a sentence why no other expert reads it."))
        if Review.objects.filter(
            dialogue=dialogue,
            status=Review.Status.CLAIMED,
        ).exists():
            raise Refused(_("An expert is reading it now. Wait for what they say."))
        if could_read_it(by, dialogue):
            raise Refused(_("You can give the other opinion yourself: read it."))
        standing = []
        for reading in readings:
            if reading.revision_id == dialogue.head_id and _stands(reading):
                standing.append(reading)
            else:
                set_aside(reading, by=by)
        standing.sort(key=lambda one: CAREFUL.index(Decision(one.decision)))
        if standing:
            carry_out(standing[-1], standing[:-1], by=by)


def _is_chosen(review: Review) -> bool:
    """Draw whether a first reading is followed by a second; ``review.risk`` is noted."""
    dialogue = review.dialogue
    others = possible_readers(dialogue).exclude(pk=review.expert_id)
    if _released(review) or not others.exists():
        return False
    if has_open_disclosure(dialogue):
        return not dialogue.approvals.filter(revision=dialogue.head_id).exists()
    if read_before(review.revision):
        return False
    mean = mean_weight(review.project)
    review.risk = len(risk_of(dialogue))
    share = percent_of(review.project) / 100
    weight = weight_of(dialogue, risk=review.risk)
    return chance(dialogue.pk) < share * weight / mean


def _released(review: Review) -> bool:
    return bool(_releases(review.revision_id))


@prepared
def _releases(revision_id: UUID) -> QuerySet[Review, UUID]:
    rows = Review.objects.filter(revision=revision_id, events__verb="release")
    return rows.values_list("pk", flat=True)[:1]


def _stands(review: Review) -> bool:
    """Whether a reading that waits could still be carried out."""
    try:
        verdicts.rehearse(review, verdicts.said_in(review))
    except (Refused, PermissionDenied, ValidationError):
        return False
    return True
