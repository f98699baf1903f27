"""What a volunteer sees of another's dialogue: its turns, what they were, what was noticed."""

from __future__ import annotations

from typing import TypedDict

from dialogues.comparing import Pair, aligned
from dialogues.models import Comment, Finding, PeerReading


class PeerPassage(TypedDict):
    """A turn as submitted and as drafted, with what was noticed in it and said of it."""

    pair: Pair
    number: int
    findings: list[Finding]
    said: list[Comment]


def passages_of(reading: PeerReading) -> list[PeerPassage]:
    """The turns in order, each beside what a drafter or an import had there."""
    now = reading.revision.turns
    draft = (
        reading.dialogue.revisions.filter(
            author=None,
            number__lt=reading.revision.number,
        )
        .order_by("number")
        .first()
    )
    findings = noticed_in(reading)
    said = said_in(reading)
    pairs = {
        pair["id"]: pair
        for pair in aligned(draft.turns if draft else None, now)
        if pair["new"] is not None
    }
    return [
        {
            "pair": pairs[turn["id"]],
            "number": number,
            "findings": [one for one in findings if str(one.turn) == turn["id"]],
            "said": [one for one in said if str(one.turn) == turn["id"]],
        }
        for number, turn in enumerate(now, start=1)
    ]


def noticed_in(reading: PeerReading) -> list[Finding]:
    """The warnings of the checks; what people reported is not for everybody."""
    return list(
        reading.revision.findings.filter(
            severity=Finding.Severity.WARNING,
            by=None,
        ).exclude(code="near-duplicate"),
    )


def said_in(reading: PeerReading) -> list[Comment]:
    """What the reader said of this text."""
    return list(
        reading.revision.comments.filter(as_peer=True, by=reading.reader_id),
    )
