"""Replies that became no dialogue: asked for once more, or put right by hand."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dialogues import tasks
from dialogues.domain.replies import attach, open_dialogue
from dialogues.domain.turns import clean_turns
from dialogues.history import Refused
from dialogues.models import Dialogue, Draft, DraftBatch, Prompt, User
from dialogues.permissions import is_admin


def draft_again(draft: Draft, *, by: User) -> Draft:
    """Queue another draft in the place of one that came to nothing, which stays."""
    if not is_admin(by, draft):
        raise PermissionDenied(_("Only admins of the project order drafts."))
    with transaction.atomic():
        batch = DraftBatch.objects.select_for_update(no_key=True).get(pk=draft.batch_id)
        if batch.status == DraftBatch.Status.CANCELLED:
            raise Refused(_("This batch was cancelled. Order a new one."))
        with draft.change("draft again", by=by) as event:
            last = Draft.objects.filter(slot=draft.slot).aggregate(
                last=Max("candidate"),
            )["last"]
            if draft.events.filter(verb="draft again").exists():
                raise Refused(_("Another draft was already asked for."))
            again = Draft(
                batch=batch,
                project_id=draft.project_id,
                topic_id=draft.topic_id,
                drafter_id=draft.drafter_id,
                slot=draft.slot,
                candidate=last + 1,
                emotion=draft.emotion,
                age_band=draft.age_band,
                prompt_text=draft.prompt_text,
                user_prompt_text=draft.user_prompt_text,
            ).open(by=by, verb="order", data={"instead_of": str(draft.pk)})
            event.data = {"draft": str(again.pk)}
        if batch.status == DraftBatch.Status.DONE:
            with batch.change("draft again", by=by):
                pass
            transaction.on_commit(partial(tasks.send, tasks.draft_batch, str(batch.pk)))
    return again


class Again(NamedTuple):
    """How many drafts were asked for again, and why others were not."""

    asked: int
    refused: list[str]


def draft_all_again(drafts: Iterable[Draft], *, by: User) -> Again:
    """Ask for each of these again by itself; what is refused is told."""
    asked, refused = 0, []
    for draft in drafts:
        try:
            draft_again(draft, by=by)
        except Refused as refusal:
            refused.append(str(refusal))
        else:
            asked += 1
    return Again(asked, list(dict.fromkeys(refused)))


def repair(draft: Draft, *, turns: Any, by: User) -> Dialogue:
    """Open a dialogue from turns that a person read out of a reply."""
    batch = DraftBatch.objects.select_related("project", "prompt").get(
        pk=draft.batch_id,
    )
    if batch.trial or batch.prompt.kind == Prompt.Kind.PERSONAS:
        raise Refused(_("This was not to become a dialogue."))
    cleaned = clean_turns(turns)
    if {turn["role"] for turn in cleaned if turn["text"].strip()} != {
        "user",
        "assistant",
    }:
        raise ValidationError({"turns": [_("Both speakers must say something.")]})
    with draft.change("repair", by=by) as event:
        attach(draft, batch)
        draft.turns = list(cleaned)
        dialogue = open_dialogue(draft)
        event.data = {"dialogue": str(dialogue.pk)}
    return dialogue
