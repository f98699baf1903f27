"""What is about a real person leaves the work of who may not read it, and all data."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from dialogues.domain import editing, prompting
from dialogues.history import Refused
from dialogues.models import Dialogue
from dialogues.prompt_previews import preview
from exports.queries import approved_dialogues, left_out
from reviewers.domain import bulks, decisions, norming
from reviewers.domain.agreeing import count
from reviewers.models import Case
from reviewers.norming_queries import own_open_places, progress
from tests.bulks import ordered, outcomes
from tests.dialogues.test_imports import lines, received, record, taken
from tests.factories import (
    EVERY_ELEMENT,
    full_answers,
    make_approved,
    make_assignment,
    make_bulk,
    make_drafted,
    make_member,
    make_project,
    make_review,
    make_submitted,
)
from tests.factories.cases import SECRET, make_reported, told_by_secret
from tests.factories.norming import make_norming, make_vote
from tests.factories.reviewers import read
from tests.factories.wordings import make_rewrite_prompt, make_wording

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def marked(project):
    return make_member(project, "expert", "admin", safeguarding=True)


def test_no_other_volunteer_is_given_it(project):
    writer, other = (make_member(project, "volunteer") for _one in range(2))
    said = told_by_secret()
    work = make_assignment(project, author=writer)
    editing.save_work(work, turns=said, answers=[], seen=work.version, by=writer)
    make_reported(work.dialogue, by=writer)
    editing.give_back(work, by=writer)

    assert editing.claim_next(project, by=other) is None
    with pytest.raises(Refused):
        editing.claim(work.dialogue, by=other)
    assert editing.claim(work.dialogue, by=writer).turns == said


def test_a_bulk_that_was_ordered_before_leaves_it_alone(project, admin):
    dialogue = make_drafted(project)
    bulk = make_bulk(project, by=admin)
    make_reported(dialogue)

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

    make_reported(first.dialogue)

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


def test_it_is_offered_to_no_norming_session(signed_in, api, project, admin):
    dialogue = make_reported(make_submitted(project, of=told_by_secret()))
    page = signed_in(admin).get(
        reverse("new_norming", args=["companion"]), {"q": "小满"}
    )
    named = {"experts": [], "dialogues": [str(dialogue.pk)]}
    answer = api(admin).post("/api/v1/projects/companion/normings/", named)

    assert page.context["rows"] == []
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["dialogues"])
    with pytest.raises((Refused, ValidationError)):
        norming.open_norming(
            project,
            experts=[make_member(project, "expert") for _one in range(2)],
            dialogues=[dialogue],
            by=admin,
        )


def test_the_dialogues_behind_a_figure_are_named_without_it(signed_in, project, marked):
    project.second_opinions.create(percent=100)
    dialogue = make_submitted(project)
    readers = [make_member(project, "expert") for _one in range(2)]
    for reader in readers:
        read(dialogue, "return", by=reader)
    before = [(one["by"], one["n"]) for one in count(project).figures]

    make_reported(dialogue)

    address = reverse("agreement_dialogues", args=["companion"])
    for person, rows in ((readers[0], 0), (marked, 1)):
        page = signed_in(person).get(f"{address}?raters=experts&by=all")
        assert len(page.context["rows"]) == rows
    assert [(one["by"], one["n"]) for one in count(project).figures] == before


def test_prompts_are_not_tried_on_it(signed_in, project, admin, marked):
    rewrite = make_rewrite_prompt(project)
    dialogue = make_drafted(project, of=told_by_secret())
    trial = prompting.try_prompt(rewrite, by=admin)
    [draft] = trial.drafts.all()

    make_reported(dialogue)

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
    make_reported(Dialogue.objects.get())

    for person, rows in ((admin, 0), (marked, 1)):
        page = signed_in(person).get(reverse("wordings", args=["companion"]))
        assert len(page.context["rows"]) == rows


def test_the_preview_of_the_file_it_came_in_is_without_it(
    signed_in, project, admin, marked
):
    secret = [
        (who, turn["text"])
        for who, turn in zip(("孩子", "智能助手"), told_by_secret(), strict=True)
    ]
    data = lines(record(1), record(2, spoken=secret))
    taken(project, data, by=admin)
    make_reported(project.dialogues.get(identity="2"))
    again = received(project, data, by=admin)

    for person, shown in ((admin, 1), (marked, 2)):
        page = signed_in(person).get(reverse("import_file", args=[again.pk]))
        assert len(page.context["dialogues"]) == shown
        assert (SECRET in page.content.decode()) is (person == marked)


def test_nobody_approves_it_however_many_sign(project, marked):
    dialogue = make_reported(make_submitted(project))
    review = make_review(project, expert=marked, dialogue=dialogue)

    with pytest.raises(Refused) as refused:
        decisions.decide(
            review,
            revision=dialogue.head,
            decision="approve",
            answers=full_answers(project, dialogue.head.turns),
            comments=[],
            elements=EVERY_ELEMENT,
            by=marked,
        )
    assert refused.value.code == "real_person"
    assert not dialogue.approvals.exists()

    review.refresh_from_db()
    assert review.status == "claimed"


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
