"""Opening a norming session, voting in it, and bringing the votes into view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogues.domain import noticing
from dialogues.domain.checklists import current_items
from dialogues.domain.turns import clean_text
from dialogues.history import Refused
from dialogues.models import Answer, ChecklistItem, Dialogue, Notice, Project, User
from dialogues.permissions import ADMIN, EXPERT, has_role
from dialogues.tasks import send
from reviewers.models import (
    Norming,
    NormingPlace,
    NormingSeat,
    NormingVote,
    NormingWord,
    Review,
)
from reviewers.norming_queries import (
    drawn_dialogues,
    experts_of,
    progress,
    running_norming,
    seats_taken,
    suitable_dialogues,
    votes_of_round,
)
from reviewers.tasks import count_norming

USUAL, MOST = 5, 12
LONGEST_SENTENCE, LONGEST_WORD = 500, 2000


def open_norming(
    project: Project,
    *,
    experts: Sequence[User],
    by: User,
    dialogues: Sequence[Dialogue] | None = None,
    count: int = USUAL,
    named: bool = False,
) -> Norming:
    """Invite experts to vote blind on the same texts, drawn at random unless chosen."""
    if not has_role(by, project.pk, EXPERT, ADMIN):
        raise PermissionDenied(_("Only experts and admins open a norming session."))
    invited = list(experts_of(project).filter(pk__in=[one.pk for one in experts]))
    if len(invited) < 2 or len(invited) < len({one.pk for one in experts}):
        raise ValidationError(
            {"experts": [_("Invite two experts of the project or more.")]},
        )
    with transaction.atomic():
        # Two that open at once meet here; the second hears of the first.
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        if running_norming(project):
            raise Refused(
                _("A norming session is under way. Close it, or call it off, first."),
                code="norming_running",
            )
        chosen = _chosen(project, invited, dialogues, count)
        items = current_items(project)
        if not items:
            raise Refused(_("The project has no checklist yet."))
        norming = Norming(
            project=project,
            opened_by=by,
            checklist=items[0].checklist,
            named=named,
        ).open(by=by, data={"random": dialogues is None})
        NormingSeat.objects.bulk_create(
            NormingSeat(norming=norming, expert=expert) for expert in invited
        )
        NormingPlace.objects.bulk_create(
            NormingPlace(
                norming=norming,
                dialogue=dialogue,
                revision=dialogue.head,
                position=position,
            )
            for position, dialogue in enumerate(chosen, start=1)
        )
        _tell(norming, Notice.Kind.NORMING, by=by)
    return norming


def _chosen(
    project: Project,
    experts: list[User],
    dialogues: Sequence[Dialogue] | None,
    count: int,
) -> list[Dialogue]:
    if dialogues is None:
        found = drawn_dialogues(project, experts, max(1, min(count, MOST)))
        if not found:
            raise Refused(_("No dialogue suits a session now."), code="none_suitable")
        return found
    wanted = list(dict.fromkeys(one.pk for one in dialogues))
    if not 1 <= len(wanted) <= MOST:
        raise ValidationError(
            {"dialogues": [_("Choose 1 to %d dialogues.") % MOST]},
        )
    rows = suitable_dialogues(project, experts).select_related("head").in_bulk(wanted)
    if missing := len(wanted) - len(rows):
        raise Refused(
            ngettext(
                "%d dialogue cannot be used now: it is being read, or waits for a"
                " second opinion or for safeguarding, or one of those invited wrote"
                " a part of it, or it is neither approved nor submitted.",
                "%d dialogues cannot be used now: they are being read, or wait for a"
                " second opinion or for safeguarding, or one of those invited wrote"
                " a part of them, or they are neither approved nor submitted.",
                missing,
            )
            % missing,
            code="not_suitable",
            dialogues=[str(pk) for pk in wanted if pk not in rows],
        )
    return [rows[pk] for pk in wanted]


def vote(
    place: NormingPlace,
    *,
    decision: str,
    answers: Mapping[str, Any],
    sentence: str,
    by: User,
) -> NormingVote:
    """Say what one would decide, once and for good; the last vote brings all in view."""
    norming = place.norming
    with transaction.atomic():
        with norming.change("vote", by=by) as event:
            if votes_of_round(norming).filter(place=place, by=by).exists():
                raise Refused(
                    _("You have voted on this dialogue. A vote is never changed."),
                    code="voted",
                )
            given = NormingVote.objects.create(
                place=place,
                by=by,
                round=norming.round,
                decision=_clean_decision(decision),
                answers=clean_norming_answers(answers, norming),
                sentence=_clean_sentence(sentence),
            )
            # Not what was said: an event may be read before the votes are.
            event.data = {"place": place.position, "round": norming.round}
        done, of = progress(norming)
        if done == of:
            act = reveal if norming.status == Norming.Status.OPEN else close
            act(norming, by=None)
    return given


def _clean_decision(decision: str) -> str:
    if decision not in Review.Decision.values:
        raise ValidationError({"decision": [_("Choose what to decide.")]})
    return decision


def _clean_sentence(sentence: str) -> str:
    cleaned = clean_text(sentence).strip()
    if not cleaned:
        raise Refused(
            _("Say in a sentence why. The others read it when the votes are in view."),
            code="sentence_missing",
        )
    if len(cleaned) > LONGEST_SENTENCE:
        raise ValidationError(
            {"sentence": [_("This has at most %d characters.") % LONGEST_SENTENCE]},
        )
    return cleaned


def clean_norming_answers(
    answers: Mapping[str, Any],
    norming: Norming,
) -> dict[str, str]:
    """Every question of the session's checklist, each answered once for the text."""
    items = list(ChecklistItem.objects.filter(checklist=norming.checklist_id))
    for slug, value in answers.items():
        if slug not in {item.slug for item in items}:
            raise ValidationError(
                {"answers": [_("The checklist has no item “%s”.") % slug]},
            )
        if value not in Answer.Value.values:
            raise ValidationError(
                {"answers": [_("Answer “%s” with yes, no or na.") % slug]},
            )
    missing = [item for item in items if item.slug not in answers]
    if missing:
        raise Refused(
            ngettext(
                "%(count)d question of the checklist is still open: %(names)s.",
                "%(count)d questions of the checklist are still open: %(names)s.",
                len(missing),
            )
            % {
                "count": len(missing),
                "names": _(", ").join(str(item) for item in missing),
            },
            code="checklist_open",
            open=[item.slug for item in missing],
        )
    return {item.slug: answers[item.slug] for item in items}


def reveal(norming: Norming, *, by: User | None) -> None:
    """Bring the first votes into view, before all are given if the leader says so."""
    with norming.change("reveal", by=by):
        if not votes_of_round(norming).exists():
            raise Refused(_("Nobody has voted yet."), code="no_votes")
        _tell(norming, Notice.Kind.REVEALED, by=by)
    _count_soon(norming)


def ask_again(norming: Norming, *, by: User) -> None:
    """Let everybody vote a second time, blind again."""
    with norming.change("ask again", by=by):
        _tell(norming, Notice.Kind.NORMING, by=by)


def close(norming: Norming, *, by: User | None) -> None:
    """End the session; what was said in both rounds stays in view."""
    with norming.change("close", by=by):
        pass
    _count_soon(norming)


def cancel(norming: Norming, *, by: User) -> None:
    """Call the session off; its votes are shown to nobody."""
    with norming.change("cancel", by=by):
        pass


def say(place: NormingPlace, *, text: str, by: User) -> NormingWord:
    """Talk about a text while its votes are in view."""
    with place.norming.change("say", by=by) as event:
        cleaned = clean_text(text).strip()
        if not cleaned:
            raise ValidationError({"text": [_("Write something first.")]})
        if len(cleaned) > LONGEST_WORD:
            raise ValidationError(
                {"text": [_("This has at most %d characters.") % LONGEST_WORD]},
            )
        event.data = {"place": place.position}
        return NormingWord.objects.create(place=place, by=by, text=cleaned)


def _tell(norming: Norming, kind: str, *, by: User | None) -> None:
    """Tell those who are invited and still here, but not whoever did it."""
    seats = seats_taken(norming).exclude(expert=by) if by else seats_taken(norming)
    people = [seat.expert for seat in seats.select_related("expert")]
    noticing.notify(people, kind, project=norming.project)


def _count_soon(norming: Norming) -> None:
    transaction.on_commit(partial(send, count_norming, str(norming.pk)))
