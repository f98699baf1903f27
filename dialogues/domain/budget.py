"""What a batch has spent, what a call may cost at most, and what an order will cost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, TypedDict

from django.db.models import BigIntegerField, DecimalField, F, Q, Sum
from django.db.models.functions import Coalesce

from dialogues.domain import conversations, drafting
from dialogues.models import Call, DraftBatch, Drafter, Project, Prompt

# What a chat template adds around each message, with room to spare.
TOKENS_A_MESSAGE = 16
# What a Chinese prompt takes about, in tokens a character; and never more than its bytes.
TOKENS_A_CHARACTER = 0.9
ROUNDS_EXPECTED = (conversations.FEWEST_ROUNDS + conversations.MOST_ROUNDS) / 2


class Spent(NamedTuple):
    """Known costs, and for calls whose cost is not known what was set aside for them."""

    cost: Decimal
    tokens: int


@dataclass(frozen=True)
class Reservation:
    """The most that a call can cost; set aside before the call is made."""

    cost: Decimal
    tokens: int


class Range(TypedDict):
    low: int
    high: int


class Estimate(TypedDict):
    """What an order will take; ``expected`` from earlier calls where there are some."""

    calls: int
    tokens: Range
    expected: Decimal
    worst: Decimal
    currency: str
    from_history: bool


def sent_parameters(drafter: Drafter) -> dict[str, Any]:
    """The drafter's parameters with a limit on the reply, which is always sent."""
    parameters = dict(drafter.parameters)
    # Newer models of OpenAI's only know the longer name.
    newer = "max_completion_tokens" in parameters
    name = "max_completion_tokens" if newer else "max_tokens"
    asked = parameters.get(name)
    most = drafter.longest_reply
    if isinstance(asked, int) and not isinstance(asked, bool) and 0 < asked < most:
        most = asked
    parameters[name] = most
    if newer:
        parameters.pop("max_tokens", None)
    return parameters


def reservation(
    drafter: Drafter,
    messages: Sequence[conversations.Message],
    parameters: dict[str, Any],
) -> Reservation:
    """A token is at least a byte, so a prompt has no more tokens than bytes."""
    prompt = sum(
        len(message["content"].encode()) + TOKENS_A_MESSAGE for message in messages
    )
    reply = parameters.get("max_completion_tokens") or parameters["max_tokens"]
    return Reservation(drafter.cost(prompt, reply), prompt + reply)


def spent_by(batch: DraftBatch) -> Spent:
    """What counts against the batch's budget; asked under the batch's lock."""
    total = batch.calls.aggregate(
        cost=Sum(
            Coalesce("cost", "reserved_cost"),
            output_field=DecimalField(max_digits=20, decimal_places=8),
        ),
        tokens=Sum(tokens_counted(), output_field=BigIntegerField()),
    )
    return Spent(total["cost"] or Decimal(0), total["tokens"] or 0)


def tokens_counted() -> Coalesce:
    """The tokens of a call: known, none for one that was refused, or those set aside."""
    return Coalesce(
        F("prompt_tokens") + F("completion_tokens"),
        "reserved_tokens",
    )


def fits(batch: DraftBatch, spent: Spent, wanted: Reservation) -> bool:
    in_money = batch.budget is None or spent.cost + wanted.cost <= batch.budget
    in_tokens = (
        batch.token_budget is None or spent.tokens + wanted.tokens <= batch.token_budget
    )
    return in_money and in_tokens


def estimate(
    project: Project,
    *,
    count: int,
    prompt: Prompt | None = None,
    drafters: drafting.Shares | None = None,
    candidates: int = 1,
) -> Estimate:
    """What an order would take, before it is made."""
    drafting.check_amounts(count=count, candidates=candidates)
    prompt, shares = drafting.who_and_what(project, prompt=prompt, drafters=drafters)
    drafts = count * candidates
    whole = sum(share for _drafter, share in shares)
    turn_by_turn = prompt.kind == Prompt.Kind.SELF_CHAT_TURNS
    calls = drafts * (round(2 * ROUNDS_EXPECTED) if turn_by_turn else 1)
    low = high = 0.0
    expected = worst = Decimal(0)
    known = 0
    for drafter, share in shares:
        own = drafts * share / whole
        usual = _usual(prompt, drafter, turn_by_turn=turn_by_turn)
        most = _most(prompt, drafter)
        known += usual.from_history
        low += own * (usual.prompt + usual.completion)
        high += own * (most.prompt + most.completion)
        expected += _cost(drafter, usual, own)
        worst += _cost(drafter, most, own)
    return {
        "calls": calls,
        "tokens": {"low": math.floor(min(low, high)), "high": math.ceil(high)},
        "expected": min(expected, worst).quantize(Decimal("0.0001")),
        "worst": worst.quantize(Decimal("0.0001")),
        "currency": shares[0][0].currency,
        "from_history": known == len(shares),
    }


class _Tokens(NamedTuple):
    """What one draft takes."""

    prompt: float
    completion: float
    from_history: bool = False


def _cost(drafter: Drafter, tokens: _Tokens, drafts: float) -> Decimal:
    each = drafter.cost(math.ceil(tokens.prompt), math.ceil(tokens.completion))
    return each * Decimal(drafts)


def _usual(prompt: Prompt, drafter: Drafter, *, turn_by_turn: bool) -> _Tokens:
    """From the calls that this drafter has answered, else from the prompt's length."""
    earlier = Call.objects.filter(
        drafter=drafter,
        draft__isnull=False,
        prompt__project=prompt.project_id,
        prompt__name=prompt.name,
        outcome=Call.Outcome.ANSWERED,
    ).aggregate(
        prompt=Sum("prompt_tokens"),
        completion=Sum("completion_tokens"),
    )
    if earlier["prompt"] and earlier["completion"]:
        drafts = _drafts_behind(prompt, drafter)
        return _Tokens(
            earlier["prompt"] / drafts,
            earlier["completion"] / drafts,
            from_history=True,
        )
    length = (len(prompt.text) + len(prompt.user_text)) * TOKENS_A_CHARACTER
    reply = _longest(drafter) * 0.6
    if not turn_by_turn:
        return _Tokens(length + TOKENS_A_MESSAGE, reply)
    # Each call sends all that was said before it: the prompts grow with the square.
    calls = 2 * ROUNDS_EXPECTED
    said = reply / calls
    return _Tokens(calls * (length / 2 + said * calls / 2), calls * said)


def _drafts_behind(prompt: Prompt, drafter: Drafter) -> int:
    return (
        Call.objects.filter(
            Q(prompt__project=prompt.project_id, prompt__name=prompt.name),
            drafter=drafter,
            draft__isnull=False,
            outcome=Call.Outcome.ANSWERED,
            prompt_tokens__isnull=False,
        )
        .values("draft")
        .distinct()
        .count()
    ) or 1


def _most(prompt: Prompt, drafter: Drafter) -> _Tokens:
    """The most that one draft's calls can take, retries aside."""
    # A topic has at most 400 characters, of at most four bytes each.
    sent = len((prompt.text + prompt.user_text).encode()) + 1600 + TOKENS_A_MESSAGE
    longest = _longest(drafter)
    calls = conversations.most_calls(prompt.kind)
    history = longest * calls * (calls - 1) / 2
    return _Tokens(sent * calls + history, longest * calls)


def _longest(drafter: Drafter) -> int:
    parameters = sent_parameters(drafter)
    return int(parameters.get("max_completion_tokens") or parameters["max_tokens"])
