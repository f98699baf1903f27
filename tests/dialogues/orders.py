"""Batches for tests, and how their drafts and calls ended."""

from collections import Counter
from datetime import timedelta

from django.utils import timezone

from dialogues.domain import batches, drafting
from dialogues.domain.calls import pick_up, reserve
from dialogues.models import DraftBatch
from tests.factories import make_topic


def order(project, by, *texts, **options):
    """Order one draft on each of these topics."""
    topics = [
        project.topics.filter(text=text).first() or make_topic(project, text)
        for text in texts
    ]
    count = options.pop("count", len(topics))
    return drafting.order_batch(project, count=count, topics=topics, by=by, **options)


def outcomes(batch):
    return Counter(batch.drafts.values_list("status", flat=True))


def called(batch):
    """How the calls of a batch ended."""
    return Counter(batch.calls.values_list("outcome", flat=True))


def leave_in_the_middle(batch, *, calls=1):
    """What a worker leaves that is killed while it makes these calls."""
    batches.take_in_hand(batch)
    works = []
    for draft in batch.drafts.all()[:calls]:
        with draft.change("call", by=None):
            pass
        works.append(pick_up(draft, draft.calls.order_by("step", "attempt")))
    return [call for _work, call in reserve(batch, works).calls]


def fall_silent(*rows):
    """Let some time pass in which nothing is heard of the batches."""
    silent = timezone.now() - batches.SILENT_AFTER - timedelta(seconds=1)
    DraftBatch.objects.filter(pk__in=[row.pk for row in rows]).update(
        heartbeat_at=silent,
    )
