"""Label schemes of a project: what people mark in a dialogue, and the labels for it."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.models.people import Project, User
from dialogues.models.translations import TranslatedField


class LabelScheme(models.Model):
    """A version of a scheme; a change is a new row, and so is taking it out.

    In each turn ``labels`` is ``[{scheme, label, start, end, quote}]``, by these slugs.
    """

    class Target(models.TextChoices):
        SENTENCE = "sentence", _("sentences")
        TURN = "turn", _("whole turns")
        SPAN = "span", _("words in a turn")
        DIALOGUE = "dialogue", _("the whole dialogue")

    class Role(models.TextChoices):
        ANY = "any", _("both")
        USER = "user", _("the one who is helped")
        ASSISTANT = "assistant", _("the helper")

    project = models.ForeignKey(Project, models.PROTECT, related_name="label_schemes")
    slug = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField()
    name = TranslatedField(_("name"))
    help = TranslatedField(_("help"), blank=True)
    target = models.CharField(_("what is labelled"), max_length=10, choices=Target)
    role = models.CharField(_("whose turns"), max_length=10, choices=Role)
    exclusive = models.BooleanField(_("one label in each place"), default=False)
    required = models.BooleanField(_("needed to hand a dialogue in"), default=False)
    retired = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("position", "slug", "-version")
        constraints = [
            models.UniqueConstraint(
                "project",
                "slug",
                "version",
                name="label_scheme_version",
            ),
            models.CheckConstraint(
                condition=models.Q(target__in=["sentence", "turn", "span", "dialogue"]),
                name="label_scheme_target",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["any", "user", "assistant"]),
                name="label_scheme_role",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def concerns(self, role: str) -> bool:
        """Whether turns of this role are labelled by it."""
        return self.role in (role, self.Role.ANY)


class SchemeLabel(models.Model):
    """One label of a version of a scheme.

    ``after`` is the scheme's rule of order: it is worth a look where this label stands
    before any of those. A label that was ever given is retired, never left out.
    """

    class Colour(models.TextChoices):
        STONE = "stone", _("grey")
        WING = "wing", _("blue")
        DAWN = "dawn", _("orange")
        LEAF = "leaf", _("green")
        PLUM = "plum", _("red")

    scheme = models.ForeignKey(LabelScheme, models.PROTECT, related_name="labels")
    slug = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    name = TranslatedField(_("name"))
    help = TranslatedField(_("help"), blank=True)
    colour = models.CharField(_("colour"), max_length=10, choices=Colour)
    key = models.CharField(
        _("key"),
        max_length=1,
        blank=True,
        validators=[RegexValidator("^[0-9a-z]$", _("One digit or small letter."))],
    )
    after = models.JSONField(_("comes after"), default=list, blank=True)
    retired = models.BooleanField(_("no longer given"), default=False)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint("scheme", "slug", name="scheme_label_slug"),
            models.CheckConstraint(
                condition=models.Q(
                    colour__in=["stone", "wing", "dawn", "leaf", "plum"],
                ),
                name="scheme_label_colour",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)
