"""What an expert says of a version: signed, or sent back with a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.domain.sign_offs import DECISIONS, LONGEST_NOTE
from dialogues.domain.turns import clean_text
from dialogues.models import SignOff


class DecisionForm(forms.Form):
    """The button says the decision; sending back needs words."""

    decision = forms.ChoiceField(
        choices=[(one, one) for one in DECISIONS],
        widget=forms.HiddenInput,
    )
    note = forms.CharField(
        label=gettext_lazy("Your note"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Who wrote the version reads it. To send it back, say what is to be changed.",
        ),
    )

    def clean_note(self) -> str:
        return clean_text(self.cleaned_data["note"]).strip()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        returned = cleaned.get("decision") == SignOff.Act.RETURNED
        if returned and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", _("Say what is to be changed."))
        return cleaned
