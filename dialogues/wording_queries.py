"""Wordings that were asked for at the desk: how often, what for, and what they cost."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    Count,
    DecimalField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Sum,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from dialogues.models import Call, DialogueEvent, Drafter, Project, Prompt, User
from dialogues.prepared import prepared
from dialogues.queries import hidden_from
from dialogues.rewriting import WISHES
from dialogues.sign_off_queries import in_use

LATELY = timedelta(days=1)
MONEY = DecimalField(max_digits=20, decimal_places=8)


class Spent(NamedTuple):
    """What calls took: ``counted`` holds what is set aside where nobody knows the cost."""

    asked: int
    answered: int
    tokens: int
    cost: Decimal
    unknown: int
    counted: Decimal


def wording_calls(project: Project | UUID) -> QuerySet[Call]:
    """The calls that were made for a turn at the desk; those of a test run have a draft."""
    return Call.objects.filter(
        project=project,
        draft=None,
        prompt__kind=Prompt.Kind.REWRITE_TURN,
    )


def asked_lately(person: User) -> int:
    """How often this person asked in the last day, in whichever project."""
    return DialogueEvent.objects.filter(
        verb="ask for wording",
        by=person,
        at__gt=_lately(),
    ).count()


def spent_lately(project: Project | UUID, currency: str) -> Spent:
    """What the last day's wordings cost a project in one currency."""
    rows = wording_calls(project).filter(started_at__gt=_lately(), currency=currency)
    return _spent(rows.aggregate(**_sums()))


def spent_on_wordings(project: Project) -> dict[str, Spent]:
    """What all of them cost so far, by currency."""
    rows = wording_calls(project).order_by("currency").values("currency")
    return {row["currency"]: _spent(row) for row in rows.annotate(**_sums())}


def _sums() -> dict[str, Any]:
    return {
        "asked": Count("pk"),
        "answered": Count("pk", filter=Q(outcome=Call.Outcome.ANSWERED)),
        "sent": Sum("prompt_tokens"),
        "written": Sum("completion_tokens"),
        "known_cost": Sum("cost"),
        "unknown": Count("pk", filter=Q(cost=None)),
        "counted": Sum(Coalesce("cost", "reserved_cost"), output_field=MONEY),
    }


def _spent(found: dict[str, Any]) -> Spent:
    return Spent(
        found["asked"],
        found["answered"],
        (found["sent"] or 0) + (found["written"] or 0),
        found["known_cost"] or Decimal(0),
        found["unknown"],
        found["counted"] or Decimal(0),
    )


def wordings_listed(user: User, project: Project) -> QuerySet[DialogueEvent]:
    """Every question that was asked, the latest first; ``call`` is put to it later.

    None about a dialogue that is hidden from the person.
    """
    return (
        DialogueEvent.objects.filter(verb="ask for wording", dialogue__project=project)
        .exclude(dialogue__in=hidden_from(user))
        .select_related("by", "dialogue__topic")
        .order_by("-id")
    )


def with_calls(events: list[DialogueEvent]) -> list[dict[str, Any]]:
    """The questions of a page together with what came of each."""
    rows = Call.objects.select_related("prompt", "drafter")
    calls = rows.in_bulk([UUID(event.data["call"]) for event in events])
    return [
        {
            "event": event,
            "call": calls.get(UUID(event.data["call"])),
            "wish": wish_label(event.data["wish"]),
        }
        for event in events
    ]


def wish_label(wish: str) -> str:
    """A wish as people read it: the words of its button, or their own."""
    return str(WISHES[wish]["label"]) if wish in WISHES else wish


def wishes_offered(project: Project) -> dict[str, dict[str, Any]]:
    """What one can ask for at the desk; nothing where nobody could write it."""
    return WISHES if _rewriting(project) else {}


@prepared
def _rewriting(project: Project) -> QuerySet[Prompt, int]:
    writers = Drafter.objects.filter(project=OuterRef("project"), retired_at=None)
    prompts = in_use(Prompt.objects.filter(project=project))
    can = prompts.filter(Exists(writers), kind=Prompt.Kind.REWRITE_TURN)
    return can.values_list("pk", flat=True)[:1]


def _lately() -> datetime:
    return timezone.now() - LATELY
