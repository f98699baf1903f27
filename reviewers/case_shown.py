"""Why a safeguarding case is there, as its page says it to a marked member."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from dialogues.decision_queries import is_blind, open_disclosures
from dialogues.history_queries import events_for
from dialogues.mentions import without_names
from dialogues.models import Finding, User
from dialogues.notice_queries import names_called_in
from reviewers.models import Case


class Worry(TypedDict):
    """What somebody said that worries them; ``by`` is empty for who still decides."""

    text: str
    at: datetime
    by: str


class Why(TypedDict):
    """What was noticed in the latest text, and what people said of the dialogue."""

    findings: list[Finding]
    worries: list[Worry]
    may_dismiss: bool


def why_it_is_there(case: Case, *, user: User) -> Why:
    """What the checks and people noticed; each finding has the ``number`` of its turn."""
    dialogue = case.dialogue
    turns = dialogue.head.turns if dialogue.head else []
    numbers = {turn["id"]: number for number, turn in enumerate(turns, start=1)}
    findings = list(open_disclosures(dialogue).order_by("created_at"))
    for finding in findings:
        finding.number = numbers.get(str(finding.turn))  # type: ignore[attr-defined]
    return {
        "findings": findings,
        "worries": _worries(case, user),
        "may_dismiss": "dismiss finding" in dialogue.verbs_for(user),
    }


def _worries(case: Case, user: User) -> list[Worry]:
    said = events_for(user, case.dialogue).filter(verb__in=["report", "escalate"])
    # Who wrote it may have reported it too, and a name may stand in what was said.
    blind = is_blind(user, case.dialogue)
    names = names_called_in(case.dialogue) if blind else []
    return [
        {
            "text": without_names(event.note, names) if blind else event.note,
            "at": event.at,
            "by": "" if blind else str(event.by or ""),
        }
        for event in said.order_by("-id")
    ]
