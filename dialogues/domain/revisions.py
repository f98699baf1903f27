"""Writing a new revision: the only place where one is made."""

from __future__ import annotations

from dialogues.checks.places import Setting
from dialogues.checks.registry import run_checks
from dialogues.domain.turns import Turn
from dialogues.models import Dialogue, Finding, Revision, User


def add_revision(dialogue: Dialogue, turns: list[Turn], *, by: User | None) -> Revision:
    """Freeze turns as the dialogue's latest revision and run the checks on it.

    The caller holds the lock on the dialogue and saves it. What a person reported on
    the revision before stays reported.
    """
    parent = dialogue.head
    revision = Revision.objects.create(
        dialogue=dialogue,
        number=parent.number + 1 if parent else 1,
        parent=parent,
        author=by,
        turns=turns,
    )
    dialogue.head = revision
    findings = [
        Finding(
            revision=revision,
            code=check.code,
            severity=check.severity,
            turn=noticed.turn,
            start=noticed.start,
            end=noticed.end,
            data=noticed.data,
        )
        for check, noticed in run_checks(turns, setting_of(dialogue))
    ]
    if parent:
        findings += [
            Finding(
                revision=revision,
                code=reported.code,
                severity=reported.severity,
                turn=reported.turn,
                data=reported.data,
                by=reported.by,
            )
            for reported in parent.findings.filter(dismissed_at=None).exclude(by=None)
        ]
    Finding.objects.bulk_create(findings)
    return revision


def setting_of(dialogue: Dialogue) -> Setting:
    """What the checks may know of a dialogue beside its turns."""
    project = dialogue.project
    return Setting(
        language=project.language,
        user_label=project.user_label,
        assistant_label=project.assistant_label,
    )
