"""A second reading, blind to the first, and a third where the two disagree."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from dialogues.domain import projects, submission
from dialogues.domain.checklists import answers_of
from dialogues.history import Refused
from dialogues.models import (
    Checklist,
    ChecklistItem,
    Comment,
    Membership,
)
from reviewers.domain import cases, decisions, reviewing, second_opinions
from reviewers.models import Review
from reviewers.queue_queries import queue_for
from reviewers.second_queries import chance, mean_weight, percent_of, risk_of
from tests.factories import (
    EVERY_ELEMENT,
    make_case,
    make_member,
    make_project,
    make_submitted,
    make_topic,
    reworded,
)
from tests.factories.dialogues import make_drafted
from tests.factories.reviewers import read
from tests.races import verbs


@pytest.fixture
def project():
    return make_project(second_opinions=100)


@pytest.fixture
def experts(project):
    return [make_member(project, "expert") for _one in range(4)]


@pytest.fixture
def dialogue(project, experts):
    return make_submitted(project)


pytestmark = pytest.mark.django_db


def test_a_first_decision_moves_nothing_and_leaves_no_trace_but_itself(
    dialogue,
    experts,
):
    review = read(dialogue, "return", by=experts[0], new=None)

    assert (review.status, review.decision, review.reading) == (
        "in_review",
        "return",
        1,
    )
    assert (dialogue.status, verbs(dialogue)[-1]) == ("submitted", "open")
    assert Comment.objects.count() == 0
    assert answers_of(dialogue.head, experts[0]) == []


def test_two_who_approve_are_two_approvals(dialogue, experts):
    first = read(dialogue, "approve", by=experts[0])
    second = read(dialogue, "approve", by=experts[1])

    first.refresh_from_db()
    assert [first.status, second.status] == ["decided", "decided"]
    assert dialogue.status == "approved"
    assert [one.by for one in dialogue.approvals.order_by("id")] == experts[:2]
    assert verbs(dialogue)[-2:] == ["sign", "approve"]
    assert [len(answers_of(dialogue.head, one)) for one in experts[:2]] == [3, 3]


def test_two_approvals_count_twice_where_the_project_needs_three():
    project = make_project(second_opinions=100, approvals_needed=3)
    experts = [make_member(project, "expert") for _one in range(3)]
    dialogue = make_submitted(project)

    read(dialogue, "approve", by=experts[0])
    read(dialogue, "approve", by=experts[1])
    assert (dialogue.status, dialogue.approvals.count()) == ("submitted", 2)

    third = read(dialogue, "approve", by=experts[2])
    assert (dialogue.status, third.status) == ("approved", "decided")


def test_two_who_send_it_back_are_both_read_by_its_author(dialogue, experts):
    read(dialogue, "return", by=experts[0], words="太快了")
    read(dialogue, "return", by=experts[1], words="太长了")

    assert dialogue.status == "returned"
    said = Comment.objects.values_list("by", "text")
    assert set(said) == {(experts[0].pk, "太快了"), (experts[1].pk, "太长了")}
    assert dialogue.events.last().by == experts[1]


def test_a_disagreement_waits_for_a_third_who_is_neither(project, dialogue, experts):
    first = read(dialogue, "approve", by=experts[0])
    second = read(dialogue, "reject", by=experts[1], words="像说教")

    assert (second.status, second.reading, dialogue.status) == (
        "in_review",
        2,
        "submitted",
    )
    assert [
        queue_for(one, project).filter(pk=dialogue.pk).exists() for one in experts
    ] == [False, False, True, True]

    third = read(dialogue, "reject", by=experts[2], words="不合适")

    for review in (first, second):
        review.refresh_from_db()
    assert [one.status for one in (first, second, third)] == ["decided"] * 3
    assert (third.reading, dialogue.status) == (3, "rejected")
    assert dialogue.approvals.count() == 0
    assert set(Comment.objects.values_list("text", flat=True)) == {"像说教", "不合适"}


def test_a_critical_answer_alone_is_a_disagreement(dialogue, experts):
    read(dialogue, "return", by=experts[0], value="yes")
    second = read(dialogue, "return", by=experts[1], value="no")

    assert (second.status, dialogue.status) == ("in_review", "submitted")


def test_another_answer_to_a_question_that_is_not_critical_is_none():
    said = {"decision": "return", "answers": [], "comments": [], "turns": None}
    yes, no = (
        {**said, "answers": [{"item": "natural", "turn": None, "value": value}]}
        for value in ("yes", "no")
    )

    assert second_opinions.alike(yes, no, critical=["safe"])
    assert not second_opinions.alike(yes, no, critical=["natural"])


def test_one_expert_alone_decides_alone():
    project = make_project(second_opinions=100)
    dialogue = make_submitted(project)

    review = read(dialogue, "approve", by=make_member(project, "expert"))

    assert (review.status, dialogue.status) == ("decided", "approved")


def test_an_expert_who_wrote_a_part_of_it_is_no_second_reader():
    project = make_project(second_opinions=100)
    author = make_member(project, "volunteer", "expert")
    dialogue = make_submitted(project, author=author)

    read(dialogue, "approve", by=make_member(project, "expert"))

    assert dialogue.status == "approved"


def test_a_fix_and_a_report_do_not_wait(project, dialogue, experts):
    first = read(dialogue, "approve", by=experts[0])
    fixed = reworded(dialogue.head.turns, "我们一起想办法。")

    read(dialogue, "fix", by=experts[1], new=fixed)

    first.refresh_from_db()
    assert (first.status, dialogue.head.author) == ("set_aside", experts[1])
    assert len(answers_of(first.revision, experts[0])) == 3
    reported = read(dialogue, "escalate", by=experts[2])
    assert reported.status == "decided"
    assert verbs(dialogue)[-1] == "escalate"


def test_who_was_overtaken_may_read_again(project, dialogue, experts):
    read(dialogue, "approve", by=experts[0])
    read(
        dialogue,
        "fix",
        by=experts[1],
        new=reworded(dialogue.head.turns, "我们一起想办法。"),
    )

    again = read(dialogue, "approve", by=experts[0])

    assert (again.status, again.reading) == ("in_review", 1)


def test_its_author_cannot_withdraw_it_while_it_is_in_review(dialogue, experts):
    read(dialogue, "approve", by=experts[0])

    with pytest.raises(Refused):
        submission.withdraw(dialogue, by=dialogue.head.author)


def test_a_reading_from_before_a_new_checklist_is_set_aside(
    project,
    dialogue,
    experts,
):
    first = read(dialogue, "approve", by=experts[0])
    ChecklistItem.objects.create(
        checklist=Checklist.objects.create(project=project, version=2),
        slug="new",
        position=0,
        name={"en": "new"},
        question={"en": "new?"},
        scope=ChecklistItem.Scope.DIALOGUE,
    )

    second = Review.objects.get(pk=reviewing.claim(dialogue, by=experts[1]).pk)
    decisions.decide(
        second,
        revision=second.revision,
        decision="approve",
        answers=[
            {"item": "new", "turn": None, "value": "yes", "note": ""},
        ],
        comments=[],
        by=experts[1],
    )

    first.refresh_from_db()
    assert (first.status, second.status, second.reading) == (
        "set_aside",
        "in_review",
        1,
    )


def test_a_reader_who_left_is_set_aside(project, dialogue, experts):
    first = read(dialogue, "approve", by=experts[0])
    Membership.objects.filter(user=experts[0]).update(roles=["volunteer"])

    second = read(dialogue, "approve", by=experts[1])

    first.refresh_from_db()
    assert (first.status, second.status) == ("set_aside", "in_review")


def test_what_could_not_be_done_is_refused_to_who_said_it(dialogue, experts):
    review = reviewing.claim(dialogue, by=experts[0])

    with pytest.raises(Refused) as refusal:
        decisions.decide(
            review,
            revision=review.revision,
            decision="approve",
            answers=[],
            comments=[],
            by=experts[0],
        )

    assert refusal.value.code == "checklist_open"
    review.refresh_from_db()
    assert review.status == "claimed"


def test_a_disclosure_is_read_twice_whatever_the_share():
    project = make_project(second_opinions=0)
    marked = [make_member(project, "expert", safeguarding=True) for _one in range(2)]
    case = make_case(project)
    dialogue = case.dialogue

    first = read(dialogue, "approve", by=marked[0], elements=EVERY_ELEMENT)
    assert (first.status, case.signatures.count()) == ("in_review", 0)
    assert dialogue.approvals.count() == 0

    read(dialogue, "approve", by=marked[1], elements=EVERY_ELEMENT)
    assert dialogue.status == "approved"
    assert [one.by for one in case.signatures.all()] == marked


def test_a_disclosure_that_is_noticed_later_sets_an_unsigned_approval_aside(
    project,
    dialogue,
    experts,
):
    first = read(dialogue, "approve", by=experts[0])
    cases.report(dialogue, text="这是真的吗", by=dialogue.head.author)
    marked = [make_member(project, "expert", safeguarding=True) for _one in range(2)]

    second = read(dialogue, "approve", by=marked[0], elements=EVERY_ELEMENT)

    first.refresh_from_db()
    assert (first.status, second.status, second.reading) == (
        "set_aside",
        "in_review",
        1,
    )


def test_the_share_is_kept_for_ever_and_only_admins_set_it(project, sql):
    admin = make_member(project, "admin")
    second_opinions.set_share(project, percent=40, by=admin)

    assert percent_of(project) == 40
    assert project.second_opinions.count() == 2
    with pytest.raises(ValidationError):
        second_opinions.set_share(project, percent=101, by=admin)
    with pytest.raises(PermissionDenied):
        second_opinions.set_share(project, percent=1, by=make_member(project, "expert"))
    with pytest.raises(IntegrityError), transaction.atomic():
        sql("UPDATE reviewers_secondopinions SET percent = 0")


def test_a_project_that_said_nothing_takes_fifteen_percent():
    project = projects.create_project("new", template="child-companion", by=None)

    assert percent_of(project) == 15


def test_the_draw_is_the_same_each_time_and_even():
    from uuid import UUID

    drawn = [chance(UUID(int=number)) for number in range(4000)]

    assert drawn == [chance(UUID(int=number)) for number in range(4000)]
    assert 0.13 < sum(one < 0.15 for one in drawn) / 4000 < 0.17


def test_what_makes_a_dialogue_risky(project):
    for _one in range(40):
        make_drafted(project, topic=make_topic(project, theme="学校"))
    dialogue = make_submitted(
        project,
        dialogue=make_drafted(project, topic=make_topic(project, theme="搬家")),
    )
    dialogue.head.findings.create(code="too-long", severity="warning")

    assert risk_of(dialogue) == ["new-volunteer", "warnings", "rare-theme"]
    assert mean_weight(project) == 1.0


def test_the_database_lets_nobody_be_two_readers(dialogue, experts):
    first = read(dialogue, "approve", by=experts[0])

    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            project=first.project,
            dialogue=dialogue,
            revision=first.revision,
            expert=experts[0],
            status="in_review",
            decision="approve",
            reading=2,
            lease_until=first.lease_until,
        )
