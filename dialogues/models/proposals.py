"""Topics that members propose, and what became of them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dialogues.history import Event, Tracked, change, status_constraint
from dialogues.models.people import Project, User
from dialogues.models.topics import Topic
from dialogues.permissions import is_admin, is_proposer


class Proposal(Tracked):
    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ACCEPTED = "accepted", _("Taken up")
        DECLINED = "declined", _("Not taken up")
        WITHDRAWN = "withdrawn", _("Taken back")

    CHANGES = {
        "accept": change([Status.PROPOSED], Status.ACCEPTED, may=is_admin),
        "decline": change([Status.PROPOSED], Status.DECLINED, may=is_admin),
        "withdraw": change([Status.PROPOSED], Status.WITHDRAWN, may=is_proposer),
    }

    project = models.ForeignKey(Project, models.PROTECT, related_name="proposals")
    by = models.ForeignKey(User, models.PROTECT, related_name="proposals")
    text = models.CharField(_("topic"), max_length=400)
    theme = models.CharField(_("theme"), max_length=80, blank=True)
    situation = models.TextField(_("situation"), blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.PROPOSED)
    answer = models.TextField(_("answer"), blank=True)
    topic = models.ForeignKey(
        Topic,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
    )

    class Meta:
        ordering = ("-created_at", "id")
        constraints = [
            status_constraint(
                ["proposed", "accepted", "declined", "withdrawn"],
                "proposal_status",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ProposalEvent(Event):
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="events")
