"""The shape of a drafter as an admin types it."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.domain import drafters
from dialogues.domain.turns import clean_text
from dialogues.models import Drafter


class ParametersField(forms.CharField):
    """A JSON object; what is wrong with it is said with its line."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str):
            return value
        return json.dumps(value, ensure_ascii=False, indent=2) if value else ""

    def to_python(self, value: Any) -> Any:
        text = clean_text(value or "").strip()
        if not text:
            return {}
        try:
            return json.loads(text, parse_constant=_refuse_constant)
        except json.JSONDecodeError as error:
            raise ValidationError(
                _("Line %(line)d, character %(column)d: this is not valid JSON.")
                % {"line": error.lineno, "column": error.colno},
            ) from None
        except (ValueError, RecursionError):
            raise ValidationError(_("This is not valid JSON.")) from None


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


class DrafterForm(forms.ModelForm):
    """How a model is called; its verbs check it again and save it."""

    parameters = ParametersField(
        label=gettext_lazy("Parameters"),
        help_text=gettext_lazy(
            'Sent with every call, as a JSON object: {"temperature": 0.9}.',
        ),
        required=False,
    )

    class Meta:
        model = Drafter
        fields = drafters.FIELDS
        help_texts = {
            "concurrency": gettext_lazy("How many calls may be on their way together."),
            "requests_per_minute": gettext_lazy("Empty: as many as there are."),
            "tokens_per_minute": gettext_lazy("Empty: as many as there are."),
            "longest_reply": gettext_lazy(
                "So much is set aside for a call before it is made.",
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].widget.attrs["size"] = 5
        for name in ("endpoint", "model", "key_name"):
            self.fields[name].widget.attrs |= {
                "spellcheck": "false",
                "autocapitalize": "none",
                "autocomplete": "off",
            }

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"].strip().upper()

    def _post_clean(self) -> None:
        super()._post_clean()
        for name, sentences in drafters.wrong_with(self.instance).items():
            if not self.has_error(name):
                self.add_error(name, sentences)
        if self.has_error("key_name") or self.has_error("parameters"):
            self._forget_keys()

    def _forget_keys(self) -> None:
        """A key that was typed where it does not belong is not shown again."""
        self.data = self.data.copy()
        self.data["key_name"] = (
            "" if self.has_error("key_name") else self.data.get("key_name", "")
        )
        typed = self.data.get("parameters", "")
        self.data["parameters"] = drafters.LIKE_A_KEY.sub("…", typed)


class NewDrafterForm(DrafterForm):
    class Meta(DrafterForm.Meta):
        fields = ("name", *drafters.FIELDS)
        help_texts = {
            **DrafterForm.Meta.help_texts,
            "name": gettext_lazy(
                "Letters, digits, hyphens and underscores. It cannot be changed later.",
            ),
        }

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if self.instance.project.drafters.filter(name=name).exists():
            raise ValidationError(
                _("There is a drafter “%s” already. Choose another name.") % name,
            )
        return name
