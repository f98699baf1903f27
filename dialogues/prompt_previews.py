"""How a prompt reads on something that the project really has."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dialogues.domain.prompting import check_prompt, no_topic_for
from dialogues.domain.turns import Turn
from dialogues.models import Dialogue, Project, Prompt, Topic
from dialogues.personas import choose_seeds, seed_words
from dialogues.prompt_queries import topics_for
from dialogues.prompts import Rendered, lacking, render_for, words_for
from dialogues.rewriting import WISHES, rewrite_words


@dataclass(frozen=True)
class Preview:
    """What would be sent, on which topic, and what is still missing for it."""

    rendered: Rendered
    topic: Topic | None = None
    lacking: list[str] = field(default_factory=list)
    note: str = ""
    faults: dict[str, list[str]] = field(default_factory=dict)


def preview(prompt: Prompt, topic: Topic | None = None) -> Preview:
    """Fill in a prompt that need not be saved, or say what is wrong with it.

    Without a topic the first one is taken that has what the prompt needs.
    """
    try:
        check_prompt(prompt.kind, prompt.text, prompt.user_text)
    except ValidationError as error:
        return Preview(_as_written(prompt), faults=error.message_dict)
    if prompt.kind == Prompt.Kind.PERSONAS:
        words = seed_words(choose_seeds(prompt.project, chance=_same_each_time()))
        return Preview(render_for(prompt, words=words))
    if prompt.kind == Prompt.Kind.REWRITE_TURN:
        return _rewriting(prompt)
    topic = topic or topics_for(prompt.kind, prompt.project).first()
    if topic is None:
        return Preview(_as_written(prompt), note=no_topic_for(prompt.kind))
    words = words_for(topic, project=prompt.project)
    return Preview(
        render_for(prompt, words=words),
        topic=topic,
        lacking=lacking(prompt, words),
    )


def _rewriting(prompt: Prompt) -> Preview:
    """The last reply of the project's latest dialogue, to be made shorter."""
    turns = _latest_turns(prompt.project)
    replies = [turn["id"] for turn in turns if turn["role"] == "assistant"]
    if not replies:
        note = _("The project has no dialogue yet to rewrite a turn of.")
        return Preview(_as_written(prompt), note=note)
    wish = next(iter(WISHES))
    words = rewrite_words(turns, replies[-1], wish, prompt.project)
    return Preview(render_for(prompt, words=words))


def _latest_turns(project: Project) -> list[Turn]:
    latest = (
        Dialogue.objects.filter(project=project, about_a_real_person=False)
        .exclude(head=None)
        .select_related("head")
        .order_by("-updated_at", "pk")
        .first()
    )
    return latest.head.turns if latest and latest.head else []


def _as_written(prompt: Prompt) -> Rendered:
    return Rendered(prompt.text, prompt.user_text)


def _same_each_time() -> random.Random:
    """The same seeds while one types: what changes in the preview is the prompt."""
    return random.Random(0)  # noqa: S311
