"""What happens to runs whose processes go on, end, die, or were never noted."""

import sys
import threading

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories import make_member, make_project
from tests.trainer.released import make_ready
from tests.trainer.stand_ins import stand_in, wait_until
from trainer import launch
from trainer.domain import runs
from trainer.models import Run

pytestmark = pytest.mark.django_db

GOES_ON = "wait_for('leave')"
LOSSES = "step=4, first_loss=9.0, last_loss=5.0"


@pytest.fixture
def queued():
    """A run that waits to start; `queued()` makes one more."""
    release = make_ready(make_project())
    admin = make_member(release.project, "admin")
    made = []

    def order():
        made.append(runs.queue_run(release, recipe="tiny-cpu", by=admin))
        return made[-1]

    yield order
    for run in made:
        if launch.run_folder(run).is_dir():
            leave(run)


def leave(run):
    (launch.run_folder(run) / "leave").touch()
    wait_until(has_left(run))


def has_left(run):
    return lambda: not launch.is_alive(launch.run_log(run))


def started(run):
    assert runs.start_next() == run
    run.refresh_from_db()
    return run


def swept(run):
    runs.sweep()
    run.refresh_from_db()
    return run


@pytest.mark.parametrize(
    ("last_word", "status", "error"),
    [
        (f"say(state='done', {LOSSES})", "done", ""),
        (f"say(state='interrupted', {LOSSES})", "interrupted", ""),
        (
            f"say(state='failed', error='No dialogue.', {LOSSES})",
            "failed",
            "No dialogue.",
        ),
        (f"say(state='training', {LOSSES}); print('Killed')", "failed", "Killed"),
    ],
)
def test_engine_has_the_last_word(request, queued, last_word, status, error):
    stand_in(*map(request.getfixturevalue, ("monkeypatch", "tmp_path")), last_word)
    run = started(queued())
    assert (run.status, run.pid is None) == ("running", False)
    wait_until(has_left(run))

    swept(run)

    assert (run.status, run.pid) == (status, None)
    assert run.error.endswith(error)
    assert bool(run.error) == bool(error)
    losses = {"first_loss": 9.0, "last_loss": 5.0, "steps": 4}
    assert run.metrics == losses
    last = run.events.last()
    assert (last.to_status, last.note, last.data) == (status, run.error, losses)


def test_silence_of_the_next_attempt_is_not_taken_for_the_old_ending(
    monkeypatch, tmp_path, queued
):
    stand_in(monkeypatch, tmp_path, f"say(state='interrupted', {LOSSES})")
    run = started(queued())
    wait_until(has_left(run))
    swept(run)
    runs.resume_run(run, by=None)
    stand_in(monkeypatch, tmp_path, "print('no deepspeed here')")

    started(run)
    wait_until(has_left(run))

    assert swept(run).status == Run.Status.FAILED
    assert "no deepspeed here" in run.error


def test_losses_are_shown_while_it_learns_and_one_runs_at_a_time(
    monkeypatch, tmp_path, queued
):
    stand_in(monkeypatch, tmp_path, f"say(state='training', {LOSSES}); {GOES_ON}")
    first, second = queued(), queued()
    started(first)
    wait_until(lambda: swept(first).metrics.get("steps") == 4)

    assert (first.status, swept(second).status) == ("running", "queued")
    leave(first)
    assert (swept(first).status, swept(second).status) == ("failed", "running")


def test_run_goes_on_while_a_rank_lives(monkeypatch, tmp_path, queued):
    rank = (
        "import pathlib, time\nwhile not pathlib.Path(r'%s').exists(): time.sleep(0.01)"
    )
    stand_in(
        monkeypatch,
        tmp_path,
        f"""
        subprocess.Popen([{sys._base_executable!r}, "-c", {rank!r} % (folder / "leave")])
        say(state="training")
        """,
    )
    run = started(queued())
    launcher = launch._children[-1]
    launcher.wait(20)

    assert swept(run).status == Run.Status.RUNNING
    launch.end_group(run.pid)
    wait_until(has_left(run))
    assert swept(run).status == Run.Status.FAILED


def test_start_that_no_worker_noted_is_not_repeated(monkeypatch, tmp_path, queued):
    stand_in(monkeypatch, tmp_path, GOES_ON)
    run = queued()
    with launch.hold(launch.run_log(run)) as log:
        launch.start_training(run, log)

    assert runs.start_next() is None
    assert swept(run).status == Run.Status.QUEUED
    leave(run)
    (launch.run_folder(run) / "leave").unlink()
    assert swept(run).status == Run.Status.RUNNING


def test_cancelled_run_keeps_the_machine_until_it_has_left(
    monkeypatch, tmp_path, queued, django_capture_on_commit_callbacks
):
    stand_in(monkeypatch, tmp_path, f"say(state='saving', {LOSSES}); {GOES_ON}")
    run, waiting = queued(), queued()
    started(run)
    folder = launch.run_folder(run)
    with django_capture_on_commit_callbacks(execute=True):
        runs.cancel_run(run, by=run.ordered_by)
    assert (run.status, (folder / "stop").exists()) == ("cancelled", True)

    runs.resume_run(run, by=run.ordered_by)
    assert (swept(run).status, swept(waiting).status) == ("queued", "queued")
    leave(run)
    runs.sweep()

    assert (swept(waiting).status, swept(run).status) == ("running", "queued")
    assert run.metrics["steps"] == 4


def test_cancelled_run_that_does_not_leave_is_ended(monkeypatch, tmp_path, queued):
    stand_in(monkeypatch, tmp_path, GOES_ON)
    run = started(queued())
    runs.cancel_run(run, by=run.ordered_by)
    swept(run)
    assert launch.is_alive(launch.run_log(run))

    long_ago = timezone.now() - runs.STOPPING_TIME
    Run.objects.update(updated_at=long_ago)
    swept(run)

    wait_until(has_left(run))
    assert (swept(run).status, run.pid) == ("cancelled", None)


@pytest.mark.parametrize(("state", "ended"), [("preparing", True), ("saving", False)])
def test_stopping_site_ends_only_what_has_nothing_to_lose(
    monkeypatch, tmp_path, queued, state, ended
):
    stand_in(monkeypatch, tmp_path, f"say(state='{state}'); {GOES_ON}")
    run = started(queued())
    wait_until(lambda: runs.progress_of(run).get("state") == state)

    assert runs.interrupt_all(seconds=0) == [run]

    run.refresh_from_db()
    assert run.status == Run.Status.INTERRUPTED
    if ended:
        wait_until(has_left(run))
    assert launch.is_alive(launch.run_log(run)) != ended


def test_run_that_died_with_the_machine_is_resumed(monkeypatch, tmp_path, queued):
    stand_in(monkeypatch, tmp_path, "say(state='training')")
    run, cancelled = queued(), queued()
    runs.cancel_run(cancelled, by=cancelled.ordered_by)
    started(run)
    wait_until(has_left(run))

    assert runs.resume_all() == [run]

    run.refresh_from_db()
    assert run.status == Run.Status.QUEUED


def test_missing_library_is_a_sentence(monkeypatch, queued):
    monkeypatch.setitem(sys.modules, "torch", None)
    run = queued()

    assert swept(run).status == Run.Status.FAILED
    assert "torch" in run.error
    assert "make install" in run.error


@pytest.mark.django_db(transaction=True)
def test_two_workers_start_one_run(monkeypatch, tmp_path, queued):
    stand_in(monkeypatch, tmp_path, GOES_ON)
    made = [queued(), queued()]
    barrier = threading.Barrier(2)

    def work():
        barrier.wait()
        runs.sweep()
        connection.close()

    threads = [threading.Thread(target=work) for _worker in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    statuses = sorted(Run.objects.values_list("status", flat=True))
    assert statuses == ["queued", "running"]
    assert [launch.is_alive(launch.run_log(run)) for run in made].count(True) == 1
