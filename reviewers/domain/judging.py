"""Taking in what judge models answered to the checklist, from lines of JSON."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from typing import Any, TypedDict

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from dialogues.domain.checklists import AnswerData, clean_answers, current_items
from dialogues.models import ChecklistItem, Project, Revision, User
from dialogues.permissions import ADMIN, has_role
from reviewers.models import JudgeAnswer

LONGEST_MODEL, LONGEST_PROMPT = 120, 60


class Rejected(TypedDict):
    line: int
    reason: str


class JudgeReport(TypedDict):
    """``existing`` were there before, from the same model and version of its prompt."""

    read: int
    created: int
    existing: int
    rejected: list[Rejected]


def import_judge_answers(
    project: Project,
    lines: Iterable[str],
    *,
    by: User,
) -> JudgeReport:
    """Keep each answer once; a line that cannot be one is named, and the rest is kept.

    A line is ``{"revision", "item", "turn", "value", "note", "model",
    "prompt_version"}``; an answer counts for no decision.
    """
    if not has_role(by, project.pk, ADMIN):
        raise PermissionDenied(_("Only admins bring in what judge models answered."))
    items = {item.slug: item for item in current_items(project)}
    report: JudgeReport = {"read": 0, "created": 0, "existing": 0, "rejected": []}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        report["read"] += 1
        try:
            new = _keep(project, _read(line), items, by)
        except ValidationError as error:
            report["rejected"].append(
                {"line": number, "reason": " ".join(error.messages)},
            )
        else:
            report["created" if new else "existing"] += 1
    return report


def _read(line: str) -> dict[str, Any]:
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError):
        raise ValidationError(_("This is not valid JSON.")) from None
    if not isinstance(raw, dict):
        raise ValidationError(_("Send an object."))
    return raw


def _keep(
    project: Project,
    raw: dict[str, Any],
    items: dict[str, ChecklistItem],
    by: User,
) -> bool:
    model = _name(raw, "model", LONGEST_MODEL)
    prompt = _name(raw, "prompt_version", LONGEST_PROMPT)
    revision = _revision(project, raw.get("revision"))
    [answer] = clean_answers([raw], items.values())
    _check_turn(answer, revision)
    _row, new = JudgeAnswer.objects.get_or_create(
        revision=revision,
        item=items[answer["item"]],
        turn=answer["turn"],
        model=model,
        prompt_version=prompt,
        defaults={
            "project": project,
            "value": answer["value"],
            "note": answer["note"],
            "imported_by": by,
        },
    )
    return new


def _name(raw: dict[str, Any], field: str, longest: int) -> str:
    value = raw.get(field)
    if not isinstance(value, str) or not 0 < len(value.strip()) <= longest:
        raise ValidationError(
            _("Say the %(field)s in 1 to %(longest)d characters.")
            % {"field": field, "longest": longest},
        )
    if "\x00" in value:
        raise ValidationError(_("This is not valid JSON."))
    return value.strip()


def _revision(project: Project, given: Any) -> Revision:
    try:
        wanted = uuid.UUID(given)
    except (ValueError, TypeError, AttributeError):
        wanted = None
    found = (
        wanted
        and Revision.objects.filter(
            dialogue__project=project,
            pk=wanted,
        ).first()
    )
    if not found:
        raise ValidationError(_("The project has no such revision."))
    return found


def _check_turn(answer: AnswerData, revision: Revision) -> None:
    turns = {turn["id"] for turn in revision.turns if turn["role"] == "assistant"}
    if answer["turn"] is not None and answer["turn"] not in turns:
        raise ValidationError(_("The revision has no such reply."))
