"""The checklists and the instruction of a project, every version, and writing them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NotRequired, TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.labels import by_language
from dialogues.api.text_shapes import ChecklistOut, SignedOut, checklist_out, signed_off
from dialogues.domain.checklist_writing import ItemData, save_checklist
from dialogues.domain.projects import LONGEST_INSTRUCTION, revise_instruction
from dialogues.models import Checklist, Instruction
from dialogues.permissions import ADMIN
from dialogues.rest import ApiView, describe, described_page, member_or_404, once, page
from dialogues.rest.fields import Body, flag, integer, text, wrong
from dialogues.sign_off_queries import with_signatures


class ChecklistIn(TypedDict):
    """``seen`` is the version that it was made from."""

    seen: NotRequired[int | None]
    items: list[ItemData]


class InstructionIn(TypedDict):
    """``seen`` is the version that it was made from."""

    seen: NotRequired[int | None]
    text: str


class InstructionOut(TypedDict):
    version: int
    text: str
    created_at: datetime
    signed_off: SignedOut | None


class Checklists(ApiView):
    @described_page("Checklists, every version", ChecklistOut, order="newest first")
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug).project
        return page(
            request,
            with_signatures(project.checklists.prefetch_related("items")),
            lambda rows: [checklist_out(row) for row in rows],
            order=("-version",),
        )

    @describe(
        "Write the next version of the checklist",
        ChecklistOut,
        takes=ChecklistIn,
        status=201,
    )
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        saved = save_checklist(
            project,
            items=items_of(request.data.get("items")),
            seen=seen_of(request.data),
            by=request.user,
        )
        whole = Checklist.objects.prefetch_related("items").get(pk=saved.pk)
        return Response(checklist_out(whole), status=201)


class Instructions(ApiView):
    @described_page(
        "Instructions, every version",
        InstructionOut,
        order="newest first",
    )
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug).project
        return page(
            request,
            with_signatures(project.instructions.all()),
            lambda rows: [instruction_out(row) for row in rows],
            order=("-version",),
        )

    @describe(
        "Write the next version of the instruction",
        InstructionOut,
        takes=InstructionIn,
        status=201,
    )
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        saved = revise_instruction(
            project,
            text=text(request.data, "text", longest=LONGEST_INSTRUCTION).strip(),
            seen=seen_of(request.data),
            by=request.user,
        )
        return Response(instruction_out(saved), status=201)


def instruction_out(instruction: Instruction) -> InstructionOut:
    return {
        "version": instruction.version,
        "text": instruction.text,
        "created_at": instruction.created_at,
        "signed_off": signed_off(instruction),
    }


def seen_of(body: Body) -> int | None:
    return None if body.get("seen") is None else integer(body, "seen", least=1)


def items_of(raw: Any) -> list[ItemData]:
    """The questions of a checklist as a client sent them."""
    if not isinstance(raw, list) or not all(isinstance(one, Mapping) for one in raw):
        raise wrong("items", _("Send the questions as a list."))
    try:
        return [_item(one) for one in raw]
    except ValidationError as fault:
        raise wrong("items", " ".join(fault.messages)) from None


def _item(one: Body) -> ItemData:
    return {
        "slug": text(one, "slug", longest=60),
        "name": by_language(one, "name"),
        "question": by_language(one, "question"),
        "help": by_language(one, "help"),
        "good": by_language(one, "good"),
        "bad": by_language(one, "bad"),
        "scope": text(one, "scope", longest=20),
        "critical": "critical" in one and flag(one, "critical"),
    }
