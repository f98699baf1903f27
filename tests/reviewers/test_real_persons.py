"""What is about a real person is read by marked members and who wrote it, on no road else."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from dialogues.domain import editing, prompting
from dialogues.history import Refused
from dialogues.models import Dialogue
from dialogues.notice_queries import callable_by, people_who_see
from dialogues.prompt_previews import preview
from dialogues.queries import counts_by_status, hidden_from, visible_dialogues
from exports.queries import approved_dialogues, left_out
from reviewers.domain import bulks, cases, norming, reviewing
from reviewers.domain.agreeing import count
from reviewers.models import Case, Review
from reviewers.norming_queries import own_open_places, progress
from reviewers.second_queries import possible_readers
from tests.bulks import ordered, outcomes
from tests.dialogues.test_imports import lines, received, record, taken
from tests.factories import (
    make_approved,
    make_assignment,
    make_batch,
    make_bulk,
    make_draft,
    make_drafted,
    make_member,
    make_project,
    make_review,
    make_submitted,
    make_topic,
    turns,
)
from tests.factories.norming import make_norming, make_vote
from tests.factories.reviewers import read
from tests.factories.wordings import make_rewrite_prompt, make_wording

pytestmark = pytest.mark.django_db
SECRET = "银杏"
SAID = turns("我表妹在银杏树下哭了，她叫小满。", "谢谢你告诉我银杏树下的事。")

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


def reported(dialogue, by=None):
    by = by or dialogue.head.author or make_member(dialogue.project, "volunteer")
    cases.report(dialogue, text="她是我表妹。", real_person=True, by=by)
    return dialogue


@pytest.fixture
def hidden(project, admin):
    """A dialogue with all that leads to it, before somebody said whom it is about."""
    dialogue = make_drafted(project, of=SAID, topic=make_topic(project, "银杏树"))
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
        "dialogue": reported(dialogue),
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
        project, expert=expert, dialogue=make_submitted(project, of=SAID)
    )
    address = reverse("review", args=[review.pk])
    assert SECRET in signed_in(expert).get(address).content.decode()

    reported(review.dialogue)

    assert Review.objects.get().status == "lapsed"
    assert signed_in(expert).get(address).status_code == 404
    assert api(expert).get(f"/api/v1/reviews/{review.pk}/").status_code == 404
    assert api(expert).get("/api/v1/reviews/").json()["results"] == []
    # And their hands are free.
    assert reviewing.claim_next(project, by=expert) is None
    assert make_review(project, expert=expert).status == "claimed"


def test_a_marked_expert_goes_on_reading(project, marked):
    review = make_review(project, expert=marked)

    reported(review.dialogue)

    assert Review.objects.get().status == "claimed"


def test_what_an_expert_decided_is_closed_to_them_too(signed_in, project, expert):
    dialogue = make_submitted(project, of=SAID)
    review = read(dialogue, "return", by=expert)

    reported(dialogue)

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


def test_no_other_volunteer_is_given_it(project):
    writer, other = (make_member(project, "volunteer") for _one in range(2))
    work = make_assignment(project, author=writer)
    editing.save_work(work, turns=SAID, answers=[], seen=work.version, by=writer)
    reported(work.dialogue, by=writer)
    editing.give_back(work, by=writer)

    assert editing.claim_next(project, by=other) is None
    with pytest.raises(Refused):
        editing.claim(work.dialogue, by=other)
    assert editing.claim(work.dialogue, by=writer).turns == SAID


def test_a_bulk_that_was_ordered_before_leaves_it_alone(project, admin):
    dialogue = make_drafted(project)
    bulk = make_bulk(project, by=admin)
    reported(dialogue)

    ordered(bulk, admin)

    assert outcomes(bulk) == [(dialogue, "refused", "changed_since")]
    with pytest.raises(Refused):
        bulks.preview(
            project, verb="set theme", options={"theme": "家"}, filters={}, by=admin
        )


def test_it_leaves_a_norming_session(signed_in, api, project):
    opened = make_norming(project, dialogues=2)
    # What was approved before somebody told whom it is about is judged as it was then.
    connection.check_constraints()
    first, second = opened.places.all()
    voter, other = (seat.expert for seat in opened.seats.all())
    make_vote(first, by=voter)

    reported(first.dialogue)

    assert own_open_places(other, opened) == [second]
    page = signed_in(other).get(reverse("norming", args=[opened.pk]))
    assert [one["place"] for one in page.context["places"]] == [second]
    place = reverse("norming_place", args=[opened.pk, first.position])
    assert signed_in(other).get(place).status_code == 404
    shown = api(other).get(f"/api/v1/normings/{opened.pk}/").json()["places"]
    assert [one["number"] for one in shown] == [second.position]
    make_vote(second, by=voter)
    assert progress(opened) == (1, 2)
    make_vote(second, by=other)
    opened.refresh_from_db()
    assert opened.status == "revealed"


def test_it_is_offered_to_no_norming_session(signed_in, api, project, hidden, admin):
    page = signed_in(admin).get(
        reverse("new_norming", args=["companion"]), {"q": "小满"}
    )
    named = {"experts": [], "dialogues": [str(hidden["dialogue"].pk)]}
    answer = api(admin).post("/api/v1/projects/companion/normings/", named)

    assert not told(page, hidden)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["dialogues"])
    with pytest.raises((Refused, ValidationError)):
        norming.open_norming(
            project,
            experts=[make_member(project, "expert") for _one in range(2)],
            dialogues=[hidden["dialogue"]],
            by=admin,
        )


def test_the_dialogues_behind_a_figure_are_named_without_it(signed_in, project, marked):
    project.second_opinions.create(percent=100)
    dialogue = make_submitted(project)
    readers = [make_member(project, "expert") for _one in range(2)]
    for reader in readers:
        read(dialogue, "return", by=reader)
    before = [(one["by"], one["n"]) for one in count(project).figures]

    reported(dialogue)

    address = reverse("agreement_dialogues", args=["companion"])
    for person, rows in ((readers[0], 0), (marked, 1)):
        page = signed_in(person).get(f"{address}?raters=experts&by=all")
        assert len(page.context["rows"]) == rows
    assert [(one["by"], one["n"]) for one in count(project).figures] == before


def test_prompts_are_not_tried_on_it(signed_in, project, admin, marked):
    rewrite = make_rewrite_prompt(project)
    dialogue = make_drafted(project, of=SAID)
    trial = prompting.try_prompt(rewrite, by=admin)
    [draft] = trial.drafts.all()

    reported(dialogue)

    assert SECRET not in preview(rewrite).rendered.text
    with pytest.raises(Refused):
        prompting.try_prompt(rewrite, by=admin)
    page = reverse("trial", args=[trial.pk])
    for person, results, status in ((admin, 0, 404), (marked, 1, 200)):
        assert len(signed_in(person).get(page).context["results"]) == results
        found = signed_in(person).get(reverse("draft", args=[draft.pk]))
        assert found.status_code == status


def test_wordings_that_were_asked_for_in_it_are_not_listed(
    signed_in, project, admin, marked
):
    make_wording(project)
    reported(Dialogue.objects.get())

    for person, rows in ((admin, 0), (marked, 1)):
        page = signed_in(person).get(reverse("wordings", args=["companion"]))
        assert len(page.context["rows"]) == rows


def test_the_preview_of_the_file_it_came_in_is_without_it(
    signed_in, project, admin, marked
):
    secret = [("孩子", SAID[0]["text"]), ("智能助手", SAID[1]["text"])]
    data = lines(record(1), record(2, spoken=secret))
    taken(project, data, by=admin)
    reported(project.dialogues.get(identity="2"))
    again = received(project, data, by=admin)

    for person, shown in ((admin, 1), (marked, 2)):
        page = signed_in(person).get(reverse("import_file", args=[again.pk]))
        assert len(page.context["dialogues"]) == shown
        assert (SECRET in page.content.decode()) is (person == marked)


def test_it_is_in_no_release_though_nothing_else_speaks_against_it(project, sql):
    kept, dialogue = make_approved(project), make_approved(project)
    connection.check_constraints()
    sql(
        "UPDATE dialogues_dialogue SET about_a_real_person = true WHERE id = %s",
        dialogue.pk,
    )

    assert list(approved_dialogues(project)) == [kept]
    assert left_out(project, taken=1) == {"approvals_missing": 1}
    assert not Case.objects.exists()
    [enough] = sql(
        "SELECT queqiao_approvals_suffice(d) FROM dialogues_dialogue d WHERE id = %s",
        dialogue.pk,
    )
    assert enough == (False,)
