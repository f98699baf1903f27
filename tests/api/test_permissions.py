"""Who may do what at each address: one table, tried by four people.

200 and its like mean allowed; 404 what one may not see, 403 what a role may not do.
"""

import pytest

from dialogues.domain.proposals import propose
from dialogues.label_queries import scheme_named
from reviewers.domain.cases import open_case
from tests.api.permission_table import HOME, TABLE
from tests.courses import make_course
from tests.factories.care import make_call, make_certificate
from tests.factories.dialogues import make_dialogue, make_drafted, turns
from tests.factories.drafts import make_batch
from tests.factories.exports import make_release
from tests.factories.imports import make_import
from tests.factories.norming import make_norming
from tests.factories.peers import make_stage, make_taken
from tests.factories.people import make_member, make_project, make_topic, make_user
from tests.factories.reviewers import make_bulk, make_review
from tests.factories.trainer import make_run
from tests.labels import make_schemes

pytestmark = pytest.mark.django_db
ROLES = ("volunteer", "expert", "admin", "outsider")


@pytest.fixture
def road():
    """A project with one row of every kind, and the people who look at it."""
    project = make_course(make_project("companion"))
    # What is heavy goes to who has some practice.
    people = {role: make_member(project, role, level="editor") for role in ROLES[:3]}
    people["outsider"] = make_user()
    make_member(make_project("elsewhere"), "volunteer", "expert", "admin")
    make_topic(project)
    make_user("newcomer")
    dialogue = make_dialogue(
        project,
        "submitted",
        author=people["volunteer"],
        turns=turns("他又就这样打我。", "你很害怕吧。"),
    )
    strange = make_drafted(project)
    work = make_dialogue(project, "editing").assignments.get()
    ids = {
        "lesson": "awareness",
        "talk": "talk",
        "first": 1,
        "reason": "preaching",
        "scheme": scheme_named(make_schemes(project), "cause").slug,
        "own": dialogue.pk,
        "strange": strange.pk,
        "work": work.pk,
        "finding": dialogue.head.findings.get(code="disclosure").pk,
        "review": make_review(project).pk,
        "bulk": make_bulk(project).pk,
        "case": open_case(dialogue).pk,
        "batch": make_batch(project).pk,
        "keyless": project.drafters.create(
            name="keyless", model="m", key_name="QUEQIAO_KEY_NOWHERE"
        ).name,
        "import": make_import(project).pk,
        "comment": comment_of(dialogue, people["expert"]).pk,
        "proposal": propose(project, text="看牙", by=people["volunteer"]).pk,
        "topic": dialogue.topic_id,
        "release": make_release(project).pk,
        "run": make_run(project).pk,
        "norming": make_norming(project).pk,
        "call": make_call(project, by=people["volunteer"]).pk,
        "paper": make_certificate(people["volunteer"].memberships.get()).code,
    }
    make_stage(project)
    ids["peer"] = make_taken(project, reader=people["volunteer"]).pk
    return people, ids


def comment_of(dialogue, by):
    return dialogue.comments.create(revision=dialogue.head.parent, text="好", by=by)


@pytest.mark.parametrize("row", TABLE, ids=[f"{row[0]} {row[1]}" for row in TABLE])
def test_each_role_gets_its_answer(api, road, row):
    method, address, body, expected = row
    people, ids = road
    sent = {
        key: value.format(**ids) if isinstance(value, str) else value
        for key, value in (body or {}).items()
    }

    answers = {
        role: getattr(api(people[role]), method)(
            f"/api/v1/{address.format(**ids)}",
            sent or None,
        )
        for role in reversed(ROLES)
    }

    got = " ".join(str(answers[role].status_code) for role in ROLES)
    assert got == expected
    for answer in answers.values():
        if answer.status_code >= 400:
            assert {"code", "detail"} <= set(answer.json())


def test_a_person_who_left_sees_nothing(api, road):
    people, ids = road
    left = people["expert"]
    left.memberships.update(ended_at="2026-01-01T00:00Z")
    client = api(left)

    assert client.get("/api/v1/projects/").json()["results"] == []
    for address in (
        f"{HOME}/",
        f"{HOME}/dialogues/",
        "dialogues/{own}/",
        "runs/{run}/",
    ):
        assert client.get(f"/api/v1/{address.format(**ids)}").status_code == 404


def test_volunteers_list_only_what_they_worked_on(api, road):
    people, ids = road

    listed = {
        role: api(people[role]).get(f"/api/v1/{HOME}/dialogues/").json()["results"]
        for role in ("volunteer", "expert")
    }

    assert [row["id"] for row in listed["volunteer"]] == [str(ids["own"])]
    assert len(listed["expert"]) == 6


def test_every_address_stands_in_the_table(client):
    paths = client.get("/api/v1/schema/").json()["paths"]
    described = {
        (method, path.removeprefix("/api/v1/"))
        for path, methods in paths.items()
        for method in methods
    }
    tried = {(row[0], without_names(row[1])) for row in TABLE}
    # PUT of the working copy is tried by another holder in test_volunteer_road.
    left = {
        (method, without_names(path))
        for method, path in described
        if (method, without_names(path)) not in tried
    }

    assert left == {("put", "assignments/_/work/")}


def without_names(path):
    parts = path.replace(HOME, "projects/{slug}").split("/")
    return "/".join("_" if part.startswith("{") else part for part in parts)
