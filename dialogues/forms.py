"""The shape of what people fill in; the verbs decide whether it may be done."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from dialogues.models import Project, Prompt, Role, User
from dialogues.prompt_queries import default_prompt, latest_prompts
from dialogues.queries import topics_with
from dialogues.topic_lines import MAX_FILE_BYTES

MOST_DRAFTS = 5000


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


class BatchForm(forms.Form):
    """How many drafts, by which prompt, for how much."""

    count = forms.IntegerField(
        label=_("How many drafts"),
        min_value=1,
        max_value=MOST_DRAFTS,
        initial=10,
        help_text=_("Topics with the fewest dialogues come first."),
    )
    words = forms.CharField(
        label=_("Only topics or themes with these words"),
        max_length=100,
        required=False,
    )
    prompt = forms.ModelChoiceField(
        label=_("Prompt"),
        queryset=Prompt.objects.none(),
        empty_label=None,
    )
    budget = forms.DecimalField(
        label=_("Stop when this much is spent"),
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=4,
        required=False,
    )

    def __init__(self, *args, project: Project, **kwargs):
        super().__init__(*args, **kwargs)
        self.project = project
        self.fields["prompt"].queryset = latest_prompts(project).exclude(
            kind=Prompt.Kind.REWRITE_TURN,
        )
        self.fields["prompt"].initial = default_prompt(project)

    def clean_words(self):
        words = self.cleaned_data["words"]
        if words and not topics_with(self.project, words).exists():
            raise forms.ValidationError(_("No topic has these words."))
        return words


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
