"""One volunteer reads what another has submitted, and says what they would look at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.decision_queries import opened_since_submission
from dialogues.domain import editing, noticing, peer_stage
from dialogues.domain.submission import CommentData
from dialogues.domain.turns import clean_text
from dialogues.heavy_queries import is_heavy, spared_of
from dialogues.history import Refused
from dialogues.models import Comment, Dialogue, Notice, PeerReading, Project, User
from dialogues.notice_queries import writers_of
from dialogues.peer_queries import is_peer, open_reading, stage_of, waiting_for_peer

Status = PeerReading.Status
READING_TIME = timedelta(minutes=60)
# So long an author has to look at the points; then the experts are offered it.
MENDING_TIME = timedelta(days=2)
LONGEST_REASON = 500


def take_next(project: Project, *, by: User) -> PeerReading | None:
    """Open what the person reads for another already, else what waits the longest."""
    with transaction.atomic():
        editing.one_claim_at_a_time(by)
        if held := open_reading(by, project):
            return held
        # What turned out to be about a real person is no longer for them to read.
        for hidden in by.peer_readings.filter(project=project, status=Status.TAKEN):
            peer_stage.settle(hidden)
        stage = stage_of(project)
        if not stage.on:
            return None
        if not is_peer(by, project, stage):
            raise PermissionDenied(
                _("Here you read for others once you have the level for it."),
            )
        spared = spared_of(by, project)
        waiting = waiting_for_peer(by, project, spared)
        locked = waiting.select_for_update(
            no_key=True,
            skip_locked=True,
            of=("self",),
        )
        passed: list[UUID] = []
        while dialogue := locked.exclude(pk__in=passed).first():
            # Asked again after the lock: another volunteer may have been faster.
            if waiting.filter(pk=dialogue.pk).exists():
                heavy = is_heavy(dialogue, spared.every)
                return _take(dialogue, heavy=heavy, by=by)
            passed.append(dialogue.pk)
    return None


def _take(dialogue: Dialogue, *, heavy: bool, by: User) -> PeerReading:
    reading = dialogue.peer_readings.get(status=Status.WAITS)
    with reading.change("take", by=by) as event:
        reading.reader = by
        reading.lease_until = event.at + READING_TIME
        # Who has begun in time is not overtaken by an expert.
        reading.until = max(reading.until, reading.lease_until)
        reading.heavy, reading.noted_at = heavy, None
        event.data = {"heavy": heavy}
    return reading


def go_on(reading: PeerReading, *, by: User) -> None:
    """Note that its reader read the note about a heavy theme and goes on."""
    if reading.reader_id != by.pk:
        raise PermissionDenied(_("Somebody else reads this dialogue."))
    PeerReading.objects.filter(pk=reading.pk, noted_at=None).update(
        noted_at=timezone.now(),
    )


def give_back(reading: PeerReading, *, by: User) -> None:
    """Leave it to another volunteer."""
    _leave(reading, verb="give back", by=by)


def skip(reading: PeerReading, *, reason: str, by: User) -> None:
    """Leave it to others for a reason; the person is not offered it again."""
    said = clean_text(reason).strip()[:LONGEST_REASON]
    if not said:
        raise Refused(_("Say in a word why, so that the next person is helped."))
    _leave(reading, verb="skip", by=by, note=said)


def not_today(reading: PeerReading, *, by: User) -> None:
    """Leave what is heavy for another day; nothing is held against anybody."""
    _leave(reading, verb="not today", by=by)


def _leave(reading: PeerReading, *, verb: str, by: User, note: str = "") -> None:
    with reading.change(verb, by=by) as event:
        event.note = note
        event.data = {"heavy": reading.heavy}
        reading.reader = reading.lease_until = None


def finish(reading: PeerReading, *, points: list[CommentData], by: User) -> None:
    """Say what its author should look at, or with no points that nothing is to add.

    With points the author has some days to take it back and mend it.
    """
    dialogue = reading.dialogue
    with transaction.atomic():
        dialogue.lock()
        reading.lock()
        _need_the_text_that_was_read(reading)
        # An expert who has it open already has no time to wait for its author.
        asks = bool(points) and not opened_since_submission(dialogue)
        to = Status.POINTS if asks else Status.READ
        with reading.change("finish", by=by, to=to) as event:
            event.data = {"points": len(points)}
            _write(reading, points, by=by)
            if asks:
                reading.until = event.at + MENDING_TIME
                people = writers_of(dialogue).filter(revisions=reading.revision_id)
                noticing.notify(people, Notice.Kind.PEER, dialogue=dialogue)


def _need_the_text_that_was_read(reading: PeerReading) -> None:
    dialogue = reading.dialogue
    gone = (
        reading.status == Status.PASSED
        or dialogue.status != Dialogue.Status.SUBMITTED
        or dialogue.head_id != reading.revision_id
    )
    if gone:
        raise Refused(
            _(
                "It has changed since, or its author took it back. Thank you for reading."
            ),
            code="went_on",
        )


def _write(reading: PeerReading, points: Iterable[CommentData], *, by: User) -> None:
    """Keep the points as comments; they call nobody, for their writer is not named."""
    Comment.objects.bulk_create(
        Comment(
            dialogue_id=reading.dialogue_id,
            revision_id=reading.revision_id,
            turn=point["turn"],
            text=point["text"],
            by=by,
            as_peer=True,
        )
        for point in points
    )
