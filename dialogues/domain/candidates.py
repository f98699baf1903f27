"""What a text that is handed in took of the drafts that its writer could choose from."""

from __future__ import annotations

from collections.abc import Sequence

from dialogues.candidate_queries import drafts_offered
from dialogues.domain.turns import Turn
from dialogues.models import Dialogue, Draft, User


def settle_candidates(
    dialogue: Dialogue,
    turns: Sequence[Turn],
    *,
    by: User,
) -> None:
    """Choose the drafts of which a turn lives on in the text, and leave the others.

    A turn lives on by its lineage, however much was changed in it. Who hands it in
    again may have thought better of it: the latest text counts, the events keep both.
    The caller holds the lock on the dialogue.
    """
    for draft in drafts_offered(dialogue):
        taken = turns_taken(draft, turns)
        verb = "choose" if taken else "leave"
        if draft.status in Draft.CHANGES[verb].targets:
            continue
        with draft.change(verb, by=by) as event:
            event.data = {"dialogue": str(dialogue.pk), "turns": taken}


def turns_taken(draft: Draft, turns: Sequence[Turn]) -> int:
    """How many of these turns are, or came of, a turn of the draft."""
    own = {turn["id"] for turn in draft.turns or []}
    return sum(not own.isdisjoint({turn["id"], *turn["parents"]}) for turn in turns)
