"""The second reader finds nothing of the first, wherever they look; the third does."""

import pytest
from django.urls import reverse

from dialogues.domain import commenting
from reviewers.domain import decisions, reviewing
from reviewers.models import Review
from tests.factories import (
    full_answers,
    make_comments,
    make_member,
    make_project,
    make_submitted,
    reworded,
)

pytestmark = pytest.mark.django_db
WORDS = "像在背课文一样"
NOTE = "这里我犹豫过"
WORDING = "先抱抱你，再慢慢说。"
CASUAL = "我先随口说一句"


@pytest.fixture
def project():
    return make_project("companion", second_opinions=100)


@pytest.fixture
def people(project):
    return [
        make_member(project, "expert", username=name)
        for name in ("first-reader", "second-reader", "third-reader")
    ]


@pytest.fixture
def waiting(project, people):
    """One dialogue that the first has sent back, and one that nobody has read."""
    dialogue, other = make_submitted(project), make_submitted(project)
    say(dialogue, "return", by=people[0])
    commenting.comment_on(
        dialogue,
        {"turn": None, "text": CASUAL, "code": ""},
        by=people[0],
    )
    return dialogue, other


def say(dialogue, decision, *, by, words=WORDS):
    dialogue.refresh_from_db()
    review = reviewing.claim(dialogue, by=by)
    revision = review.revision
    answers = full_answers(review.project, revision.turns)
    decisions.decide(
        review,
        revision=revision,
        decision=decision,
        answers=[{**answer, "note": NOTE} for answer in answers],
        comments=make_comments(words, of=revision),
        turns=reworded(revision.turns, WORDING) if decision == "return" else None,
        by=by,
    )
    return review


def looked_at(project, review):
    """Every page and REST address that leads to the dialogue."""
    row = review.dialogue_id
    return [
        reverse("reviews", args=[project.slug]),
        reverse("review", args=[review.pk]),
        reverse("dialogue", args=[row]),
        reverse("dialogues", args=[project.slug]),
        reverse("project", args=[project.slug]),
        "/api/v1/reviews/",
        f"/api/v1/reviews/{review.pk}/",
        f"/api/v1/projects/{project.slug}/dialogues/",
        *(
            f"/api/v1/dialogues/{row}/{what}"
            for what in ("", "events/", "comments/", "findings/", "revisions/")
        ),
    ]


def test_the_second_reader_finds_no_word_of_the_first(
    signed_in,
    project,
    people,
    waiting,
):
    review = reviewing.claim(waiting[0], by=people[1])
    client = signed_in(people[1])

    for address in looked_at(project, review):
        answer = client.get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode()
        for secret in (WORDS, NOTE, WORDING, CASUAL, "first-reader", "in_review"):
            assert secret not in text, (address, secret)


def test_the_second_reader_counts_no_event_of_the_first(
    api,
    project,
    people,
    waiting,
):
    client = api(people[1])
    seen = [
        [
            event["verb"]
            for event in client.get(f"/api/v1/dialogues/{one.pk}/events/").json()[
                "results"
            ]
        ]
        for one in waiting
    ]

    assert seen[0] == seen[1]


def test_neither_order_nor_number_tells_of_the_first(
    signed_in, project, people, waiting
):
    client = signed_in(people[1])

    page = client.get(reverse("reviews", args=[project.slug]))

    queue = [row["dialogue"] for row in page.context["queue"]]
    assert (queue, page.context["waiting"]) == (
        list(waiting),
        2,
    )
    review = reviewing.claim_next(project, by=people[1])
    assert review.dialogue == waiting[0]


def test_the_first_reader_and_the_author_read_that_it_is_in_review(
    signed_in,
    project,
    people,
    waiting,
):
    review = Review.objects.get(expert=people[0])

    page = signed_in(people[0]).get(reverse("review", args=[review.pk]))
    assert "second" not in page.content.decode().lower().replace("second-reader", "")
    author = waiting[0].head.author
    pages = [
        signed_in(author).get(address).content.decode()
        for address in (
            reverse("dialogue", args=[waiting[0].pk]),
            f"/api/v1/dialogues/{waiting[0].pk}/comments/",
        )
    ]
    assert not any(word in page for page in pages for word in (WORDS, NOTE, WORDING))


def test_the_third_reader_has_both_in_view_and_no_names(
    signed_in,
    project,
    people,
    waiting,
):
    say(waiting[0], "reject", by=people[1], words="不像孩子")
    review = reviewing.claim(waiting[0], by=people[2])
    client = signed_in(people[2])

    page = client.get(reverse("review", args=[review.pk])).content.decode()
    rest = client.get(f"/api/v1/reviews/{review.pk}/").json()

    assert all(word in page for word in (WORDS, "不像孩子", WORDING))
    assert [one["decision"] for one in rest["readings"]] == ["return", "reject"]
    assert "first-reader" not in page + str(rest)
    assert "second-reader" not in page + str(rest)


def test_rest_says_of_a_kept_decision_that_the_dialogue_is_submitted(
    api,
    project,
    people,
):
    review = reviewing.claim(make_submitted(project), by=people[0])

    told = api(people[0]).post(
        f"/api/v1/reviews/{review.pk}/decide/",
        {
            "revision": str(review.revision_id),
            "decision": "approve",
            "answers": full_answers(project, review.revision.turns),
        },
    )

    assert told.status_code == 200
    assert (told.json()["status"], told.json()["dialogue_status"]) == (
        "in_review",
        "submitted",
    )
