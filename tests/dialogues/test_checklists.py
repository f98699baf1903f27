"""What is asked, what is still open, and what is kept of the answers."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from dialogues.domain.checklists import (
    LONGEST_NOTE,
    answers_of,
    blocking_answers,
    clean_answers,
    current_items,
    open_places,
    places,
    record_answers,
)
from tests.factories import (
    full_answers,
    make_dialogue,
    make_member,
    make_project,
    turns,
)
from tests.factories.people import make_checklist

pytestmark = pytest.mark.django_db


def answer(item, turn=None, value="yes", note=""):
    return {"item": item, "turn": turn, "value": value, "note": note}


def slugs(asked):
    return [(item.slug, turn) for item, turn in asked]


def test_items_of_turns_are_asked_of_each_reply():
    items = current_items(make_project())
    _child, first, _again, second = text = turns("a", "b", "c", "d")

    assert slugs(places(items, text)) == [
        ("safe", None),
        ("natural", None),
        ("warm", first["id"]),
        ("warm", second["id"]),
    ]


def test_only_the_latest_checklist_is_asked():
    project = make_project()
    latest = make_checklist(project, version=2)

    assert {item.checklist for item in current_items(project)} == {latest}


def test_what_is_open_shrinks_with_each_answer():
    project = make_project()
    items, text = current_items(project), turns("a", "b")
    full = full_answers(project, text)

    assert slugs(open_places(items, text, full)) == []
    assert slugs(open_places(items, text, full[1:])) == [("safe", None)]
    assert slugs(open_places(items, text, full[:-1])) == [("warm", text[1]["id"])]


def test_an_answer_about_a_turn_that_is_gone_answers_nothing():
    project = make_project()
    items, before, after = current_items(project), turns("a", "b"), turns("a", "c")

    still_open = open_places(items, after, full_answers(project, before))

    assert slugs(still_open) == [("warm", after[1]["id"])]


def test_only_a_no_to_a_critical_item_blocks():
    project = make_project()
    items, text = current_items(project), turns("a", "b")

    assert [
        [item.slug for item in blocking_answers(items, full_answers(project, text, v))]
        for v in ("yes", "na", "no")
    ] == [[], [], ["safe"]]


def test_answers_are_cleaned_and_the_last_of_each_place_counts():
    items = current_items(make_project())
    reply = turns("a", "b")[1]["id"]

    cleaned = clean_answers(
        [
            answer("safe", turn=reply, value="no"),
            answer("safe", value="yes", note=None),
            answer("warm", turn=reply.upper()),
        ],
        items,
    )

    assert cleaned == [answer("safe"), answer("warm", turn=reply)]


WRONG = {
    "Send the answers as a list.": {},
    "Each answer names its item.": [{"value": "yes"}],
    "The checklist has no item “other”.": [answer("other")],
    "Answer “safe” with yes, no or na.": [answer("safe", value="maybe")],
    "The note on “safe” is too long.": [answer("safe", note="x" * (LONGEST_NOTE + 1))],
    "“warm” is asked of a turn: name it.": [answer("warm")],
}


@pytest.mark.parametrize(("sentence", "sent"), WRONG.items(), ids=WRONG.keys())
def test_a_wrong_answer_is_named(sentence, sent):
    items = current_items(make_project())

    with translation.override("en"), pytest.raises(ValidationError) as error:
        clean_answers(sent, items)

    assert error.value.message_dict == {"answers": [sentence]}


def test_a_value_of_another_kind_is_refused_not_crashed_on():
    items = current_items(make_project())

    for value in (None, True, ["yes"], {"yes": 1}):
        with pytest.raises(ValidationError):
            clean_answers([answer("safe", value=value)], items)


def test_answering_anew_keeps_the_first_answer_and_counts_the_last():
    project = make_project()
    revision = make_dialogue(project).head
    expert = make_member(project, "expert")

    for value in ("yes", "no", "no", "yes"):
        record_answers(
            revision,
            [answer("safe", value=value)],
            items=current_items(project),
            turns=revision.turns,
            by=expert,
        )

    assert list(revision.answers.order_by("id").values_list("value", flat=True)) == [
        "yes",
        "no",
        "yes",
    ]
    assert answers_of(revision, expert) == [answer("safe")]


def test_answers_to_what_is_not_asked_are_not_kept():
    project = make_project()
    revision = make_dialogue(project).head
    child = revision.turns[0]["id"]

    record_answers(
        revision,
        [answer("warm", turn=child)],
        items=current_items(project),
        turns=revision.turns,
        by=make_member(project, "expert"),
    )

    assert revision.answers.count() == 0
