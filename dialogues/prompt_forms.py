"""The shape of a prompt as an admin types it."""

from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.domain import prompting
from dialogues.domain.turns import clean_text
from dialogues.models import Project, Prompt
from dialogues.prompt_blanks import KINDS
from dialogues.prompt_queries import latest_prompt


class PromptForm(forms.Form):
    """A new version of a prompt; ``seen`` is the one that it was written from."""

    kind = forms.ChoiceField(choices=Prompt.Kind.choices, widget=forms.HiddenInput)
    seen = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
    )
    text = forms.CharField(
        label=gettext_lazy("What the model is asked"),
        max_length=prompting.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": gettext_lazy("Write some text.")},
    )
    user_text = forms.CharField(
        label=gettext_lazy("What the model is told as the person helped"),
        max_length=prompting.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": gettext_lazy("Write some text.")},
    )

    def __init__(
        self,
        *args: Any,
        project: Project,
        prompt: Prompt | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.project, self.prompt = project, prompt
        kind = self["kind"].value()
        if kind in KINDS and len(KINDS[kind]) > 1:
            self.fields["text"].label = _("What the model is told as the helper")
        else:
            del self.fields["user_text"]

    @classmethod
    def of(cls, prompt: Prompt, **more: str) -> Self:
        """The form as it opens, with this version's words."""
        return cls(
            initial={
                "kind": prompt.kind,
                "seen": prompt.version,
                "text": prompt.text,
                "user_text": prompt.user_text,
                **more,
            },
            project=prompt.project,
            prompt=prompt,
        )

    def clean_text(self) -> str:
        return clean_text(self.cleaned_data["text"])

    def clean_user_text(self) -> str:
        return clean_text(self.cleaned_data["user_text"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            prompting.check_prompt(
                cleaned["kind"],
                cleaned["text"],
                cleaned.get("user_text", ""),
            )
            self._look_for_newer(cleaned["seen"])
        return cleaned

    def _look_for_newer(self, seen: int | None) -> None:
        """Show what was saved meanwhile instead of passing over it."""
        if self.prompt is None or seen is None or seen == self.prompt.version:
            return
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = str(self.prompt.version)
        raise ValidationError(
            _(
                "Version %d was saved while you were writing. What differs is marked "
                "beneath; save again if yours should follow it.",
            )
            % self.prompt.version,
            code="newer",
        )

    @property
    def newer(self) -> bool:
        return self.has_error(forms.forms.NON_FIELD_ERRORS, "newer")


class NewPromptForm(PromptForm):
    """The first version of a prompt, under a name of its own."""

    name = forms.SlugField(
        label=gettext_lazy("Name"),
        max_length=prompting.LONGEST_NAME,
        help_text=gettext_lazy(
            "Letters, digits, hyphens and underscores, without spaces.",
        ),
    )
    field_order = ["name"]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if latest_prompt(self.project, name):
            raise ValidationError(
                _("There is a prompt “%s” already. Choose another.") % name,
            )
        return name
