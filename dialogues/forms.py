"""The shape of what people fill in; the verbs decide whether it may be done."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dialogues.models import Role, User
from dialogues.topic_lines import MAX_FILE_BYTES


class TopicsForm(forms.Form):
    """Topics typed line by line, or a file of them."""

    text = forms.CharField(
        label=_("Topics"),
        help_text=_(
            "One line a theme: “Friends：my best friend moved away、we had a fight”. "
            "The theme may be left out.",
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
    )
    file = forms.FileField(
        label=_("Or a text file"),
        help_text=_("UTF-8, at most 5 MB."),
        required=False,
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > MAX_FILE_BYTES:
            raise forms.ValidationError(
                _("This file is larger than 5 MB. Split it and send the parts."),
            )
        return file

    def clean(self):
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("text")) == bool(cleaned.get("file")):
            raise forms.ValidationError(
                _("Type some topics or choose a file, not both.")
            )
        return cleaned

    def content(self) -> tuple[bytes, str]:
        """The bytes to read and where they came from."""
        if file := self.cleaned_data["file"]:
            return file.read(), file.name
        return self.cleaned_data["text"].encode(), str(_("typed in"))


class MemberForm(forms.Form):
    """Who joins, and as what."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("A person without an account gets one, with a first password."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    safeguarding = forms.BooleanField(
        label=_("May see and sign safeguarding matters"),
        required=False,
    )

    def clean_username(self):
        username = self.cleaned_data["username"].strip()
        User.username_validator(username)
        return username
