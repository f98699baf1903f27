"""Scenes for the boards, small enough to count by hand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from dialogues.models import Call, Dialogue, DialogueEvent
from reviewers.models import Review
from tests.factories import (
    make_batch,
    make_dialogue,
    make_draft,
    make_drafted,
    make_topic,
)


def noon(month, day=15):
    return datetime(2026, month, day, 4, tzinfo=UTC)


def submitted_by(project, author, theme="学校"):
    """A dialogue and its author's revision, without an event."""
    dialogue = make_drafted(project, topic=make_topic(project, theme=theme))
    dialogue.revisions.create(number=2, turns=[], author=author)
    return dialogue


def told(dialogue, verb, at, **fields):
    """An event as the verb writes it, at a moment of our choice."""
    revision = dialogue.revisions.last()
    return DialogueEvent.objects.create(
        dialogue=dialogue,
        verb=verb,
        at=at,
        data={"revision": str(revision.pk)},
        **{"from_status": "submitted", "to_status": "submitted", **fields},
    )


def decided(project, authors, verbs, *, theme="学校", month=3):
    """A decision on a new dialogue for each verb, the authors in turn."""
    for number, verb in enumerate(verbs):
        author = authors[number % len(authors)]
        told(submitted_by(project, author, theme), verb, noon(month))


def waiting(project, status, days):
    """Dialogues that came to a status so many days ago, and were touched since."""
    now = timezone.now()
    for one in days:
        dialogue = make_drafted(project)
        since = now - timedelta(days=one)
        Dialogue.objects.filter(pk=dialogue.pk).update(status=status)
        told(dialogue, "submit", since, from_status="editing", to_status=status)
        told(dialogue, "open", now, from_status=status, to_status=status)
    return now


def paid(project, draft=None, prompt=None, **fields):
    return Call.objects.create(
        project=project,
        prompt=prompt or project.prompts.earliest("pk"),
        drafter=draft.drafter if draft else project.drafters.first(),
        draft=draft,
        batch=draft.batch if draft else None,
        **{
            "model": "m",
            "reserved_cost": Decimal(2),
            "reserved_tokens": 10,
            "currency": "USD",
            "outcome": "answered",
            "cost": Decimal(1),
            **fields,
        },
    )


def spend(project):
    """Six approved and one that waits, of two drafters, with all that goes wrong.

    The sample drafter: 6 approved for 6 × 1, a failed reply of 0, an unknown one that
    counts as its 2, one unusable for 1, one unchosen for 1. The other: 3 for nothing.
    """
    sample = project.drafters.first()
    other = project.drafters.create(name="other", model="m2", currency="CNY")
    batch = make_batch(project, drafters=[sample, other])
    topic = make_topic(project, theme="学校")
    for _number in range(6):
        draft = make_draft(batch, topic=topic, drafter=sample, status="drafted")
        paid(project, draft)
        dialogue = make_dialogue(project, "approved", topic=topic)
        Dialogue.objects.filter(pk=dialogue.pk).update(draft=draft)
    lost = make_draft(batch, topic=topic, drafter=sample, status="unusable")
    paid(project, lost, outcome="failed", cost=0)
    paid(project, lost, attempt=2, outcome="lost", cost=None)
    paid(project, lost, attempt=3)
    unchosen = make_draft(batch, topic=topic, drafter=sample, status="unchosen")
    paid(project, unchosen)
    strange = make_draft(batch, topic=topic, drafter=other, status="failed")
    paid(project, strange, currency="CNY", cost=Decimal(3))
    return project


def reviewed(project, authors, experts, minutes, *, month=3):
    """A decision that took so many minutes for each, the experts in turn."""
    for number, took in enumerate(minutes):
        dialogue = submitted_by(project, authors[number % len(authors)])
        Review.objects.create(
            project=project,
            dialogue=dialogue,
            revision=dialogue.revisions.last(),
            expert=experts[number % len(experts)],
            status="decided",
            decision="approve",
            created_at=noon(month),
            decided_at=noon(month) + timedelta(minutes=took),
            lease_until=noon(month),
        )
