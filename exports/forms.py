"""The shape of what people fill in to make a release."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReleaseForm(forms.Form):
    """What the release is called; everything approved goes in."""

    name = forms.SlugField(
        label=_("Name"),
        max_length=60,
        initial=lambda: timezone.localdate().isoformat(),
        help_text=_(
            "Letters, figures, - and _, such as 2026-03. It cannot be changed later."
        ),
    )
