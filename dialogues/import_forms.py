"""The shape of what an admin says of a file; the verbs decide whether it may be done."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from dialogues.domain.imports import ARRIVE_AS, Plan
from dialogues.domain.sources import Terms
from dialogues.intake.formats.registry import FORMATS
from dialogues.intake.reading import Preview
from dialogues.models import Import

TERMS = ("licence", "may_train", "may_redistribute", "may_use_commercially")
COLUMNS = {
    "id": _("Its own number"),
    "topic": _("Topic"),
    "theme": _("Theme"),
    "emotion": _("Feeling"),
    "user": _("Who is helped"),
    "assistant": _("Who helps"),
    "dialogue": _("The whole dialogue"),
    "speaker": _("Who speaks"),
    "text": _("What is said"),
    "turn": _("Number of the turn"),
    "label": _("Label"),
    "cause": _("Why one feels so"),
    "background": _("What came before"),
    "instruction": _("What was asked of the model"),
    "task": _("Kind of task"),
}
ARRIVALS = {
    "drafted": _("drafts, for volunteers to work on"),
    "submitted": _("waiting for an expert"),
    "approved": _("approved already, in my name"),
}


class UploadForm(forms.Form):
    """A file to bring in."""

    file = forms.FileField(label=_("File"), allow_empty_file=True)

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > settings.LARGEST_IMPORT:
            raise forms.ValidationError(
                _("This file is larger than %s. Use the command import_dialogues.")
                % filesizeformat(settings.LARGEST_IMPORT),
            )
        return file


class TermsForm(forms.Form):
    """What a source allows."""

    licence = forms.CharField(
        label=_("Licence"),
        max_length=200,
        required=False,
        help_text=_("Such as CC-BY-4.0, or the title of an agreement."),
    )
    may_train = forms.BooleanField(
        label=_("Models may be trained on it"),
        required=False,
    )
    may_redistribute = forms.BooleanField(
        label=_("It may be passed on"),
        required=False,
    )
    may_use_commercially = forms.BooleanField(
        label=_("It may be used commercially"),
        required=False,
    )

    def terms(self) -> Terms:
        said = self.cleaned_data
        return cast("Terms", {name: said[name] for name in TERMS})


class PlanForm(TermsForm):
    """How a file is read, where it comes from and how its rows arrive."""

    format = forms.ChoiceField(label=_("Read it as"), required=False)
    source = forms.CharField(label=_("Where it comes from"), max_length=200)
    arrive_as = forms.ChoiceField(
        label=_("Its dialogues arrive as"),
        choices=[(status, ARRIVALS[status]) for status in ARRIVE_AS],
        widget=forms.RadioSelect,
    )
    field_order = ("format", "source", *TERMS, "arrive_as")

    def __init__(
        self,
        *args: Any,
        row: Import,
        preview: Preview | None,
        **kwargs: Any,
    ) -> None:
        source = row.project.sources.filter(name=row.options.get("source", "")).first()
        terms = row.options.get("terms") or {
            name: getattr(source, name) for name in TERMS if source
        }
        kwargs["initial"] = {
            "format": row.format,
            "source": row.options.get("source", ""),
            "arrive_as": row.arrive_as,
            **terms,
        }
        super().__init__(*args, **kwargs)
        found = FORMATS.get(row.options.get("detected", ""))
        as_found = _("As it looks: %s") % found.title if found else _("Not known")
        self.fields["format"].choices = [
            ("", as_found),
            *((name, known.title) for name, known in FORMATS.items()),
        ]
        if row.kind == Import.Kind.TOPICS:
            del self.fields["arrive_as"]
        self.voices = preview.voices if preview else row.options.get("speakers", {})
        roles = [
            ("", _("– not mapped –")),
            ("user", row.project.user_label),
            ("assistant", row.project.assistant_label),
        ]
        for number, (name, role) in enumerate(self.voices.items()):
            self.fields[f"speaker-{number}"] = forms.ChoiceField(
                label=name,
                choices=roles,
                required=False,
                initial=role or "",
            )
        columns = preview.columns if preview else []
        self.columns = list(COLUMNS) if columns else []
        mapped = row.options.get("columns", {})
        for name in self.columns:
            self.fields[f"column-{name}"] = forms.ChoiceField(
                label=COLUMNS[name],
                choices=[("", _("– by its name –")), *((one, one) for one in columns)],
                required=False,
                initial=mapped.get(name, ""),
            )

    def speaker_fields(self) -> list[forms.BoundField]:
        return [self[f"speaker-{number}"] for number in range(len(self.voices))]

    def column_fields(self) -> list[forms.BoundField]:
        return [self[f"column-{name}"] for name in self.columns]

    def plan(self) -> Plan:
        """What the form says, as the verbs take it."""
        said = self.cleaned_data
        plan: Plan = {
            "format": said["format"],
            "source": said["source"],
            "speakers": {
                name: said[f"speaker-{number}"]
                for number, name in enumerate(self.voices)
                if said[f"speaker-{number}"]
            },
            "columns": {
                name: said[f"column-{name}"]
                for name in self.columns
                if said[f"column-{name}"]
            },
        }
        if "arrive_as" in said:
            plan["arrive_as"] = said["arrive_as"]
        # Ticks that nobody touched say nothing of a source that has terms already.
        if set(TERMS) & set(self.changed_data):
            plan["terms"] = self.terms()
        return plan
