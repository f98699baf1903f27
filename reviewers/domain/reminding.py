"""Reminding of safeguarding cases whose clock has run out."""

from __future__ import annotations

from django.core.mail import send_mail
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dialogues.history import Refused
from dialogues.models import User
from reviewers.case_queries import silent_cases, to_remind
from reviewers.models import Case


def remind() -> list[Case]:
    """Note whose clock has run out, and write to who can act, each day until they do."""
    reminded = []
    for case in silent_cases():
        people = to_remind(case)
        try:
            with case.change("remind", by=None) as event:
                case.reminded_at = timezone.now()
                event.data = {"due": case.due_at.isoformat()}
        except Refused:
            continue
        _write_to(case, people)
        reminded.append(case)
    return reminded


def _write_to(case: Case, people: list[User]) -> None:
    """A letter that says where to look and nothing of what is there."""
    with translation.override(case.project.language):
        subject = _("Safeguarding: a case in %(project)s waits") % {
            "project": case.project,
        }
        body = _("Its time has run out. Sign in and open “Safeguarding” to see it.")
    for person in people:
        if person.email:
            send_mail(subject, body, None, [person.email], fail_silently=True)
