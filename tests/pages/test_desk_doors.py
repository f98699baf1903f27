"""The doors of the desk without a browser: one verb each, and who may pass."""

import pytest
from django.urls import reverse

from dialogues.domain import editing, submission
from dialogues.domain.checklists import current_items, record_answers
from dialogues.models import Assignment, Dialogue
from tests.factories import (
    full_answers,
    make_assignment,
    make_comments,
    make_drafted,
    make_fix,
    make_member,
    make_project,
    make_submitted,
    make_topic,
    turns,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def volunteer(project):
    return make_member(project, "volunteer")


@pytest.fixture
def door(signed_in, volunteer):
    """Post to an address as the volunteer."""
    client = signed_in(volunteer)
    return lambda name, pk, **sent: client.post(reverse(name, args=[pk]), sent)


def last_event(dialogue):
    event = dialogue.events.last()
    return event.verb, event.to_status, event.note


def test_taking_the_next_one_twice_opens_the_same(door, project, volunteer):
    make_drafted(project)
    make_drafted(project)
    first = door("take_next", project.slug)
    assert door("take_next", project.slug).url == first.url
    work = Assignment.objects.get(holder=volunteer)
    assert first.url == reverse("assignment", args=[work.pk])


def test_taking_when_nothing_is_left_leads_to_a_kind_page(door, project, client):
    answer = door("take_next", project.slug)
    page = client.get(answer.url)
    assert answer.url == reverse("desk", args=[project.slug])
    assert page.context["waiting"] == 0
    assert b'class="empty"' in page.content


def test_a_second_dialogue_is_not_taken_beside_the_one_held(door, project, volunteer):
    make_assignment(project, author=volunteer)
    returned = make_submitted(project, author=make_member(project, "volunteer"))
    mine = make_drafted(project)
    Assignment.objects.create(
        project=project,
        dialogue=mine,
        holder=volunteer,
        came_from="drafted",
        lease_until=mine.created_at,
        ended_at=mine.created_at,
        ended_by_verb="lapse",
    )
    assert door("claim_dialogue", mine.pk).status_code == 409
    assert door("claim_dialogue", returned.pk).status_code == 404
    mine.refresh_from_db()
    assert mine.status == "drafted"


def test_what_was_put_down_is_on_the_desk_and_is_taken_up(
    door, project, volunteer, client
):
    work = make_assignment(project, author=volunteer)
    typed = [{**turn, "text": turn["text"] + "嗯。"} for turn in work.turns]
    editing.save_work(work, turns=typed, answers=[], seen=0, by=volunteer)
    assert door("give_back", work.pk).url == reverse("desk", args=[project.slug])
    assert last_event(work.dialogue) == ("give back", "drafted", "")
    page = client.get(reverse("desk", args=[project.slug]))
    assert page.context["put_down"] == [work]
    door("claim_dialogue", work.dialogue_id)
    assert Assignment.objects.get(ended_at=None).turns == typed


def test_putting_aside_needs_a_word(door, project, volunteer):
    work = make_assignment(project, author=volunteer)
    assert door("skip", work.pk, reason=" ").status_code == 409
    assert door("skip", work.pk, reason="今天太累").status_code == 302
    assert last_event(work.dialogue) == ("skip", "drafted", "今天太累")


def test_handing_in_without_scripts_hands_in_what_is_saved(door, project, volunteer):
    work = make_assignment(project, author=volunteer)
    answers = full_answers(project, work.turns)
    editing.save_work(work, turns=work.turns, answers=answers, seen=0, by=volunteer)
    assert door("submit", work.pk, version="one").status_code == 400
    assert door("submit", work.pk, version=0).status_code == 409
    desk = reverse("desk", args=[project.slug])
    assert door("submit", work.pk, version=1).url == f"{desk}?sent=1"
    assert last_event(work.dialogue) == ("submit", "submitted", "")


def test_taking_back_ends_when_an_expert_reads(door, project, volunteer):
    dialogue = make_submitted(project, author=volunteer)
    submission.open_for_review(dialogue, by=make_member(project, "expert"))
    assert door("withdraw", dialogue.pk).status_code == 409
    other = make_submitted(project, author=volunteer)
    assert door("withdraw", other.pk).status_code == 302
    assert last_event(other) == ("withdraw", "editing", "")


def test_writing_from_a_topic_opens_an_empty_dialogue(door, project, volunteer):
    topic = make_topic(project)
    answer = door("write_from_topic", topic.pk)
    work = Assignment.objects.get(holder=volunteer)
    assert answer.url == reverse("assignment", args=[work.pk])
    assert (work.turns, work.dialogue.origin) == ([], Dialogue.Origin.WRITTEN)


def test_a_dialogue_of_one_s_own_can_be_put_down_and_found_again(
    door, project, volunteer, client
):
    door("write_from_topic", make_topic(project).pk)
    work = Assignment.objects.get(holder=volunteer)
    typed = turns("我不想上学。")
    editing.save_work(work, turns=typed, answers=[], seen=0, by=volunteer)
    door("give_back", work.pk)
    page = client.get(reverse("desk", args=[project.slug]))
    assert page.context["put_down"] == [work]
    door("claim_dialogue", work.dialogue_id)
    assert Assignment.objects.get(ended_at=None).turns == typed


@pytest.mark.parametrize("verb", ["submit", "give_back", "skip", "renew"])
def test_nobody_acts_on_the_work_of_another(door, project, verb):
    work = make_assignment(project)
    assert door(verb, work.pk, version=0, reason="x").status_code == 404
    work.refresh_from_db()
    assert work.ended_at is None


def test_a_page_that_is_over_says_so_and_offers_the_way_back(door, project, client):
    work = make_assignment(project, author=None)
    client.force_login(work.holder)
    editing.give_back(work, by=work.holder)
    page = client.get(reverse("assignment", args=[work.pk]))
    assert page.context["may_claim"]
    assert b"desk.js" not in page.content
    editing.claim(work.dialogue, by=work.holder)
    newer = Assignment.objects.get(ended_at=None)
    answer = client.get(reverse("assignment", args=[work.pk]))
    assert answer.url == reverse("assignment", args=[newer.pk])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_asks_the_same_number_of_questions(
    rows, signed_in, project, volunteer, django_assert_num_queries
):
    expert = make_member(project, "expert")
    for _row in range(rows):
        returned = make_submitted(project, author=volunteer)
        submission.return_to_author(
            returned,
            revision=returned.head,
            comments=make_comments(of=returned.head),
            by=expert,
        )
        make_submitted(project, author=volunteer)
        work = make_assignment(project, author=volunteer)
        editing.save_work(work, turns=work.turns, answers=[], seen=0, by=volunteer)
        editing.give_back(work, by=volunteer)
    client = signed_in(volunteer)
    with django_assert_num_queries(19):
        page = client.get(reverse("desk", args=[project.slug]))
    shown = {
        name: len(page.context[name]) for name in ("returned", "put_down", "submitted")
    }
    assert shown == {"returned": rows, "put_down": rows, "submitted": rows}


def test_what_an_expert_reworded_before_it_came_back_is_shown_as_changed(
    door, client, project, volunteer
):
    dialogue = make_submitted(project, author=volunteer)
    own = dialogue.head
    make_fix(dialogue, by=make_member(project, "expert"))
    dialogue.refresh_from_db()
    expert = make_member(project, "expert")
    refused = {"item": "natural", "turn": None, "value": "no", "note": "太像大人"}
    asked = {"items": current_items(project), "turns": dialogue.head.turns}
    record_answers(dialogue.head, [refused], **asked, by=expert)
    submission.return_to_author(
        dialogue,
        revision=dialogue.head,
        comments=make_comments(of=dialogue.head),
        by=expert,
    )
    page = client.get(door("claim_dialogue", dialogue.pk).url)

    assert page.context["compared"] == own
    changed = page.context["turns"][1]
    assert (changed["old"], changed["text"]) == (
        own.turns[1]["text"],
        "我们一起想办法。",
    )
    assert f'data-base="{own.number}"' in page.content.decode()
    heads = [turn["id"] for turn in page.context["head_turns"]]
    assert heads == [turn["id"] for turn in dialogue.head.turns]
    assert page.context["reworded"]
    (said,) = page.context["refused"]
    assert (said["item"].slug, said["note"]) == ("natural", "太像大人")
    # What one answered stays, but for the turn that reads otherwise now.
    answers = Assignment.objects.get(ended_at=None).answers
    again = [one for one in full_answers(project, own.turns) if one not in answers]
    assert [(one["item"], one["turn"]) for one in again] == [("warm", changed["id"])]


def test_from_the_page_of_a_dialogue_one_goes_on_writing_it(
    door, client, project, volunteer
):
    dialogue = make_submitted(project, author=volunteer)
    address = reverse("dialogue", args=[dialogue.pk])
    take_up = reverse("claim_dialogue", args=[dialogue.pk])
    assert take_up not in client.get(address).content.decode()
    submission.return_to_author(
        dialogue,
        revision=dialogue.head,
        comments=make_comments(of=dialogue.head),
        by=make_member(project, "expert"),
    )
    other = make_assignment(project, author=volunteer)
    assert take_up not in client.get(address).content.decode()
    editing.give_back(other, by=volunteer)
    assert take_up in client.get(address).content.decode()

    work = door("claim_dialogue", dialogue.pk).url
    page = client.get(address).content.decode()
    assert page.count(f'href="{work}"') == 2
    assert take_up not in page
