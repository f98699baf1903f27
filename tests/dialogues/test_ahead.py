"""What is made in advance comes in order, with its errors, in the caller's language."""

import threading
from itertools import count

import pytest
from django.utils.translation import get_language, override

from dialogues.domain.ahead import ahead


def test_an_error_comes_after_what_was_made_before_it():
    def made():
        yield from (1, 2, 3)
        raise KeyError("fourth")

    came = []
    with pytest.raises(KeyError, match="fourth"):
        came.extend(ahead(made(), most=2))

    assert came == [1, 2, 3]


def test_it_is_made_by_another_thread_that_speaks_the_same_language():
    def made():
        yield threading.get_ident(), get_language()

    for language in ("en", "zh-hans"):
        with override(language):
            [(thread, spoken)] = ahead(made(), most=2)
        assert spoken == language
        assert thread != threading.get_ident()


def test_no_more_than_asked_for_is_made_in_advance_and_nothing_after_the_end():
    begun = []

    def made():
        for number in count(1):
            begun.append(number)
            yield number

    coming = ahead(made(), most=2)
    assert [next(coming), next(coming)] == [1, 2]
    coming.close()

    assert len(begun) <= 4
    assert not [one for one in threading.enumerate() if one.name.startswith("ahead")]
