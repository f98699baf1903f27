"""What goes with a verb for many dialogues; the verbs decide whether it may be done."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dialogues.models import Priority, Project
from dialogues.reasons import reasons_of
from reviewers.domain.bulk_verbs import volunteers_of
from reviewers.models import Bulk


class VerbForm(forms.Form):
    """The fields of one verb, as its place in ``FIELDS`` names them."""

    def __init__(self, *args: Any, verb: str, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{verb.replace(' ', '-')}-%s", **kwargs)
        self.verb = Bulk.Verb(verb)
        for name, field in FIELDS[verb](project).items():
            self.fields[name] = field


def _for_assign(project: Project) -> dict[str, forms.Field]:
    people = [(one.username, str(one)) for one in volunteers_of(project)]
    return {
        "to": forms.ChoiceField(
            label=_("Volunteer"),
            choices=[("", "–"), *people],
            help_text=_(
                "Offered to them first. After 14 days anybody may take it.",
            ),
        ),
    }


def _for_return(project: Project) -> dict[str, forms.Field]:
    reasons = [(one.slug, str(one)) for one in reasons_of(project)]
    return {
        "reason": forms.ChoiceField(label=_("Reason"), choices=[("", "–"), *reasons]),
        "text": forms.CharField(
            label=_("What should change"),
            widget=forms.Textarea(attrs={"rows": 3}),
            max_length=2000,
            required=False,
            help_text=_(
                "Left empty, the reason's own sentence is sent. It stands at the turn "
                "with the finding you chose by, else at the first answer.",
            ),
        ),
    }


def _for_theme(_project: Project) -> dict[str, forms.Field]:
    return {
        "theme": forms.CharField(
            label=_("Theme"),
            max_length=80,
            widget=forms.TextInput(attrs={"list": "themes", "autocomplete": "off"}),
            help_text=_("Every dialogue about the same topic goes with it."),
        ),
    }


def _for_priority(_project: Project) -> dict[str, forms.Field]:
    return {
        "priority": forms.ChoiceField(label=_("How soon"), choices=Priority.choices),
    }


FIELDS = {
    Bulk.Verb.ASSIGN: _for_assign,
    Bulk.Verb.RETURN: _for_return,
    Bulk.Verb.THEME: _for_theme,
    Bulk.Verb.RECHECK: lambda _project: {},
    Bulk.Verb.PRIORITY: _for_priority,
}
HELP = {
    Bulk.Verb.RETURN: _("As if you opened each and sent it back, in your name."),
    Bulk.Verb.RECHECK: _("Run today's checks again. Nothing found before is lost."),
    Bulk.Verb.PRIORITY: _("Counts for the topic, as on the page of topics."),
}
