"""Models that write drafts: where they are, what they cost, how much they bear."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from dialogues.models.people import Project

LONGEST_REPLY = 2000
PER_MILLION = 1_000_000


class Drafter(models.Model):
    """A model at an endpoint; its key is only named here, never stored."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="drafters")
    name = models.SlugField(_("name"), max_length=60)
    endpoint = models.CharField(
        _("endpoint"),
        max_length=300,
        blank=True,
        help_text=_("An address such as https://host/v1; empty for the site's own."),
    )
    key_name = models.CharField(
        _("name of the key"),
        max_length=80,
        blank=True,
        help_text=_(
            "The environment variable, or the entry in the secrets file, that holds "
            "the key: QUEQIAO_KEY_… or OPENAI_…. Never the key itself.",
        ),
    )
    model = models.CharField(_("model"), max_length=200)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    prompt_price = models.DecimalField(
        _("price of a million prompt tokens"),
        max_digits=12,
        decimal_places=4,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    completion_price = models.DecimalField(
        _("price of a million completion tokens"),
        max_digits=12,
        decimal_places=4,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    concurrency = models.PositiveSmallIntegerField(
        _("calls at once"),
        default=8,
        validators=[MinValueValidator(1)],
    )
    requests_per_minute = models.PositiveIntegerField(
        _("calls a minute"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    tokens_per_minute = models.PositiveIntegerField(
        _("tokens a minute"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    longest_reply = models.PositiveIntegerField(
        _("longest reply, in tokens"),
        default=LONGEST_REPLY,
        validators=[MinValueValidator(1)],
    )
    resting_until = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("The endpoint asked for no call before this time."),
    )
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint("project", "name", name="drafter_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.model})"

    def cost(self, prompt_tokens: int, completion_tokens: int) -> Decimal:
        """What a call cost, in ``currency``."""
        total = (
            self.prompt_price * prompt_tokens
            + self.completion_price * completion_tokens
        )
        return total / PER_MILLION
