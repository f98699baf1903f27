"""A verb for many dialogues that stops half way, breaks, is put back, is attacked."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from dialogues.domain import arranging, editing
from dialogues.history import Refused
from dialogues.models import Dialogue
from reviewers.bulk_queries import report_of
from reviewers.domain import bulk_runs, bulks
from reviewers.models import Bulk, BulkRow
from tests.bulks import (
    RETURN,
    carried_out,
    numbered,
    ordered,
    outcomes,
    previewed,
)
from tests.factories import (
    make_drafted,
    make_member,
    make_project,
    make_submitted,
    make_topic,
)
from tests.races import afresh

pytestmark = pytest.mark.django_db

GROWN = (
    "INSERT INTO reviewers_bulkrow (bulk_id, number, dialogue_id, seen_at, value,"
    " outcome, code, sentence, before) SELECT bulk_id, 2, d.id, now(), '{}',"
    " 'waiting', '', '', '{}' FROM reviewers_bulkrow, dialogues_dialogue d"
)


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def expert(project):
    return make_member(project, "expert")


@pytest.mark.parametrize("end", ["cancel", "crash"])
def test_what_stopped_half_way_keeps_what_is_done(
    project, admin, end, monkeypatch, django_capture_on_commit_callbacks
):
    numbered(project, 4)
    sent = []
    monkeypatch.setattr(bulks.tasks, "send", lambda _task, pk: sent.append(pk))
    bulk = previewed(project, "set theme", admin, theme="朋友")
    with django_capture_on_commit_callbacks(execute=True):
        bulks.order(bulk, by=admin)
    act, done = bulk_runs._act, []

    def stop_at_the_third(of, row):
        done.append(row.number)
        if len(done) == 3 and end == "crash":
            raise OperationalError("the server closed the connection")
        if len(done) == 2 and end == "cancel":
            bulks.cancel(afresh(bulk), by=admin)
        return act(of, row)

    monkeypatch.setattr(bulk_runs, "_act", stop_at_the_third)
    if end == "cancel":
        bulk_runs.run(afresh(bulk))
        assert (afresh(bulk).status, report_of(bulk)["waiting"]) == ("cancelled", 2)
        return
    with pytest.raises(OperationalError):
        bulk_runs.run(afresh(bulk))
    assert (afresh(bulk).status, report_of(bulk)["done"]) == ("running", 2)

    Bulk.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        bulk_runs.sweep()
    assert sent == [str(bulk.pk)] * 2
    bulk_runs.run(afresh(bulk))

    assert done == [1, 2, 3, 3, 4]
    assert (afresh(bulk).status, report_of(bulk)["done"]) == ("done", 4)
    assert Dialogue.objects.filter(events__verb="set theme").count() == 4


def test_what_breaks_on_one_does_not_stop_the_others(project, admin, monkeypatch):
    first, second = numbered(project, 2)
    act = bulk_runs._act

    def break_on_one(bulk, row):
        done = act(bulk, row)
        if row.dialogue_id == second.pk:
            raise ZeroDivisionError
        return done

    monkeypatch.setattr(bulk_runs, "_act", break_on_one)

    bulk = carried_out(project, "set theme", admin, theme="朋友")

    assert outcomes(bulk) == [(second, "refused", "broken"), (first, "done", "")]
    assert afresh(second.topic).theme == "学校"


def test_putting_back_spares_what_changed_since(project, admin):
    old = [make_topic(project, theme=theme) for theme in ("学校", "家庭")]
    first, second = (make_drafted(project, topic=one) for one in old)
    bulk = carried_out(project, "set theme", admin, theme="朋友")
    arranging.set_theme(afresh(second), theme="旅行", by=admin)

    undo = ordered(bulks.preview_undo(bulk, by=admin), admin)

    assert {row[0]: row[1:] for row in outcomes(undo)} == {
        first: ("done", ""),
        second: ("refused", "changed_since"),
    }
    assert [afresh(topic).theme for topic in old] == ["学校", "旅行"]
    with pytest.raises(Refused):
        bulks.preview_undo(bulk, by=admin)


def test_what_was_kept_is_let_go_again(project, admin):
    dialogue = make_drafted(project)
    lin = make_member(project, "volunteer")
    bulk = carried_out(project, "assign", admin, to=lin.username)

    ordered(bulks.preview_undo(bulk, by=admin), admin)

    assert dialogue.events.last().data == {"to": None}
    another = make_member(project, "volunteer")
    assert editing.claim_next(project, by=another).dialogue == dialogue


def test_a_return_is_not_put_back(project, expert):
    make_submitted(project)
    bulk = carried_out(project, "return", expert, **RETURN)

    with pytest.raises(Refused):
        bulks.preview_undo(bulk, by=expert)


def test_who_left_meanwhile_does_nothing_more(project, admin):
    dialogue = make_drafted(project)
    bulk = previewed(project, "set theme", admin, theme="朋友")
    bulks.order(bulk, by=admin)
    admin.memberships.update(ended_at=timezone.now())

    bulk_runs.run(afresh(bulk))

    assert outcomes(bulk) == [(dialogue, "refused", "forbidden")]


@pytest.mark.parametrize(
    "change",
    [
        'UPDATE reviewers_bulk SET options = \'{"theme": "x"}\'',
        "UPDATE reviewers_bulk SET total = 5",
        "DELETE FROM reviewers_bulk",
        "UPDATE reviewers_bulkrow SET outcome = 'waiting', at = NULL",
        "UPDATE reviewers_bulkrow SET sentence = 'x'",
        "DELETE FROM reviewers_bulkrow",
        GROWN,
        "UPDATE reviewers_bulkevent SET verb = 'x'",
    ],
)
def test_the_database_keeps_what_was_previewed_and_said(project, admin, sql, change):
    make_drafted(project)
    carried_out(project, "set theme", admin, theme="朋友")

    with pytest.raises(IntegrityError), transaction.atomic():
        sql(change)
    assert BulkRow.objects.get().outcome == "done"
