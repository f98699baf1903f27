"""Nobody decides on what they wrote, whichever way the row is written."""

import pytest

from dialogues.domain import submission
from tests.factories import make_member, make_project, make_review, reworded
from tests.gate import refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("decision", ["approve", "fix", "return", "reject", "escalate"])
def test_the_database_lets_nobody_decide_on_what_they_wrote(sql, decision):
    review = make_review(make_project())
    with refused("decided_by_another"):
        sql(
            "UPDATE reviewers_review SET status = 'decided', decision = %s,"
            " expert_id = %s WHERE id = %s",
            decision,
            review.revision.author_id,
            review.pk,
        )


def test_who_fixed_an_earlier_revision_decides_on_no_later_one(sql):
    project = make_project()
    review = make_review(project)
    fixer = make_member(project, "expert")
    submission.fix(
        review.dialogue,
        revision=review.revision,
        turns=reworded(review.revision.turns),
        by=fixer,
    )
    with refused("decided_by_another"):
        sql(
            "UPDATE reviewers_review SET status = 'decided', decision = 'return',"
            " expert_id = %s, revision_id = %s WHERE id = %s",
            fixer.pk,
            review.dialogue.head_id,
            review.pk,
        )


def test_a_review_reads_a_revision_of_its_own_dialogue(sql):
    project = make_project()
    review, other = make_review(project), make_review(project)
    with refused("review_of_own_revision"):
        sql(
            "UPDATE reviewers_review SET revision_id = %s WHERE id = %s",
            other.revision_id,
            review.pk,
        )
