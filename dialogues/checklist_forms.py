"""The shape of a checklist as an admin types it: a card for each question."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.course_forms import LANGUAGES
from dialogues.domain.checklist_writing import (
    LONGEST_NAME,
    MOST_ITEMS,
    TEXTS,
    ItemData,
    clean_items,
    written_items,
)
from dialogues.domain.checklists import SLUG
from dialogues.domain.turns import clean_text
from dialogues.models import Checklist, ChecklistItem
from dialogues.models.translations import Translated

BLANK_CARDS = 2
LABELS = {
    "name": gettext_lazy("Name (%s)"),
    "question": gettext_lazy("Question (%s)"),
    "help": gettext_lazy("Help (%s)"),
    "good": gettext_lazy("Good example (%s)"),
    "bad": gettext_lazy("Bad example (%s)"),
}


class SeenForm(forms.Form):
    """The version that the questions were written from."""

    seen = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
    )


class ItemForm(forms.Form):
    """One question; a card without a short name is no question."""

    ORDER = forms.IntegerField(
        label=gettext_lazy("Place"), required=False, min_value=1, max_value=999
    )
    slug = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "Small letters, digits and hyphens. Agreement follows a question by it; "
            "emptied, the question is asked no longer.",
        ),
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("Asked of"),
        choices=ChecklistItem.Scope,
        initial=ChecklistItem.Scope.DIALOGUE,
    )
    critical = forms.BooleanField(
        label=gettext_lazy("Critical: approval depends on it"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for short, (_language, label) in LANGUAGES.items():
            for name, longest in TEXTS.items():
                self.fields[f"{name}_{short}"] = forms.CharField(
                    label=LABELS[name] % label,
                    required=False,
                    max_length=longest,
                    widget=forms.TextInput()
                    if longest == LONGEST_NAME
                    else forms.Textarea(attrs={"rows": 2}),
                )

    def sides(self) -> list[dict[str, Any]]:
        """The texts of each language, one group a language."""
        return [
            {"language": label, "fields": [self[f"{name}_{short}"] for name in TEXTS]}
            for short, (_language, label) in LANGUAGES.items()
        ]

    @property
    def title(self) -> str:
        """The name of the question as it opened, in the reader's language."""
        names = {
            language: self.initial.get(f"name_{short}", "")
            for short, (language, _label) in LANGUAGES.items()
        }
        return str(Translated(names))

    def texts(self, name: str) -> dict[str, str]:
        return {
            language: clean_text(self.cleaned_data.get(f"{name}_{short}") or "").strip()
            for short, (language, _label) in LANGUAGES.items()
        }

    def clean_slug(self) -> str:
        slug = clean_text(self.cleaned_data["slug"]).strip()
        if slug and not SLUG.fullmatch(slug):
            raise ValidationError(
                _("A short name has small letters, digits, hyphens and underscores."),
            )
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        said = any(any(self.texts(name).values()) for name in TEXTS)
        if cleaned["slug"]:
            for name in ("name", "question"):
                if not any(self.texts(name).values()):
                    self.add_error(f"{name}_zh", _("Write some text."))
        elif said and not self.initial.get("slug"):
            self.add_error("slug", _("Give it a short name."))
        return cleaned


class ItemCards(forms.BaseFormSet):
    """The questions, in the order of their numbers."""

    def clean(self) -> None:
        if not any(self.errors):
            try:
                clean_items(self.items())
            except ValidationError as fault:
                raise ValidationError(fault.messages) from fault

    def items(self) -> list[ItemData]:
        cards = [form for form in self.forms if form.cleaned_data.get("slug")]
        cards.sort(key=lambda form: form.cleaned_data.get("ORDER") or 1000)
        return [item_of(form) for form in cards]


def item_of(form: ItemForm) -> ItemData:
    return {
        "slug": form.cleaned_data["slug"],
        "name": form.texts("name"),
        "question": form.texts("question"),
        "help": form.texts("help"),
        "good": form.texts("good"),
        "bad": form.texts("bad"),
        "scope": form.cleaned_data["scope"],
        "critical": form.cleaned_data["critical"],
    }


ItemFormSet = forms.formset_factory(
    ItemForm,
    formset=ItemCards,
    extra=BLANK_CARDS,
    max_num=MOST_ITEMS,
    absolute_max=MOST_ITEMS + BLANK_CARDS,
)


def cards_of(checklist: Checklist | None) -> tuple[SeenForm, Any]:
    """The cards as they open, with this version's words."""
    if checklist is None:
        return SeenForm(), ItemFormSet(prefix="item")
    items = enumerate(written_items(checklist), start=1)
    cards = [_card(number, item) for number, item in items]
    seen = SeenForm(initial={"seen": checklist.version})
    return seen, ItemFormSet(prefix="item", initial=cards)


def answered_cards(data: Any, checklist: Checklist | None) -> tuple[SeenForm, Any]:
    """The cards as they were sent; what they were at first tells a new one."""
    _seen, opened = cards_of(checklist)
    cards = ItemFormSet(data, prefix="item", initial=opened.initial)
    return SeenForm(data), cards


def _card(number: int, item: ItemData) -> dict[str, Any]:
    card: dict[str, Any] = {
        "ORDER": number,
        "slug": item["slug"],
        "scope": item["scope"],
        "critical": item.get("critical", False),
    }
    for name in TEXTS:
        texts: dict[str, str] = item[name]  # type: ignore[literal-required]
        for short, (language, _label) in LANGUAGES.items():
            card[f"{name}_{short}"] = texts.get(language, "")
    return card
