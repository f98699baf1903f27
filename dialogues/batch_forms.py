"""The shape of an order for drafts: on which topics, by whom, for how much."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.coverage_queries import kinds_known
from dialogues.domain import drafting
from dialogues.domain.choosing import Kind, gaps
from dialogues.domain.turns import clean_text
from dialogues.drafting_queries import drafters_on_hand, key_state, suited_to
from dialogues.models import Project, Prompt, Topic
from dialogues.prompt_queries import default_prompt, prompts_in_use
from dialogues.prompts import age_words
from dialogues.topic_queries import topics_chosen

HAND, WORDS, GAP = "hand", "words", "gap"
MOST_TICKED = 500


class CapForm(forms.Form):
    """What a batch may spend; an empty field is no cap."""

    budget = forms.DecimalField(
        label=gettext_lazy("Stop at this cost"),
        min_value=Decimal("0.0001"),
        max_digits=12,
        decimal_places=4,
        required=False,
    )
    token_budget = forms.IntegerField(
        label=gettext_lazy("Stop at so many tokens"),
        min_value=1,
        max_value=2**62,
        required=False,
    )


class OrderForm(CapForm):
    """One order; ``ordered`` says in the words of the verb what it asks for."""

    how = forms.ChoiceField(
        label=gettext_lazy("Which topics"),
        choices=[
            (WORDS, gettext_lazy("All that match")),
            (HAND, gettext_lazy("Chosen by hand")),
            (GAP, gettext_lazy("What is still missing")),
        ],
        widget=forms.RadioSelect,
        initial=WORDS,
    )
    words = forms.CharField(
        label=gettext_lazy("With these words"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    emotion = forms.ChoiceField(label=gettext_lazy("Feeling"), required=False)
    age = forms.ChoiceField(label=gettext_lazy("Age"), required=False)
    topics = forms.ModelMultipleChoiceField(
        queryset=Topic.objects.none(),
        required=False,
    )
    count = forms.IntegerField(
        label=gettext_lazy("How many dialogues"),
        min_value=1,
        max_value=drafting.MOST_DRAFTS,
        required=False,
        help_text=gettext_lazy(
            "Empty: one on each topic, or all that is missing. Topics with the fewest "
            "dialogues come first.",
        ),
    )
    candidates = forms.TypedChoiceField(
        label=gettext_lazy("Drafts to choose from"),
        choices=[(n, str(n)) for n in range(1, drafting.MOST_CANDIDATES + 1)],
        coerce=int,
        initial=1,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "With more than one, the volunteer sees them side by side.",
        ),
    )
    prompt = forms.ModelChoiceField(
        label=gettext_lazy("Prompt"),
        queryset=Prompt.objects.none(),
        empty_label=None,
        error_messages={
            "invalid_choice": gettext_lazy(
                "This version is not in use: a newer one is, or no expert has signed it "
                "yet. Choose one from the list.",
            ),
        },
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        themes, emotions, ages = kinds_known(project)
        self.fields["theme"].choices = _any_of(themes)
        self.fields["emotion"].choices = _any_of(emotions)
        self.fields["age"].choices = _any_of(ages, project)
        self.fields["topics"].queryset = project.topics.all()
        orderable = prompts_in_use(project).exclude(kind=Prompt.Kind.REWRITE_TURN)
        self.fields["prompt"].queryset = orderable
        self.fields["prompt"].initial = default_prompt(project)
        self.drafters = list(drafters_on_hand(project))
        for number, drafter in enumerate(self.drafters):
            drafter.key = key_state(drafter)
            self.fields[_share(drafter)] = forms.IntegerField(
                label=_("Share of %s") % drafter.name,
                min_value=0,
                max_value=drafting.LARGEST_SHARE,
                required=False,
                initial=int(number == 0),
            )

    @property
    def writers(self) -> list[dict[str, Any]]:
        """Each drafter beside the field of its share."""
        return [{"drafter": one, "field": self[_share(one)]} for one in self.drafters]

    def ticked(self) -> list[Topic]:
        """The topics that are chosen by hand so far, however the rest is filled in."""
        chosen = self.data.getlist("topics") if self.is_bound else []
        try:
            return list(self.project.topics.filter(pk__in=chosen[:MOST_TICKED]))
        except ValidationError:
            return []

    def clean_words(self) -> str:
        return clean_text(self.cleaned_data["words"]).strip()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["shares"] = [
            (drafter, share)
            for drafter in self.drafters
            if (share := cleaned.get(_share(drafter)))
        ]
        if self.errors:
            return cleaned
        if not cleaned["shares"]:
            raise ValidationError(_("Give at least one drafter a share."))
        if len({drafter.currency for drafter, _share in cleaned["shares"]}) > 1:
            raise ValidationError(_("Drafters of one batch are paid in one currency."))
        if cleaned["how"] == HAND and not cleaned["topics"]:
            raise ValidationError(_("Tick the topics that you mean."))
        self.topics_found = self._suited().count()
        if not self.topics_found:
            raise ValidationError(_("No topic is like this."))
        self.missing = self._missing() if cleaned["how"] == GAP else 0
        if cleaned["how"] == GAP and not self.missing:
            raise ValidationError(_("Nothing of this kind is missing."))
        self.dialogues = self._dialogues()
        drafting.check_amounts(
            count=self.dialogues,
            candidates=cleaned["candidates"],
            budget=cleaned["budget"],
            token_budget=cleaned["token_budget"],
        )
        return cleaned

    @property
    def kind(self) -> Kind:
        cleaned = self.cleaned_data
        return Kind(cleaned["theme"], cleaned["emotion"], cleaned["age"])

    @property
    def drafts(self) -> int:
        return self.dialogues * int(self.cleaned_data["candidates"])

    def ordered(self) -> dict[str, Any]:
        """What the verb that orders drafts is told."""
        cleaned = self.cleaned_data
        gap = cleaned["how"] == GAP
        return {
            "count": self.dialogues,
            "prompt": cleaned["prompt"],
            "drafters": cleaned["shares"],
            "candidates": cleaned["candidates"],
            "budget": cleaned["budget"],
            "token_budget": cleaned["token_budget"],
            "topics": None if gap else self.chosen(),
            "fill_gaps": gap,
            **({"gaps_of": self.kind} if gap else {}),
        }

    def estimated(self) -> dict[str, Any]:
        """What the estimate is told."""
        names = ("count", "prompt", "drafters", "candidates")
        ordered = self.ordered()
        return {name: ordered[name] for name in names}

    def chosen(self) -> QuerySet[Topic]:
        """The topics that are meant, before the prompt has its say."""
        cleaned = self.cleaned_data
        if cleaned["how"] == HAND:
            return cleaned["topics"]
        if cleaned["how"] == GAP:
            # Which feeling and age is written of, the gap decides.
            return topics_chosen(self.project, theme=cleaned["theme"])
        return topics_chosen(
            self.project,
            words=cleaned["words"],
            theme=cleaned["theme"],
            emotion=cleaned["emotion"],
            age_band=cleaned["age"],
        )

    def _suited(self) -> QuerySet[Topic]:
        return suited_to(self.cleaned_data["prompt"], self.chosen())

    def _missing(self) -> int:
        return sum(gap.missing for gap in gaps(self.project, self.kind))

    def _dialogues(self) -> int:
        count = self.cleaned_data["count"]
        if self.cleaned_data["how"] == GAP:
            return min(count or self.missing, self.missing, drafting.MOST_DRAFTS)
        return count or min(self.topics_found, drafting.MOST_DRAFTS)


def _share(drafter: Any) -> str:
    return f"share_{drafter.pk}"


def _any_of(values: list[str], project: Project | None = None) -> list[tuple[str, str]]:
    names = [
        (value, age_words(project, value) if project else value) for value in values
    ]
    return [("", _("Any")), *names]
