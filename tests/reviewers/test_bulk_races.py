"""Two workers, two people, and a volunteer in between: each dialogue is done once."""

from functools import partial

import pytest

from dialogues.domain import editing
from dialogues.history import Refused
from dialogues.models import DialogueEvent
from reviewers.bulk_queries import report_of
from reviewers.domain import bulk_runs, bulks
from reviewers.models import Bulk, BulkRow
from tests.factories import make_bulk, make_drafted, make_member, make_project
from tests.races import afresh, race, split

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_workers_do_each_dialogue_once():
    project = make_project()
    for _number in range(12):
        make_drafted(project)
    bulk = make_bulk(project)
    bulks.order(bulk, by=bulk.ordered_by)
    Bulk.objects.update(status="running")
    rows = [
        partial(bulk_runs._do_one, afresh(bulk), number)
        for number in (*range(1, 9), *range(1, 9))
    ]

    race(*rows)

    done = bulk.rows.filter(outcome="done").values_list("number", flat=True)
    assert set(done) == set(range(1, 9))
    events = DialogueEvent.objects.filter(verb="set theme")
    assert events.count() == events.values("dialogue").distinct().count() == 8


def test_a_second_message_finds_the_work_begun():
    bulk = make_bulk(make_project())
    bulks.order(bulk, by=bulk.ordered_by)

    outcomes = race(*[partial(bulk_runs.run, afresh(bulk)) for _one in range(2)])

    done, [refusal] = split(outcomes)
    assert (done, type(refusal)) == ([None], Refused)
    assert report_of(bulk)["done"] == 1


def test_it_is_put_back_once():
    bulk = make_bulk(make_project())
    bulks.order(bulk, by=bulk.ordered_by)
    bulk_runs.run(bulk)
    undo = partial(bulks.preview_undo, by=bulk.ordered_by)

    done, refused = split(race(*[partial(undo, afresh(bulk)) for _one in range(2)]))

    assert (len(done), len(refused)) == (1, 1)
    assert Bulk.objects.filter(undoes=bulk).count() == 1


def test_a_claim_and_a_bulk_at_once_both_end_well():
    project = make_project()
    dialogue = make_drafted(project)
    lin, mei = (make_member(project, "volunteer") for _one in range(2))
    bulk = make_bulk(project, verb="assign", to=lin.username)
    bulks.order(bulk, by=bulk.ordered_by)

    race(
        partial(bulk_runs.run, afresh(bulk)),
        partial(editing.claim, afresh(dialogue), by=mei),
    )

    row = BulkRow.objects.get()
    held = dialogue.assignments.filter(holder=mei, ended_at=None).exists()
    assert (row.outcome, held) in [("done", False), ("refused", True)]
