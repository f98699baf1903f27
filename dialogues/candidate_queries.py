"""The drafts of one topic that its volunteer chooses from, without their drafters."""

from string import ascii_uppercase
from typing import Any, TypedDict

from django.db.models import QuerySet

from dialogues.domain.turns import Turn
from dialogues.models import Dialogue, Draft


class Candidate(TypedDict):
    """A draft as the person sees it who chooses: a letter, and its turns."""

    name: str
    turns: list[Turn]


def drafts_offered(dialogue: Dialogue) -> QuerySet[Draft]:
    """The drafts that the dialogue's text is chosen from; none where it had no choice.

    In the order of their ids, which is chance: in the order they were asked for, the
    first would always be the same drafter's. One that was repaired by hand opened a
    dialogue of its own and stands beside nothing.
    """
    offered = Draft.objects.filter(events__verb="offer")
    slot = offered.filter(pk=dialogue.draft_id).values("slot")
    return offered.filter(slot__in=slot).order_by("pk")


def named(drafts: QuerySet[Draft]) -> dict[str, Draft]:
    """The same with the letters by which people speak of them."""
    return dict(zip(ascii_uppercase, drafts, strict=False))


def candidates_for(work: Any) -> list[Candidate]:
    """What the holder chooses from, where there is more than one to choose.

    ``work`` is one of ``own_assignments_to_write``, which know whether to ask at all.
    """
    if (work.drafts_a_topic or 1) == 1:
        return []
    drafts = named(drafts_offered(work.dialogue).only("turns"))
    if len(drafts) < 2:
        return []
    return [
        {"name": name, "turns": draft.turns or []} for name, draft in drafts.items()
    ]
