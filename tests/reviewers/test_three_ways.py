"""What an expert reads of a dialogue that came back: draft, last round and now."""

import pytest

from dialogues.domain import submission
from dialogues.models import Revision
from dialogues.returned import taken_in
from reviewers import reading
from reviewers.queries import base_revision
from reviewers.three_ways import with_ancestors
from tests.factories import (
    make_comments,
    make_drafted,
    make_member,
    make_project,
    make_review,
    make_submitted,
    reworded,
    turns,
)

pytestmark = pytest.mark.django_db
FIRST = ["我今天考试没考好。", "别难过。下次努力。", "妈妈会骂我的。", "不会的。"]


def send_back(dialogue, *, by, suggestion=None):
    submission.return_to_author(
        dialogue,
        revision=dialogue.head,
        comments=make_comments(of=dialogue.head),
        suggestion=suggestion,
        by=by,
    )
    dialogue.refresh_from_db()


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def author(project):
    return make_member(project, "volunteer")


@pytest.fixture
def expert(project):
    return make_member(project, "expert")


def read(project, dialogue):
    review = make_review(project, dialogue=dialogue)
    return reading.passages(review, base_revision(review), [], [])


def test_the_three_are_laid_beside_each_other_by_lineage(project, author, expert):
    """One turn is split, then joined with its neighbour; one is added, one taken out."""
    draft = make_drafted(project, of=turns(*FIRST))
    a, b, c, d = draft.head.turns
    left = {**turns("", "别难过。")[1], "parents": [b["id"]]}
    right = {**turns("", "下次努力。")[1], "parents": [b["id"]]}
    dialogue = make_submitted(
        project, author=author, dialogue=draft, edited=[a, left, right, c, d]
    )
    send_back(dialogue, by=expert)
    joined = {
        **turns("", "你很难过，我陪你。")[1],
        "parents": [left["id"], right["id"]],
    }
    new = turns("", "你怕她生气。")[1]
    make_submitted(
        project, author=author, dialogue=dialogue, edited=[a, joined, c, new]
    )
    dialogue.refresh_from_db()

    ways = [passage["ways"] for passage in read(project, dialogue)]

    assert [(one["draft"], one["last"], one["now"]) for one in ways] == [
        (FIRST[0], FIRST[0], FIRST[0]),
        (FIRST[1], "别难过。下次努力。", "你很难过，我陪你。"),
        (FIRST[2], FIRST[2], FIRST[2]),
        (FIRST[3], FIRST[3], None),
        (None, None, "你怕她生气。"),
    ]


def test_a_first_round_has_two_ways_only(project):
    passages = read(project, make_submitted(project))

    assert [passage["ways"] for passage in passages] == [None, None]


def test_a_turn_knows_all_that_it_was_made_from(project):
    first, second, third = turns("一", "二", "三")
    second["parents"], third["parents"] = [first["id"]], [second["id"]]
    earlier = [Revision(turns=[first]), Revision(turns=[second])]

    [found] = with_ancestors([third], earlier)

    assert found["parents"] == sorted([first["id"], second["id"]])


def test_what_the_author_took_is_recorded_and_its_expert_still_decides(
    project, author, expert
):
    dialogue = make_submitted(project, author=author, of=turns(*FIRST))
    suggestion = reworded(dialogue.head.turns, "你怕她生气，也怕她失望。")
    send_back(dialogue, by=expert, suggestion=suggestion)

    make_submitted(project, author=author, dialogue=dialogue, edited=suggestion)
    dialogue.refresh_from_db()

    taken = suggestion[-1]["id"]
    assert dialogue.events.filter(verb="submit").last().data["taken"] == [taken]
    assert (dialogue.head.author, taken_in(dialogue.head)) == (author, {taken})
    submission.approve(dialogue, revision=dialogue.head, by=expert)
    assert dialogue.status == "approved"


def test_other_words_than_the_suggested_are_the_author_s_alone(project, author, expert):
    dialogue = make_submitted(project, author=author, of=turns(*FIRST))
    suggestion = reworded(dialogue.head.turns, "你怕她生气，也怕她失望。")
    send_back(dialogue, by=expert, suggestion=suggestion)

    own = reworded(dialogue.head.turns, "你怕她生气。")
    make_submitted(project, author=author, dialogue=dialogue, edited=own)
    dialogue.refresh_from_db()

    assert taken_in(dialogue.head) == set()
