"""What admins do with prompts: every change is a new version, every version stays."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.domain import drafting, sign_offs
from dialogues.domain.wording_trials import try_rewriting
from dialogues.history import Refused
from dialogues.models import DraftBatch, Project, Prompt, User
from dialogues.permissions import ADMIN, has_role
from dialogues.prompt_blanks import KINDS, check_texts
from dialogues.prompt_queries import latest_prompt, topics_for

TRIED_AT_ONCE = 3
LONGEST_NAME = 60
LONGEST_TEXT = 20_000


def start_prompt(
    project: Project,
    *,
    name: str,
    kind: str,
    text: str,
    user_text: str = "",
    by: User | None,
) -> Prompt:
    """Write the first version of a prompt under a name of its own."""
    _require_admin(project, by)
    _check_name(name)
    check_prompt(kind, text, user_text)
    with transaction.atomic():
        _lock(project)
        if latest_prompt(project, name) is not None:
            raise ValidationError(
                {"name": [_("There is a prompt “%s” already. Choose another.") % name]},
            )
        return _write(
            project,
            name=name,
            version=1,
            kind=kind,
            text=text,
            user_text=user_text,
            by=by,
        )


def revise_prompt(
    project: Project,
    *,
    name: str,
    text: str,
    user_text: str | None = None,
    kind: str = "",
    seen: int | None = None,
    by: User | None,
) -> Prompt:
    """Write a new version of a prompt; drafts made by the old one keep it.

    ``seen`` is the version that the writer had before them: nobody's newer words
    are passed over unread. Without ``user_text`` that of the latest version stays.
    """
    _require_admin(project, by)
    with transaction.atomic():
        _lock(project)
        latest = latest_prompt(project, name)
        if latest is None:
            raise ValidationError({"name": [_("There is no prompt “%s”.") % name]})
        if kind and kind != latest.kind:
            raise ValidationError({"kind": [_another_kind(latest)]})
        if seen is not None and seen != latest.version:
            raise Refused(
                _(
                    "Version %d was saved while you were writing. "
                    "Compare it with yours, then save again.",
                )
                % latest.version,
                code="newer_version",
            )
        user_text = latest.user_text if user_text is None else user_text
        check_prompt(latest.kind, text, user_text)
        if (latest.text, latest.user_text) == (text, user_text):
            return latest
        return _write(
            project,
            name=name,
            version=latest.version + 1,
            kind=latest.kind,
            text=text,
            user_text=user_text,
            by=by,
        )


def save_prompt(
    project: Project,
    *,
    name: str,
    text: str,
    kind: str = "",
    user_text: str | None = None,
    by: User | None,
) -> Prompt:
    """Write the next version under this name, or the first where a kind is given."""
    if kind and latest_prompt(project, name) is None:
        return start_prompt(
            project,
            name=name,
            kind=kind,
            text=text,
            user_text=user_text or "",
            by=by,
        )
    return revise_prompt(
        project,
        name=name,
        text=text,
        user_text=user_text,
        kind=kind,
        by=by,
    )


def try_prompt(prompt: Prompt, *, by: User) -> DraftBatch:
    """Order three drafts that are only looked at; none becomes a dialogue."""
    project = prompt.project
    _require_admin(project, by)
    if prompt.kind == Prompt.Kind.REWRITE_TURN:
        return try_rewriting(prompt, by=by)
    topics = topics_for(prompt.kind, project)
    if not topics.exists():
        raise Refused(no_topic_for(prompt.kind), code="no_topics")
    return drafting.order_batch(
        project,
        count=TRIED_AT_ONCE,
        prompt=prompt,
        topics=topics,
        trial=True,
        by=by,
    )


def no_topic_for(kind: str) -> str:
    if kind == "answer-dialogue":
        return _("No topic of the project has an answer. Import questions first.")
    if kind in {"self-chat", "self-chat-turns"}:
        return _("No topic of the project has a persona. Import personas first.")
    return _("The project has no topic. Import topics first.")


def _write(project: Project, *, by: User | None, **fields: Any) -> Prompt:
    prompt = Prompt.objects.create(project=project, created_by=by, **fields)
    sign_offs.propose(prompt, by=by)
    return prompt


def _another_kind(latest: Prompt) -> str:
    return _(
        "The prompt “%(name)s” is of the kind %(kind)s. "
        "Give one of another kind another name.",
    ) % {"name": latest.name, "kind": latest.kind}


def check_prompt(kind: str, text: str, user_text: str) -> None:
    """Refuse a prompt that could not be sent; each fault is said of its field."""
    if kind not in KINDS:
        raise ValidationError(
            {"kind": [_("Choose one of: %s.") % ", ".join(KINDS)]},
        )
    for field, words in (("text", text), ("user_text", user_text)):
        if len(words) > LONGEST_TEXT:
            raise ValidationError(
                {field: [_("This has at most %d characters.") % LONGEST_TEXT]},
            )
    check_texts(kind, {"text": text, "user_text": user_text})


def _check_name(name: str) -> None:
    try:
        validate_slug(name)
    except ValidationError:
        sentence = _("Letters, digits, hyphens and underscores, without spaces.")
        raise ValidationError({"name": [sentence]}) from None
    if len(name) > LONGEST_NAME:
        raise ValidationError(
            {"name": [_("This has at most %d characters.") % LONGEST_NAME]},
        )


def _lock(project: Project) -> None:
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def _require_admin(project: Project, by: User | None) -> None:
    if by is not None and not has_role(by, project.pk, ADMIN):
        raise PermissionDenied(_("Only admins of the project may do this."))
