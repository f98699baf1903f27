"""What the worker does by the clock, and what happens when no broker is there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dialogues import tasks
from dialogues.models import Assignment
from tests.factories import make_assignment, make_project

pytestmark = pytest.mark.django_db


def test_what_is_no_longer_held_is_freed_one_by_one():
    project = make_project()
    over, held = (make_assignment(project) for _n in range(2))
    Assignment.objects.filter(pk=over.pk).update(
        lease_until=timezone.now() - timedelta(seconds=1),
    )

    tasks.free_expired_leases()

    over.refresh_from_db()
    held.refresh_from_db()
    assert (over.ended_by_verb, over.dialogue.status) == ("lapse", "drafted")
    assert over.dialogue.events.last().by is None
    assert (held.ended_at, held.dialogue.status) == (None, "editing")


def test_without_a_broker_a_message_is_given_up_at_once(monkeypatch, tmp_path, caplog):
    nowhere = f"redis+socket://{tmp_path}/no.socket"
    monkeypatch.setattr(tasks.draft_batch.app.conf, "broker_write_url", nowhere)

    tasks.send(tasks.draft_batch, "some-id")

    assert not tasks.worker_is_there()
    assert "dialogues.tasks.draft_batch(some-id)" in caplog.text
