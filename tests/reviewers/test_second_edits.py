"""A second volunteer edits drafts that others have edited, and both are compared."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from dialogues.domain.replies import open_dialogue
from dialogues.history import Refused
from dialogues.models import Dialogue
from dialogues.queries import visible_dialogues
from dialogues.work_queries import claimable_dialogues
from reviewers.domain import agreeing, second_edits
from tests.factories import make_member, make_project, make_submitted, reworded, turns
from tests.factories.drafts import make_batch, make_draft, make_offered
from tests.gate import disclose

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def author(project):
    return make_member(project, "volunteer")


@pytest.fixture
def other(project):
    return make_member(project, "volunteer", username="xiaoming")


def edited(project, admin, author, number=1):
    """Dialogues made of a draft each, that one volunteer has handed in."""
    batch = make_batch(project, by=admin)
    found = []
    for _one in range(number):
        draft = make_draft(batch, turns=turns("我摔跤了。", "疼吗？"))
        dialogue = open_dialogue(draft)
        text = reworded(dialogue.head.turns, "一二三四五")
        found.append(
            make_submitted(project, author=author, dialogue=dialogue, edited=text)
        )
    return found


def test_the_second_begins_as_the_draft_was_and_sees_nothing_of_the_first(
    project, admin, author, other
):
    [first] = edited(project, admin, author)

    [second] = second_edits.ask(project, to=other, count=3, by=admin)

    assert (second.draft, second.status) == (first.draft, "drafted")
    assert [turn["text"] for turn in second.head.turns] == ["我摔跤了。", "疼吗？"]
    offered = [
        claimable_dialogues(person, project).filter(pk=second.pk).exists()
        for person in (other, author)
    ]
    assert offered == [True, False]
    assert not visible_dialogues(other).filter(pk=first.pk).exists()


def test_both_texts_come_into_the_figure(project, admin, author, other):
    edited(project, admin, author, number=5)

    for second in second_edits.ask(project, to=other, count=5, by=admin):
        text = reworded(second.head.turns, "一二三四五")
        make_submitted(project, author=other, dialogue=second, edited=text)

    [figure] = agreeing.figures(project)
    assert (figure["raters"], figure["n"], figure["value"]) == ("editors", 5, 1)


def test_no_draft_is_edited_a_third_time_nor_twice_by_one_person(
    project, admin, author, other
):
    edited(project, admin, author)
    with pytest.raises(Refused):
        second_edits.ask(project, to=author, count=1, by=admin)
    second_edits.ask(project, to=other, count=1, by=admin)

    third = make_member(project, "volunteer")
    with pytest.raises(Refused):
        second_edits.ask(project, to=third, count=1, by=admin)


def test_nobody_is_asked_to_read_harm_or_to_choose_again(project, admin, author, other):
    [told] = edited(project, admin, author)
    disclose(told)
    chosen = make_offered(project, turns("我摔跤了。", "疼吗？"), turns("好。", "嗯。"))
    make_submitted(project, author=author, dialogue=chosen)

    with pytest.raises(Refused):
        second_edits.ask(project, to=other, count=2, by=admin)
    assert Dialogue.objects.count() == 2


def test_only_admins_ask_and_for_a_handful(project, admin, author, other):
    edited(project, admin, author)
    with pytest.raises(PermissionDenied):
        second_edits.ask(project, to=other, count=1, by=author)
    with pytest.raises(ValidationError):
        second_edits.ask(project, to=other, count=21, by=admin)


def test_by_the_page_and_by_rest(project, admin, other, signed_in, api):
    edited(project, admin, make_member(project, "volunteer"), number=2)
    page = reverse("agreement", args=["companion"])
    ask = reverse("ask_second_edits", args=["companion"])

    assert ask in signed_in(admin).get(page).content.decode()
    said = signed_in(admin).post(
        ask,
        {"to": other.username, "count": "1"},
        headers={"accept-language": "en"},
        follow=True,
    )
    assert "1 draft is kept for xiaoming." in said.content.decode()
    rest = api(admin).post(
        "/api/v1/projects/companion/second-edits/", {"to": "xiaoming", "count": 4}
    )

    assert (rest.status_code, len(rest.json()["dialogues"])) == (201, 1)
    assert project.dialogues.filter(status="drafted").count() == 2
    expert = make_member(project, "expert")
    assert ask not in signed_in(expert).get(page).content.decode()
