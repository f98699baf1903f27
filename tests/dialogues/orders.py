"""Batches for tests, and how their drafts ended."""

from collections import Counter

from dialogues.domain import drafting
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
