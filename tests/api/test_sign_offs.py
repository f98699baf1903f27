"""Versions over REST and from the shell: what waits, who signed, what may be ordered."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from dialogues.domain.prompting import start_prompt
from dialogues.models import SignOff
from tests.factories import make_member, make_topic
from tests.factories.sign_offs import make_asking, make_proposed

pytestmark = pytest.mark.django_db
HOME = "/api/v1/projects/companion"


@pytest.fixture
def project():
    return make_asking(slug="companion")


@pytest.fixture
def admin(project):
    return make_member(project, "admin", username="jing")


@pytest.fixture
def expert(project):
    return make_member(project, "expert", username="lin")


def test_an_expert_reads_what_waits_and_signs_it(api, project, admin, expert):
    second = make_proposed(project, by=admin)
    client = api(expert)

    [row] = client.get(f"{HOME}/sign-offs/").json()["results"]
    address = f"{HOME}/prompts/talk/2/sign-off/"
    unsaid = client.post(address, {"decision": "returned"})
    signed = client.post(address, {"decision": "signed", "note": "好"})
    again = client.post(address, {"decision": "signed"})

    said = ("kind", "name", "version", "act", "by")
    assert [row[name] for name in said] == ["prompt", "talk", 2, "proposed", "jing"]
    assert (unsaid.status_code, list(unsaid.json()["fields"])) == (400, ["note"])
    assert (signed.status_code, signed.json()["act"]) == (201, "signed")
    assert (again.status_code, again.json()["code"]) == (409, "decided")
    kept = SignOff.objects.get(prompt=second, act="signed")
    assert (kept.by, kept.note, str(kept.pk)) == (expert, "好", signed.json()["id"])
    newest, oldest = client.get(f"{HOME}/prompts/").json()["results"]
    assert newest["signed_off"]["by"] == "lin"
    assert oldest["signed_off"] is None
    assert client.get(f"{HOME}/sign-offs/").json()["results"] == []


def test_a_program_may_not_order_by_a_prompt_that_nobody_signed(api, project, admin):
    make_topic(project)
    fields = {"name": "new", "kind": "topic-dialogue", "text": "{topic}"}
    start_prompt(project, **fields, by=admin)
    make_proposed(project, by=admin)
    client = api(admin)
    orders = f"{HOME}/draft-batches/"

    refused = client.post(orders, {"count": 1, "prompt": "new"})
    taken = client.post(orders, {"count": 1, "prompt": "talk"})
    with pytest.raises(CommandError) as by_command:
        call_command("draft", project="companion", count=1, prompt="new", by="jing")
    report = StringIO()
    call_command(
        "draft", project="companion", count=1, prompt="talk", json=True, stdout=report
    )

    assert (refused.status_code, refused.json()["code"]) == (409, "not_signed")
    assert by_command.value.returncode == 1
    assert taken.status_code == 202
    assert json.loads(report.getvalue())["requested"] == 1
    ordered = project.batches.values_list("prompt__name", "prompt__version")
    assert list(ordered) == [("talk", 1), ("talk", 1)]


def test_a_page_refuses_a_version_that_is_not_in_use(project, admin):
    make_topic(project)
    second = make_proposed(project, by=admin)
    client = Client(headers={"accept-language": "en"})
    client.force_login(admin)
    form = {
        "how": "words",
        "count": "1",
        "candidates": "1",
        "prompt": second.pk,
        f"share_{project.drafters.get().pk}": "1",
    }

    answer = client.post(reverse("order_drafts", args=["companion"]), form)

    assert answer.status_code == 422
    assert "no expert has signed it yet" in answer.content.decode()
    assert not project.batches.exists()


def test_a_page_says_that_nobody_can_sign_and_what_can_be_done(project, admin):
    make_proposed(project, by=admin)
    client = Client(headers={"accept-language": "en"})
    client.force_login(admin)

    prompt = client.get(reverse("prompt", args=["companion", "talk"])).content.decode()
    listed = client.get(reverse("sign_offs", args=["companion"])).content.decode()
    client.post(reverse("ask_sign_offs", args=["companion"]), {"asked": "no"})

    assert "Nobody in this project can sign it yet." in prompt
    assert "This project has no expert" in listed
    assert reverse("members", args=["companion"]) in prompt
    project.refresh_from_db()
    switch = project.sign_off_switches.get()
    assert (project.sign_off_asked, switch.asked, switch.by) == (False, False, admin)


def test_a_notice_leads_to_the_version(project, admin, expert):
    make_proposed(project, by=admin)
    client = Client()
    client.force_login(expert)
    notice = expert.notices.get()

    listed = client.get(reverse("notices")).content.decode()
    answer = client.get(reverse("notice", args=[notice.pk]))

    place = reverse("sign_off_named", args=["companion", "prompt", "talk", 2])
    assert answer["Location"] == place
    assert reverse("notice", args=[notice.pk]) in listed
