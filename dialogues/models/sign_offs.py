"""Who proposed a version of a text, and which expert stands behind it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.models.courses import Guideline, Lesson
from dialogues.models.people import Project, User
from dialogues.models.texts import Checklist, Instruction, Prompt

Version = Prompt | Checklist | Lesson | Guideline | Instruction
TEXTS: dict[str, type[Any]] = {
    "prompt": Prompt,
    "checklist": Checklist,
    "lesson": Lesson,
    "guideline": Guideline,
    "instruction": Instruction,
}
KINDS = tuple(TEXTS)
# Of these a project has several beside each other, told apart by this field.
NAMES = {"prompt": "name", "lesson": "slug"}


def kind_of(version: Version) -> str:
    return next(kind for kind, model in TEXTS.items() if isinstance(version, model))


def title_of(version: Version) -> str:
    """What people call a version: which text it is, and its number."""
    titles = {
        "prompt": _("Prompt “%(name)s”, version %(version)d"),
        "checklist": _("Checklist, version %(version)d"),
        "lesson": _("Lesson “%(name)s”, version %(version)d"),
        "guideline": _("Guidelines, version %(version)d"),
        "instruction": _("Instruction, version %(version)d"),
    }
    name = (
        version.title if isinstance(version, Lesson) else getattr(version, "name", "")
    )
    title = str(titles[kind_of(version)])
    return title % {"name": name, "version": version.version}


def _version_of(model: type[models.Model]) -> Any:
    return models.ForeignKey(
        model,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sign_offs",
    )


def _of_one_kind() -> models.Q:
    one = models.Q()
    for kind in KINDS:
        one |= models.Q(**{f"{other}__isnull": other != kind for other in KINDS})
    return one


class SignOff(models.Model):
    """What was done with one version before it may be used; written once.

    A version that was kept was in use before anybody asked for signatures: with the
    product (``by`` is empty) or in the project, when an admin began to ask.
    """

    class Act(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        KEPT = "kept", _("In use without a signature")
        SIGNED = "signed", _("Signed")
        RETURNED = "returned", _("Sent back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="sign_offs")
    prompt = _version_of(Prompt)
    checklist = _version_of(Checklist)
    lesson = _version_of(Lesson)
    guideline = _version_of(Guideline)
    instruction = _version_of(Instruction)
    act = models.CharField(max_length=10, choices=Act)
    by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ("-at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(act__in=["proposed", "kept", "signed", "returned"]),
                name="sign_off_act",
            ),
            models.CheckConstraint(condition=_of_one_kind(), name="sign_off_of_one"),
            models.CheckConstraint(
                condition=models.Q(act__in=["proposed", "kept"])
                | models.Q(by__isnull=False),
                name="sign_off_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(act="returned") | ~models.Q(note=""),
                name="sign_off_returned_with_reason",
            ),
            # Two of them are equal only where they are of the same version.
            models.UniqueConstraint(
                fields=[*KINDS, "act"],
                nulls_distinct=False,
                name="sign_off_each_act_once",
            ),
            models.UniqueConstraint(
                fields=list(KINDS),
                condition=models.Q(act__in=["signed", "returned"]),
                nulls_distinct=False,
                name="sign_off_decided_once",
            ),
        ]

    def __str__(self) -> str:
        return title_of(self.version)

    @property
    def kind(self) -> str:
        return next(kind for kind in KINDS if getattr(self, f"{kind}_id") is not None)

    @property
    def version(self) -> Version:
        """The one version that it is about."""
        found: Version = getattr(self, self.kind)
        return found


class SignOffSwitch(models.Model):
    """Somebody began to ask for signatures in a project, or gave it up."""

    project = models.ForeignKey(
        Project,
        models.PROTECT,
        related_name="sign_off_switches",
    )
    asked = models.BooleanField()
    by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.project} {'asked' if self.asked else 'not asked'}"
