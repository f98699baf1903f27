"""Everything that happened to a dialogue in one list, as one person may read it."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Any, TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogues.comparing import aligned
from dialogues.decision_queries import is_blind
from dialogues.history_queries import comments_for, events_for
from dialogues.mentions import without_names
from dialogues.models import (
    Comment,
    Dialogue,
    DialogueEvent,
    Membership,
    PeerReadingEvent,
    Revision,
    User,
)
from dialogues.notice_queries import names_called_in
from dialogues.permissions import ADMIN, EXPERT
from dialogues.reasons import linked_reasons
from dialogues.threads import turn_numbers
from reviewers.models import Review

# At one moment: first the words, then what was done with them, then what was said.
ORDER = ("revision", "event", "reading", "peer", "point", "comment")


class Entry(TypedDict):
    """One line of the list; ``by`` is empty for the system, and for who is blind."""

    kind: str
    at: datetime
    by: str
    what: str
    text: str
    turn: int | None
    revision: int | None


def timeline(dialogue: Dialogue, *, user: User, membership: Membership) -> list[Entry]:
    """The list, the latest first; who still decides reads no names in it."""
    blind = is_blind(user, dialogue)
    revisions = list(dialogue.revisions.select_related("author").order_by("number"))
    numbers = {str(one.pk): one.number for one in revisions}
    comments = list(comments_for(user, dialogue))
    events = list(events_for(user, dialogue))
    entries = _of_revisions(revisions, blind=blind)
    entries += _of_events(events, comments, dialogue, numbers, blind=blind)
    entries += _of_comments(
        comments,
        dialogue,
        numbers,
        turn_numbers(revisions),
        blind=blind,
        user=user,
    )
    if not blind:
        entries += _of_peers(dialogue, numbers)
    if not blind and {EXPERT, ADMIN} & set(membership.roles):
        entries += _of_readings(dialogue, numbers)
    return sorted(
        entries,
        key=lambda one: (one["at"], ORDER.index(one["kind"])),
        reverse=True,
    )


def _of_revisions(revisions: list[Revision], *, blind: bool) -> list[Entry]:
    entries = []
    for before, revision in pairwise([None, *revisions]):
        if revision is None:
            continue
        pairs = aligned(before.turns, revision.turns) if before else []
        entries.append(
            _entry(
                "revision",
                revision.created_at,
                by="" if blind else str(revision.author or ""),
                what=str(sum(pair["changed"] for pair in pairs)),
                revision=revision.number,
            ),
        )
    return entries


def _of_events(
    events: list[DialogueEvent],
    comments: list[Comment],
    dialogue: Dialogue,
    numbers: dict[str, int],
    *,
    blind: bool,
) -> list[Entry]:
    names = names_called_in(dialogue) if blind else []
    said = {(str(comment.revision_id), comment.by_id) for comment in comments}
    entries = []
    for event in events:
        revision = event.data.get("revision", "")
        # A decision repeats its comments as a note; they have lines of their own.
        repeated = event.verb != "reopen" and (revision, event.by_id) in said
        note = "" if repeated else event.note
        entries.append(
            _entry(
                "event",
                event.at,
                by="" if blind else str(event.by or ""),
                what=event.verb,
                text=without_names(note, names) if blind else note,
                revision=numbers.get(revision),
            ),
        )
    return entries


def _of_comments(
    comments: list[Comment],
    dialogue: Dialogue,
    numbers: dict[str, int],
    places: dict[str, int],
    *,
    blind: bool,
    user: User,
) -> list[Entry]:
    reasons = linked_reasons(dialogue.project)
    entries = []
    for comment in comments:
        hidden = (blind or comment.as_peer) and comment.by_id != user.pk
        text = comment.text
        reason = reasons.get(comment.code)
        entries.append(
            _entry(
                "point" if comment.as_peer else "comment",
                comment.at,
                by="" if hidden else str(comment.by),
                what=reason["name"] if reason else comment.code,
                text=without_names(text, comment.mentions) if hidden else text,
                turn=places.get(str(comment.turn)),
                revision=numbers.get(str(comment.revision_id)),
            ),
        )
    return entries


def _of_peers(dialogue: Dialogue, numbers: dict[str, int]) -> list[Entry]:
    """What came of volunteers' reading first; who read is told to nobody."""
    events = PeerReadingEvent.objects.filter(
        reading__dialogue=dialogue,
        verb__in=["finish", "leave as it is", "pass over"],
    ).select_related("reading")
    return [
        _entry(
            "peer",
            event.at,
            what=_words_of_peer(event),
            revision=numbers.get(str(event.reading.revision_id)),
        )
        for event in events
    ]


def _words_of_peer(event: PeerReadingEvent) -> str:
    if event.verb == "pass over":
        return _("No other volunteer read it first")
    if event.verb == "leave as it is":
        return _("It went on as it was")
    points = event.data["points"]
    if not points:
        return _("Another volunteer read it first and had nothing to add")
    return (
        ngettext(
            "Another volunteer read it first and had %d point",
            "Another volunteer read it first and had %d points",
            points,
        )
        % points
    )


def _of_readings(dialogue: Dialogue, numbers: dict[str, int]) -> list[Entry]:
    """What each of several readers said, once it was carried out."""
    rows = dialogue.reviews.filter(
        status=Review.Status.DECIDED, decided_at__isnull=False
    )
    readings = list(rows.select_related("expert"))
    several = {one.revision_id for one in readings if one.reading > 1}
    return [
        _entry(
            "reading",
            one.decided_at or one.created_at,
            by=str(one.expert),
            what=Review.Decision(one.decision).label,
            revision=numbers.get(str(one.revision_id)),
        )
        for one in readings
        if one.revision_id in several
    ]


def _entry(kind: str, at: datetime, **known: Any) -> Entry:
    entry: Entry = {
        "kind": kind,
        "at": at,
        "by": "",
        "what": "",
        "text": "",
        "turn": None,
        "revision": None,
    }
    entry.update(known)  # type: ignore[typeddict-item]
    return entry
