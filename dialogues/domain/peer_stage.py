"""The stage before the experts: when a dialogue enters it, and when it goes on.

The dialogue itself is submitted all the time. A text is read by another volunteer once,
before any expert: what came back from an expert, or was mended after a volunteer's
points, goes on at once.
"""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.history import Refused
from dialogues.models import (
    Dialogue,
    Finding,
    PeerReading,
    PeerStage,
    Project,
    Revision,
    User,
)
from dialogues.peer_queries import held_back, possible_peers, stage_of, to_settle
from dialogues.permissions import is_admin

Status = PeerReading.Status


def set_stage(
    project: Project,
    *,
    on: bool,
    level: str,
    days: int,
    by: User,
) -> PeerStage:
    """Say whether volunteers read first, who of them, and how long one waits for it.

    What waits already keeps its time; switched off, it goes on with the next sweep.
    """
    row = PeerStage(project=project, on=on, level=level, days=days, by=by)
    if not is_admin(by, row):
        raise PermissionDenied(
            _("You may not do this here. Ask an admin of the project."),
        )
    row.full_clean(exclude=["project", "by"])
    row.save()
    return row


def begin(revision: Revision, *, by: User) -> PeerReading | None:
    """Let another volunteer read what was just submitted, where one could.

    Where somebody may tell of harm, nothing waits: experts are offered it at once.
    """
    dialogue = revision.dialogue
    stage = stage_of(dialogue.project)
    if (
        not stage.on
        or revision.findings.filter(severity=Finding.Severity.DISCLOSURE).exists()
        or dialogue.peer_readings.filter(status=Status.READ).exists()
        or dialogue.events.filter(verb__in=["open", "return"]).exists()
        or not possible_peers(revision, stage).exists()
    ):
        return None
    return PeerReading(
        project_id=dialogue.project_id,
        dialogue=dialogue,
        revision=revision,
        until=timezone.now() + timedelta(days=stage.days),
    ).open(by=by, verb="wait")


def end(dialogue: Dialogue, *, by: User) -> None:
    """Its author takes the dialogue back; the caller has locked it."""
    for reading in dialogue.peer_readings.filter(status__in=PeerReading.OPEN):
        own = reading.revision.author_id == by.pk
        points = reading.status == Status.POINTS
        verb = ("mend" if own else "leave as it is") if points else "pass over"
        with reading.change(verb, by=by if own else None):
            pass


def leave_as_it_is(dialogue: Dialogue, *, by: User) -> PeerReading:
    """Its author has looked at the points and lets the experts have it now."""
    with transaction.atomic():
        dialogue.lock()
        reading = dialogue.peer_readings.filter(status=Status.POINTS).first()
        if reading is None:
            raise Refused(_("Nobody waits for you with this dialogue."))
        with reading.change("leave as it is", by=by):
            pass
    return reading


def sweep() -> int:
    """Let go on whatever has waited long enough; how many did, or are free again."""
    return sum(settle(reading) for reading in to_settle())


def settle(reading: PeerReading) -> bool:
    """End this one, or free it, if it is time; as it stands by now."""
    with transaction.atomic():
        reading.dialogue.lock()
        reading.lock()
        verb = _due(reading)
        if not verb:
            return False
        with reading.change(verb, by=None):
            pass
    return True


def _due(reading: PeerReading) -> str:
    """What the system does with it now; nothing while it is in time."""
    now = timezone.now()
    waits, taken = reading.status == Status.WAITS, reading.status == Status.TAKEN
    stands = held_back().filter(pk=reading.pk).exists()
    submitted = reading.dialogue.status == Dialogue.Status.SUBMITTED
    if reading.status == Status.POINTS:
        return "" if stands and submitted else "leave as it is"
    # Who reads just now may finish: what they say is still read later.
    if taken:
        assert reading.lease_until is not None
        hidden = reading.dialogue.about_a_real_person
        if reading.lease_until > now and submitted and not hidden:
            return ""
        return "lapse" if stands and submitted else "pass over"
    if waits and (not (stands and submitted) or not stage_of(reading.project).on):
        return "pass over"
    return ""
