"""The shape of what members wish for themselves and admins say of heavy themes."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.domain.turns import clean_text
from dialogues.heavy_queries import categories_of
from dialogues.models import CareChoice, HeavyCategory, Project
from dialogues.models.well_being import MOST_HEAVY

PARTS = 6
HARM = "harm"
BETWEEN_WORDS = re.compile(r"[,，、]")


class CareForm(forms.Form):
    """What one would rather not read, and how much of what is heavy in a day."""

    avoid = forms.MultipleChoiceField(
        label=gettext_lazy("Rather not"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nobody is told. You can change it at any time."),
    )
    heavy_a_day = forms.IntegerField(
        label=gettext_lazy("Heavy dialogues in a day, at most"),
        required=False,
        min_value=0,
        max_value=MOST_HEAVY,
        help_text=gettext_lazy(
            "Empty: as many as your level allows. 0: none for the time being.",
        ),
    )

    def __init__(self, *args: Any, care: CareChoice, project: Project) -> None:
        initial = {"avoid": care.avoid, "heavy_a_day": care.heavy_a_day}
        super().__init__(*args, initial=initial)
        self.fields["avoid"].choices = [
            (one.slug, str(one.name)) for one in categories_of(project)
        ]


class CategoriesForm(forms.Form):
    """The heavy categories of a project, one a line."""

    lines = forms.CharField(
        label=gettext_lazy(
            "One a line: short name | Chinese name | English name | Chinese note | "
            "English note | words",
        ),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy(
            "The words are looked for in theme and topic, with commas between them. A "
            "seventh part “harm” adds every dialogue in which somebody may tell of "
            "harm. Empty it, and the built-in categories come back.",
        ),
    )

    def clean_lines(self) -> list[HeavyCategory]:
        lines = clean_text(self.cleaned_data["lines"]).splitlines()
        return [
            self._read(number, line)
            for number, line in enumerate(lines, start=1)
            if line.strip()
        ]

    def _read(self, number: int, line: str) -> HeavyCategory:
        slug, *parts = [part.strip() for part in line.split("|")]
        if not PARTS - 1 <= len(parts) <= PARTS or not slug or not any(parts[:2]):
            raise forms.ValidationError(
                _("Line %d: write all six parts with | between them.") % number,
            )
        words = [one.strip() for one in BETWEEN_WORDS.split(parts[4]) if one.strip()]
        row = HeavyCategory(
            slug=slug,
            name={"zh-hans": parts[0], "en": parts[1]},
            note={"zh-hans": parts[2], "en": parts[3]},
            words=words,
            disclosures=len(parts) == PARTS and parts[5] == HARM,
        )
        try:
            row.clean_fields(exclude=["project"])
        except forms.ValidationError as wrong:
            said = " ".join(wrong.messages)
            words_of_line = {"line": number, "reason": said}
            raise forms.ValidationError(
                _("Line %(line)d: %(reason)s") % words_of_line,
            ) from wrong
        return row


def as_lines(categories: list[HeavyCategory]) -> str:
    return "\n".join(
        " | ".join(
            [
                one.slug,
                one.name.get("zh-hans", ""),
                one.name.get("en", ""),
                one.note.get("zh-hans", ""),
                one.note.get("en", ""),
                "、".join(one.words),
                *([HARM] if one.disclosures else []),
            ],
        )
        for one in categories
    )


class ProposalForm(forms.Form):
    """A topic that somebody proposes."""

    text = forms.CharField(
        label=gettext_lazy("Topic"),
        max_length=400,
        help_text=gettext_lazy("Something real, in a sentence. No names."),
    )
    theme = forms.CharField(label=gettext_lazy("Theme"), max_length=80, required=False)
    situation = forms.CharField(
        label=gettext_lazy("What happened"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SupportForm(forms.Form):
    """A word to the supervisors."""

    text = forms.CharField(
        label=gettext_lazy("What is on your mind"),
        max_length=4000,
        required=False,
        help_text=gettext_lazy("You need not say. They come to you either way."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    dialogue = forms.UUIDField(required=False, widget=forms.HiddenInput)
