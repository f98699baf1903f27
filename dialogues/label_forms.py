"""The shape of a label scheme as an admin types it: the scheme, and a row a label."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.course_forms import LANGUAGES
from dialogues.domain.label_schemes import (
    LONGEST_HELP,
    LONGEST_NAME,
    MOST_LABELS,
    LabelData,
    clean_labels,
    written_labels,
)
from dialogues.domain.turns import clean_text
from dialogues.models import LabelScheme, SchemeLabel

BLANK_ROWS = 3
TEXTS = ("name", "help")


def _by_language(form: forms.Form, name: str) -> dict[str, str]:
    return {
        language: clean_text(form.cleaned_data.get(f"{name}_{short}") or "").strip()
        for short, (language, _label) in LANGUAGES.items()
    }


def _words(label: str, longest: int, *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=required)


class SchemeForm(forms.Form):
    """A version of a scheme; ``seen`` is the version that it was written from."""

    seen = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
    )
    slug = forms.SlugField(
        label=gettext_lazy("Name in the address"),
        max_length=60,
        help_text=gettext_lazy(
            "Letters, digits, hyphens and underscores, without spaces.",
        ),
    )
    name_zh = _words(gettext_lazy("Name (Chinese)"), LONGEST_NAME)
    name_en = _words(gettext_lazy("Name (English)"), LONGEST_NAME)
    help_zh = _words(gettext_lazy("Help (Chinese)"), LONGEST_HELP)
    help_en = _words(gettext_lazy("Help (English)"), LONGEST_HELP)
    target = forms.ChoiceField(
        label=gettext_lazy("What is labelled"),
        choices=LabelScheme.Target,
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Whose turns"), choices=LabelScheme.Role
    )
    exclusive = forms.BooleanField(
        label=gettext_lazy("One label in each place"),
        required=False,
    )
    required = forms.BooleanField(
        label=gettext_lazy("Needed to hand a dialogue in"),
        required=False,
    )
    position = forms.IntegerField(
        label=gettext_lazy("Place among the schemes"),
        min_value=1,
        max_value=32767,
        help_text=gettext_lazy("Small numbers come first."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not any(_by_language(self, "name").values()):
            self.add_error("name_zh", _("Write a name."))
        return cleaned

    def fields_of_scheme(self) -> dict[str, Any]:
        """What ``save_scheme`` takes, without the labels."""
        names = ["seen", "slug", "target", "role", "exclusive", "required", "position"]
        return {
            **{name: self.cleaned_data[name] for name in names},
            **{name: _by_language(self, name) for name in TEXTS},
        }


class LabelForm(forms.Form):
    """One label; a row without a short name is no label."""

    ORDER = forms.IntegerField(
        label=gettext_lazy("Place"), required=False, min_value=1, max_value=999
    )
    slug = forms.SlugField(
        label=gettext_lazy("Short name"), max_length=60, required=False
    )
    name_zh = _words(gettext_lazy("Chinese"), LONGEST_NAME)
    name_en = _words(gettext_lazy("English"), LONGEST_NAME)
    help_zh = _words(gettext_lazy("Help (Chinese)"), LONGEST_HELP)
    help_en = _words(gettext_lazy("Help (English)"), LONGEST_HELP)
    colour = forms.ChoiceField(
        label=gettext_lazy("Colour"), choices=SchemeLabel.Colour, required=False
    )
    key = forms.CharField(label=gettext_lazy("Key"), max_length=1, required=False)
    after = forms.CharField(
        label=gettext_lazy("Comes after"), max_length=1000, required=False
    )
    retired = forms.BooleanField(label=gettext_lazy("Retired"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Each has its column's name for those who do not see the head of the table.
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = str(field.label)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        named = any(_by_language(self, "name").values())
        if named and not self.errors and not cleaned.get("slug"):
            self.add_error("slug", _("Give it a short name."))
        return cleaned


class LabelRows(forms.BaseFormSet):
    """The labels of a scheme, in the order of their numbers."""

    def clean(self) -> None:
        if not any(self.errors):
            try:
                clean_labels(self.labels())
            except ValidationError as fault:
                raise ValidationError(fault.messages) from fault

    def labels(self) -> list[LabelData]:
        rows = [form for form in self.forms if form.cleaned_data.get("slug")]
        rows.sort(key=lambda form: form.cleaned_data.get("ORDER") or MOST_LABELS * 10)
        return [label_of(form) for form in rows]


def label_of(form: LabelForm) -> LabelData:
    said = form.cleaned_data
    after = clean_text(said.get("after") or "").replace("，", ",").split(",")
    return {
        "slug": said["slug"],
        "name": _by_language(form, "name"),
        "help": _by_language(form, "help"),
        "colour": said.get("colour") or SchemeLabel.Colour.STONE,
        "key": clean_text(said.get("key") or "").lower(),
        "after": [slug.strip() for slug in after if slug.strip()],
        "retired": bool(said.get("retired")),
    }


LabelFormSet = forms.formset_factory(
    LabelForm,
    formset=LabelRows,
    extra=BLANK_ROWS,
    max_num=MOST_LABELS,
    absolute_max=MOST_LABELS + BLANK_ROWS,
)


def forms_of(scheme: LabelScheme | None, position: int) -> tuple[SchemeForm, Any]:
    """The scheme and its rows as they open."""
    if scheme is None:
        return SchemeForm(initial={"position": position}), LabelFormSet(prefix="label")
    names = ["slug", "target", "role", "exclusive", "required", "position"]
    initial = {name: getattr(scheme, name) for name in names}
    initial["seen"] = scheme.version
    for name in TEXTS:
        for short, (language, _label) in LANGUAGES.items():
            initial[f"{name}_{short}"] = getattr(scheme, name).get(language, "")
    rows = [_row(number, one) for number, one in enumerate(written_labels(scheme), 1)]
    return SchemeForm(initial=initial), LabelFormSet(prefix="label", initial=rows)


def _row(number: int, label: LabelData) -> dict[str, Any]:
    row: dict[str, Any] = {**label, "ORDER": number, "after": ", ".join(label["after"])}
    for short, (language, _label) in LANGUAGES.items():
        row[f"name_{short}"] = label["name"].get(language, "")
        row[f"help_{short}"] = label["help"].get(language, "")
    return row
