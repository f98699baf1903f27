"""Approved dialogues, and releases built from them."""

import uuid

from exports.domain import releases
from tests.factories.dialogues import (
    make_approved,
    make_drafted,
    make_submitted,
    turns,
)
from tests.factories.people import make_member, make_topic


def approve_one(project, topic, *texts, volunteer, expert):
    """One approved dialogue on a topic, with texts of its own."""
    said = texts or (
        f"我想说说{topic}，{uuid.uuid4()}",
        f"听起来{uuid.uuid4()}不容易。",
    )
    drafted = make_drafted(
        project,
        of=turns(*said),
        topic=make_topic(project, topic, theme="学校"),
    )
    sent = make_submitted(project, author=volunteer, dialogue=drafted)
    return make_approved(project, dialogue=sent, approvers=[expert])


def approve_many(project, count, *, topics=None):
    """Approved dialogues, one topic each unless there are fewer topics."""
    volunteer = make_member(project, "volunteer")
    expert = make_member(project, "expert")
    topics = topics or [f"话题{number}" for number in range(count)]
    return [
        approve_one(
            project,
            topics[number % len(topics)],
            volunteer=volunteer,
            expert=expert,
        )
        for number in range(count)
    ]


def build(project, *, name="one", by=None, **options):
    """Order a release and freeze it, as the worker does."""
    by = by or make_member(project, "admin")
    release = releases.order_release(project, name=name, by=by, **options)
    releases.build_release(release)
    release.refresh_from_db()
    return release
