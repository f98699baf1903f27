"""The shape of a reason for sending a turn back, as an admin types it."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.course_forms import LANGUAGES, TextsForm
from dialogues.course_queries import lessons_of
from dialogues.domain.reasons import CODE, LONGEST_NAME, LONGEST_SENTENCE
from dialogues.models import Project, Reason
from dialogues.reasons import every_reason


class ReasonForm(TextsForm):
    """A version of a reason; the first one says its code."""

    TEXTS = ("name", "sentence")
    slug = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=60,
        help_text=gettext_lazy("Small letters, digits and hyphens, without spaces."),
    )
    position = forms.IntegerField(
        label=gettext_lazy("Place in the list"),
        min_value=1,
        max_value=32767,
        help_text=gettext_lazy("The first nine have a key of their own."),
    )
    lesson = forms.ChoiceField(
        label=gettext_lazy("Lesson about it"),
        required=False,
    )
    critical = forms.BooleanField(
        label=gettext_lazy("Critical: such a dialogue may not be used as it is"),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        project: Project,
        new: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self.new = new
        choices = [(one.slug, str(one)) for one in lessons_of(project)]
        self.fields["lesson"].choices = [("", "–"), *choices]
        for short, (_language, label) in LANGUAGES.items():
            self.fields[f"name_{short}"] = forms.CharField(
                label=_("Name (%s)") % label,
                required=False,
                max_length=LONGEST_NAME,
            )
            self.fields[f"sentence_{short}"] = forms.CharField(
                label=_("Sentence to begin with (%s)") % label,
                required=False,
                max_length=LONGEST_SENTENCE,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @classmethod
    def of(cls, reason: Reason) -> Self:
        """The form as it opens, with this version's words."""
        initial: dict[str, Any] = {
            "slug": reason.slug,
            "position": reason.position,
            "lesson": reason.lesson,
            "critical": reason.critical,
            "seen": reason.version or None,
        }
        for name in cls.TEXTS:
            for short, (language, _label) in LANGUAGES.items():
                initial[f"{name}_{short}"] = getattr(reason, name).get(language, "")
        return cls(initial=initial, project=reason.project)

    def clean(self) -> dict[str, Any]:
        # A sentence may be left out; a name may not.
        cleaned = super(TextsForm, self).clean()
        if not self.errors and not any(self.texts("name").values()):
            self.add_error("name_zh", _("Write some text."))
        return cleaned

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if not CODE.fullmatch(slug):
            raise forms.ValidationError(_("A code has letters, digits and hyphens."))
        if self.new and slug in every_reason(self.project):
            raise forms.ValidationError(
                _("There is a reason of this code. Choose another."),
            )
        return slug
