"""What the pages for drafting read: orders, progress, money, replies that need a hand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import (
    Count,
    DecimalField,
    Exists,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    TextField,
    UUIDField,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from dialogues.domain.budget import Estimate
from dialogues.keys import NoKeyError, key_of
from dialogues.models import (
    Call,
    Draft,
    DraftBatch,
    Drafter,
    DraftEvent,
    Project,
    Prompt,
    Revision,
    Topic,
    User,
)
from dialogues.queries import hidden_from

NO_REPLY = "no_reply"
RATE_OVER = timedelta(minutes=1)
STILL_TO_COME = (DraftBatch.Status.QUEUED, DraftBatch.Status.RUNNING)


class KeyState(NamedTuple):
    """Whether a drafter's key is there; ``needed`` is false where it goes without."""

    needed: bool
    present: bool
    reason: str = ""


def key_state(drafter: Drafter) -> KeyState:
    """Look for the key without reading it out."""
    if not drafter.key_name and drafter.endpoint:
        return KeyState(needed=False, present=False)
    if settings.SAMPLE_ENDPOINT and not drafter.key_name:
        return KeyState(needed=False, present=False)
    try:
        key = key_of(endpoint=drafter.endpoint, key_name=drafter.key_name)
    except NoKeyError as error:
        return KeyState(needed=True, present=False, reason=str(error))
    return KeyState(needed=True, present=bool(key))


def drafters_listed(project: Project) -> QuerySet[Drafter]:
    """The project's drafters with what each has written, the retired ones last."""
    return project.drafters.annotate(written=Count("drafts")).order_by(
        "retired_at", "name"
    )


def drafters_on_hand(project: Project) -> QuerySet[Drafter]:
    return project.drafters.filter(retired_at=None).order_by("pk")


def batches_listed(project: Project) -> QuerySet[DraftBatch]:
    """Orders that are no test runs, with how many drafts and what they led to."""
    usable = Q(
        drafts__status__in=[
            Draft.Status.DRAFTED,
            Draft.Status.CANDIDATE,
            Draft.Status.UNCHOSEN,
            Draft.Status.GATHERED,
        ],
    )
    ended = ~Q(drafts__status__in=[Draft.Status.QUEUED, Draft.Status.CALLING])
    return (
        project.batches.filter(trial=False)
        .annotate(
            ordered=Count("drafts"),
            ended=Count("drafts", filter=ended),
            usable=Count("drafts", filter=usable),
        )
        .select_related("prompt", "ordered_by")
        .prefetch_related("shares__drafter")
        .order_by("-created_at", "id")
    )


def suited_to(prompt: Prompt, topics: QuerySet[Topic]) -> QuerySet[Topic]:
    """Those that the prompt can be filled with."""
    if prompt.kind == Prompt.Kind.ANSWER_DIALOGUE:
        return topics.filter(meta__answers__0__text__gt="")
    return topics


class Cap(NamedTuple):
    """After how many drafts a budget stops an order: about, and at the earliest."""

    about: int
    at_least: int
    drafts: int

    @property
    def bites(self) -> bool:
        return self.about < self.drafts

    @property
    def may_bite(self) -> bool:
        return self.at_least < self.drafts


def cap_of(
    estimate: Estimate,
    drafts: int,
    *,
    budget: Decimal | None,
    token_budget: int | None,
) -> Cap | None:
    """Where the caps stop an order; nothing where there is no cap."""
    if budget is None and token_budget is None:
        return None
    about, at_least = [drafts], [drafts]
    if budget is not None:
        about.append(_enough(budget, estimate["expected"], drafts))
        at_least.append(_enough(budget, estimate["worst"], drafts))
    if token_budget is not None:
        tokens = estimate["tokens"]
        about.append(_enough(token_budget, tokens["low"], drafts))
        at_least.append(_enough(token_budget, tokens["high"], drafts))
    return Cap(min(about), min(at_least), drafts)


def _enough(cap: Decimal | int, whole: Decimal | int, drafts: int) -> int:
    if not whole:
        return drafts
    return min(drafts, math.floor(Decimal(cap) * drafts / Decimal(whole)))


def batch_progress(batch: DraftBatch) -> dict[str, Any]:
    """How far a batch is: drafts by outcome, and its calls with tokens and cost."""
    by_status = dict(
        batch.drafts.order_by().values_list("status").annotate(count=Count("id")),
    )
    unknown = Q(cost=None) & ~Q(outcome=Call.Outcome.CALLING)
    spent = batch.calls.aggregate(
        made=Count("id"),
        prompt=Sum("prompt_tokens"),
        completion=Sum("completion_tokens"),
        known_cost=Sum("cost"),
        calling=Count("id", filter=Q(outcome=Call.Outcome.CALLING)),
        lost=Count("id", filter=Q(outcome=Call.Outcome.LOST)),
        unknown=Count("id", filter=unknown),
        reserved=Sum("reserved_cost", filter=Q(cost=None)),
    )
    total = sum(by_status.values())
    counted = {status: by_status.get(status, 0) for status in Draft.Status.values}
    return {
        **counted,
        "total": total,
        "done": total - counted["queued"] - counted["calling"],
        "calls": spent["made"],
        "calls_going": spent["calling"],
        "calls_lost": spent["lost"],
        "prompt_tokens": spent["prompt"] or 0,
        "completion_tokens": spent["completion"] or 0,
        "cost": spent["known_cost"] or Decimal(0),
        "cost_unknown": spent["unknown"],
        "cost_reserved": spent["reserved"] or Decimal(0),
    }


def batch_state(batch: DraftBatch) -> dict[str, Any]:
    """How far a batch is, what it costs, and how fast it goes."""
    progress = batch_progress(batch)
    money = DecimalField(max_digits=20, decimal_places=8)
    going = Q(outcome=Call.Outcome.CALLING)
    lately = Q(ended_at__gte=timezone.now() - RATE_OVER)
    more = batch.calls.aggregate(
        set_aside=Sum("reserved_cost", filter=going, output_field=money),
        unsure=Sum("reserved_cost", filter=Q(cost=None) & ~going, output_field=money),
        failed_calls=Count("id", filter=Q(outcome=Call.Outcome.FAILED)),
        lately=Count("id", filter=lately),
        written_lately=Sum("completion_tokens", filter=lately),
    )
    to_come = progress["queued"] + progress["calling"]
    rate = more["lately"]
    running = batch.status in STILL_TO_COME
    known = progress["cost"] + (more["unsure"] or 0) + (more["set_aside"] or 0)
    return {
        **progress,
        "set_aside": more["set_aside"] or Decimal(0),
        "unsure": more["unsure"] or Decimal(0),
        "counted": known,
        "failed_calls": more["failed_calls"],
        "rate": rate,
        "written_lately": more["written_lately"] or 0,
        "minutes_left": math.ceil(to_come / rate) if running and rate else None,
        "to_come": to_come,
        # A paused batch still gets the answers that are on their way.
        "live": running or progress["calls_going"] > 0,
    }


def drafts_shown(user: User, drafts: QuerySet[Draft]) -> QuerySet[Draft]:
    """Those of the drafts whose words are in no dialogue that is hidden from the person:
    none that became one, nor a trial on a turn of one.
    """
    hidden = hidden_from(user)
    tried_on = (
        DraftEvent.objects.filter(draft=OuterRef("pk"), verb="order")
        .annotate(revision=Cast(KT("data__revision"), UUIDField()))
        .filter(revision__in=Revision.objects.filter(dialogue__in=hidden).values("pk"))
    )
    return drafts.exclude(dialogues__in=hidden).exclude(
        Q(Exists(tried_on), batch__trial=True),
    )


def drafts_listed(
    drafts: QuerySet[Draft], *, status: str = "", problem: str = ""
) -> QuerySet[Draft]:
    """Drafts at a status, or with a problem, as their codes say it."""
    rows = drafts.select_related("topic", "answer", "drafter")
    if status in Draft.Status.values:
        rows = rows.filter(status=status)
    if problem == NO_REPLY:
        rows = rows.filter(status=Draft.Status.FAILED)
    elif problem:
        rows = rows.filter(problems__contains=[{"code": problem}])
    return rows.order_by("status", "created_at", "id")


def problem_counts(drafts: QuerySet[Draft]) -> dict[str, int]:
    """How many drafts have each problem, the most frequent first."""
    code = Func(
        "problems",
        template="jsonb_path_query(%(expressions)s, '$[*].code') #>> '{}'",
        output_field=TextField(),
    )
    rows = (
        drafts.order_by()
        .annotate(code=code)
        .values_list("code")
        .annotate(many=Count("pk", distinct=True))
    )
    return dict(sorted(rows, key=lambda row: (-row[1], row[0])))


def repairs(project: Project) -> QuerySet[Draft]:
    """Drafts of no use as they are, which nobody has asked for again."""
    asked_again = DraftEvent.objects.filter(draft=OuterRef("pk"), verb="draft again")
    return project.drafts.filter(
        ~Exists(asked_again),
        status__in=[Draft.Status.UNUSABLE, Draft.Status.FAILED],
        batch__trial=False,
    ).exclude(batch__prompt__kind=Prompt.Kind.PERSONAS)


def repair_reasons(project: Project) -> Mapping[str, int]:
    """How many of them wait for each reason; one draft may have several."""
    rows = repairs(project)
    counts = problem_counts(rows.filter(status=Draft.Status.UNUSABLE))
    failed = rows.filter(status=Draft.Status.FAILED).count()
    return {**counts, NO_REPLY: failed} if failed else counts


def can_be_asked_again(drafts: QuerySet[Draft]) -> QuerySet[Draft]:
    """Those whose order still stands."""
    return drafts.exclude(batch__status=DraftBatch.Status.CANCELLED)
