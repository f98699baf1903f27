"""A prompt's text with its blanks filled in, from a topic or from a dialogue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

from dialogues.builtin.templates import TEMPLATES, template
from dialogues.prompt_blanks import BLANK, KINDS, PLACEHOLDERS

if TYPE_CHECKING:
    from dialogues.models import Project, Prompt, Topic

__all__ = [
    "PLACEHOLDERS",
    "Rendered",
    "lacking",
    "render_for",
    "render_prompt",
    "words_for",
]

_GAPS = re.compile(r"[ \t]{2,}")
_BLANK_LINES = re.compile(r"\n{3,}")


class Rendered(NamedTuple):
    """What is sent; ``user_text`` only where the model plays each side by itself."""

    text: str
    user_text: str


def render_for(
    prompt: Prompt,
    topic: Topic | None = None,
    *,
    emotion: str = "",
    age: str = "",
    words: Mapping[str, str] | None = None,
) -> Rendered:
    """What a prompt says of a topic, or of the ``words`` that no topic has."""
    values = dict(words or {})
    if topic is not None:
        known = words_for(topic, project=prompt.project, emotion=emotion, age=age)
        values = known | values
    return Rendered(
        render_prompt(prompt.text, values),
        render_prompt(prompt.user_text, values),
    )


def words_for(
    topic: Topic,
    *,
    project: Project,
    emotion: str = "",
    age: str = "",
) -> dict[str, str]:
    """What fills the blanks of a prompt about a topic; what it has not is empty."""
    return {
        "topic": topic.text,
        "theme": topic.theme,
        "emotion": emotion or topic.emotion,
        "age": age_words(project, age or topic.age_band),
        "user": project.user_label,
        "assistant": project.assistant_label,
        "persona": topic.persona,
        "situation": topic.situation,
        "question": topic.text,
        "description": topic.situation,
        "answer": best_answer(topic.meta),
        "keywords": keywords(topic.meta),
    }


def lacking(prompt: Prompt, words: Mapping[str, str]) -> list[str]:
    """The blanks that the prompt cannot do without and that nothing fills here."""
    return [
        name
        for part in KINDS[prompt.kind]
        for group in part.required
        for name in group
        if not any((words.get(one) or "").strip() for one in group)
    ]


def age_words(project: Project, age_band: str) -> str:
    """An age band in the project's language; a source's own words stay as they are."""
    if project.template in TEMPLATES:
        for band in template(project.template).get("age_bands", []):
            if band["slug"] == age_band:
                return band["name"][project.language]
    return age_band


def best_answer(meta: Mapping[str, Any]) -> str:
    """The answer that somebody labelled, and of several the longest."""
    answers = meta.get("answers")
    if not isinstance(answers, list):
        return ""
    known = [
        (bool(answer.get("labels")), len(answer["text"]), answer["text"])
        for answer in answers
        if isinstance(answer, dict) and isinstance(answer.get("text"), str)
    ]
    if not known:
        return ""
    return max(known, key=lambda row: row[:2])[2].strip()


def keywords(meta: Mapping[str, Any]) -> str:
    found = meta.get("keywords")
    if isinstance(found, list):
        return "、".join(str(word) for word in found)
    return found if isinstance(found, str) else ""


def render_prompt(template_text: str, values: Mapping[str, str]) -> str:
    """Fill in `{name}` blanks; a line with nothing to fill in is left out.

    A name that no prompt knows is a ValueError that says which.
    """
    filled = {name: text.strip() for name, text in values.items() if text}
    lines = (_kept(line, filled) for line in template_text.split("\n"))
    text = "\n".join(line for line in lines if line is not None)
    text = _BLANK_LINES.sub("\n\n", text).strip()
    # Filled in once and last: what stands in a topic stays as it is.
    return BLANK.sub(lambda blank: filled.get(blank[1], blank[0]), text)


def _kept(line: str, filled: Mapping[str, str]) -> str | None:
    """The line without the blanks that nothing fills, or nothing of it."""
    names = BLANK.findall(line)
    for name in names:
        if name not in PLACEHOLDERS:
            raise ValueError(_("There is no placeholder {%s}.") % name)
    present = [bool(filled.get(name)) for name in names]
    if all(present):
        return line
    if not any(present):
        return None
    rest = BLANK.sub(lambda blank: blank[0] if filled.get(blank[1]) else "", line)
    return _GAPS.sub(" ", rest).rstrip()
