"""Safeguarding: a case for each open disclosure, its clock, and who signs for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.decision_queries import has_open_disclosure, open_disclosures
from dialogues.domain import reporting, submission
from dialogues.domain.turns import clean_text
from dialogues.history import Refused
from dialogues.history_queries import REAL_PERSON
from dialogues.models import Dialogue, Project, Revision, User
from dialogues.permissions import is_safeguarding
from reviewers.case_queries import (
    approved_unsigned,
    finished_cases,
    is_unanswered,
    readings_of_unmarked,
    uncovered_dialogues,
)
from reviewers.domain import reviewing
from reviewers.elements import BY_SLUG, ELEMENTS
from reviewers.models import Case, Signature

CLOCKS = {
    Case.Severity.HIGH: timedelta(hours=24),
    Case.Severity.MEDIUM: timedelta(days=3),
    Case.Severity.LOW: timedelta(days=7),
}
ANSWERS = ("yes", "no", "na")


def pull(project: Project | None = None) -> None:
    """Open what disclosures ask for, and close what is over; may be repeated."""
    for dialogue in uncovered_dialogues(project):
        open_case(dialogue)
    for case in finished_cases(project):
        close(case, note=_("Decided, with every signature it needed."), by=None)


def settle(case: Case) -> None:
    """Close a case with the decision that ends it, not a moment later."""
    if finished_cases().filter(pk=case.pk).exists():
        close(case, note=_("Decided, with every signature it needed."), by=None)


def open_case(dialogue: Dialogue, *, about_a_real_person: bool = False) -> Case:
    """Open the dialogue's case for the disclosures in its latest revision.

    The clock starts when the first of them was found, not when somebody looks; where
    the case was closed before, when the first was found that it did not cover.
    """
    with transaction.atomic():
        dialogue.lock()
        was_real = dialogue.about_a_real_person
        found = list(open_disclosures(dialogue).order_by("created_at"))
        noticed_at = found[0].created_at if found else timezone.now()
        real = about_a_real_person or any(
            finding.code == REAL_PERSON for finding in found
        )
        if real and not was_real:
            _keep_confidential(dialogue, confidential=True)
        case = Case.objects.filter(dialogue=dialogue).first()
        if case is None:
            return Case(
                project_id=dialogue.project_id,
                dialogue=dialogue,
                noticed_at=noticed_at,
                due_at=_due(Case.Severity.HIGH, noticed_at),
            ).open(
                by=None,
                verb="notice",
                data={"findings": [str(one.pk) for one in found]},
            )
        if case.status == Case.Status.OPEN and real and not was_real:
            with case.change("sort", by=None) as event:
                event.data = {"about_a_real_person": [False, True]}
        if case.status == Case.Status.CLOSED:
            closed_at = case.events.filter(verb="close").latest("id").at
            new = [one for one in found if one.created_at > closed_at]
            with case.change("reopen", by=None) as event:
                _start_clock(case, new[0].created_at if new else event.at)
                event.data = {"findings": [str(one.pk) for one in new or found]}
        return case


def report(
    dialogue: Dialogue,
    *,
    text: str,
    real_person: bool = False,
    turn: str | None = None,
    by: User,
) -> None:
    """Let anybody who may read a dialogue call the marked members to it, at once."""
    with transaction.atomic():
        reporting.report(
            dialogue,
            text=text,
            real_person=real_person,
            turn=turn,
            by=by,
        )
        open_case(dialogue, about_a_real_person=real_person)


def look(case: Case, *, by: User) -> None:
    """Note that somebody reads the case: every look is in its log."""
    with case.change("look", by=by):
        pass


def sort(
    case: Case,
    *,
    category: str,
    severity: str,
    about_a_real_person: bool,
    by: User,
) -> None:
    """Say what kind of matter it is; the clock follows the severity."""
    if category not in Case.Category.values or severity not in Case.Severity.values:
        raise ValidationError({"category": [_("Choose from the list.")]})
    with transaction.atomic():
        # Locked before the case, as by everyone.
        dialogue = case.dialogue.lock()
        with case.change("sort", by=by) as event:
            was_real = dialogue.about_a_real_person
            event.data = {
                "category": [case.category, category],
                "severity": [case.severity, severity],
                "about_a_real_person": [was_real, about_a_real_person],
            }
            case.category, case.severity = category, severity
            case.due_at = _due(severity, case.noticed_at)
            case.reminded_at = None
        if about_a_real_person != was_real:
            _keep_confidential(dialogue, confidential=about_a_real_person)


def assign(case: Case, *, to: User | None, by: User) -> None:
    """Give the case to a marked member, or to nobody again."""
    if to is not None and not is_safeguarding(to, case):
        raise ValidationError(
            {"assignee": [_("Only members marked for safeguarding take a case.")]},
        )
    with case.change("assign", by=by) as event:
        event.data = {"to": to.username if to else None}
        case.assignee = to


def sign(
    case: Case,
    *,
    revision: Revision,
    elements: Mapping[str, str],
    note: str = "",
    by: User,
) -> Signature:
    """Say that this very revision answers the disclosure as a good answer does."""
    with transaction.atomic():
        # Decisions lock the dialogue first, and so does this.
        case.dialogue.lock()
        with case.change("sign", by=by) as event:
            submission.check_latest(case.dialogue, revision)
            answers = clean_elements(elements)
            if missing := [BY_SLUG[s] for s, value in answers.items() if value == "no"]:
                names = _(", ").join(str(element.name) for element in missing)
                raise Refused(
                    _(
                        "This answer is not safe yet: %(names)s. Send it back or fix "
                        "it.",
                    )
                    % {"names": names},
                    code="elements_missing",
                    elements=[element.slug for element in missing],
                )
            if Signature.objects.filter(revision=revision, by=by).exists():
                raise Refused(_("You have signed this already. Another is needed."))
            signature = Signature.objects.create(
                case=case,
                revision=revision,
                by=by,
                elements=answers,
                note=clean_text(note).strip(),
            )
            event.note = signature.note
            event.data = {"revision": str(revision.pk), "elements": answers}
    return signature


def clean_elements(elements: Mapping[str, str]) -> dict[str, str]:
    """Every element answered by yes, no or na, in the order of the list."""
    for slug, value in elements.items():
        if slug not in BY_SLUG or value not in ANSWERS:
            raise ValidationError({"elements": [_("There is no such answer.")]})
    if missing := [e for e in ELEMENTS if e.slug not in elements]:
        names = _(", ").join(str(element.name) for element in missing)
        raise Refused(
            _("Still open: %(names)s.") % {"names": names},
            code="elements_open",
            elements=[element.slug for element in missing],
        )
    return {element.slug: elements[element.slug] for element in ELEMENTS}


def check_signed(dialogue: Dialogue, revision: Revision, *, by: User) -> Case | None:
    """Refuse an approval by somebody who has not signed the dialogue's open case, and
    any of what is about a real person; give the case, if there is one.
    """
    if dialogue.about_a_real_person:
        raise Refused(
            _("This is about a real person and never becomes data. Do not use it."),
            code="real_person",
        )
    if not has_open_disclosure(dialogue):
        return None
    case = open_case(dialogue)
    if not case.signatures.filter(revision=revision, by=by).exists():
        if not is_safeguarding(by, dialogue):
            raise PermissionDenied(
                _("Two members marked for safeguarding decide on this dialogue."),
            )
        raise Refused(
            _("Answer first what a reply to a disclosure needs, and sign."),
            code="case_unsigned",
            case=str(case.pk),
        )
    if approved_unsigned(case, revision).exists():
        raise Refused(
            _(
                "Somebody approved this before the disclosure was found. They sign on "
                "the page of the case first.",
            ),
            code="approved_unsigned",
            case=str(case.pk),
        )
    return case


def close(case: Case, *, note: str, by: User | None) -> None:
    """End a case, with the reason."""
    with case.change("close", by=by) as event:
        event.note = clean_text(note).strip()
        if not event.note:
            raise Refused(_("Say in a sentence why it is closed."))
        if by is not None and is_unanswered(case):
            raise Refused(
                _(
                    "A disclosure is still open. Sign it, or dismiss it as a false "
                    "alarm, or see that the dialogue is not used.",
                ),
            )


def reopen(case: Case, *, note: str, by: User) -> None:
    """Take a closed case up again."""
    with case.change("reopen", by=by) as event:
        event.note = clean_text(note).strip()
        if not event.note:
            raise Refused(_("Say why it is opened again."))
        _start_clock(case, event.at)


def _start_clock(case: Case, noticed_at: datetime) -> None:
    case.noticed_at = noticed_at
    case.due_at = _due(case.severity, noticed_at)
    case.reminded_at = None


def _keep_confidential(dialogue: Dialogue, *, confidential: bool) -> None:
    """Hide a dialogue from who is not marked, or show it again; it is locked already.

    It is taken at once out of the hands of an unmarked expert who is reading it.
    """
    reporting.keep_confidential(dialogue, confidential=confidential)
    if confidential:
        for review in readings_of_unmarked(dialogue):
            reviewing.take_away(review)


def _due(severity: str, noticed_at: datetime) -> datetime:
    return noticed_at + CLOCKS[Case.Severity(severity)]
