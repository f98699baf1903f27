"""The commands of training and talking: reports, exit codes, sentences."""

import json
import os
import signal
import subprocess
import sys
import threading

import pytest
from django.core.management import get_commands, load_command_class
from django.db import connections

from tests.engine.runs import ROOT
from tests.factories import make_member, make_project, make_release, make_run
from tests.trainer.released import make_ready
from tests.trainer.stand_ins import stand_in, wait_until
from trainer import launch
from trainer.domain import runs, serving
from trainer.models import Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def command(capsys, monkeypatch):
    """Run a command as a shell does, with --json: exit code, report, stderr."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    # A command closes its connections at its end; the test still needs its own.
    monkeypatch.setattr(connections, "close_all", lambda: None)

    def run(name, *arguments):
        program = load_command_class(get_commands()[name], name)
        code = 0
        try:
            program.run_from_argv(["manage.py", name, *map(str, arguments), "--json"])
        except SystemExit as end:
            code = end.code
        shown = capsys.readouterr()
        assert shown.out.count("\n") == (1 if shown.out else 0)
        return code, json.loads(shown.out) if shown.out else None, shown.err

    return run


@pytest.fixture
def release():
    project = make_project("p")
    return make_ready(project, by=make_member(project, "admin", username="wang"))


LEARNS = """
(folder / "final").mkdir()
say(state="done", step=4, first_loss=9.0, last_loss=5.0)
print("noise on the launcher's stdout")
"""


def test_train_waits_without_a_worker_and_reports(
    command, monkeypatch, tmp_path, release
):
    stand_in(monkeypatch, tmp_path, LEARNS)
    wanted = ("--release", "p/v1", "--recipe", "tiny-cpu", "--by", "wang")

    code, report, _err = command("train", *wanted, "--wait")

    run = Run.objects.get()
    assert (code, report) == (
        0,
        {
            "run": str(run.pk),
            "status": "done",
            "metrics": {"first_loss": 9.0, "last_loss": 5.0, "steps": 4},
            "checkpoint": str(launch.model_folder(run)),
        },
    )

    code, report, _err = command("train", *wanted)
    assert (code, report["status"], report["checkpoint"]) == (0, "queued", None)


@pytest.mark.parametrize(
    ("changed", "code", "sentence"),
    [
        ({"--release": "p/none"}, 2, "no release “p/none”"),
        ({"--recipe": "huge"}, 2, "Known: tiny-cpu, qiaoban-7b."),
        ({"--recipe": "qiaoban-7b"}, 2, "needs this"),
        ({"--by": "nobody"}, 2, "no person “nobody”"),
        ({"--by": None}, 2, "--by USER"),
        ({"--by": "expert"}, 1, "Only admins"),
        ({"--release": "p/early"}, 1, "nothing can be trained on it"),
    ],
)
def test_train_refuses_in_a_sentence(command, release, changed, code, sentence):
    make_member(release.project, "expert", username="expert")
    make_release(release.project, name="early")
    wanted = {"--release": "p/v1", "--recipe": "tiny-cpu", "--by": "wang", **changed}
    arguments = [part for pair in wanted.items() if pair[1] for part in pair]

    ended, report, err = command("train", *arguments)

    assert (ended, report) == (code, None)
    assert sentence in err
    assert not Run.objects.exists()


@pytest.fixture
def listening_to_ctrl_c():
    """Hear SIGINT also where whoever started the tests has switched it off."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("listening_to_ctrl_c")
def test_ctrl_c_leaves_a_checkpoint(command, monkeypatch, tmp_path, release):
    stand_in(
        monkeypatch,
        tmp_path,
        """
        say(state="training", step=3)
        wait_for("stop")
        say(state="interrupted", step=4, first_loss=9.0, last_loss=5.0)
        """,
    )
    monkeypatch.setattr("trainer.management.commands.train.SECONDS", 0.05)
    told = launch.settings.VAR_DIR / "runs"
    pressed = threading.Thread(target=lambda: press_ctrl_c_when_it_learns(told))
    pressed.start()

    code, report, _err = command(
        "train", "--release", "p/v1", "--recipe", "tiny-cpu", "--by", "wang", "--wait"
    )

    pressed.join()
    assert (code, report["status"], report["metrics"]["steps"]) == (1, "interrupted", 4)


def press_ctrl_c_when_it_learns(folder):
    wait_until(lambda: list(folder.glob("*/status.json")))
    os.kill(os.getpid(), signal.SIGINT)


def test_interrupt_and_resume_report_the_runs(command, monkeypatch, tmp_path, release):
    stand_in(
        monkeypatch, tmp_path, "wait_for('stop'); say(state='interrupted', step=4)"
    )
    run = runs.queue_run(release, recipe="tiny-cpu", by=release.ordered_by)
    runs.sweep()

    stopped = command("interrupt_runs", "--seconds", 20)
    resumed = command("resume_runs")

    assert stopped[:2] == (0, {"interrupted": ["p/1"]})
    assert resumed[:2] == (0, {"resumed": ["p/1"]})
    run.refresh_from_db()
    assert run.status == Run.Status.QUEUED


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("chat", "--run", "p/9", "--say", "你好"), 2, "no run “p/9”"),
        (("chat", "--run", "p/7", "--say", " "), 2, "--say TEXT"),
        (("chat", "--run", "p/7", "--say", "你好"), 1, "Only a finished run"),
        (("serve", "--run", "nonsense"), 2, "project/number"),
        (("serve", "--run", "p/7"), 1, "Only a finished run"),
    ],
)
def test_talking_refuses_in_a_sentence(command, arguments, code, sentence):
    make_run(make_project("p"), number=7)

    ended, report, err = command(*arguments)

    assert (ended, report) == (code, None)
    assert sentence in err


def test_serve_tells_the_address(command, monkeypatch, tmp_path):
    run = make_run(make_project("p"), number=7, status=Run.Status.DONE)
    launch.model_folder(run).mkdir(parents=True)
    stand_in(
        monkeypatch,
        tmp_path,
        """
        pathlib.Path(named["--port-file"]).write_text('{"port": 4711}')
        wait_for("leave")
        """,
    )

    code, report, _err = command("serve", "--run", run.pk)

    serving.stop_all()
    assert (code, report) == (
        0,
        {
            "run": str(run.pk),
            "model": "p/7",
            "base_url": "http://127.0.0.1:4711/v1",
        },
    )


def test_site_starts_where_torch_is_not_installed():
    program = """
import sys
for name in ("torch", "deepspeed", "transformers", "fastapi", "uvicorn"):
    sys.modules[name] = None
import django
django.setup()
from django.urls import get_resolver
import annotation_site.celery
annotation_site.celery.app.loader.import_default_modules()
assert get_resolver().url_patterns and annotation_site.celery.app.tasks["trainer.tasks.sweep_runs"]
"""
    ended = subprocess.run(
        [sys.executable, "-W", "error::ImportWarning", "-c", program],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )

    assert (ended.returncode, ended.stderr) == (0, "")
