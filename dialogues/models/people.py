"""People, projects, and who is what where."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.models.translations import TranslatedField


class User(AbstractUser):
    """A person who signs in; what they may do is said by their memberships."""

    display_name = models.CharField(
        _("name shown to others"), max_length=80, blank=True
    )
    language = models.CharField(
        _("language of letters"),
        max_length=10,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("The one last chosen on the site; empty means the site's own."),
    )

    def __str__(self) -> str:
        return self.display_name or self.username


class Project(models.Model):
    """One collection of dialogues with its own people, texts and rules."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = TranslatedField(_("name"))
    description = TranslatedField(_("description"), blank=True)
    template = models.CharField(max_length=40)
    language = models.CharField(
        _("language of the dialogues"),
        max_length=10,
        choices=settings.LANGUAGES,
        default="zh-hans",
    )
    user_label = models.CharField(_("name of the person helped"), max_length=40)
    assistant_label = models.CharField(_("name of the one who helps"), max_length=40)
    approvals_needed = models.PositiveSmallIntegerField(
        _("approvals needed"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    lease_minutes = models.PositiveSmallIntegerField(
        _("minutes a dialogue is kept for its editor"),
        default=40,
        validators=[MinValueValidator(5), MaxValueValidator(1440)],
    )
    sign_off_asked = models.BooleanField(
        _("experts sign texts before they are used"),
        default=False,
        db_default=False,
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("slug",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approvals_needed__gte=1),
                name="project_needs_an_approval",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def label_for(self, role: str) -> str:
        """The display name of a turn's role, ``user`` or ``assistant``."""
        return self.user_label if role == "user" else self.assistant_label


class Role(models.TextChoices):
    VOLUNTEER = "volunteer", _("Volunteer")
    EXPERT = "expert", _("Expert")
    ADMIN = "admin", _("Admin")


class Consent(models.Model):
    """A version of what people agree to when they join a project."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="consents")
    version = models.PositiveIntegerField()
    text = TranslatedField(_("text"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("project", "version", name="consent_version"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.version}"


class Membership(models.Model):
    """A person in a project: a set of roles, and the mark for safeguarding."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    project = models.ForeignKey(Project, models.PROTECT, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices))
    safeguarding = models.BooleanField(
        _("may see and sign safeguarding matters"),
        default=False,
    )
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="+")
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "project", name="one_membership"),
            models.CheckConstraint(
                condition=models.Q(roles__contained_by=Role.values)
                & models.Q(roles__len__gte=1),
                name="membership_has_known_roles",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.project}"

    @property
    def role_labels(self) -> list[str]:
        return [Role(role).label for role in self.roles]


class MembershipChange(models.Model):
    """What a membership became, by whom and when; written once."""

    class Act(models.TextChoices):
        JOIN = "join", _("Joined")
        CHANGE = "change", _("Changed")
        LEAVE = "leave", _("Left")

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="changes")
    act = models.CharField(max_length=10, choices=Act)
    roles = ArrayField(models.CharField(max_length=20))
    safeguarding = models.BooleanField()
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="+")
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
        return f"{self.membership}: {self.act}"
