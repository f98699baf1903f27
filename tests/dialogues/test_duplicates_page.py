"""The admin's page of near-copies: its clusters, and each pair side by side."""

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogues.comparing import laid_beside
from dialogues.domain import submission
from dialogues.duplicate_queries import clusters_of
from dialogues.models import Finding
from tests.factories import (
    make_comments,
    make_drafted,
    make_member,
    make_project,
    make_submitted,
    reworded,
    turns,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

LINES = (
    "我今天在学校里把同桌的水杯打碎了，他哭了，老师让我站在走廊上。",
    "听起来你又着急又难过。那时候你心里在想什么？",
    "我想说对不起，可是大家都看着我，我一句话也说不出来。",
    "被很多人看着的时候，话会卡在喉咙里。你愿意明天试着告诉他吗？",
)


@pytest.fixture
def page(signed_in, admin, project):
    """The page as an admin sees it."""
    client = signed_in(admin)
    return lambda: client.get(reverse("duplicates", args=[project.slug]))


def copied(project, times, lines=LINES):
    return [make_drafted(project, of=turns(*lines)) for _time in range(times)]


def pairs(project):
    return [
        [(copy.dialogue, copy.other) for copy in cluster]
        for cluster in clusters_of(make_member(project, "admin"), project)
    ]


def test_copies_of_one_dialogue_are_one_cluster_the_largest_first(project):
    other = ["".join(chr(ord(letter) + 1) for letter in line) for line in LINES]
    two = copied(project, 2, other)
    first, second, third = copied(project, 3)
    make_drafted(project)

    assert pairs(project) == [
        [(second.pk, first.pk), (third.pk, first.pk)],
        [(two[1].pk, two[0].pk)],
    ]


def test_two_that_name_each_other_are_one_pair(project):
    first, second = copied(project, 2)
    make_submitted(project, dialogue=first, edited=first.head.turns)

    assert Finding.objects.filter(code="near-duplicate").count() == 2
    assert pairs(project) == [[(second.pk, first.pk)]]


def test_false_alarms_and_dialogues_that_are_not_used_are_left_out(project):
    first, _second, third = copied(project, 3)
    third.head.findings.filter(code="near-duplicate").update(
        dismissed_at=timezone.now(),
        dismissed_by=make_member(project, "expert"),
        dismissed_because="Both are needed.",
    )
    assert len(pairs(project)[0]) == 1

    make_submitted(project, dialogue=first)
    first.refresh_from_db()
    submission.reject(
        first,
        revision=first.head,
        comments=make_comments(),
        by=make_member(project, "expert"),
    )

    assert pairs(project) == []


def test_the_page_shows_where_two_differ(project, page):
    first = make_drafted(project, of=turns(*LINES))
    edited = reworded(turns(*LINES), "话会卡在喉咙里。你愿意明天试着告诉他吗？")
    second = make_drafted(project, of=edited)

    shown = page().content.decode()

    assert "2 dialogues that are alike" in shown
    assert "3 turns are the same in both." in shown
    assert f'data-diff-old="{LINES[-1]}"' in shown
    for dialogue in (first, second):
        assert reverse("dialogue", args=[dialogue.pk]) in shown


def test_a_project_without_copies_says_so(project, page):
    make_drafted(project)

    assert "No near-copies" in page().content.decode()


def test_only_admins_see_it(project, signed_in):
    address = reverse("duplicates", args=[project.slug])
    for role, status in (("volunteer", 403), ("expert", 403), ("admin", 200)):
        assert signed_in(make_member(project, role)).get(address).status_code == status
    assert (
        signed_in(make_member(make_project(), "admin")).get(address).status_code == 404
    )


def test_who_sees_both_is_led_from_a_finding_to_the_other(project, signed_in):
    first, second = copied(project, 2)
    link = f'href="{reverse("dialogue", args=[first.pk])}"'
    writer = make_member(project, "volunteer")
    make_submitted(project, dialogue=second, author=writer)

    for person, shown in ((make_member(project, "expert"), 1), (writer, 0)):
        page = signed_in(person).get(reverse("dialogue", args=[second.pk]))
        assert "agrees with it to 100 %." in page.content.decode()
        assert page.content.decode().count(link) == shown


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_one_copy_as_for_three(
    project, page, django_assert_num_queries, count
):
    copied(project, count + 1)

    with django_assert_num_queries(5):
        page()


def test_turns_of_two_dialogues_stand_where_equal_ones_hold_them():
    one = turns("你好", "我在", "再见")
    other = turns("你好", "嗯", "我在", "再会")

    assert [(row["old"], row["new"]) for row in laid_beside(one, other)] == [
        ("你好", "你好"),
        (None, "嗯"),
        ("我在", "我在"),
        ("再见", "再会"),
    ]
