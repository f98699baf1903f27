"""Any piece of a Chinese text finds it, and a phrase finds nothing that only has its parts."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dialogues.searching import (
    MOST_INDEXED,
    RUNS,
    excerpt,
    folded,
    indexed,
    lexemes,
    read,
    spots,
)

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x4E60)
# Few characters, so that texts share them; what folds, and what parts words.
TEXTS = st.text(
    st.one_of(HAN, st.sampled_from("吵架妈妈ａB c1，。？ カﾊﾞ々㎏ﬁİß😢𠮷's_-")),
    max_size=60,
)


def answers(query, text):
    """Whether a text's lexemes answer a query, as PostgreSQL would say."""
    words = lexemes(text)
    return all(
        any(word.startswith(part[1:-3]) for word in words)
        if part.endswith(":*")
        else part[1:-1] in words
        for part in query.split(" & ")
        if part
    )


def finds(search, text):
    """What the database does: the index, and the text where that does not tell all."""
    plain = indexed([text])

    def has(term):
        return answers(term.query, plain) and (term.is_exact or term.text in plain)

    return all(map(has, search.terms)) and not any(map(has, search.without))


@given(TEXTS, st.data())
def test_any_piece_with_a_chinese_character_finds_its_text(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    piece = text[start:end].strip()
    assume(any("一" <= sign <= "鿿" for sign in piece) and '"' not in piece)

    [term] = read(f'"{piece}"').terms

    assert term.text == folded(piece).strip()
    assert finds(read(f'"{piece}"'), text)


@given(TEXTS, st.text(HAN, min_size=1, max_size=6))
def test_a_phrase_finds_no_text_that_only_has_its_parts(text, phrase):
    assert finds(read(phrase), text) == (phrase in text)


@given(TEXTS, TEXTS)
def test_what_is_found_is_marked_in_the_text_as_it_is_written(text, asked):
    search = read(asked)
    for start, end in spots(search, text):
        assert 0 <= start < end <= len(text)
    pieces = excerpt(search, text, around=len(text))

    assert not pieces or "".join(piece for piece, _found in pieces) == text
    if search.terms and finds(read(asked), text):
        assert pieces


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("吵架", "他们又吵架了", True),
        ("吵架", "他们吵了一架", False),
        ("吵", "他们吵了一架", True),
        ("我今天难过", "我今天不难过，今天难过的是他", False),
        ("吵架 妈妈", "妈妈说不要吵架", True),
        ("吵架　爸爸", "妈妈说不要吵架", False),
        ("吵架 -妈妈", "妈妈说不要吵架", False),
        ("吵架 -爸爸", "妈妈说不要吵架", True),
        ("－妈妈", "爸爸", True),
        ("“要吵架”", "妈妈说不要吵架", True),
        ("「feel sad」", "I feel sad today", True),
        ('"feel sad"', "I feel so sad", False),
        ("Hap", "so HAPPY", True),
        ("app", "so happy", False),
        ("ＱＱ", "加我qq", True),
        ("3岁", "我13岁", True),
        ("3岁", "我3个月，他4岁", False),
        ("？", "你说呢？", True),
        ("？", "你说呢", False),
        ("100%", "100分", False),
    ],
)
def test_what_is_asked_is_what_is_found(asked, text, found):
    assert finds(read(asked), text) is found


def test_nothing_asked_is_no_search():
    assert not read(' "" “” ')


def test_a_phrase_does_not_reach_from_one_turn_into_the_next():
    text = indexed(["我们吵", "架子上有书"])

    assert "吵架" not in lexemes(text)
    assert "吵架" not in text


def test_the_longest_texts_still_fit_into_the_index():
    text = indexed(["".join(chr(0x20000 + n) for n in range(40_000))] * 4)

    assert len(text) == MOST_INDEXED
    assert sum(len(word.encode()) for word in lexemes(text)) < 2**20


def test_an_excerpt_shows_the_find_with_what_stands_around_it():
    text = "一" * 50 + "吵架" + "二" * 100

    pieces = excerpt(read("吵架"), text)

    assert pieces == [
        ("…", False),
        ("一" * 24, False),
        ("吵架", True),
        ("二" * 72 + "…", False),
    ]
    assert excerpt(read("飞机"), text) == []
    assert RUNS.findall("a_b") == [("", "a"), ("", "b")]
