"""An import that is stopped anywhere goes on where it stopped, and nothing comes twice."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from dialogues.domain import import_runs, imports
from dialogues.history import Refused
from dialogues.import_queries import report_of, trial_of
from dialogues.models import Import
from tests.dialogues.test_imports import lines, received, record
from tests.factories import make_member, make_project
from tests.races import afresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    """The imports that a worker was told of, without a worker."""
    told = []
    monkeypatch.setattr(imports.tasks, "send", lambda _task, pk: told.append(pk))
    return told


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(import_runs, "AT_ONCE", 2)


def ordered(project, data, *, by=None, **plan):
    row = received(project, data, by=by, **plan)
    imports.order(row, by=by, here=True)
    return row


def stop_after(chunks):
    """A worker that dies after this many chunks."""
    done = []

    def watch(_bytes):
        done.append(1)
        if len(done) == chunks:
            raise OperationalError("the server closed the connection")

    return watch


def silence(row):
    past = timezone.now() - timedelta(minutes=1)
    Import.objects.filter(pk=row.pk).update(heartbeat_at=past, updated_at=past)


def test_a_killed_worker_goes_on_at_the_next_chunk(
    sent, django_capture_on_commit_callbacks
):
    project = make_project()
    data = lines(*(record(number) for number in range(1, 8)), "{")
    row = ordered(project, data)

    with pytest.raises(OperationalError):
        import_runs.run_import(row, watch=stop_after(2))
    row = afresh(row)
    assert (row.status, row.position, project.dialogues.count()) == ("running", 4, 4)

    with django_capture_on_commit_callbacks(execute=True):
        import_runs.sweep_imports()
    assert (afresh(row).status, sent) == ("running", [])

    silence(row)
    with django_capture_on_commit_callbacks(execute=True):
        import_runs.sweep_imports()
    assert (afresh(row).status, sent) == ("queued", [str(row.pk)])

    import_runs.take_up(afresh(row))
    row = afresh(row)
    assert row.status == "done"
    assert report_of(row)["created"] == project.dialogues.count() == 7
    assert [item["line"] for item in report_of(row)["rejected"]] == [8]
    with pytest.raises(Refused):
        import_runs.take_up(row)


def test_a_stale_worker_stores_nothing_more():
    project = make_project()
    row = ordered(project, lines(*(record(number) for number in range(1, 8))))

    def another_takes_over(_bytes):
        mine = Import.objects.filter(pk=row.pk)
        mine.update(heartbeat_at=timezone.now() + timedelta(seconds=1))

    import_runs.run_import(row, watch=another_takes_over)

    assert (afresh(row).status, afresh(row).position) == ("running", 2)
    assert project.dialogues.count() == 2


def test_what_is_in_when_someone_cancels_stays():
    project = make_project()
    admin = make_member(project, "admin")
    row = ordered(project, lines(*(record(number) for number in range(1, 8))))

    import_runs.run_import(row, watch=lambda _bytes: imports.cancel(row, by=admin))

    row = afresh(row)
    assert (row.status, row.position) == ("cancelled", 2)
    assert report_of(row)["created"] == project.dialogues.count() == 2


def test_a_broken_chunk_is_undone_and_trying_again_goes_on(monkeypatch, sent):
    project = make_project()
    admin = make_member(project, "admin")
    row = ordered(project, lines(*(record(number) for number in range(1, 8))))
    real = import_runs.take_in

    def breaks(import_row, items):
        real(import_row, items)
        if import_row.position > 2:
            raise KeyError("ours")

    with monkeypatch.context() as patch:
        patch.setattr(import_runs, "take_in", breaks)
        with pytest.raises(KeyError):
            import_runs.run_import(row)
    row = afresh(row)
    assert (row.status, row.position, project.dialogues.count()) == ("failed", 2, 2)
    assert row.why
    assert report_of(row)["rejected"][-1]["code"] == "broken"

    imports.try_again(row, by=admin)
    import_runs.run_import(row)

    report = report_of(afresh(row))
    assert (report["created"], report["rejected"]) == (7, [])


def test_a_file_that_cannot_be_read_says_why():
    project = make_project()
    row = ordered(project, b"PK\x03\x04 and then no archive")

    import_runs.run_import(row)

    row = afresh(row)
    assert row.status == "failed"
    assert row.why
    [rejected] = report_of(row)["rejected"]
    assert (rejected["file"], rejected["line"]) == ("child_chat.jsonl", None)
    assert rejected["reason"] == str(row.why)


def test_a_file_that_is_gone_is_asked_for_again():
    project = make_project()
    row = ordered(project, lines(record(1)))
    row.file.delete(save=False)

    import_runs.run_import(afresh(row))

    assert (afresh(row).status, report_of(afresh(row))["created"]) == ("failed", 0)


def test_a_file_is_tried_out_by_a_worker_and_nothing_stays(
    sent, django_capture_on_commit_callbacks
):
    project = make_project()
    admin = make_member(project, "admin")
    row = received(project, lines(*(record(n) for n in range(1, 8)), "{"), by=admin)

    with django_capture_on_commit_callbacks(execute=True):
        imports.try_out(row, by=admin)
    assert sent == [str(row.pk)]
    with pytest.raises(Refused):
        imports.order(row, by=admin)
    import_runs.take_up(row)

    row = afresh(row)
    assert (row.status, row.position, project.dialogues.count()) == ("uploaded", 0, 0)
    dry = trial_of(row)
    imports.order(row, by=admin, here=True)
    import_runs.run_import(row)
    assert report_of(afresh(row)) == dry


def test_changing_the_plan_forgets_the_dry_run():
    project = make_project()
    admin = make_member(project, "admin")
    row = received(project, lines(record(1)), by=admin)
    imports.try_out(row, by=admin)
    import_runs.run_trial(row)
    assert afresh(row).trial["created"] == 1

    imports.plan_import(row, {"source": "Q", "arrive_as": "submitted"}, by=admin)

    row = afresh(row)
    assert (row.trial, row.arrive_as, row.options["source"]) == ({}, "submitted", "Q")


def test_a_trial_whose_worker_died_is_sent_for_again(
    sent, django_capture_on_commit_callbacks
):
    project = make_project()
    admin = make_member(project, "admin")
    row = received(project, lines(record(1)), by=admin)
    imports.try_out(row, by=admin)
    silence(row)

    with django_capture_on_commit_callbacks(execute=True):
        import_runs.sweep_imports()

    assert (afresh(row).status, sent) == ("trying", [str(row.pk)])
