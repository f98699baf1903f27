"""What drafters are asked: versions, how one reads on a topic, and a test run."""

from typing import NotRequired, TypedDict
from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.batch_shapes import BatchOut, batch_out
from dialogues.api.text_shapes import PromptOut, prompt_out
from dialogues.domain import prompting
from dialogues.domain.turns import clean_text
from dialogues.models import Project, Prompt
from dialogues.permissions import ADMIN, EXPERT
from dialogues.prompt_previews import preview
from dialogues.prompt_queries import latest_prompt
from dialogues.rest import ApiView, describe, described_page, member_or_404, once, page
from dialogues.rest.entering import job_address
from dialogues.rest.fields import Body, choice, identifier, integer, text, wrong
from dialogues.sign_off_queries import with_signatures


class PromptIn(TypedDict):
    """``kind`` starts a prompt; without it the name is one that is there already."""

    name: str
    text: str
    kind: NotRequired[str]
    user_text: NotRequired[str]


class PreviewIn(TypedDict):
    """What is not sent is taken from the latest version of ``name``."""

    name: NotRequired[str]
    kind: NotRequired[str]
    text: NotRequired[str]
    user_text: NotRequired[str]
    topic: NotRequired[UUID | None]


class PreviewOut(TypedDict):
    text: str
    user_text: str
    topic: UUID | None
    lacking: list[str]
    note: str


class TryIn(TypedDict):
    name: str
    version: NotRequired[int | None]


class TriedOut(BatchOut):
    job: str


class Prompts(ApiView):
    @described_page(
        "Prompts, every version",
        PromptOut,
        order="by name, newest first",
        query=("name",),
    )
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN, EXPERT).project
        rows = with_signatures(project.prompts.select_related("created_by"))
        if name := clean_text(request.query_params.get("name", "")):
            rows = rows.filter(name=name)
        return page(
            request,
            rows,
            lambda rows: [prompt_out(row) for row in rows],
            order=("name", "-version"),
        )

    @describe("Write a version of a prompt", PromptOut, takes=PromptIn, status=201)
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        prompt = prompting.save_prompt(
            project,
            name=text(request.data, "name"),
            text=sent(request.data, "text"),
            kind=sent_kind(request.data),
            user_text=sent(request.data, "user_text", None),
            by=request.user,
        )
        return Response(prompt_out(prompt), status=201)


class PreviewPrompt(ApiView):
    @describe("How a prompt reads on a topic", PreviewOut, takes=PreviewIn)
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        topic = None
        if request.data.get("topic") is not None:
            topic = project.topics.filter(pk=identifier(request.data, "topic")).first()
            if topic is None:
                raise wrong("topic", _("The project has no such topic."))
        found = preview(sent_prompt(project, request.data), topic)
        if found.faults:
            raise ValidationError(found.faults)
        return Response(
            {
                **found.rendered._asdict(),
                "topic": found.topic.pk if found.topic else None,
                "lacking": found.lacking,
                "note": found.note,
            },
        )


class TryPrompt(ApiView):
    @describe("Order a test run of three drafts", TriedOut, takes=TryIn, status=202)
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        prompt = named_prompt(project, request.data)
        if request.data.get("version") is not None:
            version = integer(request.data, "version", least=1)
            versions = project.prompts.filter(name=prompt.name)
            prompt = get_object_or_404(versions, version=version)
        batch = prompting.try_prompt(prompt, by=request.user)
        job = job_address(request, batch.pk)
        return Response({**batch_out(batch), "job": job}, status=202)


def named_prompt(project: Project, body: Body) -> Prompt:
    prompt = latest_prompt(project, text(body, "name"))
    if prompt is None:
        raise wrong("name", _("There is no such prompt."))
    return prompt


def sent_prompt(project: Project, body: Body) -> Prompt:
    """A prompt as it would be with what was sent; nothing of it is stored."""
    if body.get("name") is None:
        return Prompt(
            project=project,
            kind=choice(body, "kind", Prompt.Kind.values),
            text=sent(body, "text"),
            user_text=sent(body, "user_text", ""),
        )
    known = named_prompt(project, body)
    return Prompt(
        project=project,
        kind=known.kind,
        text=sent(body, "text", known.text),
        user_text=sent(body, "user_text", known.user_text),
    )


def sent(body: Body, name: str, *default: str | None) -> str | None:
    """A text of a prompt; what is left out becomes the default, if there is one."""
    if default and body.get(name) is None:
        return default[0]
    return text(body, name, longest=prompting.LONGEST_TEXT)


def sent_kind(body: Body) -> str:
    if body.get("kind") is None:
        return ""
    return choice(body, "kind", Prompt.Kind.values)
