"""Who may do what at each address: one table, tried by four people.

200 and its like mean allowed; 404 what one may not see, 403 what a role may not do.
"""

import pytest

from dialogues.domain.proposals import propose
from dialogues.label_queries import scheme_named
from reviewers.domain.cases import open_case
from tests.bulks import BULK_ADDRESSES
from tests.courses import make_course
from tests.factories.dialogues import make_dialogue, make_drafted, turns
from tests.factories.drafts import make_batch
from tests.factories.exports import make_release
from tests.factories.imports import make_import
from tests.factories.norming import make_norming
from tests.factories.people import make_member, make_project, make_topic, make_user
from tests.factories.reviewers import make_bulk, make_review
from tests.factories.trainer import make_run
from tests.labels import make_schemes

pytestmark = pytest.mark.django_db
ROLES = ("volunteer", "expert", "admin", "outsider")
HOME = "projects/companion"


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
    }
    return people, ids


def comment_of(dialogue, by):
    return dialogue.comments.create(revision=dialogue.head.parent, text="好", by=by)


SCHEME = {
    "slug": "tone",
    "position": 1,
    "name": {"en": "Tone"},
    "target": "turn",
    "role": "any",
    "labels": [{"slug": "warm", "name": {"en": "Warm"}}],
}

# Each row: method, address, body, and the answer to volunteer, expert, admin, outsider.
TABLE = [
    ("get", "me/", None, "200 200 200 200"),
    ("get", "projects/", None, "200 200 200 200"),
    ("get", f"{HOME}/", None, "200 200 200 404"),
    ("get", f"{HOME}/course/", None, "200 200 200 404"),
    (
        "post",
        f"{HOME}/course/{{lesson}}/answers/",
        {"version": 1, "answers": [[0], [0]]},
        "200 200 200 404",
    ),
    ("get", f"{HOME}/reasons/", None, "200 200 200 404"),
    (
        "post",
        f"{HOME}/reasons/",
        {"code": "too-long", "position": 5, "name": {"en": "Too long"}},
        "403 403 200 404",
    ),
    ("post", f"{HOME}/reasons/{{reason}}/end/", {}, "403 403 200 404"),
    ("get", "dialogues/{own}/timeline/", None, "200 200 200 404"),
    ("get", "dialogues/{strange}/timeline/", None, "404 200 200 404"),
    # Not there before it is asked who may.
    ("post", "dialogues/{own}/restore/", {}, "400 400 400 404"),
    ("get", f"{HOME}/care/", None, "200 200 200 404"),
    ("post", f"{HOME}/care/", {"avoid": ["loss"]}, "200 200 200 404"),
    ("get", f"{HOME}/proposals/", None, "200 200 200 404"),
    ("post", f"{HOME}/proposals/", {"text": "搬家"}, "201 201 201 404"),
    # It is the volunteer's own.
    ("post", "proposals/{proposal}/accept/", {}, "403 404 200 404"),
    ("post", "proposals/{proposal}/decline/", {"answer": "x"}, "403 404 200 404"),
    ("post", "proposals/{proposal}/withdraw/", {}, "200 404 403 404"),
    ("post", "topics/{topic}/priority/", {"priority": 1}, "403 403 200 404"),
    ("post", "assignments/{work}/not-today/", {}, "404 404 404 404"),
    ("get", f"{HOME}/guidelines/", None, "200 200 200 404"),
    ("post", f"{HOME}/guidelines/read/", {"version": 1}, "200 200 200 404"),
    ("get", f"{HOME}/members/", None, "200 200 200 404"),
    (
        "post",
        f"{HOME}/members/",
        {"username": "newcomer", "roles": ["expert"]},
        "403 403 200 404",
    ),
    ("get", f"{HOME}/topics/", None, "200 200 200 404"),
    ("post", f"{HOME}/topics/", {"text": "搬家"}, "403 403 200 404"),
    ("get", f"{HOME}/dialogues/", None, "200 200 200 404"),
    ("post", f"{HOME}/claim/", {}, "200 403 403 404"),
    ("get", "dialogues/{own}/", None, "200 200 200 404"),
    ("get", "dialogues/{strange}/", None, "404 200 200 404"),
    ("get", "dialogues/{own}/revisions/", None, "200 200 200 404"),
    ("get", "dialogues/{strange}/revisions/", None, "404 200 200 404"),
    ("get", "dialogues/{own}/events/", None, "200 200 200 404"),
    ("get", "dialogues/{strange}/events/", None, "404 200 200 404"),
    ("get", "dialogues/{own}/comments/", None, "200 200 200 404"),
    ("post", "dialogues/{own}/comments/", {"text": "好"}, "201 201 201 404"),
    ("post", "dialogues/{strange}/comments/", {"text": "好"}, "404 201 201 404"),
    ("get", "dialogues/{own}/people/", None, "200 200 200 404"),
    ("get", "dialogues/{strange}/people/", None, "404 200 200 404"),
    ("post", "comments/{comment}/resolve/", {}, "409 200 403 404"),
    ("post", "comments/{comment}/reopen/", {}, "409 409 403 404"),
    ("get", "notices/", None, "200 200 200 200"),
    ("post", "notices/read/", {}, "200 200 200 200"),
    ("get", "dialogues/{own}/findings/", None, "200 200 200 404"),
    ("post", "findings/{finding}/dismiss/", {"reason": "x"}, "403 403 403 404"),
    ("post", "dialogues/{own}/withdraw/", {}, "200 403 403 404"),
    ("get", "assignments/", None, "200 200 200 200"),
    ("get", "assignments/{work}/", None, "404 404 404 404"),
    ("post", "assignments/{work}/submit/", {"version": 0}, "404 404 404 404"),
    ("post", "assignments/{work}/check/", {"turns": []}, "404 404 404 404"),
    (
        "post",
        "assignments/{work}/wording/",
        {"turn": "x", "wish": "shorter"},
        "404 404 404 404",
    ),
    ("post", "assignments/{work}/give-back/", {}, "404 404 404 404"),
    ("post", "assignments/{work}/skip/", {"reason": "x"}, "404 404 404 404"),
    ("post", "assignments/{work}/renew/", {}, "404 404 404 404"),
    (
        "post",
        "assignments/{work}/late/",
        {"version": 0, "turns": []},
        "404 404 404 404",
    ),
    ("post", f"{HOME}/reviews/claim/", {}, "403 204 403 404"),
    ("get", f"{HOME}/review-queue/", None, "403 200 403 404"),
    # What waits discloses something, which only marked members are offered.
    ("post", f"{HOME}/sitting/", {"minutes": 20}, "403 409 403 404"),
    ("post", f"{HOME}/sitting/end/", {}, "403 204 403 404"),
    ("get", f"{HOME}/boards/", None, "403 200 200 404"),
    ("post", f"{HOME}/judge-answers/", {"answers": []}, "403 403 200 404"),
    ("get", f"{HOME}/normings/", None, "403 200 200 404"),
    # Nobody is invited.
    ("post", f"{HOME}/normings/", {"experts": []}, "403 400 400 404"),
    ("get", "normings/{norming}/", None, "404 200 200 404"),
    # Not invited, and another opened it.
    (
        "post",
        "normings/{norming}/vote/",
        {"number": 1, "decision": "approve", "answers": {}, "sentence": "好"},
        "404 403 403 404",
    ),
    ("post", "normings/{norming}/say/", {"number": 1, "text": "好"}, "404 403 409 404"),
    ("post", "normings/{norming}/reveal/", {}, "404 403 409 404"),
    ("post", "normings/{norming}/ask-again/", {}, "404 403 409 404"),
    ("post", "normings/{norming}/close/", {}, "404 403 409 404"),
    ("post", "normings/{norming}/cancel/", {}, "404 403 200 404"),
    *BULK_ADDRESSES,
    ("get", f"{HOME}/agreement/", None, "403 200 200 404"),
    ("get", f"{HOME}/second-opinions/", None, "403 200 200 404"),
    ("post", f"{HOME}/second-opinions/", {"percent": 9}, "403 403 200 404"),
    ("post", "dialogues/{own}/release-opinion/", {"reason": "x"}, "403 403 409 404"),
    ("get", "reviews/", None, "200 200 200 200"),
    ("get", "reviews/{review}/", None, "404 404 404 404"),
    ("post", "reviews/{review}/give-back/", {}, "404 404 404 404"),
    ("post", "reviews/{review}/skip/", {"reason": "x"}, "404 404 404 404"),
    ("post", "reviews/{review}/hand-over/", {"to": "x"}, "404 404 404 404"),
    ("post", "reviews/{review}/decide/", {}, "404 404 404 404"),
    # Nobody here is marked for safeguarding: for them there are no cases.
    ("get", "cases/", None, "200 200 200 200"),
    ("get", "cases/{case}/", None, "404 404 404 404"),
    ("post", "cases/{case}/sign/", {}, "404 404 404 404"),
    ("post", "cases/{case}/sort/", {}, "404 404 404 404"),
    ("post", "cases/{case}/assign/", {}, "404 404 404 404"),
    ("post", "cases/{case}/close/", {}, "404 404 404 404"),
    ("post", "cases/{case}/reopen/", {}, "404 404 404 404"),
    ("post", "dialogues/{own}/report/", {"text": "担心"}, "204 204 204 404"),
    ("post", "dialogues/{strange}/report/", {"text": "担心"}, "404 204 204 404"),
    ("get", f"{HOME}/prompts/", None, "403 403 200 404"),
    (
        "post",
        f"{HOME}/prompts/",
        {"name": "talk", "text": "{{topic}}"},
        "403 403 201 404",
    ),
    ("post", f"{HOME}/prompts/preview/", {"name": "talk"}, "403 403 200 404"),
    ("post", f"{HOME}/prompts/test/", {"name": "talk"}, "403 403 202 404"),
    ("get", f"{HOME}/checklists/", None, "200 200 200 404"),
    ("get", f"{HOME}/label-schemes/", None, "200 200 200 404"),
    ("post", f"{HOME}/label-schemes/", SCHEME, "403 403 201 404"),
    ("post", f"{HOME}/label-schemes/{{scheme}}/retire/", {}, "403 403 200 404"),
    ("get", f"{HOME}/drafters/", None, "403 403 200 404"),
    (
        "post",
        f"{HOME}/drafters/",
        {"name": "other", "model": "m"},
        "403 403 201 404",
    ),
    ("post", f"{HOME}/drafters/{{keyless}}/", {"model": "m"}, "403 403 200 404"),
    ("post", f"{HOME}/drafters/{{keyless}}/try/", {}, "403 403 200 404"),
    ("post", f"{HOME}/drafters/{{keyless}}/retire/", {}, "403 403 200 404"),
    ("get", f"{HOME}/drafters/{{keyless}}/changes/", None, "403 403 200 404"),
    ("get", f"{HOME}/quotas/", None, "403 403 200 404"),
    ("post", f"{HOME}/quotas/", {"wanted": 3}, "403 403 200 404"),
    ("post", f"{HOME}/quotas/replace/", {"quotas": []}, "403 403 200 404"),
    ("get", f"{HOME}/quotas/changes/", None, "403 403 200 404"),
    ("get", f"{HOME}/coverage/", None, "403 403 200 404"),
    ("get", f"{HOME}/duplicates/", None, "403 403 200 404"),
    ("get", f"{HOME}/draft-batches/", None, "403 403 200 404"),
    ("post", f"{HOME}/draft-batches/", {"count": 1}, "403 403 202 404"),
    ("post", f"{HOME}/draft-batches/estimate/", {"count": 1}, "403 403 200 404"),
    ("post", "draft-batches/{batch}/pause/", {}, "403 403 200 404"),
    ("post", "draft-batches/{batch}/resume/", {}, "403 403 409 404"),
    ("post", "draft-batches/{batch}/cap/", {"budget": "2"}, "403 403 200 404"),
    # There is no draft of this id.
    ("post", "drafts/{batch}/again/", {}, "404 404 404 404"),
    ("post", "drafts/{batch}/repair/", {"turns": []}, "404 404 404 404"),
    ("get", "draft-batches/{batch}/", None, "403 403 200 404"),
    ("post", "draft-batches/{batch}/cancel/", {}, "403 403 200 404"),
    ("get", "jobs/{batch}/", None, "404 404 200 404"),
    ("get", f"{HOME}/imports/", None, "403 403 200 404"),
    ("post", f"{HOME}/imports/", {}, "403 403 400 404"),
    ("get", "imports/{import}/", None, "403 403 200 404"),
    ("post", "imports/{import}/cancel/", {}, "403 403 200 404"),
    ("get", "jobs/{import}/", None, "404 404 200 404"),
    ("get", f"{HOME}/releases/", None, "403 200 200 404"),
    ("post", f"{HOME}/releases/", {"name": "x"}, "403 403 409 404"),
    ("get", "releases/{release}/", None, "403 200 200 404"),
    ("get", "releases/{release}/files/", None, "403 409 409 404"),
    ("get", "jobs/{release}/", None, "404 200 200 404"),
    ("get", f"{HOME}/runs/", None, "403 200 200 404"),
    (
        "post",
        f"{HOME}/runs/",
        {"release": "{release}", "recipe": "tiny-cpu"},
        "403 403 409 404",
    ),
    ("get", "runs/{run}/", None, "403 200 200 404"),
    ("get", "runs/{run}/metrics/", None, "403 200 200 404"),
    ("get", "runs/{run}/log/", None, "403 200 200 404"),
    ("post", "runs/{run}/cancel/", {}, "403 403 200 404"),
    ("post", "runs/{run}/resume/", {}, "403 403 409 404"),
    ("get", "jobs/{run}/", None, "404 200 200 404"),
]


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
    assert len(listed["expert"]) == 5


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
