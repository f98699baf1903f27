"""What a client may send as turns, and what is kept of it."""

import unicodedata
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as some

from dialogues.domain.turns import LONGEST_TURN, MOST_TURNS, clean_text, clean_turns
from tests.factories import turns

ANY_TEXT = some.text(some.characters(), max_size=60)
HARD_TEXT = some.text(some.sampled_from("A\x00\u030a\r\n\ud83d\ude00\u0958é儿"))


@some.composite
def sent_turns(draw):
    """Turns as a browser could send them: any text, labels within it."""
    sent = []
    for identity in draw(some.lists(some.uuids(), unique=True, max_size=6)):
        text = draw(ANY_TEXT | HARD_TEXT)
        length = len(clean_text(text))
        labels = [{"scheme": "emotion", "label": "难过", "start": None, "end": None}]
        if length:
            start = draw(some.integers(0, length - 1))
            end = draw(some.integers(start + 1, length))
            labels.append({"scheme": "s", "label": "l", "start": start, "end": end})
        sent.append(
            {
                "id": draw(some.sampled_from([str(identity), identity.hex.upper()])),
                "role": draw(some.sampled_from(["user", "assistant"])),
                "text": text,
                "parents": [str(one) for one in draw(some.lists(some.uuids()))],
                "labels": labels,
            },
        )
    return sent


@settings(deadline=None)
@given(sent_turns())
def test_cleaning_keeps_ids_and_order_and_changes_nothing_twice(sent):
    kept = clean_turns(sent)

    assert [turn["id"] for turn in kept] == [
        str(uuid.UUID(turn["id"])) for turn in sent
    ]
    assert [turn["labels"] for turn in kept] == [turn["labels"] for turn in sent]
    assert [turn["parents"] for turn in kept] == [turn["parents"] for turn in sent]
    assert clean_turns(kept) == kept


@settings(deadline=None)
@given(ANY_TEXT | HARD_TEXT)
def test_kept_text_is_composed_and_can_be_stored(text):
    kept = clean_text(text)

    assert unicodedata.is_normalized("NFC", kept)
    assert not {"\x00", "\r"} & set(kept)
    assert kept.encode().decode() == kept


def test_a_turn_without_parents_and_labels_gets_none():
    [turn] = turns("你好")
    sent = {key: turn[key] for key in ("id", "role", "text")}

    assert clean_turns([sent]) == [{**sent, "parents": [], "labels": []}]


def with_label(start, end):
    label = {"scheme": "s", "label": "l", "start": start, "end": end}
    return [{**turns("你好😀")[0], "labels": [label]}]


def test_labels_count_code_points_to_the_very_end():
    [turn] = clean_turns(with_label(2, 3))

    assert turn["labels"][0]["end"] == 3


A, B = turns("你好", "你好呀")
WRONG = {
    "Send the turns as a list.": {"turns": []},
    f"A dialogue has at most {MOST_TURNS} turns.": turns(*["x"] * (MOST_TURNS + 1)),
    "Turn 2 is not an object.": [A, "B"],
    "Turn 1 needs the role “user” or “assistant”.": [{**A, "role": "system"}],
    "Turn 2 needs a text.": [A, {**B, "text": None}],
    f"Turn 1 is longer than {LONGEST_TURN} characters.": turns(
        "x" * (LONGEST_TURN + 1),
    ),
    "Turn 1 needs a UUID as id.": [{**A, "id": 7}],
    "The parents of turn 1 are no list.": [{**A, "parents": "x"}],
    "Turn 2 has the id of an earlier turn.": [A, {**B, "id": A["id"].upper()}],
    "The labels of turn 1 are no list.": [{**A, "labels": None}],
    "A label of turn 1 has no scheme or name.": [{**A, "labels": [{"scheme": "s"}]}],
}


@pytest.mark.parametrize(("sentence", "sent"), WRONG.items(), ids=WRONG.keys())
def test_a_wrong_turn_is_named(sentence, sent):
    with translation.override("en"), pytest.raises(ValidationError) as error:
        clean_turns(sent)

    assert error.value.message_dict == {"turns": [sentence]}


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (0, 0),
        (2, 1),
        (-1, 2),
        (0, 4),
        (None, 2),
        (0, None),
        ("0", "1"),
        (0.0, 1),
        (0, True),
    ],
)
def test_a_label_outside_its_text_is_refused(start, end):
    with translation.override("en"), pytest.raises(ValidationError) as error:
        clean_turns(with_label(start, end))

    assert error.value.message_dict == {
        "turns": ["A label of turn 1 lies outside its text."],
    }
