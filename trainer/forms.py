"""The shape of what an admin fills in to train a model."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from dialogues.models import Project
from exports.models import Release
from trainer.recipes import recipes


class RunForm(forms.Form):
    """Which release, by which recipe, on which base model."""

    release = forms.ModelChoiceField(
        label=_("Release"),
        queryset=Release.objects.none(),
        empty_label=None,
    )
    recipe = forms.ChoiceField(label=_("Recipe"), widget=forms.RadioSelect)
    base_model = forms.CharField(
        label=_("Base model"),
        help_text=_("A folder on the training machine, or a name."),
        max_length=400,
        required=False,
    )

    def __init__(self, *args, project: Project, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["release"].queryset = project.releases.filter(
            status=Release.Status.READY,
        )
        self.fields["release"].initial = self.fields["release"].queryset.first()
        self.fields["recipe"].choices = [
            (
                recipe.name,
                format_html(
                    "<span><b>{}</b> <small>{}</small></span>",
                    recipe.title,
                    recipe.description,
                ),
            )
            for recipe in recipes().values()
        ]
        self.fields["recipe"].initial = "tiny-cpu"

    def clean(self):
        cleaned = super().clean()
        recipe = recipes().get(cleaned.get("recipe"))
        if recipe and "base_model" in recipe.requires and not cleaned["base_model"]:
            self.add_error("base_model", _("This recipe needs a base model."))
        return cleaned

    def overrides(self) -> dict[str, str]:
        base_model = self.cleaned_data["base_model"]
        return {"base_model": base_model} if base_model else {}
