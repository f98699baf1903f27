"""What the queries show, and that they ask the database as often for one as for three."""

import pytest

from dialogues.decision_queries import (
    approvals_missing,
    open_disclosures,
    opened_since_submission,
)
from dialogues.domain import editing, submission
from dialogues.list_queries import dialogues_listed
from dialogues.models import Dialogue
from dialogues.queries import counts_by_status
from dialogues.work_queries import (
    claimable_dialogues,
    expired_assignments,
    held_assignment,
    own_assignments,
    returned_to,
)
from tests.factories import (
    make_assignment,
    make_comments,
    make_dialogue,
    make_drafted,
    make_member,
    make_project,
    make_signed,
    make_submitted,
    make_topic,
    turns,
)

pytestmark = pytest.mark.django_db


def test_counts_by_status_name_every_status_of_this_project():
    project = make_project()
    for status in ("drafted", "drafted", "submitted", "approved"):
        make_dialogue(project, status)
    make_dialogue(make_project())

    assert counts_by_status(project) == {
        "drafted": 2,
        "editing": 0,
        "submitted": 1,
        "returned": 0,
        "approved": 1,
        "rejected": 0,
    }


def test_claimable_dialogues_are_the_own_returned_ones_and_then_the_oldest():
    project = make_project()
    first, second = make_drafted(project), make_drafted(project)
    returned = make_dialogue(project, "returned")
    make_dialogue(project, "returned")
    make_dialogue(project, "submitted")
    make_drafted(make_project())

    assert list(claimable_dialogues(returned.head.author, project)) == [
        returned,
        first,
        second,
    ]


def test_the_list_is_narrowed_by_status_theme_and_words():
    project = make_project()
    sleep = make_drafted(
        project,
        topic=make_topic(project, "半夜怕黑", theme="睡觉"),
        of=turns("我怕黑。", "我陪你。"),
    )
    school = make_submitted(project)
    reader = make_member(project, "expert")

    assert list(dialogues_listed(reader, project)) == [school, sleep]
    assert list(dialogues_listed(reader, project, status="drafted")) == [sleep]
    assert list(dialogues_listed(reader, project, theme="睡觉")) == [sleep]
    assert list(dialogues_listed(reader, project, q="半夜")) == [sleep]
    assert list(dialogues_listed(reader, project, q="我陪你")) == [sleep]
    assert list(dialogues_listed(reader, project, q="飞机")) == []


def test_what_came_back_is_shown_to_who_submitted_it():
    project = make_project()
    author = make_member(project, "volunteer")
    dialogues = [make_dialogue(project, "returned", author=author) for _one in range(2)]
    make_dialogue(project, "returned")

    assert list(returned_to(author, project)) == dialogues


def test_one_holds_at_most_one_open_assignment():
    project = make_project()
    work = make_assignment(project)
    assert held_assignment(work.holder, project) == work

    editing.give_back(work, by=work.holder)

    assert held_assignment(work.holder, project) is None
    assert list(own_assignments(work.holder)) == [work]
    assert list(expired_assignments()) == []


def test_how_many_approvals_are_missing():
    project = make_project(approvals_needed=2)
    calm = make_submitted(project)
    worrying = make_submitted(project, of=turns("爸爸会打我。", "我听着呢。"))
    before = [approvals_missing(calm), approvals_missing(worrying)]
    marked = make_member(project, "expert", safeguarding=True)
    make_signed(worrying, by=marked)
    for dialogue in (calm, worrying):
        submission.approve(dialogue, revision=dialogue.head, by=marked)

    assert before == [2, 2]
    assert [approvals_missing(calm), approvals_missing(worrying)] == [1, 1]
    assert [open_disclosures(calm).count(), open_disclosures(worrying).count()] == [
        0,
        1,
    ]


def test_opening_counts_since_the_last_submission():
    project = make_project()
    dialogue, expert = make_submitted(project), make_member(project, "expert")
    assert not opened_since_submission(dialogue)

    submission.open_for_review(dialogue, by=expert)
    assert opened_since_submission(dialogue)

    submission.return_to_author(
        dialogue,
        revision=dialogue.head,
        comments=make_comments(of=dialogue.head),
        by=expert,
    )
    make_submitted(project, author=dialogue.head.author, dialogue=dialogue)
    assert not opened_since_submission(Dialogue.objects.get(pk=dialogue.pk))


def reads(rows):
    """Read what a list shows of each row."""
    return [(str(getattr(row, "dialogue", row).topic), row.project_id) for row in rows]


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_once_however_long_they_are(rows, django_assert_num_queries):
    project = make_project()
    author = make_member(project, "volunteer")
    for _one in range(rows):
        make_dialogue(project, "returned", author=author)

    with django_assert_num_queries(1):
        assert len(reads(returned_to(author, project))) == rows
    with django_assert_num_queries(1):
        assert len(reads(own_assignments(author))) == rows
    with django_assert_num_queries(1):
        assert len(reads(dialogues_listed(author, project))) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_claiming_costs_no_more_however_much_waits(rows, django_assert_max_num_queries):
    project = make_project()
    for _one in range(rows):
        make_drafted(project)
    volunteer = make_member(project, "volunteer")

    with django_assert_max_num_queries(24):
        editing.claim_next(project, by=volunteer)
