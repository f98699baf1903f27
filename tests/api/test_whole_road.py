"""The main job from a claim to an approval, over REST alone."""

import pytest

from dialogues.models import Approval, Revision
from tests.factories.dialogues import full_answers, make_drafted, reworded
from tests.factories.people import make_member, make_project

pytestmark = pytest.mark.django_db


def test_a_draft_is_edited_returned_mended_fixed_and_approved(api):
    project = make_project("companion")
    author = make_member(project, "volunteer", username="lan")
    lan = api(author)
    first = api(make_member(project, "expert", username="wu"))
    second = api(make_member(project, "expert", username="he"))
    draft = make_drafted(project)
    home = "/api/v1/projects/companion"

    work = lan.post(f"{home}/claim/").json()
    edited = reworded(work["turns"], "听起来你很难过，我陪着你。")
    hand_in(lan, project, work, edited)

    review = first.post(f"{home}/reviews/claim/").json()
    assert review["dialogue"] == str(draft.pk)
    assert (review["base_turns"], review["turns"]) == (draft.head.turns, edited)
    returned = first.post(
        f"/api/v1/reviews/{review['id']}/decide/",
        {
            "revision": review["revision"],
            "decision": "return",
            "comments": [
                {"turn": edited[1]["id"], "text": "先说感受。", "code": "not-seen"}
            ],
            "turns": reworded(edited, "难过是很自然的。"),
        },
    ).json()
    assert (returned["status"], returned["decision"], returned["dialogue_status"]) == (
        "decided",
        "return",
        "returned",
    )

    work = lan.post(f"{home}/claim/").json()
    assert work["turns"] == edited
    mended = reworded(edited, "难过是很自然的，我陪着你。")
    hand_in(lan, project, work, mended)

    review = first.post(f"{home}/reviews/claim/").json()
    assert (review["base_turns"], review["turns"]) == (edited, mended)
    fixed = reworded(mended, "难过是很自然的。我陪着你，慢慢说。")
    decided = first.post(
        f"/api/v1/reviews/{review['id']}/decide/",
        {"revision": review["revision"], "decision": "fix", "turns": fixed},
    )
    assert (decided.status_code, decided.json()["dialogue_status"]) == (
        200,
        "submitted",
    )
    assert first.post(f"{home}/reviews/claim/").status_code == 204

    review = second.post(f"{home}/reviews/claim/").json()
    approved = second.post(
        f"/api/v1/reviews/{review['id']}/decide/",
        {
            "revision": review["revision"],
            "decision": "approve",
            "answers": full_answers(project, fixed),
            "comments": [],
        },
    )
    assert approved.json()["dialogue_status"] == "approved"

    draft.refresh_from_db()
    approval = Approval.objects.get()
    assert (approval.by.username, approval.revision) == ("he", draft.head)
    assert list(Revision.objects.values_list("number", "author__username")) == [
        (1, None),
        (2, "lan"),
        (3, "lan"),
        (4, "wu"),
    ]
    told = second.get(f"/api/v1/dialogues/{draft.pk}/events/").json()["results"]
    assert [(event["verb"], event["by"]) for event in told] == [
        ("draft", None),
        ("claim", "lan"),
        ("submit", "lan"),
        ("open", "wu"),
        ("return", "wu"),
        ("claim", "lan"),
        ("submit", "lan"),
        ("open", "wu"),
        ("fix", "wu"),
        ("open", "he"),
        ("approve", "he"),
    ]
    assert [event["to"] for event in told][-2:] == ["submitted", "approved"]


def hand_in(client, project, work, turns):
    saved = client.put(
        f"/api/v1/assignments/{work['id']}/work/",
        {
            "version": work["version"],
            "turns": turns,
            "answers": full_answers(project, turns),
        },
    ).json()
    submitted = client.post(
        f"/api/v1/assignments/{work['id']}/submit/",
        {"version": saved["version"]},
    )
    assert (submitted.status_code, submitted.json()["status"]) == (200, "submitted")
