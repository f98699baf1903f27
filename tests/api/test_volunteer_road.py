"""A volunteer's road over REST: claim, type, hand in."""

import uuid

import pytest

from dialogues.models import Assignment, Dialogue
from tests.factories.dialogues import (
    full_answers,
    make_assignment,
    make_drafted,
    make_submitted,
    reworded,
)
from tests.factories.people import make_member, make_project
from tests.factories.reviewers import make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def volunteer(project):
    return make_member(project, "volunteer", username="lan")


@pytest.fixture
def lan(api, volunteer):
    return api(volunteer)


def test_claim_gives_the_oldest_draft_and_the_same_again(lan, project, volunteer):
    first = make_drafted(project)
    make_drafted(project)

    answer = lan.post("/api/v1/projects/companion/claim/")
    again = lan.post("/api/v1/projects/companion/claim/")

    work = Assignment.objects.get()
    assert (answer.status_code, again.json()) == (200, answer.json())
    assert answer.json() == {
        "id": str(work.pk),
        "dialogue": str(first.pk),
        "base": str(first.head_id),
        "version": 0,
        "turns": first.head.turns,
        "answers": [],
        "dismissals": [],
        "labels": [],
        "heavy": False,
        "content_note": [],
        "lease_until": work.lease_until.isoformat().replace("+00:00", "Z"),
        "saved_at": None,
        "ended_at": None,
        "ended_by_verb": "",
    }
    first.refresh_from_db()
    assert (work.holder, first.status) == (volunteer, "editing")


def test_claim_is_204_when_nothing_is_left(lan):
    answer = lan.post("/api/v1/projects/companion/claim/")

    assert (answer.status_code, answer.content) == (204, b"")


def test_work_is_kept_with_its_next_version(lan, project, volunteer):
    work = make_assignment(project, author=volunteer)
    typed = reworded(work.turns, "我在这里。")
    answers = full_answers(project, typed)

    saved = lan.put(
        f"/api/v1/assignments/{work.pk}/work/",
        {"version": 0, "turns": typed, "answers": answers},
    )

    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    read = lan.get(f"/api/v1/assignments/{work.pk}/").json()
    assert (read["version"], read["turns"], read["answers"]) == (1, typed, answers)
    work.refresh_from_db()
    assert (work.kept_turns, work.kept_answers) == (work.base.turns, [])


@pytest.mark.parametrize("seen", [0, 2, 9])
def test_work_with_another_version_is_refused_with_the_newer_work(
    lan,
    project,
    volunteer,
    seen,
):
    work = make_assignment(project, author=volunteer)
    address = f"/api/v1/assignments/{work.pk}/work/"
    newer = reworded(work.turns, "第一扇窗。")
    lan.put(address, {"version": 0, "turns": newer, "answers": []})

    refused = lan.put(
        address,
        {"version": seen, "turns": reworded(work.turns, "第二扇窗。"), "answers": []},
        HTTP_ACCEPT_LANGUAGE="en",
    )

    assert refused.status_code == 409
    assert refused.json() == {
        "code": "stale_version",
        "detail": "This was changed in another window or on another device.",
        "version": 1,
        "turns": newer,
        "answers": [],
        "dismissals": [],
        "labels": [],
    }
    work.refresh_from_db()
    assert (work.version, work.turns) == (1, newer)


def test_submit_refuses_while_a_question_is_open(lan, project, volunteer):
    work = make_assignment(project, author=volunteer)

    refused = lan.post(f"/api/v1/assignments/{work.pk}/submit/", {"version": 0})

    reply = work.turns[1]["id"]
    assert refused.status_code == 409
    assert refused.json()["code"] == "checklist_open"
    assert refused.json()["open"] == [
        {"item": "safe", "turn": None},
        {"item": "natural", "turn": None},
        {"item": "warm", "turn": reply},
    ]
    work.dialogue.refresh_from_db()
    assert work.dialogue.status == "editing"


def test_submitting_freezes_what_was_saved(lan, project, volunteer):
    work = make_assignment(project, author=volunteer)
    typed = reworded(work.turns)
    lan.put(
        f"/api/v1/assignments/{work.pk}/work/",
        {"version": 0, "turns": typed, "answers": full_answers(project, typed)},
    )

    answer = lan.post(f"/api/v1/assignments/{work.pk}/submit/", {"version": 1})

    dialogue = Dialogue.objects.get()
    assert answer.status_code == 200
    assert answer.json() == {
        "id": str(dialogue.pk),
        "status": "submitted",
        "topic": dialogue.topic.text,
        "theme": "学校",
        "emotion": "",
        "origin": "draft",
        "revision": str(dialogue.head_id),
        "updated_at": dialogue.updated_at.isoformat().replace("+00:00", "Z"),
    }
    assert (dialogue.head.turns, dialogue.head.author) == (typed, volunteer)


@pytest.mark.parametrize(
    ("verb", "reason"),
    [("give-back", ""), ("skip", "太难了")],
)
def test_putting_back_frees_the_dialogue(lan, project, volunteer, verb, reason):
    body = {"reason": reason}
    work = make_assignment(project, author=volunteer)

    answer = lan.post(f"/api/v1/assignments/{work.pk}/{verb}/", body)

    assert (answer.status_code, answer.json()["status"]) == (200, "drafted")
    last = work.dialogue.events.last()
    assert (last.verb, last.note) == (verb.replace("-", " "), reason)
    again = lan.post(f"/api/v1/assignments/{work.pk}/{verb}/", body)
    assert (again.status_code, again.json()["code"]) == (403, "permission_denied")


def test_renewing_keeps_the_dialogue_longer(lan, project, volunteer):
    work = make_assignment(project, author=volunteer)

    answer = lan.post(f"/api/v1/assignments/{work.pk}/renew/")

    before = work.lease_until
    work.refresh_from_db()
    assert answer.status_code == 200
    assert work.lease_until > before


def test_withdrawing_until_an_expert_opened_it(lan, project, volunteer):
    dialogue = make_submitted(project, author=volunteer)
    address = f"/api/v1/dialogues/{dialogue.pk}/withdraw/"

    answer = lan.post(address)

    dialogue.refresh_from_db()
    assert (answer.status_code, dialogue.status) == (200, "editing")
    assert answer.json()["turns"] == dialogue.head.turns
    assert answer.json()["answers"] == full_answers(project, dialogue.head.turns)

    other = make_submitted(project, author=make_member(project, "volunteer"))
    make_review(project, dialogue=other)
    assert lan.post(f"/api/v1/dialogues/{other.pk}/withdraw/").status_code == 404


def test_own_assignments_are_listed_latest_first(lan, project, volunteer):
    first = make_assignment(project, author=volunteer)
    lan.post(f"/api/v1/assignments/{first.pk}/skip/", {"reason": "不合适"})
    second = make_assignment(project, author=volunteer)
    make_assignment(project)

    listed = lan.get("/api/v1/assignments/").json()

    assert [row["id"] for row in listed["results"]] == [str(second.pk), str(first.pk)]
    assert [row["ended_by_verb"] for row in listed["results"]] == ["", "skip"]
    assert listed["next"] is None


def test_another_persons_assignment_is_not_there(lan, project):
    work = make_assignment(project)
    turns = work.turns

    for method, verb, body in [
        (lan.get, "", {}),
        (lan.put, "work/", {"version": 0, "turns": turns, "answers": []}),
        (lan.post, "submit/", {"version": 0}),
        (lan.post, "give-back/", {}),
        (lan.post, "skip/", {"reason": "x"}),
        (lan.post, "renew/", {}),
    ]:
        answer = method(f"/api/v1/assignments/{work.pk}/{verb}", body)
        assert (verb, answer.status_code, answer.json()["code"]) == (
            verb,
            404,
            "not_found",
        )
    work.refresh_from_db()
    assert (work.version, work.ended_at) == (0, None)
    assert lan.get(f"/api/v1/assignments/{uuid.uuid4()}/").status_code == 404
