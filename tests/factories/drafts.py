"""Draft batches and drafts at the start of their life; nothing is called."""

import uuid

from dialogues.domain.replies import open_slot
from dialogues.models import BatchDrafter, Draft, DraftBatch
from tests.factories.people import make_member, make_topic


def make_batch(project, *, by=None, drafters=None, **fields):
    """An order for drafts, without a draft yet."""
    by = by or make_member(project, "admin")
    drafters = drafters or [project.drafters.first()]
    batch = DraftBatch(
        project=project,
        ordered_by=by,
        **{
            "prompt": project.prompts.latest("version"),
            "currency": drafters[0].currency,
            **fields,
        },
    ).open(by=by)
    BatchDrafter.objects.bulk_create(
        BatchDrafter(batch=batch, drafter=drafter) for drafter in drafters
    )
    return batch


def make_draft(batch, *, topic=None, **fields):
    """A draft of the batch that waits to be called for."""
    return Draft(
        batch=batch,
        project=batch.project,
        topic=topic or make_topic(batch.project),
        **{
            "drafter": batch.shares.first().drafter,
            "prompt_text": batch.prompt.text,
            **fields,
        },
    ).open(by=batch.ordered_by)


def make_offered(project, *drafts, **fields):
    """A dialogue that begins as the first of these drafts; A is the first, B the next.

    A draft is a list of turns.
    """
    batch = make_batch(project, candidates=max(2, len(drafts)), **fields)
    topic, slot = make_topic(project), uuid.uuid4()
    shares = list(batch.shares.all())
    offered = [
        make_draft(
            batch,
            id=pk,
            topic=topic,
            slot=slot,
            candidate=number,
            drafter=shares[(number - 1) % len(shares)].drafter,
        )
        for number, pk in enumerate(sorted(uuid.uuid4() for _one in drafts), start=1)
    ]
    for draft, turns in zip(offered, drafts, strict=True):
        with draft.change("call", by=None):
            pass
        with draft.change("offer", by=None):
            draft.turns = turns
    return open_slot(offered[0])
