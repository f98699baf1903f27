"""Levels: earned by approved work, given by an admin's word, and what they let one do."""

import pytest
from django.core.exceptions import PermissionDenied

from dialogues.course_queries import level_in
from dialogues.domain import courses, editing, levels
from dialogues.heavy_queries import may_take_heavy
from dialogues.models import Level, Qualification
from dialogues.tasks import settle_levels
from reviewers.domain import decisions
from tests.courses import make_course
from tests.factories import (
    make_approved,
    make_comments,
    make_drafted,
    make_member,
    make_project,
    make_review,
    make_submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_course(make_project())


@pytest.fixture
def author(project):
    return make_member(project, "volunteer")


def reasons(person):
    rows = Qualification.objects.filter(membership__user=person)
    return list(rows.values_list("level", "reason"))


def send_back(project, author):
    review = make_review(project, dialogue=make_submitted(project, author=author))
    decisions.decide(
        review,
        revision=review.revision,
        decision="return",
        answers=[],
        comments=make_comments("再想想。", of=review.revision),
        turns=None,
        by=review.expert,
    )


def rise_after(project, editor, senior):
    courses.set_rules(project, editor_after=editor, senior_after=senior, by=None)


def test_people_with_nothing_new_cost_the_site_nothing(
    project, author, django_assert_num_queries
):
    levels.settle_levels(project)
    for _one in range(5):
        make_member(project, "volunteer")

    with django_assert_num_queries(4):
        levels.settle_levels(project)


def test_approved_work_raises_a_level_once(project, author):
    rise_after(project, 2, 30)
    make_approved(project, author=author)
    levels.settle_levels(project)
    after_one = level_in(author, project)
    make_approved(project, author=author)

    settle_levels()
    settle_levels()

    assert after_one == "apprentice"
    assert reasons(author) == [("apprentice", "vouched"), ("editor", "work")]


def test_a_third_of_the_work_sent_back_keeps_one_from_being_senior(project, author):
    rise_after(project, 1, 2)
    send_back(project, author)
    for _dialogue in range(2):
        make_approved(project, author=author)
    levels.settle_levels(project)
    after_a_third = level_in(author, project)
    make_approved(project, author=author)

    levels.settle_levels(project)

    assert (after_a_third, level_in(author, project)) == ("editor", "senior")


def test_a_decision_counts_for_who_handed_in_the_work(project, author):
    rise_after(project, 1, 30)
    other = make_member(project, "volunteer")
    make_approved(project, author=author)

    levels.settle_levels(project)

    assert level_in(other, project) == "apprentice"
    assert level_in(author, project) == "editor"


def test_who_has_no_level_yet_is_not_raised():
    project = make_project()
    courses.install_course(project, required=False, by=None)
    rise_after(project, 1, 1)
    person = make_member(project, "volunteer", level="")
    make_approved(project, author=person)

    levels.settle_levels(project)

    assert reasons(person) == []


def test_a_level_that_an_admin_took_away_does_not_come_back_by_itself(project, author):
    rise_after(project, 1, 30)
    admin = make_member(project, "admin")
    make_approved(project, author=author)
    levels.settle_levels(project)

    levels.vouch(author.memberships.get(), level="apprentice", by=admin)
    levels.settle_levels(project)

    assert reasons(author)[-1] == ("apprentice", "vouched")
    with pytest.raises(PermissionDenied):
        levels.vouch(author.memberships.get(), level="senior", by=author)


def test_heavy_topics_are_for_those_who_have_some_experience(project, author):
    editor = make_member(project, "volunteer", level=Level.EDITOR)
    before = may_take_heavy(author, project)
    courses.set_rules(project, heavy_from="apprentice", by=None)

    assert (before, may_take_heavy(author, project)) == (False, True)
    assert may_take_heavy(editor, project)
    free = make_project()
    assert may_take_heavy(make_member(free, "volunteer", level=""), free)


def test_the_higher_the_level_the_less_is_looked_at_twice(project):
    rules = courses.set_rules(project, share_senior=5, by=None)
    shares = [levels.review_share(level, rules) for level in ("", *Level)]

    assert shares == [0.5, 0.5, 0.2, 0.05]
    assert levels.review_share("senior") == 0.1


def test_a_member_can_be_added_as_qualified(report):
    project = make_course(make_project("p"))
    draft = make_drafted(project)

    code, made = report(
        "add_member", "mei", "--project", "p", "--roles", "volunteer",
        "--create", "--qualified",
    )  # fmt: skip

    assert (code, made["member"]["level"]) == (0, "apprentice")
    mei = project.memberships.get().user
    assert editing.claim_next(project, by=mei).dialogue == draft
