"""The sample projects and the six people, however often they are loaded."""

import json
import stat

import pytest
from django.core.management import call_command
from rest_framework.authtoken.models import Token

from dialogues import tasks
from dialogues.models import Dialogue, DraftBatch, Project, User
from dialogues.sample_endpoint.answers import stored_dialogues
from dialogues.work_queries import claimable_dialogues

pytestmark = pytest.mark.django_db


def test_load_demo_can_be_called_again_and_again(report, settings, script):
    code, made = report("load_demo", "--url", "http://127.0.0.1:8123")

    file = settings.VAR_DIR / "demo.json"
    assert (code, made) == (
        0,
        {"project": "demo", "created": ["demo", "pica"], "sign_ins": str(file)},
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    first = json.loads(file.read_text())
    assert (first["url"], first["project"]) == ("http://127.0.0.1:8123", "demo")
    assert [
        (account["username"], account["roles"], account["safeguarding"])
        for account in first["accounts"]
    ] == [
        ("admin", ["admin"], False),
        ("volunteer", ["volunteer"], False),
        ("volunteer2", ["volunteer"], False),
        ("expert", ["expert"], False),
        ("expert2", ["expert"], True),
        ("expert3", ["expert"], True),
    ]
    for account in first["accounts"]:
        user = User.objects.get(username=account["username"])
        assert user.check_password(account["password"])
        assert Token.objects.get(user=user).key == account["token"]
        for project in Project.objects.all():
            membership = project.memberships.get(user=user)
            assert membership.roles == account["roles"]
            assert membership.safeguarding == account["safeguarding"]

    code, again = report("load_demo", "--url", "http://127.0.0.1:9000")
    second = json.loads(file.read_text())
    assert (code, again["created"]) == (0, [])
    assert second == {**first, "url": "http://127.0.0.1:9000"}
    assert DraftBatch.objects.count() == 2


def test_load_demo_makes_lost_sign_ins_anew(report, settings):
    report("load_demo")
    file = settings.VAR_DIR / "demo.json"
    lost = json.loads(file.read_text())["accounts"]
    file.write_text("{")

    report("load_demo")

    for before, account in zip(
        lost, json.loads(file.read_text())["accounts"], strict=True
    ):
        user = User.objects.get(username=account["username"])
        assert before["password"] != account["password"]
        assert user.check_password(account["password"])
        assert Token.objects.get(user=user).key == account["token"]


def test_the_demo_has_drafts_to_begin_with_once_a_worker_looks(settings, script):
    call_command("load_demo", "--json")
    for batch in DraftBatch.objects.all():
        tasks.draft_batch(str(batch.pk))

    volunteer = User.objects.get(username="volunteer")
    waiting = claimable_dialogues(volunteer, Project.objects.get(slug="demo"))
    written = {
        one.topic: one
        for one in stored_dialogues()
        if one.project == "child-companion" and not one.hard
    }
    assert {dialogue.topic.text for dialogue in waiting} == set(written)
    for dialogue in waiting:
        stored = written[dialogue.topic.text]
        assert (dialogue.emotion, dialogue.draft.answer.sample) == (
            stored.emotion,
            True,
        )
        assert [turn["text"] for turn in dialogue.head.turns] == [
            text for _role, text in stored.turns
        ]
        assert not dialogue.head.findings.filter(severity="disclosure").exists()
    assert Dialogue.objects.filter(project__slug="pica").count() == 3
