"""What is filled in about a safeguarding case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reviewers.models import Case


class SortForm(forms.Form):
    """What kind of matter it is, and how soon it must be seen to."""

    category = forms.ChoiceField(
        label=_("category"),
        choices=Case.Category.choices,
        required=False,
    )
    severity = forms.ChoiceField(label=_("severity"), choices=Case.Severity.choices)
    about_a_real_person = forms.BooleanField(
        label=_("This is about a real person"),
        help_text=_("Then it never becomes data, whoever signs."),
        required=False,
    )


class ReportForm(forms.Form):
    """What worries somebody about a dialogue."""

    text = forms.CharField(
        label=_("What worries you"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    real_person = forms.BooleanField(
        label=_("This is about a real person"),
        help_text=_(
            "Somebody you know, or yourself. It is kept from everybody else and never "
            "becomes data.",
        ),
        required=False,
    )
