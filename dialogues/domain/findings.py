"""What the checks find, in a working copy and in a revision, and what is waved through."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple, TypedDict

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from dialogues.builtin.templates import limits_of
from dialogues.candidate_queries import drafts_offered
from dialogues.checks.places import Check, Noticed, Setting
from dialogues.checks.registry import BY_CODE, run_checks
from dialogues.domain.turns import Turn, clean_text
from dialogues.label_queries import orders_of
from dialogues.models import Assignment, Dialogue, Finding, Project, Revision, User
from dialogues.prepared import prepared

LONGEST_REASON = 2000
MOST_DISMISSALS = 1000


class Dismissal(TypedDict):
    """A warning that its editor calls a false alarm, as it travels with their work.

    It holds as long as the same check points at the same words of the same turn.
    """

    code: str
    turn: str | None
    words: str
    reason: str


class About(NamedTuple):
    """What a finding is about: two findings about the same thing are one to people."""

    code: str
    turn: str | None
    words: str


def check_work(
    work: Assignment,
    turns: list[Turn],
    *,
    changed: Collection[str] | None = None,
) -> list[tuple[Check, Noticed, About]]:
    """What the checks find in turns that are being typed; nothing is kept."""
    texts = texts_of(turns)
    return [
        (check, noticed, about(check.code, noticed, texts))
        for check, noticed in run_checks(
            turns,
            setting_of(work.dialogue),
            changed=changed,
        )
    ]


def setting_of(dialogue: Dialogue) -> Setting:
    """What the checks may know of a dialogue beside its turns."""
    draft = None
    others: list[list[Turn]] = []
    if dialogue.head_id:
        draft = next(iter(_first_turns(dialogue.pk)), None)
        if dialogue.draft_id:
            offered = drafts_offered(dialogue).values_list("turns", flat=True)
            others = [turns for turns in offered if turns]
    return project_setting(dialogue.project, draft=draft, others=others)


@prepared
def _first_turns(dialogue_id: uuid.UUID) -> QuerySet[Revision, list[Turn]]:
    """What a drafter or a file wrote."""
    first = Revision.objects.filter(dialogue=dialogue_id, number=1, author=None)
    return first.order_by().values_list("turns", flat=True)


def project_setting(
    project: Project,
    *,
    draft: list[Turn] | None = None,
    others: Sequence[list[Turn]] = (),
) -> Setting:
    return Setting(
        language=project.language,
        user_label=project.user_label,
        assistant_label=project.assistant_label,
        limits=limits_of(project.template, project.language),
        draft=draft,
        others=others,
        # Most dialogues have no labels, and then nobody asks.
        orders=SimpleLazyObject(lambda: orders_of(project.pk)),
    )


def new_findings(
    revision: Revision,
    setting: Setting,
    *,
    dismissals: Iterable[Dismissal] | None,
    by: User | None,
) -> list[Finding]:
    """Everything noticed in a new revision, not stored yet.

    What was waved through stays so while it is about the same words: as said by the
    editor in ``dismissals``, else as in the revision before.
    """
    parent = revision.parent
    before = standing_dismissals(parent) if parent else {}
    given = None
    if dismissals is not None:
        given = {(one["code"], one["turn"], one["words"]): one for one in dismissals}
    texts = texts_of(revision.turns)
    findings = []
    for check, noticed in run_checks(revision.turns, setting):
        finding = Finding(
            revision=revision,
            code=check.code,
            severity=check.severity,
            turn=noticed.turn,
            start=noticed.start,
            end=noticed.end,
            data=noticed.data,
        )
        key = about(check.code, noticed, texts)
        old = before.get(key)
        reason = old.dismissed_because if old else ""
        if given is not None:
            reason = given[key]["reason"] if key in given else ""
        if reason and check.severity == Finding.Severity.WARNING:
            same = old is not None and old.dismissed_because == reason
            finding.dismissed_because = reason
            finding.dismissed_by = old.dismissed_by if old and same else by
            finding.dismissed_at = old.dismissed_at if old and same else timezone.now()
        findings.append(finding)
    return findings


def standing_dismissals(revision: Revision) -> dict[About, Finding]:
    """The warnings of a revision that somebody called false alarms."""
    texts = texts_of(revision.turns)
    return {about(row.code, row, texts): row for row in _dismissed(revision)}


@prepared
def _dismissed(revision: Revision) -> QuerySet[Finding]:
    rows = revision.findings.filter(severity=Finding.Severity.WARNING)
    return rows.exclude(dismissed_at=None).select_related("dismissed_by")


def dismissals_of(revision: Revision) -> list[Dismissal]:
    """The same, as they travel with a working copy."""
    return [
        {**key._asdict(), "reason": row.dismissed_because}  # type: ignore[typeddict-item]
        for key, row in standing_dismissals(revision).items()
    ]


def texts_of(turns: Iterable[Turn]) -> dict[str, str]:
    return {turn["id"]: turn["text"] for turn in turns}


def about(code: str, place: Noticed | Finding, texts: dict[str, str]) -> About:
    """The thing itself: the words pointed at, else the whole turn, else no words."""
    turn = str(place.turn) if place.turn else None
    text = texts.get(turn, "") if turn else ""
    if place.start is not None:
        text = text[place.start : place.end]
    return About(code, turn, text)


def clean_dismissals(raw: Any) -> list[Dismissal]:
    """Check what a client sent as dismissals; ``ValidationError`` names the place."""
    if not isinstance(raw, list) or len(raw) > MOST_DISMISSALS:
        raise _invalid(_("Send the dismissals as a list."))
    cleaned: dict[About, Dismissal] = {}
    for one in raw:
        dismissal = _clean_dismissal(one)
        key = About(dismissal["code"], dismissal["turn"], dismissal["words"])
        cleaned[key] = dismissal
    return list(cleaned.values())


def _clean_dismissal(raw: Any) -> Dismissal:
    if not isinstance(raw, dict):
        raise _invalid(_("A dismissal is no object."))
    code, turn, words = raw.get("code"), raw.get("turn"), raw.get("words", "")
    check = BY_CODE.get(code) if isinstance(code, str) else None
    if check is None:
        raise _invalid(_("There is no check “%s”.") % code)
    if check.severity != Finding.Severity.WARNING:
        raise _invalid(_("This must be mended; it cannot be waved through."))
    if turn is not None:
        try:
            turn = str(uuid.UUID(turn))
        except (ValueError, TypeError, AttributeError):
            raise _invalid(_("A dismissal names no turn.")) from None
    reason = raw.get("reason")
    if not isinstance(words, str) or not isinstance(reason, str):
        raise _invalid(_("Say in a sentence why it is a false alarm."))
    reason = clean_text(reason).strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise _invalid(_("Say in a sentence why it is a false alarm."))
    return {
        "code": check.code,
        "turn": turn,
        "words": clean_text(words),
        "reason": reason,
    }


def _invalid(message: str) -> ValidationError:
    return ValidationError({"dismissals": [message]})
