"""The labels of a dialogue: what its project still asks for, and who is labelled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dialogues.anchoring import to_look_at
from dialogues.domain.turns import Turn, clean_text
from dialogues.history import Refused
from dialogues.models import LabelScheme

MOST_LABELS = 100
Target = LabelScheme.Target


class DialogueLabel(TypedDict):
    """A label of the dialogue as a whole, as it travels with the work."""

    scheme: str
    label: str


class OpenLabel(NamedTuple):
    """A scheme that somebody still has to label a place with; a turn, or the whole."""

    scheme: LabelScheme
    turn: str | None
    number: int | None
    too_many: bool = False


def clean_dialogue_labels(raw: Any) -> list[DialogueLabel]:
    """Check what a client sent as labels of the dialogue."""
    if not isinstance(raw, list) or len(raw) > MOST_LABELS:
        raise _invalid(_("Send the labels as a list."))
    cleaned: dict[tuple[str, str], DialogueLabel] = {}
    for one in raw:
        scheme = one.get("scheme") if isinstance(one, dict) else None
        label = one.get("label") if isinstance(one, dict) else None
        if not (
            isinstance(scheme, str) and scheme and isinstance(label, str) and label
        ):
            raise _invalid(_("A label of the dialogue has no scheme or name."))
        scheme, label = clean_text(scheme), clean_text(label)
        cleaned[scheme, label] = {"scheme": scheme, "label": label}
    return list(cleaned.values())


def open_labels(
    schemes: Iterable[LabelScheme],
    turns: list[Turn],
    labels: Iterable[DialogueLabel],
) -> Iterator[OpenLabel]:
    """Where a needed label is missing, and where two stand for one.

    A turn is labelled by a scheme of sentences or words as soon as one of its is.
    """
    whole = list(labels)
    for scheme in schemes:
        if scheme.target == Target.DIALOGUE:
            given = [one for one in whole if one["scheme"] == scheme.slug]
            if scheme.required and not given:
                yield OpenLabel(scheme, None, None)
            if scheme.exclusive and len(given) > 1:
                yield OpenLabel(scheme, None, None, too_many=True)
            continue
        for number, turn in enumerate(turns, start=1):
            if not scheme.concerns(turn["role"]) or not turn["text"].strip():
                continue
            places = places_given(scheme, turn)
            if scheme.required and not places:
                yield OpenLabel(scheme, turn["id"], number)
            if scheme.exclusive and len(places) > len(set(places)):
                yield OpenLabel(scheme, turn["id"], number, too_many=True)


def places_given(
    scheme: LabelScheme, turn: Turn
) -> list[tuple[int | None, int | None]]:
    """The places of a turn that carry a label of the scheme, where its words stand."""
    return [
        (label["start"], label["end"])
        for label in turn["labels"]
        if label["scheme"] == scheme.slug and not to_look_at(label, turn["text"])
    ]


def check_labels(
    schemes: Iterable[LabelScheme],
    turns: list[Turn],
    labels: Iterable[DialogueLabel],
) -> None:
    """Refuse while a needed label is missing; the refusal says which, and where."""
    missing = list(open_labels(schemes, turns, labels))
    if not missing:
        return
    first = missing[0]
    words = {"scheme": first.scheme, "number": first.number}
    if first.too_many:
        said = _("“%(scheme)s” takes one label in each place.")
    elif first.number:
        said = _("“%(scheme)s” is still to be labelled in turn %(number)d.")
    else:
        said = _("“%(scheme)s” is still to be labelled.")
    raise Refused(
        said % words,
        code="labels_open",
        labels=[{"scheme": one.scheme.slug, "turn": one.turn} for one in missing],
    )


def _invalid(message: str) -> ValidationError:
    return ValidationError({"labels": [message]})
