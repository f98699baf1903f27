"""What pages and the API read about prompts, and which topics one can be tried on."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from dialogues.builtin.templates import TEMPLATES, template
from dialogues.models import (
    Dialogue,
    Draft,
    DraftBatch,
    Project,
    Prompt,
    Topic,
)
from dialogues.prompt_blanks import DIALOGUE_KINDS
from dialogues.sign_off_queries import in_use, newest, with_waiting

TRIALS_SHOWN = 5


def latest_prompts(project: Project) -> QuerySet[Prompt]:
    """The latest version of each prompt, by name: what admins write on."""
    return newest(project.prompts.all()).order_by("name")


def prompts_in_use(project: Project) -> QuerySet[Prompt]:
    """The version of each prompt that drafts are written by now, by name."""
    return in_use(project.prompts.all()).order_by("name")


def prompt_to_order(project: Project, name: str) -> Prompt | None:
    """What ordering by this name means; none in use, then what is refused by name."""
    used = prompts_in_use(project).filter(name=name).first()
    return used or latest_prompt(project, name)


def latest_prompt(project: Project, name: str) -> Prompt | None:
    return project.prompts.filter(name=name).order_by("-version").first()


def dialogue_prompts(project: Project) -> QuerySet[Prompt]:
    """Those in use that dialogues can be ordered by."""
    return prompts_in_use(project).filter(kind__in=DIALOGUE_KINDS)


def default_prompt(project: Project) -> Prompt | None:
    """What drafts are written by where nobody says: the template's first, else any."""
    known = {prompt.name: prompt for prompt in dialogue_prompts(project)}
    if project.template in TEMPLATES:
        for words in template(project.template)["prompts"]:
            if words["name"] in known:
                return known[words["name"]]
    return next(iter(known.values()), None)


def rewrite_prompt(project: Project) -> Prompt | None:
    """What turns are written anew by at the desk: of its kind the one written last."""
    kind = Prompt.Kind.REWRITE_TURN
    used = prompts_in_use(project).filter(kind=kind)
    return used.order_by("-created_at", "-pk").first()


def latest_with_counts(project: Project) -> QuerySet[Prompt]:
    """The latest of each, with the drafts and approvals that all its versions led to."""
    drafts = (
        Draft.objects.filter(
            batch__prompt__project=project,
            batch__prompt__name=OuterRef("name"),
            batch__trial=False,
        )
        .order_by()
        .values("batch__prompt__name")
    )
    made = Dialogue.objects.filter(
        draft__batch__prompt__project=project,
        draft__batch__prompt__name=OuterRef("name"),
    ).order_by()
    dialogues = made.values("draft__batch__prompt__name")
    approved = Count("pk", filter=Q(status=Dialogue.Status.APPROVED))
    return (
        with_waiting(latest_prompts(project))
        .annotate(
            drafts=Subquery(drafts.annotate(all=Count("pk")).values("all")),
            dialogues=Subquery(dialogues.annotate(all=Count("pk")).values("all")),
            approved=Subquery(dialogues.annotate(all=approved).values("all")),
        )
        .select_related("created_by")
        .order_by("name")
    )


def versions_of(project: Project, name: str) -> QuerySet[Prompt]:
    """Every version of a prompt, the newest first, with the drafts made by each."""
    return (
        project.prompts.filter(name=name)
        .annotate(drafts=Count("batches__drafts", filter=Q(batches__trial=False)))
        .select_related("created_by")
        .order_by("-version")
    )


def topics_for(kind: str, project: Project) -> QuerySet[Topic]:
    """The topics that have what a prompt of this kind cannot do without."""
    topics = project.topics.all()
    if kind in {"self-chat", "self-chat-turns"}:
        return topics.filter(~Q(persona="") | ~Q(situation=""))
    if kind == "answer-dialogue":
        return topics.filter(meta__answers__0__text__gt="")
    return topics


def trials_of(project: Project, name: str) -> QuerySet[DraftBatch]:
    """The latest test runs of a prompt, whichever version they tried."""
    return (
        project.batches.filter(trial=True, prompt__name=name)
        .select_related("prompt")
        .order_by("-created_at")[:TRIALS_SHOWN]
    )
