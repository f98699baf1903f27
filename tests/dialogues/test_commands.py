"""Our commands as people and scripts call them: reports, exit codes, sentences."""

import json
from io import BytesIO, TextIOWrapper

import pytest
from celery import current_app
from celery.contrib.testing.worker import start_worker

from dialogues.commands import shell_language
from dialogues.models import Dialogue, DraftBatch, Project, User
from dialogues.sample_endpoint.answers import stored_dialogues
from tests.factories import make_member, make_project, make_topic, make_user

pytestmark = pytest.mark.django_db


def test_create_project_reports_it(report):
    make_user("wang")
    code, made = report(
        "create_project", "p", "--template", "child-companion", "--by", "wang"
    )

    project = Project.objects.get(slug="p")
    assert (code, made) == (
        0,
        {
            "project": "p",
            "id": str(project.pk),
            "name": "Child companion",
            "template": "child-companion",
            "language": "zh-hans",
            "course_required": True,
            "sign_off_asked": True,
            "admins": ["wang"],
        },
    )
    assert project.memberships.get().user.username == "wang"


def test_add_member_changes_and_creates_people(report):
    project, li = make_project("p"), make_user("li")
    code, made = report(
        "add_member", "li", "--project", "p", "--roles", "expert,volunteer",
        "--safeguarding",
    )  # fmt: skip
    assert (code, made) == (
        0,
        {
            "member": {
                "username": "li",
                "project": "p",
                "roles": ["volunteer", "expert"],
                "safeguarding": True,
                "consent": 1,
                "level": "",
            },
        },
    )
    assert project.memberships.get().user == li

    code, made = report(
        "add_member", "new", "--project", "p", "--roles", "admin", "--create"
    )
    new = User.objects.get(username="new")
    assert (code, made["member"]["roles"]) == (0, ["admin"])
    assert new.check_password(made["member"]["password"])


@pytest.mark.parametrize(
    ("arguments", "way_out"),
    [
        (["create_project", "p", "--template", "adults"], "child-companion"),
        (["create_project", "p", "--template", "child-companion"], "already exists"),
        (["create_project", "q", "--template", "child-companion", "--by", "x"],
         "add_member --create"),
        (["add_member", "x", "--project", "p", "--roles", "admin"], "--create"),
        (["add_member", "li", "--project", "nowhere", "--roles", "admin"],
         "Choose from: p."),
        (["add_member", "li", "--project", "p", "--roles", "boss"],
         "volunteer, expert, admin"),
        (["add_member", "li", "--project", "p"], "--roles"),
        (["add_member", "li", "--roles", "admin"], "--project"),
        (["import_topics", "/no/such/file", "--project", "p"],
         "/no/such/file cannot be read: No such file or directory."),
        (["draft", "--project", "p", "--count", "many"], "--count"),
        (["draft", "--project", "p", "--count", "0"], "between 1 and 5000"),
        (["draft", "--project", "p", "--count", "1", "--prompt", "x"],
         "Choose from: talk."),
        (["draft", "--project", "p", "--count", "1", "--drafter", "x"],
         "Choose from: sample."),
        (["draft", "--project", "p", "--count", "1", "--budget", "lots"], "2.50"),
        (["draft", "--project", "p", "--count", "1", "--budget", "NaN"], "2.50"),
        (["draft", "--project", "empty", "--count", "1"], "add_member"),
    ],
)  # fmt: skip
def test_wrong_usage_is_two_and_names_the_way_out(command, arguments, way_out):
    project = make_project("p")
    make_member(project, "admin", username="li")
    if "empty" in arguments:
        make_project("empty")

    code, out, err = command(*arguments)

    assert (code, out) == (2, "")
    assert way_out in err
    assert "Traceback" not in err
    assert Project.objects.exclude(slug="empty").count() == 1
    assert not DraftBatch.objects.exists()


def test_what_a_person_may_not_do_is_one(command):
    project = make_project("p")
    make_member(project, "expert", username="li")

    code, out, err = command(
        "add_member", "li", "--project", "p", "--roles", "admin", "--by", "li"
    )

    assert (code, out) == (1, "")
    assert "Only admins of the project may do this." in err
    assert project.memberships.get().roles == ["expert"]


@pytest.mark.parametrize(
    ("environment", "language"),
    [({}, "en"), ({"LANG": "zh_CN.UTF-8"}, "zh-hans"), ({"LANG": "C.UTF-8"}, "en"),
     ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en")],
)  # fmt: skip
def test_a_command_speaks_the_language_of_the_shell(
    command,
    monkeypatch,
    environment,
    language,
):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert shell_language() == language


def test_import_topics_reports_every_file(report, tmp_path):
    project = make_project("p")
    make_member(project, "admin", username="li")
    good, odd, bad = (tmp_path / name for name in ("good", "odd", "bad"))
    good.write_text("朋友：吵架、和好\n")
    odd.write_text("和好、搬家、、\n")
    bad.write_bytes(b"PK\x03\x04 and no archive")

    code, made = report("import_topics", good, "--project", "p", "--by", "li")
    assert (code, made) == (
        0,
        {"read": 2, "created": 2, "existing": 0, "rejected": []},
    )
    dry = report("import_topics", odd, "--project", "p", "--dry-run")
    wet = report("import_topics", odd, "--project", "p")
    assert dry == wet
    code, made = report("import_topics", bad, good, "--project", "p")

    assert code == 1
    assert (made["read"], made["created"], made["existing"]) == (2, 0, 2)
    assert [(row["file"], row["line"]) for row in made["rejected"]] == [("bad", None)]
    assert sorted(project.topics.values_list("text", flat=True)) == [
        "吵架",
        "和好",
        "搬家",
    ]
    assert set(project.topics.values_list("created_by__username", flat=True)) == {
        "li",
        None,
    }


def test_topics_can_be_piped_in(report, monkeypatch):
    project = make_project("p")
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO("吵架".encode())))

    assert report("import_topics", "-", "--project", "p")[1]["created"] == 1
    assert project.topics.get().source.name == "-"


def test_draft_only_orders_without_wait(report):
    project = make_project("p")
    admin = make_member(project, "admin")
    make_topic(project)

    code, made = report("draft", "--count", "3", "--project", "p")

    batch = DraftBatch.objects.get()
    assert (batch.ordered_by, batch.status) == (admin, "queued")
    assert made.pop("seconds") >= 0
    assert (code, made) == (
        0,
        {
            "batch": str(batch.pk),
            "status": "queued",
            "requested": 3,
            "drafted": 0,
            "failed": 0,
            "flagged": 0,
            "candidates": 0,
            "gathered": 0,
            "cancelled": 0,
            "calls": 0,
            "tokens": {"prompt": 0, "completion": 0},
            "cost": 0.0,
            "cost_unknown_calls": 0,
            "currency": "USD",
        },
    )


def test_draft_and_wait_makes_them_here_when_no_worker_is_there(command, script):
    project = make_project("p")
    make_member(project, "admin")
    topics = [make_topic(project, one.topic) for one in stored_dialogues()[:4]]
    script.by_topic = {topics[0].text: ["401"], topics[1].text: ["empty"]}

    code, out, err = command(
        "draft", "--count", "4", "--project", "p", "--wait", "--json"
    )

    made = json.loads(out)
    assert code == 1
    assert [made[key] for key in ("status", "requested", "drafted", "failed")] == [
        "done",
        4,
        2,
        1,
    ]
    assert (made["flagged"], made["tokens"]["completion"] > 500) == (1, True)
    assert err.splitlines()[-1] == "4/4"
    code, out, _err = command("draft", "--count", "1", "--project", "p", "--wait")
    assert code == 0
    assert "drafted: 1\n" in out
    assert Dialogue.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_draft_and_wait_watches_the_worker_that_is_there(report, script):
    project = make_project("p")
    make_member(project, "admin")
    make_topic(project)

    with start_worker(current_app, pool="solo", perform_ping_check=False):
        code, made = report("draft", "--count", "5", "--project", "p", "--wait")

    assert (code, made["status"], made["drafted"]) == (0, "done", 5)
    assert Dialogue.objects.count() == 5
