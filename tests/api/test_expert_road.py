"""An expert's road over REST."""

import uuid

import pytest

from dialogues.models import Approval, Comment, Finding
from reviewers.models import Review
from tests.factories.dialogues import (
    full_answers,
    make_approved,
    make_submitted,
    reworded,
    turns,
)
from tests.factories.people import make_member, make_project
from tests.factories.reviewers import make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def expert(project):
    return make_member(project, "expert", username="wu")


@pytest.fixture
def wu(api, expert):
    return api(expert)


@pytest.fixture
def review(project, expert):
    return make_review(project, expert=expert)


def decide(client, review, decision, **more):
    return client.post(
        f"/api/v1/reviews/{review.pk}/decide/",
        {"revision": str(review.revision_id), "decision": decision, **more},
        HTTP_ACCEPT_LANGUAGE="en",
    )


def test_a_review_shows_the_text_beside_the_draft(wu, project):
    before = turns("我摔跤了。", "疼吗？")
    after = reworded(before, "一定很疼吧？")
    dialogue = make_submitted(project, of=before, edited=after)

    claimed = wu.post("/api/v1/projects/companion/reviews/claim/").json()

    review = Review.objects.get()
    assert claimed == {
        "id": str(review.pk),
        "dialogue": str(dialogue.pk),
        "revision": str(dialogue.head_id),
        "status": "claimed",
        "decision": "",
        "turns": after,
        "base_turns": before,
        "lease_until": review.lease_until.isoformat().replace("+00:00", "Z"),
        "decided_at": None,
    }
    assert wu.get(f"/api/v1/reviews/{review.pk}/").json() == claimed
    assert wu.get("/api/v1/reviews/").json() == {"results": [claimed], "next": None}


def test_who_still_decides_sees_no_names(wu, api, project, review, expert):
    author = review.revision.author
    address = f"/api/v1/dialogues/{review.dialogue_id}"
    api(author).post(f"{address}/comments/", {"text": "请看最后一句。"})

    def names():
        return {
            row[key]
            for part, key in (
                ("revisions", "author"),
                ("events", "by"),
                ("comments", "by"),
            )
            for row in wu.get(f"{address}/{part}/").json()["results"]
        }

    before = names()
    decide(wu, review, "reject", comments=[{"text": "太短。"}])

    assert before == {None}
    assert names() == {None, author.username, expert.username}


def test_approval_needs_every_answer_and_no_critical_no(wu, project, review):
    text = review.revision.turns
    no = [
        {**answer, "value": "no" if answer["item"] == "safe" else "yes"}
        for answer in full_answers(project, text)
    ]

    open_ones = decide(wu, review, "approve", answers=[])
    unsafe = decide(wu, review, "approve", answers=no)

    assert (open_ones.status_code, open_ones.json()["code"]) == (409, "checklist_open")
    assert (unsafe.status_code, unsafe.json()["items"]) == (409, ["safe"])
    assert not Approval.objects.exists()
    review.refresh_from_db()
    assert review.status == "claimed"


def test_a_stale_revision_is_refused_with_the_latest(wu, project, review, expert):
    old = review.dialogue.revisions.get(number=1)

    refused = wu.post(
        f"/api/v1/reviews/{review.pk}/decide/",
        {"revision": str(old.pk), "decision": "reject", "comments": [{"text": "不用"}]},
    )

    assert (refused.status_code, refused.json()["code"]) == (409, "stale_revision")
    assert refused.json()["revision"] == str(review.revision_id)


@pytest.mark.parametrize("decision", ["return", "reject", "escalate"])
def test_a_reason_is_asked_for(wu, review, decision):
    refused = decide(wu, review, decision)

    assert (refused.status_code, refused.json()["code"]) == (409, "refused")
    assert not Comment.objects.exists()


def test_escalating_reports_a_disclosure(wu, review, expert):
    turn = review.revision.turns[0]["id"]

    answer = decide(wu, review, "escalate", comments=[{"turn": turn, "text": "担心"}])

    finding = Finding.objects.get(revision=review.revision, code="disclosure")
    assert (answer.status_code, answer.json()["dialogue_status"]) == (200, "submitted")
    assert (finding.code, str(finding.turn), finding.by) == ("disclosure", turn, expert)


def test_new_wording_with_an_approval_is_refused(wu, project, review):
    text = review.revision.turns

    refused = decide(
        wu,
        review,
        "approve",
        answers=full_answers(project, text),
        turns=reworded(text),
    )

    assert refused.status_code == 409
    assert refused.json()["detail"] == (
        "New wording goes with a fix or with sending it back."
    )


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("revision", {"revision": str(uuid.uuid4()), "decision": "approve"}),
        ("revision", {"revision": "latest", "decision": "approve"}),
        ("revision", {"decision": "approve"}),
        ("decision", {"decision": "accept"}),
        ("decision", {"decision": 1}),
        ("answers", {"decision": "approve", "answers": {"safe": "yes"}}),
        ("answers", {"decision": "approve", "answers": [{"item": "nice"}]}),
        ("comments", {"decision": "reject", "comments": "no"}),
        ("comments", {"decision": "reject", "comments": [{"text": " "}]}),
        ("comments", {"decision": "reject", "comments": [{"text": "x" * 2001}]}),
        (
            "comments",
            {
                "decision": "reject",
                "comments": [{"text": "x", "turn": str(uuid.uuid4())}],
            },
        ),
        ("turns", {"decision": "fix", "turns": [{"role": "user"}]}),
    ],
)
def test_bad_input_names_its_field(wu, review, field, body):
    if field != "revision":
        body = {"revision": str(review.revision_id), **body}

    answer = wu.post(f"/api/v1/reviews/{review.pk}/decide/", body)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    review.refresh_from_db()
    assert review.status == "claimed"


def test_giving_back_leaves_it_to_another(wu, api, project, review):
    given = wu.post(f"/api/v1/reviews/{review.pk}/give-back/")
    other = api(make_member(project, "expert"))

    assert (given.status_code, given.json()["status"]) == (200, "given_back")
    claimed = other.post("/api/v1/projects/companion/reviews/claim/").json()
    assert claimed["dialogue"] == str(review.dialogue_id)
    late = decide(wu, review, "reject", comments=[{"text": "不用"}])
    assert (late.status_code, late.json()["code"]) == (409, "wrong_status")


def test_another_experts_review_is_not_there(api, project, review):
    other = api(make_member(project, "expert"))

    assert other.get(f"/api/v1/reviews/{review.pk}/").status_code == 404
    assert decide(other, review, "reject").status_code == 404
    assert other.post(f"/api/v1/reviews/{review.pk}/give-back/").status_code == 404


def test_dismissing_a_disclosure_takes_a_marked_member(api, wu, project):
    dialogue = make_submitted(project, of=turns("爸爸打我。", "你一定很害怕。"))
    finding = dialogue.head.findings.get(code="disclosure")
    marked = api(make_member(project, "expert", safeguarding=True, username="he"))
    address = f"/api/v1/findings/{finding.pk}/dismiss/"

    unmarked = wu.post(address, {"reason": "是故事"})
    dismissed = marked.post(address, {"reason": "是故事"})
    again = marked.post(address, {"reason": "是故事"})

    assert (unmarked.status_code, dismissed.status_code, again.status_code) == (
        403,
        200,
        409,
    )
    assert dismissed.json()["dismissed_by"] == "he"
    listed = wu.get(f"/api/v1/dialogues/{dialogue.pk}/findings/").json()["results"]
    assert [
        row["dismissed_because"] for row in listed if row["severity"] != "warning"
    ] == [
        "是故事",
    ]


def test_a_decided_dialogue_is_opened_again_for_a_reason(api, project):
    dialogue = make_approved(project)
    expert = make_member(project, "expert")
    address = f"/api/v1/dialogues/{dialogue.pk}/reopen/"

    refused = api(expert).post(address, {"reason": " "})
    opened = api(expert).post(address, {"reason": "又读了一遍"})

    assert refused.status_code == 409
    assert opened.json()["status"] == "submitted"
    event = dialogue.events.get(verb="reopen")
    assert (event.by, event.note) == (expert, "又读了一遍")
