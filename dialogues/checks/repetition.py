"""What is said again word for word, and a draft that nobody touched."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from dialogues.checks.places import Check, Noticed, Setting
from dialogues.domain.turns import Turn

SENTENCE = re.compile(r"[^。！？!?\n]+")
ENGLISH_SENTENCE = re.compile(r"[^.!?\n]+")
# A shorter sentence is said again without anybody minding.
LEAST = 8
ENGLISH_LEAST = 20


def repeated_sentence(turns: list[Turn], setting: Setting) -> Iterator[Noticed]:
    sentence = ENGLISH_SENTENCE if setting.english else SENTENCE
    least = ENGLISH_LEAST if setting.english else LEAST
    first: dict[str, int] = {}
    for number, turn in enumerate(turns, start=1):
        text = turn["text"]
        end = 0
        for piece in sentence.findall(text):
            if len(piece) < least:
                continue
            said = piece.strip()
            if len(said) < least:
                continue
            before = first.setdefault(said, number)
            start = text.index(said)
            if before != number or start < end:
                start = text.index(said, end)
                place = start, start + len(said)
                yield Noticed(turn["id"], *place, {"before": before})
            end = start + len(said)


def unchanged_draft(turns: list[Turn], setting: Setting) -> Iterator[Noticed]:
    drafts = [draft for draft in (setting.draft, *setting.others) if draft]
    if drafts and said(turns) in map(said, drafts):
        yield Noticed()


def said(turns: list[Turn]) -> list[tuple[str, str]]:
    return [(turn["role"], turn["text"].strip()) for turn in turns]


CHECKS = [
    Check(
        "repeated-sentence",
        "warning",
        _("Said again"),
        _("The same sentence stands in turn %(before)d already."),
        _("Say it in other words, or take it out here."),
        repeated_sentence,
        whole=True,
    ),
    Check(
        "unchanged-draft",
        "warning",
        _("As the model wrote it"),
        _("Not a word differs from the draft."),
        _("Read it aloud once. If it is good as it is, say so."),
        unchanged_draft,
        whole=True,
    ),
]
