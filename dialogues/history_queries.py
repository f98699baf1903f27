"""What a person may read of what happened to a dialogue."""

from __future__ import annotations

from django.db.models import QuerySet

from dialogues.models import Dialogue, DialogueEvent, User
from dialogues.permissions import is_safeguarding


def events_for(user: User, dialogue: Dialogue) -> QuerySet[DialogueEvent]:
    """A dialogue's history; what was reported is for marked members alone."""
    events = dialogue.events.select_related("by")
    if is_safeguarding(user, dialogue):
        return events
    return events.exclude(verb="report")
