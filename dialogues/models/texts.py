"""The versioned texts of a project: what a model is told, and what people check."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.models.people import Project, User
from dialogues.models.translations import TranslatedField


class Instruction(models.Model):
    """A version of the system message: one text for export, training, chat, serving."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="instructions")
    version = models.PositiveIntegerField()
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("project", "version", name="instruction_version"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.version}"


class Prompt(models.Model):
    """A version of what a drafter is asked; a change is a new row."""

    class Kind(models.TextChoices):
        TOPIC_DIALOGUE = "topic-dialogue", _("Topic to dialogue")
        SELF_CHAT = "self-chat", _("Persona and situation to self-chat")
        SELF_CHAT_TURNS = "self-chat-turns", _("Self-chat, turn by turn")
        ANSWER_DIALOGUE = "answer-dialogue", _("Question and answer to dialogue")
        PERSONAS = "personas", _("New personas from seeds")
        REWRITE_TURN = "rewrite-turn", _("Rewrite one turn")

    project = models.ForeignKey(Project, models.PROTECT, related_name="prompts")
    name = models.SlugField(_("name"), max_length=60)
    version = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    text = models.TextField(_("text"))
    user_text = models.TextField(
        _("text for the person helped"),
        blank=True,
        help_text=_("Turn by turn the model plays both; here it plays this one."),
    )
    created_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("name", "-version")
        constraints = [
            models.UniqueConstraint(
                "project", "name", "version", name="prompt_version"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "topic-dialogue",
                        "self-chat",
                        "self-chat-turns",
                        "answer-dialogue",
                        "personas",
                        "rewrite-turn",
                    ],
                ),
                name="prompt_kind",
            ),
        ]

    def __str__(self) -> str:
        return _("%(name)s, version %(version)d") % {
            "name": self.name,
            "version": self.version,
        }


class Checklist(models.Model):
    """A version of the questions asked of every dialogue of a project."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="checklists")
    version = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("project", "version", name="checklist_version"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.version}"


class ChecklistItem(models.Model):
    """One question, asked of the dialogue or of each assistant turn."""

    class Scope(models.TextChoices):
        DIALOGUE = "dialogue", _("the whole dialogue")
        TURN = "turn", _("each reply")

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="items")
    slug = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    name = TranslatedField(_("name"))
    question = TranslatedField(_("question"))
    help = TranslatedField(_("help"), blank=True)
    good = TranslatedField(_("good example"), blank=True)
    bad = TranslatedField(_("bad example"), blank=True)
    scope = models.CharField(max_length=10, choices=Scope.choices)
    critical = models.BooleanField(_("approval depends on it"), default=False)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint("checklist", "slug", name="checklist_item_slug"),
            models.CheckConstraint(
                condition=models.Q(scope__in=["dialogue", "turn"]),
                name="checklist_item_scope",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)
