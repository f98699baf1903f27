"""Saying that somebody may be in danger, or that a text is about a real person."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.domain.turns import clean_text
from dialogues.history import Refused
from dialogues.history_queries import REAL_PERSON
from dialogues.models import Dialogue, Finding, User

DISCLOSURE = "disclosure"


def report(
    dialogue: Dialogue,
    *,
    text: str,
    real_person: bool = False,
    turn: str | None = None,
    by: User,
) -> Finding | None:
    """Mark the latest revision as a disclosure; nothing but a marked member undoes it.

    A dialogue without a revision has none to mark: the act alone is recorded.
    """
    with transaction.atomic():
        with dialogue.change("report", by=by) as event:
            event.note = clean_text(text).strip()
            if not event.note:
                raise Refused(
                    _("Say what worries you, so that the next person sees it."),
                )
            event.data = {"real_person": real_person}
        if dialogue.head_id is None:
            return None
        # Afterwards: no approved dialogue can be saved beside an open disclosure.
        return Finding.objects.create(
            revision_id=dialogue.head_id,
            code=REAL_PERSON if real_person else DISCLOSURE,
            severity=Finding.Severity.DISCLOSURE,
            turn=turn,
            by=by,
        )


def keep_confidential(dialogue: Dialogue, *, confidential: bool) -> None:
    """Say whether a dialogue is about a real person: then ``hidden_from`` most of us.

    No verb of the dialogue, for what happened to it is read by who may read it: the
    report and the safeguarding case tell of it, and those only marked members know.
    """
    now = timezone.now()
    Dialogue.objects.filter(pk=dialogue.pk).update(
        about_a_real_person=confidential,
        # So that what was chosen to be done to it meanwhile is left.
        updated_at=now,
    )
    dialogue.about_a_real_person, dialogue.updated_at = confidential, now
