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
    lineages = [{turn["id"], *turn["parents"]} for turn in turns]
    for draft in drafts_offered(dialogue):
        own = {turn["id"] for turn in draft.turns or []}
        taken = sum(not own.isdisjoint(lineage) for lineage in lineages)
        verb = "choose" if taken else "leave"
        if draft.status in Draft.CHANGES[verb].targets:
            continue
        with draft.change(verb, by=by) as event:
            event.data = {"dialogue": str(dialogue.pk), "turns": taken}
