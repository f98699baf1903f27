"""Taking a dialogue, typing, and giving it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.domain.checklists import AnswerData, answers_to_go_on_with
from dialogues.domain.findings import Dismissal, dismissals_of
from dialogues.domain.labels import DialogueLabel
from dialogues.domain.levels import need_qualification
from dialogues.domain.search_texts import note_text
from dialogues.domain.turns import Turn, clean_text
from dialogues.domain.well_being import need_room_for, need_room_for_topic
from dialogues.heavy_queries import is_heavy, spared_of
from dialogues.history import Refused
from dialogues.models import Assignment, Dialogue, Project, Topic, User
from dialogues.next_free import Queue, is_next, next_free
from dialogues.next_queries import why_this_one
from dialogues.permissions import is_volunteer
from dialogues.prepared import prepared
from dialogues.work_queries import claimable_dialogues, held_assignment, own_work

# What deciding on a save takes; the long texts are read where they are wanted.
LOCKED_OF_WORK = (
    "project__lease_minutes",
    "holder_id",
    "version",
    "lease_until",
    "ended_at",
    "created_at",
    "saved_at",
    "seconds",
)
# A longer pause between two saves is counted as so much work, and no more.
LONGEST_STRETCH = timedelta(minutes=5)


class StaleWork(Refused):
    """Someone saved a newer version; it comes with the refusal."""

    def __init__(self, newer: Assignment) -> None:
        super().__init__(
            _("This was changed in another window or on another device."),
            code="stale_version",
            version=newer.version,
            turns=newer.turns,
            answers=newer.answers,
            dismissals=newer.dismissals,
            labels=newer.labels,
        )


def claim_next(project: Project, *, by: User) -> Assignment | None:
    """Hand the person the dialogue they hold already, else the next one.

    Returns nothing when nothing is left for them.
    """
    with transaction.atomic():
        one_claim_at_a_time(by)
        # Mostly one holds nothing, which is quick to ask.
        if _in_hand(by, project) and (held := held_assignment(by, project)):
            return held
        need_qualification(project, by=by)
        spared = spared_of(by, project)
        # What another transaction holds is being taken just now: try the next. Only
        # where nothing else is left, wait what becomes of it.
        for queue, skip in [*((one, True) for one in Queue), (Queue.DRAFTED, False)]:
            dialogue = next_free(by, project, spared, queue, skip_locked=skip)
            if dialogue:
                still = partial(is_next, dialogue, by, project, spared, queue)
                heavy = is_heavy(dialogue, spared.every)
                return _keep_for(dialogue, project, still, heavy=heavy, by=by)
    return None


@prepared
def _in_hand(person: User, project: Project) -> QuerySet[Assignment]:
    return own_work(person).filter(project=project, ended_at=None)


def claim(dialogue: Dialogue, *, by: User) -> Assignment:
    """Keep a dialogue for this volunteer; what they typed into it before is back."""
    with transaction.atomic():
        project = dialogue.project
        need_free_hands(project, by=by)
        need_qualification(project, by=by)
        heavy = need_room_for(dialogue, by=by)
        still = claimable_dialogues(by, project).filter(pk=dialogue.pk).exists
        return _keep_for(dialogue, project, still, heavy=heavy, by=by)


def need_free_hands(project: Project, *, by: User) -> None:
    """Refuse a second dialogue to someone who holds one in the project."""
    one_claim_at_a_time(by)
    if held_assignment(by, project):
        raise Refused(_("Finish or give back the dialogue you hold first."))


def one_claim_at_a_time(person: User) -> None:
    """Lock the person before any dialogue, so that two tabs get one dialogue."""
    _locked_person(person)


@prepared
def _locked_person(person: User) -> QuerySet[User]:
    return User.objects.select_for_update(no_key=True).only("pk").filter(pk=person.pk)


def _keep_for(
    dialogue: Dialogue,
    project: Project,
    still_theirs: Callable[[], bool],
    *,
    heavy: bool,
    by: User,
) -> Assignment:
    with dialogue.change("claim", by=by) as event:
        # Locking read the row afresh, and with it forgot the project.
        dialogue.project = project
        # Asked again after the lock: somebody else may have been faster.
        if not still_theirs():
            raise Refused(_("This dialogue is not for you to take now."))
        why = why_this_one(dialogue, came_from=event.from_status, by=by)
        assignment = assign(dialogue, came_from=event.from_status, heavy=heavy, by=by)
        event.data = {"assignment": str(assignment.pk), "why": why}
    return assignment


def write_from_topic(topic: Topic, *, by: User) -> Assignment:
    """Open an empty dialogue on a topic, kept for this volunteer."""
    with transaction.atomic():
        project = topic.project
        dialogue = Dialogue(
            project=project,
            topic=topic,
            emotion=topic.emotion,
            origin=Dialogue.Origin.WRITTEN,
            status=Dialogue.Status.EDITING,
        )
        if not is_volunteer(by, dialogue):
            raise PermissionDenied(_("Only volunteers of the project write dialogues."))
        need_free_hands(project, by=by)
        need_qualification(project, by=by)
        heavy = need_room_for_topic(topic, by=by)
        dialogue.open(by=by, verb="write")
        note_text(dialogue, None)
        came_from = Dialogue.Status.DRAFTED
        return assign(dialogue, came_from=came_from, heavy=heavy, by=by)


def assign(
    dialogue: Dialogue,
    *,
    came_from: str,
    heavy: bool = False,
    by: User,
) -> Assignment:
    """Make the assignment, from what this person typed before where that still fits."""
    turns: list[Turn] = dialogue.head.turns if dialogue.head else []
    labels: list[DialogueLabel] = dialogue.head.labels if dialogue.head else []
    # A draft has no answers: they are kept with what somebody submitted.
    submitted = dialogue.head if came_from != Dialogue.Status.DRAFTED else None
    answers = answers_to_go_on_with(submitted, by) if submitted else []
    dismissals = dismissals_of(submitted) if submitted else []
    before = dialogue.assignments.filter(holder=by, base=dialogue.head_id).first()
    if before and before.ended_by_verb not in ("submit", ""):
        turns, answers = before.turns, before.answers
        dismissals, labels = before.dismissals, before.labels
    return Assignment.objects.create(
        project_id=dialogue.project_id,
        dialogue=dialogue,
        holder=by,
        came_from=came_from,
        base=dialogue.head,
        turns=turns,
        answers=answers,
        dismissals=dismissals,
        heavy=heavy,
        labels=labels,
        lease_until=lease_end(dialogue.project),
    )


def lease_end(project: Project) -> datetime:
    return timezone.now() + timedelta(minutes=project.lease_minutes)


def save_work(
    assignment: Assignment,
    *,
    turns: list[Turn],
    answers: list[AnswerData],
    dismissals: list[Dismissal] | None = None,
    labels: list[DialogueLabel] | None = None,
    seen: int,
    by: User,
) -> Assignment:
    """Keep what the volunteer has typed, and keep the dialogue for them longer.

    ``seen`` is the version they were shown; a newer one refuses and is handed over.
    Dismissals and labels of the whole that are not sent stay as they are.
    """
    with transaction.atomic():
        work = _lock_own(assignment, by=by)
        if work.version != seen:
            raise StaleWork(work)
        saved: dict[str, Any] = {
            "turns": turns,
            "answers": answers,
            "version": seen + 1,
            "seconds": work.seconds + _stretch(work),
            "saved_at": timezone.now(),
            "lease_until": lease_end(work.project),
        }
        if dismissals is not None:
            saved["dismissals"] = dismissals
        if labels is not None:
            saved["labels"] = labels
        # The copy before is moved by the database: it need not travel here and back.
        Assignment.objects.filter(pk=work.pk).update(
            kept_turns=F("turns"),
            kept_answers=F("answers"),
            **saved,
        )
        for name, value in saved.items():
            setattr(work, name, value)
    return work


def _stretch(work: Assignment) -> int:
    """Seconds of work since the save before, or since it was taken."""
    since = timezone.now() - (work.saved_at or work.created_at)
    return max(0, int(min(since, LONGEST_STRETCH).total_seconds()))


def renew(assignment: Assignment, *, by: User) -> Assignment:
    """Keep the dialogue for its holder a little longer."""
    with transaction.atomic():
        work = _lock_own(assignment, by=by)
        work.lease_until = lease_end(work.project)
        work.save(update_fields=["lease_until"])
    return work


def _lock_own(assignment: Assignment, *, by: User) -> Assignment:
    [work] = _locked_work(assignment)
    if work.holder_id != by.pk:
        raise PermissionDenied(_("Somebody else edits this dialogue."))
    if work.ended_at is not None:
        raise Refused(
            _(
                "This dialogue is no longer kept for you. What you typed is still "
                "here: take it again to go on.",
            ),
            code="lease_ended",
        )
    return work


@prepared
def _locked_work(assignment: Assignment) -> QuerySet[Assignment]:
    return (
        Assignment.objects.select_related("project")
        .only(*LOCKED_OF_WORK)
        .select_for_update(no_key=True, of=("self",))
        .filter(pk=assignment.pk)
    )


def give_back(assignment: Assignment, *, by: User) -> None:
    """Put the dialogue back for others; what was typed is kept."""
    _end(assignment, verb="give back", by=by)


def skip(assignment: Assignment, *, reason: str, by: User) -> None:
    """Put the dialogue back and do not show it to this person again."""
    said = clean_text(reason).strip()
    if not said:
        raise Refused(_("Say in a word why, so that the next person is helped."))
    _end(assignment, verb="skip", by=by, note=said)


def not_today(assignment: Assignment, *, by: User) -> None:
    """Leave a heavy dialogue for another day; nothing is held against anybody."""
    _end(assignment, verb="not today", by=by)


def lapse(assignment: Assignment) -> None:
    """Free a dialogue whose time ran out; what was typed is kept."""
    with transaction.atomic():
        assignment.dialogue.lock()
        # Locked too, so that a save just now is seen, and keeps the dialogue.
        _lock(assignment)
        if assignment.ended_at or assignment.lease_until > timezone.now():
            raise Refused(_("This dialogue is still being edited."))
        _end(assignment, verb="lapse", by=None)


def _end(assignment: Assignment, *, verb: str, by: User | None, note: str = "") -> None:
    dialogue = assignment.dialogue
    with dialogue.change(verb, by=by, to=assignment.came_from) as event:
        event.note = note
        event.data = {"assignment": str(assignment.pk)}
        close(assignment, verb=verb)


def close(assignment: Assignment, *, verb: str) -> Assignment:
    """End an assignment whose dialogue is locked, as it stands by now."""
    return end(in_hand(assignment), verb=verb)


def in_hand(assignment: Assignment) -> Assignment:
    """The assignment as it stands by now, locked; refuses where it was ended."""
    _lock(assignment)
    if assignment.ended_at is not None:
        raise Refused(_("This dialogue is not kept for you now."), code="lease_ended")
    return assignment


def end(assignment: Assignment, *, verb: str) -> Assignment:
    """End an assignment that the caller has locked."""
    ended: dict[str, Any] = {"ended_at": timezone.now(), "ended_by_verb": verb}
    for name, value in ended.items():
        setattr(assignment, name, value)
    assignment.save(update_fields=list(ended))
    return assignment


def _lock(assignment: Assignment) -> None:
    rows = Assignment.objects.select_for_update(no_key=True)
    assignment.refresh_from_db(from_queryset=rows)
