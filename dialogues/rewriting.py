"""Asking for one turn to be written anew, and reading what comes back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.domain.turns import LONGEST_TURN, Turn, clean_text
from dialogues.parsing import Problem, problem_with_text
from dialogues.prompts import render_for
from dialogues.speakers import speakers

if TYPE_CHECKING:
    from dialogues.models import Project, Prompt

LONGEST_WISH = 200
MOST_AROUND = 12_000

# What a button says, and what the model is asked for in the project's language. ``for``
# names the side that the wish is about; the others are about both.
WISHES: dict[str, dict[str, Any]] = {
    "shorter": {
        "label": gettext_lazy("Shorter"),
        "zh-hans": "短一些：最多两句，留下最要紧的意思。",
        "en": "Shorter: two sentences at most, with what matters most.",
    },
    "feeling-first": {
        "label": gettext_lazy("Name the feeling first"),
        "zh-hans": "先说出对方的心情，再说别的。",
        "en": "Say first what the other feels, then the rest.",
        "for": "assistant",
    },
    "simpler": {
        "label": gettext_lazy("Simpler words"),
        "zh-hans": "换成更简单的日常话，去掉书面语和成语。",
        "en": "In simpler, everyday words, as one speaks.",
    },
    "no-advice": {
        "label": gettext_lazy("Ask instead of advising"),
        "zh-hans": "先不给建议，换成一个关心的、好回答的问题。",
        "en": "No advice yet: one caring question that is easy to answer.",
        "for": "assistant",
    },
    "warmer": {
        "label": gettext_lazy("Warmer"),
        "zh-hans": "口气再温和一点，像坐在旁边陪着他，不用套话。",
        "en": "Warmer, as if sitting beside them, without stock phrases.",
        "for": "assistant",
    },
    "truer": {
        "label": gettext_lazy("As they would really say it"),
        "zh-hans": "更像这个人真会说的话：具体，有时说不清楚，不替自己总结道理。",
        "en": "As this person would really say it: concrete, at times unclear, no lesson.",
        "for": "user",
    },
}


class Message(NamedTuple):
    role: str
    content: str


class Rewritten(NamedTuple):
    """A new text for the turn; ``dropped`` is what the reply said around it."""

    text: str
    dropped: list[str]


def rewrite_request(
    prompt: Prompt,
    turns: Sequence[Turn],
    turn_id: str,
    wish: str,
    project: Project,
) -> list[dict[str, str]]:
    """The messages that ask for one turn anew; a wish by its name or in own words."""
    words = rewrite_words(turns, turn_id, wish, project)
    content = render_for(prompt, words=words).text
    return [Message("user", content)._asdict()]


def rewrite_words(
    turns: Sequence[Turn],
    turn_id: str,
    wish: str,
    project: Project,
) -> dict[str, str]:
    """What fills the blanks of a prompt that rewrites a turn."""
    place = next((n for n, turn in enumerate(turns) if turn["id"] == turn_id), None)
    if place is None:
        raise ValidationError({"turn": [_("This dialogue has no such turn.")]})
    if not turns[place]["text"].strip():
        raise ValidationError({"turn": [_("Write something in this turn first.")]})
    lines = [_line(turn, project) for turn in turns]
    return {
        "dialogue": "\n".join(_around(lines, place)),
        "turn": lines[place],
        "wish": wish_words(wish, project.language),
        "user": project.user_label,
        "assistant": project.assistant_label,
    }


def wish_words(wish: str, language: str) -> str:
    known = WISHES.get(wish)
    if known:
        return str(known["zh-hans" if language.startswith("zh") else "en"])
    words = " ".join(clean_text(wish).split())
    if not words:
        raise ValidationError({"wish": [_("Say what should become different.")]})
    if len(words) > LONGEST_WISH:
        raise ValidationError(
            {"wish": [_("This has at most %d characters.") % LONGEST_WISH]},
        )
    return words


def _line(turn: Turn, project: Project) -> str:
    labels = {"user": project.user_label, "assistant": project.assistant_label}
    colon = "：" if project.language.startswith("zh") else ": "
    return f"{labels[turn['role']]}{colon}{turn['text'].strip()}"


def _around(lines: Sequence[str], place: int) -> Sequence[str]:
    """As much of the dialogue as is of use, the turn in its midst."""
    first, last = place, place + 1
    size = len(lines[place])
    while first > 0 or last < len(lines):
        before = len(lines[first - 1]) if first > 0 else None
        after = len(lines[last]) if last < len(lines) else None
        size += (before or 0) + (after or 0)
        if size > MOST_AROUND:
            break
        first, last = max(first - 1, 0), min(last + 1, len(lines))
    return lines[first:last]


_FENCE = re.compile(r"^\s*```\w*\s*$")
_LEAD = re.compile(
    r"^\s*(?:(?:好的|当然|没问题)[，,。！!]?\s*)?"
    r"(?:[^：:。\n]{0,20}(?:改写|重写|修改|新的一句|rewritten|new turn|new version)[^：:。\n]{0,12})"
    r"[：:]\s*",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"^\s*[(（\[【]?\s*(?:注|说明|解释|备注|修改说明|note|explanation)\s*[：:]",
    re.IGNORECASE,
)
_QUOTES = (("“", "”"), ("「", "」"), ("『", "』"), ('"', '"'), ("‘", "’"), ("'", "'"))


def problem_with(reply: str, finish_reason: str, project: Project) -> Problem | None:
    """Why a reply is no turn at all: declined, cut off or in another language."""
    language = project.language.split("-")[0]
    return problem_with_text(reply, finish_reason=finish_reason, language=language)


def clean_rewrite(reply: str, project: Project) -> Rewritten:
    """The turn in a reply without name, quotation marks and remarks; those are told.

    A reply with nothing in it, or too long for a turn, is a ``ValidationError``.
    """
    dropped: list[str] = []
    kept: list[str] = []
    remark = False
    for line in clean_text(reply).strip().split("\n"):
        remark = remark or bool(kept and _REMARK.match(line))
        if remark or _FENCE.match(line):
            dropped.append(line.strip())
        else:
            kept.append(line)
    text = "\n".join(kept).strip()
    text = _without(_LEAD.match(text), text, dropped)
    start = speakers([project.user_label], [project.assistant_label]).turn_start(
        text.split("\n", 1)[0],
    )
    if start is not None:
        rest = text.split("\n", 1)[1:]
        dropped.append(start.marker.strip())
        text = "\n".join([start.text, *rest]).strip()
    text = _unquoted(text, dropped)
    if not text:
        raise ValidationError({"reply": [_("The reply is empty.")]})
    if len(text) > LONGEST_TURN:
        raise ValidationError({"reply": [_("The reply is too long to be a turn.")]})
    return Rewritten(text, [part for part in dropped if part])


def _without(match: re.Match[str] | None, text: str, dropped: list[str]) -> str:
    if match is None:
        return text
    dropped.append(match[0].strip())
    return text[match.end() :].strip()


def _unquoted(text: str, dropped: list[str]) -> str:
    """Without marks around the whole of it; those within stay."""
    for opening, closing in _QUOTES:
        inside = text[1:-1]
        around = len(text) > 1 and text.startswith(opening) and text.endswith(closing)
        if around and opening not in inside and closing not in inside:
            dropped.append(opening + closing)
            return inside.strip()
    return text
