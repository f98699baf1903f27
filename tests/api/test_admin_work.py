"""Work that takes long, over REST: drafts, releases, training runs, and their jobs."""

import uuid

import pytest

from dialogues.models import Draft, DraftBatch
from exports.domain import releases
from exports.models import Release
from tests.factories.dialogues import make_approved
from tests.factories.drafts import make_batch, make_draft
from tests.factories.people import make_member, make_project, make_topic
from tests.factories.trainer import make_run
from trainer.models import Run

pytestmark = pytest.mark.django_db
HOME = "/api/v1/projects/companion"


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def jing(api, project):
    return api(make_member(project, "admin", username="jing"))


def iso(moment):
    return moment.isoformat().replace("+00:00", "Z")


def test_drafts_are_ordered_watched_and_cancelled(jing, project):
    make_topic(project)

    order = jing.post(f"{HOME}/draft-batches/", {"count": 3, "budget": "1.50"})

    batch = DraftBatch.objects.get()
    ordered = {
        "id": str(batch.pk),
        "status": "queued",
        "prompt": "talk",
        "prompt_version": 1,
        "drafter": "sample",
        "drafters": [{"name": "sample", "share": 1}],
        "candidates": 1,
        "trial": False,
        "budget": "1.5000",
        "token_budget": None,
        "currency": "USD",
        "by": "jing",
        "created_at": iso(batch.created_at),
    }
    job = f"http://testserver/api/v1/jobs/{batch.pk}/"
    assert (order.status_code, order.json()) == (202, {**ordered, "job": job})
    report = {
        "requested": 3,
        "done": 0,
        "drafted": 0,
        "candidates": 0,
        "gathered": 0,
        "tried": 0,
        "unusable": 0,
        "failed": 0,
        "cancelled": 0,
        "calls": 0,
        "calls_lost": 0,
        "tokens": {"prompt": 0, "completion": 0},
        "cost": "0",
        "cost_unknown_calls": 0,
        "reserved": "0",
        "currency": "USD",
    }
    assert jing.get(job).json() == {
        "id": str(batch.pk),
        "status": "queued",
        "done": 0,
        "total": 3,
        "result": report,
    }
    assert jing.get(f"{HOME}/draft-batches/").json()["results"] == [ordered]

    cancelled = jing.post(f"/api/v1/draft-batches/{batch.pk}/cancel/")

    assert cancelled.json() == {
        **ordered,
        "status": "cancelled",
        "report": report,
    }
    again = jing.post(f"/api/v1/draft-batches/{batch.pk}/cancel/")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_status")


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("count", {}),
        ("count", {"count": "3"}),
        ("count", {"count": 0}),
        ("count", {"count": 5001}),
        ("count", {"count": True}),
        ("budget", {"count": 1, "budget": "much"}),
        ("budget", {"count": 1, "budget": "NaN"}),
        ("budget", {"count": 1, "budget": 0}),
        ("prompt", {"count": 1, "prompt": "poem"}),
        ("drafter", {"count": 1, "drafter": "nobody"}),
        ("drafters", {"count": 1, "drafters": [{"name": "nobody"}]}),
        ("drafters", {"count": 1, "drafters": ["sample"]}),
        ("drafters", {"count": 1, "drafters": [{"name": "sample"}] * 2}),
        ("drafters", {"count": 1, "drafters": [{"name": "sample", "share": 1001}]}),
        ("candidates", {"count": 1, "candidates": 5}),
        ("token_budget", {"count": 1, "token_budget": -1}),
        ("topics", {"count": 1, "topics": ["x"]}),
        ("trial", {"count": 1, "trial": "yes"}),
    ],
)
def test_a_wrong_order_names_the_field(jing, project, field, body):
    make_topic(project)

    answer = jing.post(f"{HOME}/draft-batches/", body)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    assert not DraftBatch.objects.exists()


def test_an_order_may_name_its_topics_drafters_and_limits(jing, project):
    wanted = make_topic(project, "搬家", theme="家庭")
    make_topic(project, "转学", theme="学校")
    second = project.drafters.create(name="second", model="other")

    order = jing.post(
        f"{HOME}/draft-batches/",
        {
            "count": 2,
            "candidates": 2,
            "drafters": [{"name": "sample", "share": 3}, {"name": "second"}],
            "token_budget": 90_000,
            "theme": "家庭",
        },
    )

    assert order.status_code == 202
    assert order.json()["drafters"] == [
        {"name": "sample", "share": 3},
        {"name": "second", "share": 1},
    ]
    batch = DraftBatch.objects.get()
    assert (batch.candidates, batch.token_budget) == (2, 90_000)
    drafts = list(batch.drafts.order_by("slot", "candidate"))
    assert [draft.candidate for draft in drafts] == [1, 2, 1, 2]
    assert {draft.topic for draft in drafts} == {wanted}
    for one, other in (drafts[:2], drafts[2:]):
        assert {one.drafter, other.drafter} == {project.drafters.first(), second}


def test_an_order_is_estimated_before_it_is_made(jing, project):
    project.drafters.update(completion_price=10)

    answer = jing.post(f"{HOME}/draft-batches/estimate/", {"count": 100})

    found = answer.json()
    assert (answer.status_code, found["calls"], found["currency"]) == (200, 100, "USD")
    assert found["worst"] == "2.0000"
    assert 0 < float(found["expected"]) < 2
    assert found["tokens"]["low"] < found["tokens"]["high"]
    assert found["from_history"] is False
    assert not DraftBatch.objects.exists()


def test_a_batch_is_paused_and_resumed(jing, project):
    batch = make_batch(project)
    address = f"/api/v1/draft-batches/{batch.pk}"

    assert jing.post(f"{address}/pause/").json()["status"] == "paused"
    assert jing.post(f"{address}/pause/").status_code == 409
    assert jing.post(f"{address}/resume/").json()["status"] == "queued"
    assert list(batch.events.values_list("verb", flat=True)[1:]) == ["pause", "resume"]


def test_the_cap_of_a_batch_is_raised_lowered_and_taken_away(jing, project):
    batch = make_batch(project)
    address = f"/api/v1/draft-batches/{batch.pk}/cap/"

    assert jing.post(address, {"budget": "2.5"}).json()["budget"] == "2.5000"
    found = jing.post(address, {"token_budget": 9000}).json()
    assert (found["budget"], found["token_budget"]) == ("2.5000", 9000)
    assert jing.post(address, {"budget": None}).json()["budget"] is None
    for body in ({}, {"budget": "0"}, {"token_budget": -1}, {"budget": "much"}):
        assert jing.post(address, body).status_code == 400
    batch.refresh_from_db()
    assert (batch.budget, batch.token_budget) == (None, 9000)


def test_an_unusable_draft_is_asked_for_again_or_repaired(jing, project):
    again, mended = (
        make_draft(make_batch(project), status="unusable") for _number in range(2)
    )
    turns = [
        {"id": str(uuid.uuid4()), "role": role, "text": text}
        for role, text in (("user", "怕。"), ("assistant", "我在。"))
    ]

    answer = jing.post(f"/api/v1/drafts/{again.pk}/again/")
    new = Draft.objects.get(pk=answer.json()["id"])
    assert (answer.status_code, new.status, new.slot) == (202, "queued", again.slot)
    assert jing.post(f"/api/v1/drafts/{again.pk}/again/").status_code == 409
    answer = jing.post(f"/api/v1/drafts/{mended.pk}/repair/", {"turns": turns})
    mended.refresh_from_db()
    assert (answer.status_code, mended.status) == (201, "drafted")
    assert answer.json() == {"dialogue": str(mended.dialogues.get().pk)}
    head = mended.dialogues.get().head
    assert [turn["text"] for turn in head.turns] == ["怕。", "我在。"]
    wrong = jing.post(f"/api/v1/drafts/{again.pk}/repair/", {"turns": turns[:1]})
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["turns"])


def test_a_release_is_ordered_and_its_files_fetched(jing, project, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_approved(project)

    order = jing.post(f"{HOME}/releases/", {"name": "first"})
    waiting = jing.get(order.json()["job"]).json()
    early = jing.get(f"/api/v1/releases/{order.json()['id']}/files/")
    release = Release.objects.get()
    releases.build_release(release)

    assert (order.status_code, order.json()["status"]) == (202, "queued")
    assert (waiting["status"], waiting["done"], waiting["total"]) == ("queued", 0, None)
    assert (early.status_code, early.json()["code"]) == (409, "wrong_status")
    release.refresh_from_db()
    job = jing.get(order.json()["job"]).json()
    assert (job["status"], job["done"], job["total"]) == ("done", 1, 1)
    assert job["result"]["sha256"] == release.sha256
    read = jing.get(f"/api/v1/releases/{release.pk}/").json()
    assert (read["name"], read["status"], read["rows"]) == (
        "first",
        "ready",
        release.rows,
    )
    files = jing.get(f"/api/v1/releases/{release.pk}/files/").json()["results"]
    rows = next(file for file in files if file["path"] == "messages/train.jsonl")
    assert rows["rows"] == 1
    content = b"".join(jing.get(rows["url"]).streaming_content)
    assert "听起来你有点难过" in content.decode()
    taken = jing.post(f"{HOME}/releases/", {"name": "first"})
    assert (taken.status_code, taken.json()["code"]) == (409, "name_taken")


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("name", {}),
        ("name", {"name": "two words"}),
        ("name", {"name": "x" * 61}),
        ("seed", {"name": "x", "seed": -1}),
    ],
)
def test_a_wrong_release_names_the_field(jing, project, field, body):
    make_approved(project)

    answer = jing.post(f"{HOME}/releases/", body)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_a_run_is_ordered_stopped_and_resumed(jing, project):
    make_approved(project)
    jing.post(f"{HOME}/releases/", {"name": "first"})
    release = Release.objects.get()
    body = {"release": str(release.pk), "recipe": "tiny-cpu"}
    early = jing.post(f"{HOME}/runs/", body)
    releases.build_release(release)

    order = jing.post(f"{HOME}/runs/", body)

    run = Run.objects.get()
    assert (early.status_code, early.json()["code"]) == (409, "release_not_ready")
    assert (order.status_code, order.json()) == (
        202,
        {
            "id": str(run.pk),
            "number": 1,
            "status": "queued",
            "recipe": "tiny-cpu",
            "release": str(release.pk),
            "metrics": {},
            "error": "",
            "by": "jing",
            "created_at": iso(run.created_at),
            "updated_at": iso(run.updated_at),
            "job": f"http://testserver/api/v1/jobs/{run.pk}/",
        },
    )
    address = f"/api/v1/runs/{run.pk}"
    assert jing.get(f"{address}/metrics/").json() == {"results": [], "next": None}
    assert jing.get(f"{address}/log/").json() == {"lines": []}
    assert jing.post(f"{address}/cancel/").json()["status"] == "cancelled"
    resumed = jing.post(f"{address}/resume/")
    assert (resumed.status_code, resumed.json()["status"]) == (202, "queued")
    assert list(run.events.values_list("verb", "by__username")) == [
        ("queue", "jing"),
        ("cancel", "jing"),
        ("resume", "jing"),
    ]
    assert [row["id"] for row in jing.get(f"{HOME}/runs/").json()["results"]] == [
        str(run.pk),
    ]


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("release", {"recipe": "tiny-cpu"}),
        ("release", {"recipe": "tiny-cpu", "release": "first"}),
        ("recipe", {"recipe": "huge"}),
        ("recipe", {}),
        ("overrides", {"recipe": "tiny-cpu", "overrides": [1]}),
    ],
)
def test_a_wrong_run_names_the_field(jing, project, field, body):
    make_approved(project)
    jing.post(f"{HOME}/releases/", {"name": "first"})
    release = Release.objects.get()
    releases.build_release(release)
    if field != "release":
        body = {"release": str(release.pk), **body}

    answer = jing.post(f"{HOME}/runs/", body)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    assert not Run.objects.exists()


def test_a_job_is_seen_by_those_who_may_see_its_row(api, project):
    batch = make_batch(project)
    make_draft(batch)
    run = make_run(project)
    expert = api(make_member(project, "expert"))
    volunteer = api(make_member(project, "volunteer"))

    seen = [
        [client.get(f"/api/v1/jobs/{pk}/").status_code for pk in (batch.pk, run.pk)]
        for client in (expert, volunteer)
    ]

    assert seen == [[404, 200], [404, 404]]
