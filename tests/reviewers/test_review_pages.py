"""The expert's pages: what they show, and that each decision reaches its verb."""

import pytest
from django.test import Client
from django.urls import reverse

from dialogues.domain import submission
from dialogues.models import Dialogue
from reviewers.domain import reviewing
from reviewers.models import Review
from tests.factories import (
    full_answers,
    make_drafted,
    make_member,
    make_project,
    make_review,
    make_submitted,
    reworded,
    turns,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def volunteer(project):
    return make_member(project, "volunteer", username="the-volunteer")


@pytest.fixture
def expert(project):
    return make_member(project, "expert")


@pytest.fixture
def review(project, expert, volunteer):
    draft = make_drafted(project)
    edited = reworded(draft.head.turns, "听起来你很难过，愿意说说吗？")
    dialogue = make_submitted(project, author=volunteer, dialogue=draft, edited=edited)
    return make_review(project, expert=expert, dialogue=dialogue)


@pytest.fixture
def client(signed_in, expert):
    return signed_in(expert)


def yes_to_all(review):
    """The fields of a checklist that is answered with yes throughout."""
    return {
        f"answer-{answer['item']}" + (f"-{answer['turn']}" if answer["turn"] else ""): (
            answer["value"]
        )
        for answer in full_answers(review.project, review.revision.turns)
    }


def decide(client, review, decision, **fields):
    return client.post(
        reverse("decide_review", args=[review.pk]),
        {"revision": str(review.revision_id), "decision": decision, **fields},
        headers=HTMX,
    )


def is_done(response, review):
    assert response.status_code == 204
    assert response["HX-Redirect"] == reverse("reviews", args=[review.project.slug])
    review.refresh_from_db()
    assert review.status == Review.Status.DECIDED
    return Dialogue.objects.get(pk=review.dialogue_id)


def is_refused(response, sentence):
    """A refusal is a sentence for ``#messages``; the page and its fields stay."""
    assert response.status_code in (409, 422)
    assert response["HX-Retarget"] == "#messages"
    assert sentence in response.content.decode()


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def test_the_queue_leads_to_a_dialogue(client, project, volunteer):
    make_submitted(project, author=volunteer)
    queue = reverse("reviews", args=[project.slug])
    assert "1 waits for you" in client.get(queue).content.decode()

    claimed = client.post(reverse("claim_review", args=[project.slug]))

    review = Review.objects.get()
    assert claimed["Location"] == reverse("review", args=[review.pk])
    assert "Go on reading" in client.get(queue).content.decode()


def test_an_empty_queue_says_so(client, project):
    answer = client.post(reverse("claim_review", args=[project.slug]), follow=True)

    assert "Nothing waits for you now" in answer.content.decode()


def test_the_page_names_neither_author_nor_drafter_until_decided(client, review):
    address = reverse("review", args=[review.pk])
    other = reverse("dialogue", args=[review.dialogue_id])
    listed = reverse("dialogues", args=[review.project.slug])
    for page in (address, other, listed):
        before = client.get(page).content.decode()
        assert "the-volunteer" not in before
        assert "Written by" not in before
        assert "answered by" not in before

    decide(client, review, "approve", **yes_to_all(review))

    assert "Written by the-volunteer" in client.get(address).content.decode()
    after = client.get(other).content.decode()
    assert "Checklist, answered by the-volunteer" in after


def test_the_changes_stand_beside_the_draft(client, review):
    page = client.get(reverse("review", args=[review.pk])).content.decode()

    assert "1 turn changed" in page
    assert 'data-diff-old="听起来你有点难过。"' in page


def test_approve(client, review):
    dialogue = is_done(
        decide(client, review, "approve", **yes_to_all(review)),
        review,
    )

    assert dialogue.status == Dialogue.Status.APPROVED


def test_fix_with_own_wording(client, review):
    turn = review.revision.turns[-1]["id"]

    dialogue = is_done(
        decide(client, review, "fix", **{f"text-{turn}": "你一定很难过。"}),
        review,
    )

    assert dialogue.status == Dialogue.Status.SUBMITTED
    assert dialogue.head.turns[-1]["text"] == "你一定很难过。"


def test_return_with_a_comment_and_a_suggestion(client, review):
    turn = review.revision.turns[-1]["id"]
    fields = {
        f"comment-{turn}": "先接住感受。",
        f"code-{turn}": "not-seen",
        f"text-{turn}": "你一定很难过。",
    }

    dialogue = is_done(decide(client, review, "return", **fields), review)

    assert dialogue.status == Dialogue.Status.RETURNED
    comment = dialogue.comments.get()
    assert (str(comment.turn), comment.text, comment.code) == (
        turn,
        "先接住感受。",
        "not-seen",
    )
    suggestion = dialogue.events.get(verb="return").data["suggestion"]
    assert suggestion[-1]["text"] == "你一定很难过。"


@pytest.mark.parametrize(
    ("decision", "status"),
    [
        ("reject", Dialogue.Status.REJECTED),
        ("escalate", Dialogue.Status.SUBMITTED),
    ],
)
def test_reject_and_escalate_need_a_word(client, review, decision, status):
    refused = decide(client, review, decision)
    assert refused.status_code == 409

    dialogue = is_done(decide(client, review, decision, comment="太像了。"), review)

    assert dialogue.status == status


def test_refusals_are_sentences(client, review):
    is_refused(decide(client, review, "approve"), "still open")
    is_refused(decide(client, review, "return"), "Say what should change")
    is_refused(decide(client, review, "fix"), "Nothing is changed yet")
    is_refused(decide(client, review, "shrug"), "Choose what to decide")
    is_refused(
        decide(client, review, "return", comment="x" * 2001),
        "A comment is too long",
    )
    is_refused(decide(client, review, "approve", revision="x"), "UUID")
    review.refresh_from_db()
    assert review.status == Review.Status.CLAIMED


def test_a_stale_tab_cannot_approve(client, review):
    stale = review.revision
    other = make_member(review.project, "expert")
    submission.fix(
        review.dialogue,
        revision=stale,
        turns=reworded(stale.turns, "换一个说法。"),
        by=other,
    )

    answer = decide(client, review, "approve", **yes_to_all(review))

    is_refused(answer, "The dialogue has changed since you opened it")


def test_a_review_is_decided_once(client, review):
    decide(client, review, "approve", **yes_to_all(review))

    again = decide(client, review, "approve", **yes_to_all(review))

    assert again.status_code == 409


def test_give_back(client, review):
    client.post(reverse("give_back_review", args=[review.pk]))

    review.refresh_from_db()
    assert review.status == Review.Status.GIVEN_BACK
    assert b"Given back" in client.get(reverse("review", args=[review.pk])).content


def test_a_disclosure_is_in_plum_and_only_marked_members_dismiss_it(project):
    marked = make_member(project, "expert", safeguarding=True)
    dialogue = make_submitted(project)
    finding = dialogue.head.findings.create(code="disclosure", severity="disclosure")
    review = reviewing.claim(dialogue, by=marked)
    client = Client()
    client.force_login(marked)
    address = reverse("review", args=[review.pk])
    assert "◆ Possible disclosure" in client.get(address).content.decode()

    client.post(
        reverse("dismiss_finding", args=[finding.pk]),
        {"reason": "只是玩笑话。"},
    )

    assert "◆ Possible disclosure" not in client.get(address).content.decode()


def test_the_expert_reads_why_a_warning_may_stay(client):
    project = make_project()
    dialogue = make_submitted(project, of=turns("妈妈，我考砸了。", "嗯，我在听。"))
    called = dialogue.head.findings.get(code="assistant-called-parent")
    expert = make_member(project, "expert")
    submission.dismiss_finding(called, reason="他在学妈妈说话", by=expert)
    review = make_review(project, expert=expert, dialogue=dialogue)
    client.force_login(expert)

    page = client.get(reverse("review", args=[review.pk])).content.decode()

    assert "他在学妈妈说话" in page
