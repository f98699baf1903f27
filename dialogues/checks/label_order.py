"""Whether the labels come in the order that their schemes ask for."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from dialogues.checks.places import Check, Noticed, Order, Setting
from dialogues.domain.turns import Label, Turn


def label_too_early(turns: list[Turn], setting: Setting) -> Iterator[Noticed]:
    labelled = [turn for turn in turns if turn["labels"]]
    given = [(turn, label) for turn in labelled for label in in_order(turn["labels"])]
    if not given:
        return
    for order in setting.orders:
        for turn, label in given:
            if label["scheme"] != order.scheme:
                continue
            if label["label"] in order.after:
                break
            if label["label"] == order.label and not _beside(turn, label, order):
                data = {"first": order.name, "needed": list(order.names)}
                yield Noticed(turn["id"], label["start"], _end(turn, label), data)
                break


def in_order(labels: list[Label]) -> list[Label]:
    """The labels of a turn as they stand in it; those of the whole turn first.

    Where the words are gone nobody knows the place.
    """
    placed = [one for one in labels if one["start"] is not None or not one.get("quote")]
    return sorted(placed, key=lambda label: label["start"] or 0)


def _beside(turn: Turn, label: Label, order: Order) -> bool:
    """Whether the very same words carry a label that was to come first."""
    return any(
        other["scheme"] == order.scheme
        and other["label"] in order.after
        and other["start"] == label["start"]
        for other in turn["labels"]
    )


def _end(turn: Turn, label: Label) -> int | None:
    end = label["end"]
    return end if end is None else min(end, len(turn["text"]))


CHECKS = [
    Check(
        "label-too-early",
        "warning",
        _("“%(first)s” before any “%(needed)s”"),
        _(
            "What stands here was labelled “%(first)s”, and nothing before it “%(needed)s”."
        ),
        _("Say that first, or look at the labels again."),
        label_too_early,
        whole=True,
    ),
]
