"""What a person may read of what happened to a dialogue."""

from __future__ import annotations

from django.db.models import QuerySet

from dialogues.models import Dialogue, DialogueEvent, Finding, User
from dialogues.permissions import is_safeguarding

# What is about a real person is told to marked members and to nobody else.
REAL_PERSON = "real-person"


def events_for(user: User, dialogue: Dialogue) -> QuerySet[DialogueEvent]:
    """A dialogue's history; what was reported is for marked members alone."""
    events = dialogue.events.select_related("by")
    if is_safeguarding(user, dialogue):
        return events
    return events.exclude(verb="report")


def findings_for(user: User, dialogue: Dialogue) -> QuerySet[Finding]:
    """What was noticed in the latest revision; who is unmarked reads no private worry."""
    findings = Finding.objects.filter(revision=dialogue.head_id).select_related("by")
    if is_safeguarding(user, dialogue):
        return findings
    return findings.exclude(code=REAL_PERSON)
