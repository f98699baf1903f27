"""How a person wants to hear of what happens, as one form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dialogues.models import Notice, NoticeChoice, User
from dialogues.notice_queries import choices_of


class LettersForm(forms.Form):
    """The address, the language, and for each kind of notice when to write."""

    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Only for these letters. Without one nothing is sent."),
    )
    language = forms.ChoiceField(
        label=_("Language of letters"),
        choices=settings.LANGUAGES,
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        language = person.language or settings.LANGUAGE_CODE
        initial = {"email": person.email, "language": language}
        super().__init__(*args, initial=initial, **kwargs)
        for kind, mail in choices_of(person).items():
            self.fields[kind] = forms.ChoiceField(
                label=Notice.Kind(kind).label,
                choices=NoticeChoice.Mail.choices,
                initial=mail,
                widget=forms.RadioSelect,
            )

    def kinds(self) -> list[forms.BoundField]:
        return [self[kind] for kind in Notice.Kind.values]

    def letters(self) -> dict[str, Any]:
        """What was chosen, for ``mailing.set_letters``."""
        data = self.cleaned_data
        return {
            "email": data["email"],
            "language": data["language"],
            "choices": {kind: data[kind] for kind in Notice.Kind.values},
        }
