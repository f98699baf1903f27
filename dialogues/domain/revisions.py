"""Writing a new revision: the only place where one is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dialogues.domain.findings import Dismissal, new_findings, setting_of
from dialogues.domain.labels import DialogueLabel
from dialogues.domain.likeness import Said, note_fingerprints
from dialogues.domain.search_texts import note_text
from dialogues.domain.turns import Turn
from dialogues.models import Dialogue, Finding, Revision, User


def add_revision(
    dialogue: Dialogue,
    turns: list[Turn],
    *,
    by: User | None,
    dismissals: Iterable[Dismissal] | None = None,
    labels: list[DialogueLabel] | None = None,
) -> Revision:
    """Freeze turns as the dialogue's latest revision and run the checks on it.

    The caller holds the lock on the dialogue and saves it. What a person reported on
    the revision before stays reported, and labels of the whole stay
    where none are given.
    """
    parent = dialogue.head
    setting = setting_of(dialogue)
    revision = Revision.objects.create(
        dialogue=dialogue,
        number=parent.number + 1 if parent else 1,
        parent=parent,
        author=by,
        turns=turns,
        labels=(parent.labels if parent else []) if labels is None else labels,
    )
    dialogue.head, dialogue.written_at = revision, revision.created_at
    # A new text is weighed anew.
    dialogue.pressing = 0
    note_text(dialogue, revision)
    said = Said(dialogue.pk, revision.pk, turns, dialogue.draft_id)
    alike = note_fingerprints(dialogue.project_id, [said])
    setting = replace(setting, alike=alike.get(dialogue.pk))
    findings = new_findings(revision, setting, dismissals=dismissals, by=by)
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
