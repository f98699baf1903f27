"""What comes of a comment: a settled thread, and notices to those it concerns."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.models.dialogues import Dialogue
from dialogues.models.judgements import Comment
from dialogues.models.people import Project, User
from dialogues.models.proposals import Proposal
from dialogues.models.sign_offs import SignOff
from dialogues.models.well_being import SupportCall


class Resolution(models.Model):
    """Somebody called a thread settled, or opened it again: the latest row counts.

    The comment itself is written once and says nothing of this.
    """

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="resolutions")
    resolved = models.BooleanField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.comment_id} {'resolved' if self.resolved else 'open'}"


def _of_one_thing(*things: str) -> models.Q:
    condition = models.Q()
    for thing in things:
        condition |= models.Q(**{f"{one}__isnull": one != thing for one in things})
    return condition


class Notice(models.Model):
    """Word to one person that something happened to a dialogue of theirs, or to what
    they asked.

    It names nobody: who may not know who spoke learns it neither here nor by e-mail.
    """

    class Kind(models.TextChoices):
        RETURNED = "returned", _("Sent back with a note")
        APPROVED = "approved", _("Approved")
        FIXED = "fixed", _("Reworded by an expert")
        REJECTED = "rejected", _("Not used")
        REOPENED = "reopened", _("Opened again")
        COMMENT = "comment", _("New comment")
        MENTION = "mention", _("You are mentioned")
        RESOLVED = "resolved", _("Thread settled or opened again")
        PROPOSAL = "proposal", _("Your topic was answered")
        SUPPORT = "support", _("Somebody asks for you, or answers you")
        PEER = "peer", _("Another volunteer asks you to look again")
        TO_SIGN = "to_sign", _("A version waits for you to read it")
        SIGNED = "signed", _("A version of yours was read")
        HANDED = "handed", _("A dialogue was handed to you to read")
        NORMING = "norming", _("A norming session waits for your votes")
        REVEALED = "revealed", _("The votes of a norming session are in view")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind)
    dialogue = models.ForeignKey(
        Dialogue,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
    )
    proposal = models.ForeignKey(
        Proposal,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
    )
    call = models.ForeignKey(
        SupportCall,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
    )
    sign_off = models.ForeignKey(
        SignOff,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
    )
    # What happens among its people, and is told of nowhere below.
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
    )
    comment = models.ForeignKey(
        Comment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("When a letter told of it."),
    )

    class Meta:
        ordering = ("-at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "returned",
                        "approved",
                        "fixed",
                        "rejected",
                        "reopened",
                        "comment",
                        "mention",
                        "resolved",
                        "proposal",
                        "support",
                        "peer",
                        "to_sign",
                        "signed",
                        "handed",
                        "norming",
                        "revealed",
                    ],
                ),
                name="notice_kind",
            ),
            models.CheckConstraint(
                condition=_of_one_thing(
                    "dialogue",
                    "proposal",
                    "call",
                    "sign_off",
                    "project",
                ),
                name="notice_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-at", "id"], name="notice_latest"),
            # Every page counts these, and every letter begins with them.
            models.Index(
                fields=["user", "dialogue"],
                name="notice_unread",
                condition=models.Q(read_at=None),
            ),
            models.Index(
                fields=["at"],
                name="notice_unsent",
                condition=models.Q(read_at=None, sent_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind}"

    @property
    def subject(self) -> Dialogue | Proposal | SupportCall | SignOff | Project:
        """The one thing that it is about."""
        found = self.dialogue or self.proposal or self.call or self.sign_off
        found = found or self.project
        assert found is not None
        return found

    @property
    def where(self) -> Project:
        """The project in which it happened."""
        subject = self.subject
        return subject if isinstance(subject, Project) else subject.project


class NoticeChoice(models.Model):
    """How a person wants to hear by e-mail of one kind of notice."""

    class Mail(models.TextChoices):
        NOW = "now", _("At once")
        DAILY = "daily", _("Once a day")
        NEVER = "never", _("Never")

    user = models.ForeignKey(User, models.PROTECT, related_name="notice_choices")
    kind = models.CharField(max_length=20, choices=Notice.Kind)
    mail = models.CharField(max_length=10, choices=Mail)

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "kind", name="one_notice_choice"),
            models.CheckConstraint(
                condition=models.Q(mail__in=["now", "daily", "never"]),
                name="notice_choice_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.kind}: {self.mail}"
