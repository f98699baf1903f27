"""The shape of what is wanted, of one kind or as a table of all."""

import csv
import io
import re
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.coverage_queries import kinds_known
from dialogues.domain.choosing import Kind
from dialogues.domain.quotas import MOST_WANTED
from dialogues.domain.turns import clean_text
from dialogues.models import Project
from dialogues.prompts import age_words

COLUMNS = 4
WHOLE = re.compile("[0-9]{1,7}")
LONGEST_TABLE = 500_000


class QuotaForm(forms.Form):
    """How many are wanted of one kind."""

    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    emotion = forms.ChoiceField(label=gettext_lazy("Feeling"), required=False)
    age = forms.ChoiceField(label=gettext_lazy("Age"), required=False)
    wanted = forms.IntegerField(
        label=gettext_lazy("Dialogues wanted"),
        min_value=0,
        max_value=MOST_WANTED,
        help_text=gettext_lazy("0 takes it away."),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes, emotions, ages = kinds_known(project)
        self.fields["theme"].choices = _any([(one, one) for one in themes])
        self.fields["emotion"].choices = _any([(one, one) for one in emotions])
        self.fields["age"].choices = _any(
            [(one, age_words(project, one)) for one in ages],
        )

    @property
    def kind(self) -> Kind:
        cleaned = self.cleaned_data
        return Kind(cleaned["theme"], cleaned["emotion"], cleaned["age"])


class QuotasForm(forms.Form):
    """All that is wanted, a line for each kind."""

    table = forms.CharField(
        label=gettext_lazy("A line each: theme, feeling, age, how many"),
        help_text=gettext_lazy(
            "Empty places mean any. This replaces all that was wanted before; it can "
            "be copied to a spreadsheet and back.",
        ),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        max_length=LONGEST_TABLE,
        required=False,
    )

    @classmethod
    def of(cls, rows: list[list[str]]) -> Self:
        written = io.StringIO()
        csv.writer(written, lineterminator="\n").writerows(rows)
        return cls(initial={"table": written.getvalue()})

    def clean_table(self) -> dict[Kind, int]:
        text = clean_text(self.cleaned_data["table"])
        # What is copied out of a spreadsheet stands between tabs.
        delimiter = "\t" if "\t" in text else ","
        reader = csv.reader(text.replace("，", ",").splitlines(), delimiter=delimiter)
        wanted: dict[Kind, int] = {}
        faults = []
        try:
            for row in reader:
                if not any(part.strip() for part in row):
                    continue
                kind, many = _read(row, reader.line_num, faults)
                if kind in wanted:
                    faults.append(
                        _at(reader.line_num, _("This kind stood there before."))
                    )
                wanted[kind] = many
        except csv.Error:
            faults.append(_at(reader.line_num, _("This line cannot be read.")))
        if faults:
            raise ValidationError(faults)
        return wanted


def _read(row: list[str], line: int, faults: list[str]) -> tuple[Kind, int]:
    parts = [part.strip() for part in row]
    if len(parts) != COLUMNS:
        faults.append(_at(line, _("Write theme, feeling, age and a number.")))
        return Kind(), 0
    *kind, many = parts
    if not WHOLE.fullmatch(many) or int(many) > MOST_WANTED:
        faults.append(_at(line, _("The last is no number.")))
        return Kind(*kind), 0
    return Kind(*kind), int(many)


def _at(line: int, sentence: str) -> str:
    return _("Line %(line)d: %(sentence)s") % {"line": line, "sentence": sentence}


def _any(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", _("Any")), *choices]
