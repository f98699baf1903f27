"""What the calls to drafters cost for each dialogue that was approved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import (
    Count,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    UUIDField,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from dialogues.models import Call, Dialogue, DialogueEvent, Project
from reviewers.boards import FEW, LEAST, NONE, Asked, Key, Ways, key_of, narrowed

MONEY = DecimalField(max_digits=20, decimal_places=8)
# From a draft, the same things as from a dialogue.
OF_DRAFT = Ways(
    "draft__created_at",
    "project",
    *(f"draft__{way}" for way in ("topic__theme", "drafter", "batch__prompt")),
)


class Paid(NamedTuple):
    """What was paid in one currency; ``unknown`` of the calls count as their most."""

    currency: str
    spent: Decimal
    calls: int
    unknown: int


class CostRow(NamedTuple):
    """A group's dialogues and what they cost, each currency by itself."""

    key: Key
    approved: int
    paid: list[Paid]

    @property
    def why(self) -> str:
        """Why there is no cost for one dialogue."""
        if self.approved >= LEAST:
            return ""
        return FEW if self.approved else NONE

    @property
    def each(self) -> dict[str, Decimal]:
        """What one approved dialogue cost, by currency."""
        if self.why:
            return {}
        return {one.currency: one.spent / self.approved for one in self.paid}


class CostBoard(NamedTuple):
    whole: CostRow
    rows: list[CostRow]


def costs(projects: Collection[Project], asked: Asked) -> CostBoard:
    """Every call counts where its draft or dialogue counts, whatever became of it.

    The month is that in which the draft was asked for, or else the dialogue begun:
    so what was paid stands beside what came of it.
    """
    calls = Call.objects.filter(project__in=projects)
    groups: dict[Key, dict[str, Paid]] = defaultdict(dict)
    for found in (
        _of_drafts(calls, asked),
        _of_wordings(projects, asked),
    ):
        for key, paid in found:
            _add(groups[key], paid)
    approved = dict(_approved(projects, asked))
    rows = [
        CostRow(key, approved.get(key, 0), _sorted(groups[key].values()))
        for key in {*groups, *approved}
    ]
    everything: dict[str, Paid] = {}
    for row in rows:
        for paid in row.paid:
            _add(everything, paid)
    if not asked.narrowed:
        # A drafter that was tried belongs to no dialogue; it was paid all the same.
        for _key, paid in _of_nothing(calls):
            _add(everything, paid)
    whole = CostRow(None, sum(approved.values()), _sorted(everything.values()))
    return CostBoard(whole, rows)


def _of_drafts(calls: QuerySet[Call], asked: Asked) -> Iterable[tuple[Key, Paid]]:
    rows = narrowed(calls.filter(draft__isnull=False), OF_DRAFT, asked)
    return _summed(rows.annotate(key=key_of(OF_DRAFT, asked.by), **_price()))


def _of_wordings(
    projects: Collection[Project], asked: Asked
) -> Iterable[tuple[Key, Paid]]:
    """Turns that were asked for anew at the desk, by what their dialogue is."""
    call = Call.objects.filter(pk=OuterRef("call"))
    ways = Ways("begun", *(f"dialogue__{way}" for way in Ways("")[1:]))
    rows = (
        _asked(projects)
        .annotate(begun=_begun("dialogue__"))
        .annotate(
            currency=Subquery(call.values("currency")),
            price=Subquery(call.values(price=Coalesce("cost", "reserved_cost"))),
            known=Subquery(call.values("cost")),
        )
        .filter(currency__isnull=False)
    )
    rows = narrowed(rows, ways, asked)
    return _summed(rows.annotate(key=key_of(ways, asked.by)))


def _of_nothing(calls: QuerySet[Call]) -> Iterable[tuple[Key, Paid]]:
    wordings = _asked(calls.values("project")).filter(call=OuterRef("pk"))
    rows = calls.filter(~Exists(wordings), draft=None).order_by()
    return _summed(rows.annotate(key=Value(0), **_price()))


def _asked(projects: Any) -> QuerySet[DialogueEvent]:
    return (
        DialogueEvent.objects.filter(
            dialogue__project__in=projects, verb="ask for wording"
        )
        .annotate(call=Cast(KeyTextTransform("call", "data"), UUIDField()))
        .order_by()
    )


def _price() -> dict[str, Any]:
    return {"price": Coalesce("cost", "reserved_cost"), "known": F("cost")}


def _summed(rows: QuerySet[Any]) -> Iterable[tuple[Key, Paid]]:
    for one in rows.values("key", "currency").annotate(
        spent=Sum("price", output_field=MONEY),
        calls=Count("pk"),
        unknown=Count("pk", filter=Q(known=None)),
    ):
        paid = Paid(one["currency"], one["spent"], one["calls"], one["unknown"])
        yield one["key"], paid


def _approved(projects: Collection[Project], asked: Asked) -> Iterable[tuple[Key, int]]:
    """Dialogues that are approved now and were made here, not imported."""
    ways = Ways("begun")
    rows = Dialogue.objects.filter(
        project__in=projects, status=Dialogue.Status.APPROVED
    ).exclude(origin=Dialogue.Origin.IMPORTED)
    rows = narrowed(rows.annotate(begun=_begun()), ways, asked)
    return (
        rows.annotate(key=key_of(ways, asked.by))
        .values("key")
        .annotate(n=Count("pk"))
        .values_list("key", "n")
    )


def _begun(to_dialogue: str = "") -> Combinable:
    return Coalesce(F(f"{to_dialogue}draft__created_at"), F(f"{to_dialogue}created_at"))


def _add(sums: dict[str, Paid], paid: Paid) -> None:
    before = sums.get(paid.currency, Paid(paid.currency, Decimal(0), 0, 0))
    sums[paid.currency] = Paid(
        paid.currency,
        before.spent + paid.spent,
        before.calls + paid.calls,
        before.unknown + paid.unknown,
    )


def _sorted(paid: Iterable[Paid]) -> list[Paid]:
    return sorted(paid, key=lambda one: one.currency)
