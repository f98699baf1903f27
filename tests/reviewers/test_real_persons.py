"""What is about a real person is read by marked members and who wrote it, on no road else."""

import pytest
from django.urls import reverse

from dialogues.models import Dialogue
from dialogues.notice_queries import callable_by, people_who_see
from dialogues.queries import counts_by_status, hidden_from, visible_dialogues
from reviewers.domain import cases, reviewing
from reviewers.models import Review
from reviewers.second_queries import possible_readers
from tests.factories import (
    make_batch,
    make_bulk,
    make_draft,
    make_drafted,
    make_member,
    make_project,
    make_review,
    make_submitted,
    make_topic,
)
from tests.factories.cases import SECRET, make_reported, told_by_secret
from tests.factories.reviewers import read

pytestmark = pytest.mark.django_db

# Each address, and what it shows of the dialogue to somebody who is marked.
NOT_THERE = (
    "/dialogues/{dialogue}/",
    "/dialogues/{dialogue}/timeline/",
    "/dialogues/{dialogue}/report/",
    "/drafts/{draft}/",
    "/api/v1/dialogues/{dialogue}/",
    "/api/v1/dialogues/{dialogue}/revisions/",
    "/api/v1/dialogues/{dialogue}/events/",
    "/api/v1/dialogues/{dialogue}/comments/",
    "/api/v1/dialogues/{dialogue}/findings/",
    "/api/v1/dialogues/{dialogue}/timeline/",
)
LEFT_OUT = (
    "/projects/companion/dialogues/",
    "/projects/companion/dialogues/?q=小满",
    "/projects/companion/duplicates/",
    "/projects/companion/reviews/",
    "/batches/{batch}/",
    "/bulk/{bulk}/",
    "/bulk/{bulk}/report.csv",
    "/dialogues/{copy}/",
    "/api/v1/projects/companion/dialogues/",
    "/api/v1/projects/companion/dialogues/?q=小满",
    "/api/v1/projects/companion/duplicates/",
    "/api/v1/projects/companion/review-queue/",
    "/api/v1/bulk/{bulk}/",
    "/api/v1/bulk/{bulk}/rows/",
)


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def expert(project):
    return make_member(project, "expert")


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def marked(project):
    return make_member(project, "expert", "admin", safeguarding=True)


@pytest.fixture
def hidden(project, admin):
    """A dialogue with all that leads to it, before somebody said whom it is about."""
    dialogue = make_drafted(
        project, of=told_by_secret(), topic=make_topic(project, "银杏树")
    )
    draft = make_draft(make_batch(project), topic=dialogue.topic)
    Dialogue.objects.filter(pk=dialogue.pk).update(draft=draft)
    make_submitted(project, dialogue=dialogue)
    dialogue.comments.create(
        revision=dialogue.head, text="银杏那一句很美。", by=dialogue.head.author
    )
    copy = make_drafted(project)
    copy.head.findings.create(
        code="near-duplicate",
        severity="warning",
        data={"dialogue": str(dialogue.pk), "percent": 97},
    )
    bulk = make_bulk(project, by=admin)
    return {
        "dialogue": make_reported(dialogue),
        "draft": draft,
        "batch": draft.batch,
        "bulk": bulk,
        "copy": copy,
    }


def told(answer, hidden):
    """Whether an answer says anything by which the dialogue can be found or read."""
    body = (
        b"".join(answer.streaming_content) if answer.streaming else answer.content
    ).decode()
    names = [SECRET, str(hidden["dialogue"].pk), str(hidden["draft"].pk)]
    return any(name in body for name in names)


@pytest.mark.parametrize("address", NOT_THERE)
def test_who_is_not_marked_finds_nothing_there(
    signed_in, project, hidden, marked, address
):
    both = make_member(project, "expert", "admin")
    address = address.format(**{name: row.pk for name, row in hidden.items()})
    may_look = (
        [] if address.startswith("/drafts/") else [hidden["dialogue"].head.author]
    )

    assert signed_in(both).get(address).status_code == 404
    for person in (marked, *may_look):
        assert signed_in(person).get(address).status_code == 200


@pytest.mark.parametrize("address", LEFT_OUT)
def test_no_list_names_it_to_who_is_not_marked(
    signed_in, project, hidden, marked, address
):
    both = make_member(project, "expert", "admin")
    address = address.format(**{name: row.pk for name, row in hidden.items()})

    without = signed_in(both).get(address)
    with_it = signed_in(marked).get(address)

    assert (without.status_code, with_it.status_code) == (200, 200)
    assert (told(without, hidden), told(with_it, hidden)) == (False, True)


def test_nobody_unmarked_is_told_that_another_is_like_it(api, hidden, expert, marked):
    address = f"/api/v1/dialogues/{hidden['copy'].pk}/findings/"

    for person, told_so in ((expert, False), (marked, True)):
        found = api(person).get(address).json()["results"]
        assert ("near-duplicate" in [one["code"] for one in found]) is told_so


def test_reports_count_it_still(project, hidden, expert):
    assert counts_by_status(project)["submitted"] == 1
    assert list(visible_dialogues(expert)) == [hidden["copy"]]
    assert list(hidden_from(expert)) == [hidden["dialogue"]]


def test_an_expert_who_reads_it_has_it_taken_out_of_their_hands(
    signed_in, api, project, expert
):
    review = make_review(
        project, expert=expert, dialogue=make_submitted(project, of=told_by_secret())
    )
    address = reverse("review", args=[review.pk])
    assert SECRET in signed_in(expert).get(address).content.decode()

    make_reported(review.dialogue)

    assert Review.objects.get().status == "lapsed"
    assert signed_in(expert).get(address).status_code == 404
    assert api(expert).get(f"/api/v1/reviews/{review.pk}/").status_code == 404
    assert api(expert).get("/api/v1/reviews/").json()["results"] == []
    # And their hands are free.
    assert reviewing.claim_next(project, by=expert) is None
    assert make_review(project, expert=expert).status == "claimed"


def test_a_marked_expert_goes_on_reading(project, marked):
    review = make_review(project, expert=marked)

    make_reported(review.dialogue)

    assert Review.objects.get().status == "claimed"


def test_what_an_expert_decided_is_closed_to_them_too(signed_in, project, expert):
    dialogue = make_submitted(project, of=told_by_secret())
    review = read(dialogue, "return", by=expert)

    make_reported(dialogue)

    assert signed_in(expert).get(f"/reviews/{review.pk}/").status_code == 404
    page = signed_in(expert).get(reverse("reviews", args=["companion"]))
    assert list(page.context["decided"]) == []


def test_a_marked_member_says_so_and_takes_it_back(project, expert, marked):
    dialogue = make_submitted(project)
    case = cases.open_case(dialogue)
    sorting = {"category": "home", "severity": "low", "by": marked}

    cases.sort(case, about_a_real_person=True, **sorting)
    assert not visible_dialogues(expert).exists()
    cases.sort(case, about_a_real_person=False, **sorting)

    assert list(visible_dialogues(expert)) == [dialogue]
    assert [event.data["about_a_real_person"] for event in case.events.all()[1:]] == [
        [False, True],
        [True, False],
    ]


def test_who_may_be_called_is_who_may_read_it(project, hidden, expert, admin, marked):
    dialogue = hidden["dialogue"]
    author = dialogue.head.author

    assert set(people_who_see(dialogue)) == {author, marked}
    assert list(callable_by(author, dialogue)) == [marked]
    assert list(possible_readers(dialogue)) == [marked]
