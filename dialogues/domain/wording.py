"""Asking a drafter for another wording of a turn that somebody is editing."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.domain import calls, editing
from dialogues.domain.one_call import call_now
from dialogues.generate import GenerationError, GenerationRequest, Retryable
from dialogues.history import Refused
from dialogues.keys import NoKeyError, key_of
from dialogues.models import (
    Assignment,
    Call,
    DialogueEvent,
    Drafter,
    Project,
    Prompt,
    User,
)
from dialogues.prompt_queries import rewrite_prompt
from dialogues.rewriting import clean_rewrite, problem_with, rewrite_request
from dialogues.wording_queries import asked_lately, spent_lately

ASK = "ask for wording"
ASKED_A_DAY = 40
# Somebody waits for it.
LONGEST_SECONDS = 30.0
# An endpoint that has too much to do and does not say for how long.
REST_SECONDS = 10.0
LONGEST_REST_SECONDS = 300.0

OF_NO_USE = {
    "refusal": gettext_lazy("The drafter declined to write it."),
    "cut_off": gettext_lazy("The reply was cut off before its end."),
    "wrong_language": gettext_lazy("The reply is not in the language of the project."),
}


class Wording(NamedTuple):
    """What the drafter would write in the turn's place; ``sample`` where no model did."""

    call: Call
    text: str
    dropped: list[str]
    sample: bool


def ask_wording(
    assignment: Assignment,
    *,
    turn: str,
    wish: str,
    key: str = "",
    by: User,
) -> Wording:
    """Have one turn of the saved working copy written anew; nothing is changed by it.

    The same ``key`` twice is one call: who did not hear the answer asks for it again.
    While the drafter writes, no transaction is open.
    """
    project = assignment.project
    pk = uuid.uuid5(uuid.NAMESPACE_URL, f"{by.pk}/{key}") if key else uuid.uuid4()
    asked = Call.objects.filter(pk=pk).first()
    if asked is None:
        asked = _make_call(assignment, project, turn=turn, wish=wish, pk=pk, by=by)
    else:
        _need_same_question(asked, turn=turn, wish=wish)
    return _read(asked, project)


def _make_call(
    assignment: Assignment,
    project: Project,
    *,
    turn: str,
    wish: str,
    pk: uuid.UUID,
    by: User,
) -> Call:
    prompt, drafter, secret = _who_writes(project)
    dialogue = assignment.dialogue
    with transaction.atomic():
        # Locked first, so that two questions of one person are counted one by one.
        editing.one_claim_at_a_time(by)
        with dialogue.change(ASK, by=by) as event:
            work = editing.in_hand(assignment)
            if work.holder_id != by.pk:
                raise PermissionDenied(_("Somebody else edits this dialogue."))
            messages = rewrite_request(prompt, work.turns, turn, wish, project)
            if Call.objects.filter(pk=pk).exists():
                raise _still_going()
            if asked_lately(by) >= ASKED_A_DAY:
                raise Refused(
                    _(
                        "You have asked %d times since yesterday. "
                        "Your own words will do for today.",
                    )
                    % ASKED_A_DAY,
                    code="daily_limit",
                )
            call = calls.reserve_one(drafter, prompt, messages, pk=pk)
            if call is None:
                raise Refused(
                    _("The drafter is busy just now. Ask again in a moment."),
                    code="drafter_busy",
                )
            _need_money(call)
            event.data = {
                "assignment": str(work.pk),
                "call": str(call.pk),
                "turn": turn,
                "wish": wish,
            }
    request = GenerationRequest(call.model, messages, call.parameters)
    end = call_now(drafter, secret, request, seconds=LONGEST_SECONDS)
    calls.keep_ends([(call, end)])
    if isinstance(end, Retryable) and end.crowded:
        seconds = min(end.retry_after or REST_SECONDS, LONGEST_REST_SECONDS)
        calls.rest(drafter.pk, seconds)
    if isinstance(end, GenerationError):
        raise _no_answer()
    return call


def _who_writes(project: Project) -> tuple[Prompt, Drafter, str]:
    """The prompt, the drafter and its key, which is only held while it is needed."""
    prompt = rewrite_prompt(project)
    drafter = project.drafters.filter(retired_at=None).order_by("pk").first()
    if prompt is None or drafter is None:
        raise Refused(
            _("The project has nobody who could write it anew. Ask an admin."),
            code="no_drafter",
        )
    try:
        secret = key_of(endpoint=drafter.endpoint, key_name=drafter.key_name)
    except NoKeyError:
        # What is missing is for admins: it stands on the drafter's page.
        raise Refused(
            _("The drafter cannot be reached now. Ask an admin; your text is safe."),
            code="no_key",
        ) from None
    return prompt, drafter, secret


def _need_money(call: Call) -> None:
    """Refuse what would go over a day's budget; asked under the drafter's lock."""
    if spent_lately(call.project_id, call.currency).counted > settings.WORDING_BUDGET:
        raise Refused(
            _("The project has spent what it may on other wordings today."),
            code="budget_spent",
        )


def _need_same_question(asked: Call, *, turn: str, wish: str) -> None:
    event = DialogueEvent.objects.filter(verb=ASK, data__call=str(asked.pk)).get()
    if (event.data["turn"], event.data["wish"]) != (turn, wish):
        raise Refused(
            _("This Idempotency-Key was used for another request. Take a new one."),
            code="idempotency_key_used",
        )
    if asked.outcome == Call.Outcome.CALLING:
        raise _still_going()
    if asked.outcome != Call.Outcome.ANSWERED:
        raise _no_answer()


def _read(call: Call, project: Project) -> Wording:
    """The new text in a reply, or a sentence about why it is of no use."""
    if problem := problem_with(call.reply, call.finish_reason, project):
        raise _no_use(str(OF_NO_USE[problem.code]))
    try:
        text, dropped = clean_rewrite(call.reply, project)
    except ValidationError as error:
        raise _no_use(" ".join(error.messages)) from None
    return Wording(call, text, dropped, call.sample)


def _no_use(why: str) -> Refused:
    return Refused(
        _("%(why)s Your text is as it was; ask again, or in other words.")
        % {"why": why},
        code="no_use",
    )


def _still_going() -> Refused:
    return Refused(_("The drafter is still writing it."), code="on_its_way")


def _no_answer() -> Refused:
    return Refused(
        _("The drafter did not answer. Your text is as it was; ask again later."),
        code="no_answer",
    )
