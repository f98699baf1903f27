"""The pages of training: ordering a run, watching it, talking with what it made."""

import json

import pytest
from django.urls import reverse

from tests.factories import (
    make_member,
    make_project,
    make_release,
    make_run,
    make_server,
)
from trainer import launch
from trainer.models import ModelServer, Run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def client(signed_in, admin):
    return signed_in(admin)


@pytest.fixture
def release(project, admin):
    release = make_release(project, by=admin)
    with release.change("build", by=None):
        pass
    with release.change("publish", by=None):
        release.rows = {"train": 1, "validation": 1, "test": 0}
    return release


@pytest.fixture
def run(project, release, admin):
    return make_run(project, release=release, by=admin, config={"base_model": ""})


def moved(row, *verbs, **fields):
    """The row after these verbs of the system."""
    for verb in verbs:
        with row.change(verb, by=None):
            for name, value in fields.items():
                setattr(row, name, value)
    return row


def page_of(client, name, row):
    answer = client.get(reverse(name, args=[row.pk]))
    return answer.status_code, answer.content.decode()


def test_without_a_release_there_is_nothing_to_train_on(client, project):
    page = client.get(reverse("runs", args=[project.slug])).content.decode()

    assert "There is nothing to train on yet" in page
    assert "Start training" not in page


def test_the_form_says_what_is_missing(client, project, release):
    address = reverse("runs", args=[project.slug])
    for fields, sentence in (
        ({"release": release.pk, "recipe": ""}, "required"),
        ({"release": release.pk, "recipe": "magic"}, "magic is not one of"),
        ({"release": "", "recipe": "tiny-cpu"}, "required"),
        ({"release": release.pk, "recipe": "qiaoban-7b"}, "needs a base model"),
    ):
        answer = client.post(address, fields)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not Run.objects.exists()


def test_another_projects_release_is_not_offered(client, project, release):
    other = make_release(make_project())

    answer = client.post(
        reverse("runs", args=[project.slug]),
        {"release": other.pk, "recipe": "tiny-cpu"},
    )

    assert answer.status_code == 422


def test_a_queued_run_waits_and_can_be_stopped(client, run):
    _status, page = page_of(client, "run", run)
    assert "It starts as soon as a training worker is free." in page
    assert 'hx-trigger="every 2s"' in page

    client.post(reverse("cancel_run", args=[run.pk]))

    run.refresh_from_db()
    assert run.status == Run.Status.CANCELLED
    assert "every 2s" not in page_of(client, "run_panel", run)[1]


def test_a_running_run_draws_its_curve(client, run):
    moved(run, "start")
    folder = launch.run_folder(run)
    folder.mkdir(parents=True)
    rows = [
        {"event": "train", "step": step, "loss": 6 - step, "max_steps": 4, "ts": step}
        for step in (1, 2, 3)
    ]
    rows.append({"event": "eval", "step": 2, "eval_loss": 4.5, "ts": 2.5})
    lines = [json.dumps(row) + "\n" for row in rows]
    (folder / "metrics.jsonl").write_text("".join(lines))
    state = {"state": "training", "step": 3, "max_steps": 4, "first_loss": 5.0}
    (folder / "status.json").write_text(json.dumps({**state, "last_loss": 3.0}))
    (folder / "train.log").write_text("step 3 <b>of</b> 4\n")

    _status, page = page_of(client, "run_panel", run)

    assert "Loss from 5.00 to 3.00 at step 3" in page
    assert '<polyline class="train"' in page
    assert "3 of 4" in page
    assert "step 3 &lt;b&gt;of&lt;/b&gt; 4" in page
    assert "polyline" in page_of(client, "run_curve", run)[1]


@pytest.mark.parametrize(
    ("verbs", "words"),
    [
        (["start", "interrupt"], "Go on from the checkpoint"),
        (["start", "finish"], "Talk with it"),
    ],
)
def test_an_ended_run_says_what_can_be_done(client, run, verbs, words):
    moved(run, *verbs)

    _status, page = page_of(client, "run", run)

    assert words in page
    assert "every 2s" not in page


def test_a_failed_run_says_why(client, run):
    moved(run, "start")
    moved(run, "fail", error="No space is left on the disk.")

    assert "No space is left on the disk." in page_of(client, "run", run)[1]


def test_a_finished_run_cannot_be_stopped(client, run):
    moved(run, "start", "finish")

    answer = client.post(reverse("cancel_run", args=[run.pk]))

    assert answer.status_code == 409
    assert "so that can no longer be done" in answer.content.decode()


def test_the_playground_refuses_an_unfinished_run(client, run):
    status, page = page_of(client, "playground", run)

    assert status == 409
    assert "Only a finished run can answer." in page
    assert not ModelServer.objects.exists()


def test_the_playground_says_that_a_tiny_model_talks_noise(client, run):
    moved(run, "start", "finish")

    status, page = page_of(client, "playground", run)

    assert status == 200
    assert "Its answers are noise" in page


def test_what_is_said_waits_for_the_model(client, run):
    moved(run, "start", "finish")
    make_server(run)

    answer = client.post(
        reverse("say", args=[run.pk]),
        {"words": "你好", "history": "[]"},
        headers={"HX-Request": "true"},
    )

    page = answer.content.decode()
    assert "The model is being loaded" in page
    assert 'value="你好"' in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"words": "好" * 2001, "history": "[]"}, "too long"),
        ({"words": "你好", "history": "{"}, "Begin a new conversation"),
        ({"words": "你好", "history": '[{"role": "system"}]'}, "Begin a new"),
    ],
)
def test_a_form_that_lies_gets_a_sentence(client, run, fields, sentence):
    moved(run, "start", "finish")
    make_server(run)

    answer = client.post(
        reverse("say", args=[run.pk]),
        fields,
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
