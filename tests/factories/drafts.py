"""Draft batches and drafts at the start of their life; nothing is called."""

from dialogues.models import Draft, DraftBatch
from tests.factories.people import make_member, make_topic


def make_batch(project, *, by=None, **fields):
    """An order for drafts, without a draft yet."""
    by = by or make_member(project, "admin")
    return DraftBatch(
        project=project,
        prompt=project.prompts.latest("version"),
        drafter=project.drafters.get(),
        ordered_by=by,
        **fields,
    ).open(by=by)


def make_draft(batch, *, topic=None, **fields):
    """A draft of the batch that waits to be called for."""
    return Draft(
        batch=batch,
        project=batch.project,
        topic=topic or make_topic(batch.project),
        prompt_text=batch.prompt.text,
        model=batch.drafter.model,
        **fields,
    ).open(by=batch.ordered_by)
