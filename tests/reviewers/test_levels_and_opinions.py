"""How the author's level raises or lowers the share that a second expert reads."""

import pytest

from dialogues.domain import courses
from reviewers.second_queries import mean_weight, weight_of
from tests.courses import make_course
from tests.factories import make_fix, make_member, make_project, make_submitted
from tests.factories.reviewers import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    project = make_course(make_project(second_opinions=50))
    courses.set_rules(
        project, share_apprentice=50, share_editor=20, share_senior=5, by=None
    )
    return project


def weight(project, level):
    author = make_member(project, "volunteer", level=level)
    return weight_of(make_submitted(project, author=author), risk=1)


def test_the_work_of_beginners_is_read_twice_more_often(project):
    weights = [weight(project, level) for level in ("apprentice", "editor", "senior")]

    assert weights == [pytest.approx(2 * share / 25) for share in (50, 20, 5)]


def test_an_experts_own_wording_and_a_project_without_levels_weigh_as_always(project):
    dialogue = make_submitted(project)
    make_fix(dialogue, by=make_member(project, "expert"))
    dialogue.refresh_from_db()

    assert weight_of(dialogue, risk=1) == 2
    assert weight(make_project(), "apprentice") == 2
    courses.set_rules(
        project, share_apprentice=0, share_editor=0, share_senior=0, by=None
    )
    assert weight(project, "senior") == 2


def test_the_share_keeps_its_size_whoever_writes(project, monkeypatch):
    monkeypatch.setattr("reviewers.second_queries.LEAST", 2)
    experts = [make_member(project, "expert") for _one in range(2)]
    submitted = []
    for level in ("apprentice", "senior"):
        author = make_member(project, "volunteer", level=level)
        dialogue = make_submitted(project, author=author)
        review = read(dialogue, "approve", by=experts[0])
        submitted.append((dialogue, review.risk))

    weights = [weight_of(dialogue, risk=risk) for dialogue, risk in submitted]

    assert weights[0] > weights[1]
    assert mean_weight(project) == pytest.approx(sum(weights) / 2)
