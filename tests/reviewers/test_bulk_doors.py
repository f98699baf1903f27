"""The doors to verbs for many dialogues: pages, the table of the report, and REST."""

import csv

import pytest
from django.urls import reverse

from dialogues.domain import editing
from dialogues.models import Dialogue
from reviewers.domain import bulk_runs
from reviewers.models import Bulk
from tests.factories import (
    make_bulk,
    make_drafted,
    make_member,
    make_project,
    make_submitted,
    make_topic,
)
from tests.races import afresh

pytestmark = pytest.mark.django_db
HOME = "/api/v1/projects/companion"


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


def table(answer):
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    return list(csv.DictReader(lines))


def test_by_the_pages_from_the_list_to_the_report_and_back(project, admin, signed_in):
    browser = signed_in(admin)
    topic = make_topic(project, theme="朋友", text="=和朋友吵架")
    dialogue, other = make_drafted(project, topic=topic), make_drafted(project)

    listed = browser.get(reverse("dialogues", args=["companion"]), {"theme": "朋友"})
    address = reverse("new_bulk", args=["companion"]) + "?theme=%E6%9C%8B%E5%8F%8B"
    assert address in listed.content.decode()
    chosen = browser.get(address)
    assert chosen.context["count"] == 1
    wrong = browser.post(address, {"verb": "set theme", "theme": ""})
    assert (wrong.status_code, Bulk.objects.count()) == (422, 0)

    browser.post(address, {"verb": "set theme", "theme": "家庭"})
    bulk = Bulk.objects.get()
    shown = browser.get(reverse("bulk", args=[bulk.pk]))
    assert [row.dialogue for row in shown.context["samples"]] == [dialogue]
    assert bulk.filters == {"theme": "朋友"}

    browser.post(reverse("order_bulk", args=[bulk.pk]))
    panel = browser.get(reverse("bulk_panel", args=[bulk.pk]))
    assert "HX-Refresh" not in panel
    bulk_runs.run(afresh(bulk))
    panel = browser.get(reverse("bulk_panel", args=[bulk.pk]))
    assert panel["HX-Refresh"] == "true"
    assert afresh(topic).theme == "家庭"

    report = browser.get(reverse("bulk", args=[bulk.pk]), {"outcome": "refused"})
    assert (report.context["report"]["done"], list(report.context["page"])) == (1, [])
    [row] = table(browser.get(reverse("bulk_report", args=[bulk.pk])))
    assert (row["dialogue"], row["outcome"]) == (str(dialogue.pk), "done")
    # No spreadsheet takes a topic for a formula.
    assert row["topic"] == "'=和朋友吵架"

    browser.post(reverse("undo_bulk", args=[bulk.pk]))
    undo = Bulk.objects.get(undoes=bulk)
    browser.post(reverse("order_bulk", args=[undo.pk]))
    bulk_runs.run(afresh(undo))
    assert afresh(topic).theme == "朋友"
    assert afresh(other.topic).theme == "学校"
    listed = browser.get(reverse("bulks", args=["companion"]))
    assert list(listed.context["page"]) == [undo, bulk]


def test_a_preview_that_was_put_away_leads_back_to_the_list(project, admin, signed_in):
    bulk = make_bulk(project, by=admin)

    answer = signed_in(admin).post(reverse("cancel_bulk", args=[bulk.pk]))

    assert answer["Location"] == reverse("dialogues", args=["companion"])
    assert afresh(bulk).status == "cancelled"


def test_by_rest_with_a_job_to_watch(project, admin, api):
    dialogue, taken = make_drafted(project), make_drafted(project)
    client = api(admin)
    body = {"verb": "set priority", "options": {"priority": 2}}

    sent = client.post(f"{HOME}/bulk/", body).json()
    editing.claim(taken, by=make_member(project, "volunteer"))

    assert (sent["total"], sent["open"], sent["status"]) == (2, 2, "previewed")
    assert set(sent["samples"]) == {str(dialogue.pk), str(taken.pk)}
    ordered = client.post(f"/api/v1/bulk/{sent['id']}/order/")
    assert ordered.status_code == 202
    again = client.post(f"/api/v1/bulk/{sent['id']}/order/")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_status")
    assert client.get(ordered.json()["job"]).json()["status"] == "queued"
    bulk_runs.run(Bulk.objects.get())
    job = client.get(ordered.json()["job"]).json()
    assert (job["status"], job["done"], job["total"]) == ("done", 2, 2)
    assert job["result"] == {"total": 2, "done": 1, "refused": 1, "waiting": 0}
    rows = client.get(f"/api/v1/bulk/{sent['id']}/rows/?outcome=refused").json()
    [refused] = rows["results"]
    assert (refused["dialogue"], refused["code"]) == (str(taken.pk), "changed_since")
    undo = client.post(f"/api/v1/bulk/{sent['id']}/undo/").json()
    assert (undo["undoes"], undo["samples"]) == (sent["id"], [str(dialogue.pk)])


def test_rest_refuses_to_approve_many(project, api):
    dialogue = make_submitted(project)
    both = make_member(project, "expert", "admin", safeguarding=True)

    answer = api(both).post(f"{HOME}/bulk/", {"verb": "approve"})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["verb"])
    assert Dialogue.objects.get(pk=dialogue.pk).status == "submitted"


def test_the_same_key_previews_once(project, admin, api):
    make_drafted(project)
    client = api(admin)
    body = {"verb": "re-check"}

    answers = [
        client.post(f"{HOME}/bulk/", body, headers={"Idempotency-Key": "one"}).json()
        for _time in range(2)
    ]

    assert answers[0] == answers[1]
    assert Bulk.objects.count() == 1
