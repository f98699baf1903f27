"""Near-copies have nearly the same fingerprint, and strangers do not."""

import unicodedata
from itertools import combinations

from hypothesis import assume, given
from hypothesis import strategies as st

from dialogues.domain.likeness import ALIKE
from dialogues.domain.turns import new_turn
from dialogues.fingerprints import (
    BANDS,
    fingerprint_of,
    fingerprint_of_text,
    likeness,
    normalised,
)
from dialogues.sample_endpoint.answers import stored_dialogues

TEXTS = st.text(min_size=1, max_size=300)
STORY = "".join(chr(0x4E00 + (number * 37) % 3000) for number in range(600))


def like(one, other):
    return likeness(fingerprint_of_text(one), fingerprint_of_text(other))


def said(*texts):
    return [new_turn("user", text) for text in texts]


@given(TEXTS)
def test_a_text_is_wholly_like_itself_if_it_says_anything(text):
    assert like(text, text) == (1 if normalised(text) else 0)


@given(TEXTS, TEXTS)
def test_likeness_is_a_share_and_the_same_both_ways(one, other):
    assert 0 <= like(one, other) == like(other, one) <= 1


@given(st.lists(TEXTS, min_size=1, max_size=8), st.data())
def test_neither_ids_nor_speakers_nor_where_turns_begin_tell_dialogues_apart(
    texts, data
):
    roles = data.draw(
        st.lists(
            st.sampled_from(["user", "assistant"]),
            min_size=len(texts),
            max_size=len(texts),
        )
    )
    spoken = [new_turn(role, text) for role, text in zip(roles, texts, strict=True)]
    spaced = said("\n—— ".join(texts).replace("\x00", ""))
    # Composing may join what stands on both sides of a border.
    whole = unicodedata.normalize("NFKC", "".join(turn["text"] for turn in spoken))
    parts = [unicodedata.normalize("NFKC", turn["text"]) for turn in spoken]
    assume(whole == "".join(parts))

    assert fingerprint_of(spoken) == fingerprint_of(said(*texts))
    assert fingerprint_of(spoken) == fingerprint_of(spaced)


def test_width_case_spaces_and_marks_do_not_hide_a_copy():
    assert like("我考砸了，ＯＫ？ 100分", "我考砸了 ok!１００分…") == 1


def test_only_the_same_words_are_wholly_alike():
    assert like("好" * 100, "好" * 101) == 0.99


def test_texts_without_a_letter_are_like_nothing():
    assert fingerprint_of_text("……！").bands == []
    assert like("……！", "……！") == 0


@given(
    st.integers(0, len(STORY) - 1),
    st.integers(0, len(STORY) // 25),
    st.text(max_size=len(STORY) // 25),
)
def test_a_small_edit_leaves_a_text_over_the_threshold(at, length, inserted):
    edited = STORY[:at] + inserted + STORY[at + length :]

    assert like(STORY, edited) >= ALIKE
    assert set(fingerprint_of_text(STORY).bands) & set(
        fingerprint_of_text(edited).bands
    )


@given(st.integers(0, 599), st.integers(30, 200))
def test_the_estimate_is_near_the_true_share(at, length):
    edited = STORY[:at] + "换" * length + STORY[at + length :]
    one, other = (
        {text[start : start + 4] for start in range(len(text) - 3)}
        for text in (STORY, edited)
    )

    assert abs(like(STORY, edited) - len(one & other) / len(one | other)) < 0.2


def test_no_two_of_the_stored_dialogues_are_alike():
    prints = [
        fingerprint_of_text("".join(text for _role, text in one.turns))
        for one in stored_dialogues()
    ]

    assert max(likeness(*pair) for pair in combinations(prints, 2)) < 0.1
    assert all(len(one.bands) == BANDS for one in prints)


def test_what_is_stored_means_the_same_after_an_update():
    stored = fingerprint_of_text("我考砸了，不敢回家。")

    assert stored.content.hex() == "8ee15725450b520f2fab483eef11628a"
    assert stored.signature[:8].hex() == "252563d7b94f48fe"
