"""Files come in by REST: a form with the file, a job to watch, a report."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dialogues.domain import import_runs
from dialogues.models import Import, Source
from tests.dialogues.test_imports import HARM, lines, record
from tests.factories import make_import, make_member, make_project

pytestmark = pytest.mark.django_db
ROWS = lines(record(1), record(2, spoken=HARM), "{", record(1))


@pytest.fixture
def project():
    return make_project("p")


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


def send(client, data=ROWS, *, name="chat.jsonl", project="p", **fields):
    file = SimpleUploadedFile(name, data)
    return client.post(
        f"/api/v1/projects/{project}/imports/",
        {"file": file, **fields},
        format="multipart",
    )


def test_a_file_comes_in_and_its_job_reports(api, project, admin):
    client = api(admin)

    ordered = send(
        client,
        source="QiaoBan",
        licence="CC-BY-4.0",
        may="train,redistribute",
        arrive_as="approved",
    )
    assert ordered.status_code == 202
    made = ordered.json()
    assert (made["status"], made["format"], made["by"]) == (
        "queued",
        "qiaoban",
        admin.username,
    )
    assert client.get(made["job"]).json()["status"] == "queued"

    import_runs.take_up(Import.objects.get(pk=made["id"]))

    job = client.get(made["job"]).json()
    assert (job["status"], job["done"], job["total"]) == ("done", len(ROWS), len(ROWS))
    report = job["result"]
    assert (report["read"], report["created"], report["existing"], report["held"]) == (
        4,
        2,
        1,
        1,
    )
    assert report["flagged"]["disclosure"] == 1
    assert [(one["file"], one["line"]) for one in report["rejected"]] == [
        ("chat.jsonl", 3)
    ]
    assert client.get(f"/api/v1/imports/{made['id']}/").json()["report"] == {
        name: value for name, value in report.items() if name != "error"
    }
    source = Source.objects.get()
    assert (source.licence, source.may_train, source.may_use_commercially) == (
        "CC-BY-4.0",
        True,
        False,
    )


def test_speakers_are_mapped_as_json(api, project, admin):
    spoken = [("小明", "我不想去。"), ("豆豆", "愿意说说吗？")]
    speakers = {"小明": "user", "豆豆": "assistant"}

    answer = send(
        api(admin), lines(record(1, spoken=spoken)), speakers=json.dumps(speakers)
    )
    import_runs.take_up(Import.objects.get(pk=answer.json()["id"]))

    assert project.dialogues.count() == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"format": "word"}, "format"),
        ({"kind": "pictures"}, "kind"),
        ({"arrive_as": "perfect"}, "arrive_as"),
        ({"may": "everything"}, "may"),
        ({"speakers": "[]"}, "speakers"),
        ({"speakers": '{"a": "boss"}'}, "speakers"),
        ({"columns": "{"}, "columns"),
    ],
)
def test_what_is_wrong_is_said_of_its_field(api, project, admin, fields, wrong):
    answer = send(api(admin), **fields)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [wrong])
    assert not Import.objects.exists()


def test_without_a_file_nothing_comes_in(api, project, admin):
    answer = api(admin).post("/api/v1/projects/p/imports/", {}, format="multipart")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["file"])


def test_one_file_sent_twice_with_one_key_is_one_import(api, project, admin):
    client = api(admin)
    key = {"HTTP_IDEMPOTENCY_KEY": "k"}
    file = {"file": SimpleUploadedFile("chat.jsonl", ROWS)}
    again = {"file": SimpleUploadedFile("chat.jsonl", ROWS)}
    address = "/api/v1/projects/p/imports/"

    first = client.post(address, file, format="multipart", **key)
    second = client.post(address, again, format="multipart", **key)

    assert first.json() == second.json()
    assert Import.objects.count() == 1


def test_a_cancelled_file_takes_nothing_more_in(api, project, admin):
    client = api(admin)
    made = send(client).json()

    answer = client.post(f"/api/v1/imports/{made['id']}/cancel/", {})

    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    again = client.post(f"/api/v1/imports/{made['id']}/cancel/", {})
    assert (again.status_code, again.json()["code"]) == (409, "wrong_status")


def test_only_admins_bring_files_in_or_see_them(api, project, admin):
    row = make_import(project, by=admin)
    outsider = make_member(make_project(), "admin")
    for person, answer in {
        make_member(project, "volunteer"): 403,
        make_member(project, "expert"): 403,
        outsider: 404,
    }.items():
        client = api(person)
        assert send(client).status_code == answer
        assert client.get("/api/v1/projects/p/imports/").status_code == answer
        assert client.get(f"/api/v1/imports/{row.pk}/").status_code == answer
        assert (
            client.post(f"/api/v1/imports/{row.pk}/cancel/", {}).status_code == answer
        )
        assert client.get(f"/api/v1/jobs/{row.pk}/").status_code == 404
    assert Import.objects.get().status == "uploaded"
    listed = api(admin).get("/api/v1/projects/p/imports/").json()["results"]
    assert [one["id"] for one in listed] == [str(row.pk)]


def test_a_file_larger_than_any_is_refused_unread(api, project, admin, monkeypatch):
    from dialogues.api.imports import Imports

    monkeypatch.setattr(Imports, "largest_upload", 10)

    assert send(api(admin)).status_code == 413
    assert not Import.objects.exists()
