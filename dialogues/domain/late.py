"""What somebody typed after their time with a dialogue had ended: kept, and offered."""

from __future__ import annotations

from typing import Any, TypedDict
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.domain import commenting
from dialogues.domain.checklists import AnswerData
from dialogues.domain.editing import StaleWork
from dialogues.domain.findings import Dismissal
from dialogues.domain.labels import DialogueLabel
from dialogues.domain.turns import Turn
from dialogues.history import Refused
from dialogues.models import Assignment, Project, User
from dialogues.work_queries import claimable_dialogues, held_assignment


class Standing(TypedDict):
    """What can become of the words: the dialogue is free for their writer, or theirs in
    another assignment, or with somebody to whom the words can be offered.
    """

    version: int
    kept: bool
    may_claim: bool
    open: UUID | None
    offers: bool
    offered: bool


def keep_late_words(
    assignment: Assignment,
    *,
    turns: list[Turn],
    answers: list[AnswerData],
    dismissals: list[Dismissal] | None = None,
    labels: list[DialogueLabel] | None = None,
    seen: int,
    offer: bool = False,
    by: User,
) -> Standing:
    """Keep in the person's own copy what they typed after it had ended.

    It is there when they take the dialogue again; what was handed in stays as it was.
    ``offer`` tells whoever has it now what would change, as a comment.
    """
    with transaction.atomic():
        rows = Assignment.objects.select_for_update(no_key=True, of=("self",))
        rows = rows.select_related("dialogue", "project", "base", "dialogue__head")
        work = rows.get(pk=assignment.pk)
        if work.holder_id != by.pk:
            raise PermissionDenied(_("Somebody else edits this dialogue."))
        if work.ended_at is None:
            raise Refused(_("This dialogue is still kept for you: save it there."))
        if work.version != seen:
            raise StaleWork(work)
        before = _begun_from(work)
        if work.ended_by_verb != "submit":
            _keep(
                work,
                turns=turns,
                answers=answers,
                dismissals=dismissals,
                labels=labels,
            )
        standing = _standing(work, by=by)
        said = _changes(work.project, before, turns) if standing["offers"] else ""
        standing["offers"] = bool(said)
        if offer:
            if not said:
                raise Refused(_("There is nobody to offer these words to."))
            commenting.comment_on(
                work.dialogue,
                {"turn": None, "text": said, "code": ""},
                by=by,
            )
            standing["offered"] = True
    return standing


def _begun_from(work: Assignment) -> list[Turn]:
    if work.ended_by_verb == "submit":
        return list(work.turns)
    return list(work.base.turns) if work.base else []


def _keep(work: Assignment, **kept: Any) -> None:
    saved = {name: value for name, value in kept.items() if value is not None}
    if all(getattr(work, name) == value for name, value in saved.items()):
        return
    work.kept_turns, work.kept_answers = work.turns, work.answers
    saved |= {"version": work.version + 1, "saved_at": timezone.now()}
    for name, value in saved.items():
        setattr(work, name, value)
    work.save(update_fields=["kept_turns", "kept_answers", *saved])


def _standing(work: Assignment, *, by: User) -> Standing:
    held = held_assignment(by, work.project)
    ours = held if held and held.dialogue_id == work.dialogue_id else None
    free = claimable_dialogues(by, work.project).filter(pk=work.dialogue_id).exists()
    return {
        "version": work.version,
        "kept": work.ended_by_verb != "submit",
        "may_claim": free and not held,
        "open": ours.pk if ours else None,
        "offers": not free and not ours and work.dialogue.head is not None,
        "offered": False,
    }


def _changes(project: Project, before: list[Turn], after: list[Turn]) -> str:
    """What is new in these turns, for somebody who reads the others elsewhere."""
    texts = {turn["id"]: (turn["role"], turn["text"]) for turn in before}
    numbers = {turn["id"]: number for number, turn in enumerate(before, start=1)}
    lines = []
    for turn in after:
        if texts.get(turn["id"]) == (turn["role"], turn["text"]):
            continue
        said = {
            "number": numbers.get(turn["id"], 0),
            "who": project.label_for(turn["role"]),
            "text": turn["text"],
        }
        lines.append(
            _("Turn %(number)d · %(who)s: %(text)s") % said
            if turn["id"] in numbers
            else _("New · %(who)s: %(text)s") % said,
        )
    there = {turn["id"] for turn in after}
    lines += [
        _("Turn %d is taken out.") % number
        for lineage, number in numbers.items()
        if lineage not in there
    ]
    if not lines:
        return ""
    return "\n\n".join(
        [
            _("Typed after my time with this dialogue had ended; take what helps."),
            *lines,
        ]
    )
