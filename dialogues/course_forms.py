"""The shape of lessons, guidelines and rules as an admin types them."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.course_queries import latest_lesson
from dialogues.course_texts import check_tasks
from dialogues.domain.courses import LONGEST_TEXT
from dialogues.domain.turns import clean_text
from dialogues.models import CourseRules, Guideline, Lesson, Level, Project

LANGUAGES = {
    "zh": ("zh-hans", gettext_lazy("Chinese")),
    "en": ("en", gettext_lazy("English")),
}


def _area(rows: int) -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class TextsForm(forms.Form):
    """Texts in each language; ``seen`` is the version that they were written from."""

    TEXTS: tuple[str, ...] = ()
    seen = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
    )

    def texts(self, name: str) -> dict[str, str]:
        """One of the texts as it is stored."""
        return {
            language: clean_text(self.cleaned_data[f"{name}_{short}"]).strip()
            for short, (language, _label) in LANGUAGES.items()
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            for name in self.TEXTS:
                if not any(self.texts(name).values()):
                    self.add_error(f"{name}_zh", _("Write some text."))
        return cleaned

    def sides(self) -> list[dict[str, Any]]:
        """The fields of each language, one group a language."""
        return [
            {
                "language": label,
                "short": short,
                "fields": [self[f"{name}_{short}"] for name in self.TEXTS],
            }
            for short, (_language, label) in LANGUAGES.items()
        ]


class LessonForm(TextsForm):
    """A version of a lesson; the first one says its kind and its name."""

    TEXTS = ("title", "text", "tasks")
    slug = forms.SlugField(
        label=gettext_lazy("Name in the address"),
        max_length=60,
        help_text=gettext_lazy(
            "Letters, digits, hyphens and underscores, without spaces.",
        ),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Lesson.Kind)
    position = forms.IntegerField(
        label=gettext_lazy("Place in the course"),
        min_value=1,
        max_value=32767,
        help_text=gettext_lazy("Small numbers come first."),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        help_text = _(
            "Questions: ? begins one, + a right answer, - a wrong one, then | and why. "
            "Practice: user: or assistant: begins a turn; below a faulty reply ! its "
            "faults, > better words, = why.",
        )
        for short, (_language, label) in LANGUAGES.items():
            title = forms.CharField(required=False, max_length=200)
            for name, label_of, made in (
                ("title", _("Title (%s)"), title),
                ("text", _("Text in Markdown (%s)"), _area(14)),
                ("tasks", _("What there is to answer (%s)"), _area(12)),
            ):
                made.label = label_of % label
                self.fields[f"{name}_{short}"] = made
            self.fields[f"tasks_{short}"].help_text = help_text

    @classmethod
    def of(cls, lesson: Lesson) -> Self:
        """The form as it opens, with this version's words."""
        initial: dict[str, Any] = {
            "slug": lesson.slug,
            "kind": lesson.kind,
            "position": lesson.position,
            "seen": lesson.version,
        }
        for name in cls.TEXTS:
            for short, (language, _label) in LANGUAGES.items():
                initial[f"{name}_{short}"] = getattr(lesson, name).get(language, "")
        return cls(initial=initial, project=lesson.project)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            try:
                check_tasks(cleaned["kind"], self.texts("tasks"))
            except ValidationError as wrong:
                self.add_error("tasks_zh", wrong)
        if cleaned.get("seen") is None and latest_lesson(
            self.project,
            cleaned.get("slug", ""),
        ):
            self.add_error("slug", _("There is a lesson of this name. Choose another."))
        return cleaned


class GuidelineForm(TextsForm):
    """The next version of the guidelines."""

    TEXTS = ("text",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for short, (_language, label) in LANGUAGES.items():
            field = _area(20)
            field.label = _("Text in Markdown (%s)") % label
            self.fields[f"text_{short}"] = field

    @classmethod
    def of(cls, guideline: Guideline | None) -> Self:
        if guideline is None:
            return cls()
        texts = {
            f"text_{short}": guideline.text.get(language, "")
            for short, (language, _label) in LANGUAGES.items()
        }
        return cls(initial={"seen": guideline.version, **texts})


class RulesForm(forms.ModelForm):
    """What the course asks for, and what a level means."""

    class Meta:
        model = CourseRules
        fields = [
            "required",
            "pass_mark",
            "editor_after",
            "senior_after",
            "heavy_from",
            "heavy_apprentice",
            "heavy_editor",
            "heavy_senior",
            "share_apprentice",
            "share_editor",
            "share_senior",
        ]


class LevelForm(forms.Form):
    """The level that an admin gives somebody."""

    level = forms.ChoiceField(choices=Level)
