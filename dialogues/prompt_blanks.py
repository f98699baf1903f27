"""Which blanks a prompt of each kind has, what fills them, and which it must have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Words = str | Promise

BLANK = re.compile(r"\{(\w+)\}")

EXPLANATIONS: dict[str, Words] = {
    "topic": gettext_lazy("the topic, or how a longer one begins"),
    "theme": gettext_lazy("the theme that the topic belongs to"),
    "emotion": gettext_lazy("the main feeling, where one is given or drawn"),
    "age": gettext_lazy("the age, where the topic or the order gives one"),
    "user": gettext_lazy("what the project calls the person helped"),
    "assistant": gettext_lazy("what the project calls the helper"),
    "persona": gettext_lazy("who the person is"),
    "situation": gettext_lazy("what the person is going through"),
    "question": gettext_lazy("the question that somebody asked"),
    "description": gettext_lazy("what they wrote beneath their question"),
    "answer": gettext_lazy("the best answer that the question got"),
    "keywords": gettext_lazy("the question's keywords"),
    "seeds": gettext_lazy("some personas that the project has, as examples"),
    "count": gettext_lazy("how many new personas are wanted"),
    "dialogue": gettext_lazy("the whole dialogue, one line a turn"),
    "turn": gettext_lazy("the turn that is to be written anew"),
    "wish": gettext_lazy("what should become different about it"),
}
PLACEHOLDERS = frozenset(EXPLANATIONS)


@dataclass(frozen=True)
class Part:
    """One text of a prompt: of each of the ``required`` groups it needs one blank."""

    field: str
    allowed: tuple[str, ...]
    required: tuple[tuple[str, ...], ...] = ()


_BOTH = ("user", "assistant")
_PERSON = ("persona", "situation", "topic", "theme", "emotion", "age", *_BOTH)
KINDS: dict[str, tuple[Part, ...]] = {
    "topic-dialogue": (
        Part("text", ("topic", "theme", "emotion", "age", *_BOTH), (("topic",),)),
    ),
    "self-chat": (Part("text", _PERSON, (("persona", "situation"),)),),
    # The helper's side need not know the person before they speak.
    "self-chat-turns": (
        Part("text", _PERSON),
        Part("user_text", _PERSON, (("persona", "situation"),)),
    ),
    "answer-dialogue": (
        Part(
            "text",
            ("question", "description", "answer", "keywords", "theme", "age", *_BOTH),
            (("question",), ("answer",)),
        ),
    ),
    "personas": (Part("text", ("seeds", "count"), (("seeds",),)),),
    "rewrite-turn": (
        Part(
            "text",
            ("dialogue", "turn", "wish", *_BOTH),
            (("dialogue",), ("turn",), ("wish",)),
        ),
    ),
}
# The kinds that make a dialogue of a topic, and so can be ordered as drafts.
DIALOGUE_KINDS = ("topic-dialogue", "self-chat", "self-chat-turns", "answer-dialogue")


def check_texts(kind: str, texts: Mapping[str, str]) -> None:
    """Refuse a prompt that could not be sent, naming each text and the way out."""
    parts = {part.field: part for part in KINDS[kind]}
    faults: dict[str, list[str]] = {}
    for field in ("text", "user_text"):
        text = texts.get(field, "")
        if field in parts:
            found = list(_faults(parts[field], text))
        elif text.strip():
            found = [_("Only a self-chat turn by turn has a text for each side.")]
        else:
            found = []
        if found:
            faults[field] = found
    if faults:
        raise ValidationError(faults)


def _faults(part: Part, text: str) -> Iterable[str]:
    if not text.strip():
        yield _("Write some text.")
        return
    used = blanks_in(text)
    for name in used:
        if name not in part.allowed:
            yield _unknown(name, part.allowed)
    for group in part.required:
        if not set(group) & set(used):
            yield _missing(group)


def blanks_in(text: str) -> list[str]:
    """The names in braces, each once, in the order of the text."""
    return list(dict.fromkeys(BLANK.findall(text)))


def _unknown(name: str, allowed: tuple[str, ...]) -> str:
    values = {"name": in_braces(name), "known": listed(allowed)}
    near = get_close_matches(name.lower(), allowed, n=1)
    if near:
        values["near"] = in_braces(near[0])
        return _("There is no blank %(name)s here. Did you mean %(near)s?") % values
    if name in PLACEHOLDERS:
        said = _("This kind of prompt cannot fill in %(name)s. It can: %(known)s.")
    else:
        said = _("There is no blank %(name)s. Take it out or write one of: %(known)s.")
    return said % values


def _missing(group: tuple[str, ...]) -> str:
    if len(group) > 1:
        return _("Write at least one of these where it belongs: %(names)s.") % {
            "names": listed(group),
        }
    return _("%(name)s is missing. It stands for %(meaning)s.") % {
        "name": in_braces(group[0]),
        "meaning": EXPLANATIONS[group[0]],
    }


def listed(names: Iterable[str]) -> str:
    return ", ".join(in_braces(name) for name in names)


def in_braces(name: str) -> str:
    return "{" + name + "}"
