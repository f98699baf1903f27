"""What one asks the boards, as it stands in the address."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.list_queries import themes_of
from dialogues.models import Membership, Project
from dialogues.permissions import ADMIN
from reviewers.boards import DRAFTER, MONTH, PROJECT, PROMPT, THEME, Asked

WAYS = {
    MONTH: gettext_lazy("By month"),
    THEME: gettext_lazy("By theme"),
    PROMPT: gettext_lazy("By prompt"),
    DRAFTER: gettext_lazy("By drafter"),
    PROJECT: gettext_lazy("By project"),
}
MONTHS = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


class MonthField(forms.CharField):
    """A month such as 2026-03; its first day."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-03"})

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        if not (found := MONTHS.fullmatch(text)):
            raise ValidationError(_("Write a month such as 2026-03."))
        return date(int(found[1]), int(found[2]), 1)


class BoardForm(forms.Form):
    """A breakdown and filters; who wrote a draft is asked for by admins alone."""

    by = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    prompt = forms.ChoiceField(label=gettext_lazy("Prompt"), required=False)
    drafter = forms.ChoiceField(label=gettext_lazy("Drafter"), required=False)
    first = MonthField(label=gettext_lazy("From month"), required=False)
    last = MonthField(label=gettext_lazy("To month"), required=False)

    def __init__(
        self, asked: Any, *, viewer: Membership, projects: list[Project]
    ) -> None:
        super().__init__(asked)
        project = viewer.project
        self.admin = ADMIN in viewer.roles
        ways = dict(WAYS)
        if not self.admin:
            del ways[DRAFTER]
        if len(projects) < 2:
            del ways[PROJECT]
        self.ways = ways
        self.prompts = {
            row.pk: row for row in project.prompts.order_by("name", "-version")
        }
        self.drafters = (
            {row.pk: row for row in project.drafters.order_by("name")}
            if self.admin
            else {}
        )
        themes = [(one, one) for one in themes_of(project)]
        prompts = [(f"{one.name}/{one.version}", one) for one in self.prompts.values()]
        drafters = [(one.name, one.name) for one in self.drafters.values()]
        anything = [("", gettext_lazy("All"))]
        self.fields["by"].choices = list(ways.items())
        self.fields["theme"].choices = anything + themes
        self.fields["prompt"].choices = anything + prompts
        self.fields["drafter"].choices = anything + drafters

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and first > last:
            self.add_error("last", _("This is before the first month."))
        return cleaned

    @property
    def filters(self) -> list[forms.BoundField]:
        """What one may narrow by."""
        names = ["theme", "prompt", *(["drafter"] if self.admin else [])]
        return [self[name] for name in (*names, "first", "last")]

    @property
    def asked(self) -> Asked:
        cleaned = self.cleaned_data
        return Asked(
            by=cleaned["by"] or MONTH,
            theme=cleaned["theme"],
            drafter=self._pk(self.drafters, lambda one: one.name, "drafter"),
            prompt=self._pk(
                self.prompts, lambda one: f"{one.name}/{one.version}", "prompt"
            ),
            first=cleaned["first"],
            last=cleaned["last"],
        )

    def _pk(self, rows: dict[int, Any], name: Any, field: str) -> int | None:
        wanted = self.cleaned_data[field]
        return next((pk for pk, row in rows.items() if name(row) == wanted), None)
