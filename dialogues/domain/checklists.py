"""Answers to a project's checklist: what is still open, and what blocks approval."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogues.domain.turns import Turn, clean_text
from dialogues.history import Refused
from dialogues.models import Answer, Checklist, ChecklistItem, Project, Revision, User
from dialogues.prepared import prepared
from dialogues.sign_off_queries import in_use

LONGEST_NOTE = 2000
SLUG = re.compile(r"[-a-z0-9_]{1,60}")


class AnswerData(TypedDict):
    """One answer as it travels: ``turn`` is null for the whole dialogue."""

    item: str
    turn: str | None
    value: str
    note: str


def current_items(project: Project) -> list[ChecklistItem]:
    """The questions of the checklist that the project uses, in order."""
    return _items(project)


@prepared
def _items(project: Project) -> QuerySet[ChecklistItem]:
    used = in_use(project.checklists.all())
    return ChecklistItem.objects.filter(checklist__in=used.values("pk"))


@prepared
def asked_items(project_id: uuid.UUID) -> QuerySet[ChecklistItem]:
    """What there is to answer, without its words: enough to check answers by."""
    used = in_use(Checklist.objects.filter(project=project_id))
    return ChecklistItem.objects.filter(checklist__in=used.values("pk")).only(
        "checklist",
        "slug",
        "scope",
    )


def clean_answers(raw: Any, items: Iterable[ChecklistItem]) -> list[AnswerData]:
    """Check what a client sent as answers; ``ValidationError`` names the place.

    An answer to what only an earlier version asked is left out: whoever had the page
    open when the checklist changed loses nothing else by it.
    """
    if not isinstance(raw, list):
        raise _invalid(_("Send the answers as a list."))
    by_slug = {item.slug: item for item in items}
    cleaned: dict[tuple[str, str | None], AnswerData] = {}
    for answer in raw:
        if not isinstance(answer, dict) or not isinstance(answer.get("item"), str):
            raise _invalid(_("Each answer names its item."))
        if answer["item"] not in by_slug and _was_asked(answer["item"], by_slug):
            continue
        one = _clean_answer(answer, by_slug)
        cleaned[one["item"], one["turn"]] = one
    return list(cleaned.values())


def _was_asked(slug: str, items: Mapping[str, ChecklistItem]) -> bool:
    """Whether another version of the same checklist asked this."""
    now = next(iter(items.values()), None)
    if now is None or not SLUG.fullmatch(slug):
        return False
    same_project = {"checklist__project__checklists": now.checklist_id}
    return ChecklistItem.objects.filter(slug=slug, **same_project).exists()


def _clean_answer(
    raw: dict[str, Any],
    items: Mapping[str, ChecklistItem],
) -> AnswerData:
    slug = raw["item"]
    if slug not in items:
        raise _invalid(_("The checklist has no item “%s”.") % slug)
    value, note, turn = raw.get("value"), raw.get("note") or "", raw.get("turn")
    if value not in Answer.Value.values:
        raise _invalid(_("Answer “%s” with yes, no or na.") % slug)
    if not isinstance(note, str) or len(note) > LONGEST_NOTE:
        raise _invalid(_("The note on “%s” is too long.") % slug)
    if items[slug].scope == ChecklistItem.Scope.DIALOGUE:
        turn = None
    else:
        try:
            turn = str(uuid.UUID(turn))
        except (ValueError, TypeError, AttributeError):
            raise _invalid(_("“%s” is asked of a turn: name it.") % slug) from None
    return {"item": slug, "turn": turn, "value": value, "note": clean_text(note)}


def places(
    items: Iterable[ChecklistItem],
    turns: Iterable[Turn],
) -> list[tuple[ChecklistItem, str | None]]:
    """Every question in every place where it is asked."""
    replies = [turn["id"] for turn in turns if turn["role"] == "assistant"]
    asked: list[tuple[ChecklistItem, str | None]] = []
    for item in items:
        if item.scope == ChecklistItem.Scope.DIALOGUE:
            asked.append((item, None))
        else:
            asked.extend((item, reply) for reply in replies)
    return asked


def open_places(
    items: Iterable[ChecklistItem],
    turns: Iterable[Turn],
    answers: Iterable[AnswerData],
) -> list[tuple[ChecklistItem, str | None]]:
    """The questions that nobody has answered yet, each with its turn."""
    answered = {(answer["item"], answer["turn"]) for answer in answers}
    return [
        (item, turn)
        for item, turn in places(items, turns)
        if (item.slug, turn) not in answered
    ]


def check_complete(
    items: Iterable[ChecklistItem],
    turns: Iterable[Turn],
    answers: Iterable[AnswerData],
) -> None:
    """Refuse while a question is open; the refusal says which, and where."""
    missing = open_places(items, turns, answers)
    if not missing:
        return
    names = dict.fromkeys(str(item) for item, _turn in missing)
    raise Refused(
        ngettext(
            "%(count)d question of the checklist is still open: %(names)s.",
            "%(count)d questions of the checklist are still open: %(names)s.",
            len(missing),
        )
        % {"count": len(missing), "names": _(", ").join(names)},
        code="checklist_open",
        open=[{"item": item.slug, "turn": turn} for item, turn in missing],
    )


def blocking_answers(
    items: Iterable[ChecklistItem],
    answers: Iterable[AnswerData],
) -> list[ChecklistItem]:
    """The critical questions that somebody answered with no."""
    refused = {answer["item"] for answer in answers if answer["value"] == "no"}
    return [item for item in items if item.critical and item.slug in refused]


def answers_of(revision: Revision, user: User) -> list[AnswerData]:
    """A person's own latest answers about a revision, as they travel."""
    latest: dict[tuple[str, str | None], AnswerData] = {}
    for answer in _given(revision, user):
        turn = str(answer.turn) if answer.turn else None
        latest[answer.item.slug, turn] = {
            "item": answer.item.slug,
            "turn": turn,
            "value": answer.value,
            "note": answer.note,
        }
    return list(latest.values())


def answers_to_go_on_with(revision: Revision, user: User) -> list[AnswerData]:
    """A person's own answers, also where somebody reworded what they had handed in.

    Then what they answered about a turn that was reworded is asked again.
    """
    if given := answers_of(revision, user):
        return given
    own = revision.dialogue.revisions.filter(author=user).order_by("-number").first()
    if own is None:
        return []
    texts = {turn["id"]: turn["text"] for turn in own.turns}
    stayed: set[str | None] = {
        turn["id"] for turn in revision.turns if texts.get(turn["id"]) == turn["text"]
    }
    return [one for one in answers_of(own, user) if one["turn"] in stayed | {None}]


@prepared
def _given(revision: Revision, user: User) -> QuerySet[Answer]:
    rows = revision.answers.filter(by=user).select_related("item")
    return rows.order_by("item__position", "id")


def record_answers(
    revision: Revision,
    answers: Iterable[AnswerData],
    *,
    items: Iterable[ChecklistItem],
    turns: Iterable[Turn],
    by: User,
) -> None:
    """Freeze a person's new answers beside the revision that they are about."""
    known = answers_of(revision, by)
    asked = {(item.slug, turn): item for item, turn in places(items, turns)}
    Answer.objects.bulk_create(
        Answer(
            revision=revision,
            item=asked[answer["item"], answer["turn"]],
            turn=answer["turn"],
            value=answer["value"],
            note=answer["note"],
            by=by,
        )
        for answer in answers
        if (answer["item"], answer["turn"]) in asked and answer not in known
    )


def _invalid(message: str) -> ValidationError:
    return ValidationError({"answers": [message]})
