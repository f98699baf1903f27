"""Draft batches and drafts at the start of their life; nothing is called."""

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
