"""What there is to answer in a lesson, as an admin types it: questions, or a dialogue.

Questions: ``? `` begins one, ``+ `` a right answer, ``- `` a wrong one; why stands
behind ``|``. A dialogue: ``user:`` or ``assistant:`` begins a turn; below a faulty
reply stand ``! `` its faults (any of them counts), ``> `` better words, ``= `` why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FAULTS = {
    "preaching": gettext_lazy("Preaching"),
    "denying": gettext_lazy("Denying the feeling"),
    "blaming": gettext_lazy("Looking for whose fault it was"),
    "brushing-off": gettext_lazy("Brushing off"),
    "early-advice": gettext_lazy("Advice before recognition"),
    "role-confusion": gettext_lazy("Posing as somebody else"),
    "missed-disclosure": gettext_lazy("Missing a cry for help"),
}
TURN = re.compile(r"(user|assistant)\s*[:：]\s*(.*)")


@dataclass
class Option:
    text: str
    right: bool
    why: str


@dataclass
class Question:
    text: str
    options: list[Option] = field(default_factory=list)

    @property
    def right(self) -> list[int]:
        return [number for number, one in enumerate(self.options) if one.right]

    @property
    def several(self) -> bool:
        return len(self.right) > 1


@dataclass
class Line:
    """One turn of a practice dialogue, with what an expert says of it."""

    role: str
    text: str
    faults: list[str] = field(default_factory=list)
    wording: str = ""
    why: str = ""


def read_questions(tasks: str) -> list[Question]:
    questions: list[Question] = []
    for number, sign, rest in _signed(tasks):
        if sign == "?":
            questions.append(Question(rest))
        elif sign in ("+", "-") and questions:
            text, _bar, why = (part.strip() for part in rest.partition("|"))
            if not text or not why:
                raise _wrong(number, _("write the answer, then | and why."))
            questions[-1].options.append(Option(text, sign == "+", why))
        else:
            raise _wrong(number, _("begin with ?, then answers with + or -."))
    for question in questions:
        if len(question.options) < 2 or not question.right:
            raise ValidationError(
                _("“%s” needs two answers or more, one of them right.") % question.text,
            )
    if not questions:
        raise ValidationError(_("Ask at least one question."))
    return questions


def read_dialogue(tasks: str) -> list[Line]:
    lines: list[Line] = []
    for number, sign, rest in _signed(tasks):
        last = lines[-1] if lines else None
        if turn := TURN.fullmatch(f"{sign}{rest}"):
            lines.append(Line(turn[1], turn[2]))
        elif last is None or last.role != "assistant":
            raise _wrong(number, _("begin a turn with user: or assistant:"))
        elif sign == "!":
            last.faults = [one.strip() for one in rest.split(",")]
            if unknown := set(last.faults) - set(FAULTS):
                known = {"fault": min(unknown), "known": ", ".join(FAULTS)}
                raise _wrong(
                    number,
                    _("there is no fault “%(fault)s”. Choose from: %(known)s.") % known,
                )
        elif sign == ">":
            last.wording = rest
        elif sign == "=":
            last.why = rest
        else:
            raise _wrong(number, _("begin a turn with user: or assistant:"))
    _check_faults(lines)
    return lines


def _check_faults(lines: list[Line]) -> None:
    faulty = [line for line in lines if line.faults]
    for line in faulty:
        if not (line.wording and line.why):
            raise ValidationError(
                _("“%s” needs better words (>) and why (=).") % line.text,
            )
    if not faulty:
        raise ValidationError(_("Plant at least one fault."))


def check_tasks(kind: str, tasks: dict[str, str]) -> None:
    """Refuse what cannot be read, or what is another task in another language."""
    shapes = {shape_of(kind, text) for text in tasks.values() if text.strip()}
    if not shapes:
        raise ValidationError(_("Write what there is to answer."))
    if len(shapes) > 1:
        raise ValidationError(
            _("The languages differ: write the same tasks in the same order."),
        )


def shape_of(kind: str, tasks: str) -> tuple[object, ...]:
    """What has to be alike in every language, so that answers mean the same."""
    if kind == "theory":
        return tuple(
            tuple(option.right for option in question.options)
            for question in read_questions(tasks)
        )
    return tuple((line.role, *sorted(line.faults)) for line in read_dialogue(tasks))


def _signed(tasks: str) -> Iterator[tuple[int, str, str]]:
    """Each line that says something: its number, its sign, and the rest."""
    for number, line in enumerate(tasks.splitlines(), start=1):
        if said := line.strip():
            is_turn = TURN.fullmatch(said)
            yield number, said[0], said[1:] if is_turn else said[1:].strip()


def _wrong(number: int, sentence: str) -> ValidationError:
    return ValidationError(
        _("Line %(number)d: %(sentence)s") % {"number": number, "sentence": sentence},
    )
