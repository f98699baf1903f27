"""The figures of agreement: published examples, properties, and what is undefined."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewers.agreement import alpha, kappa, mean, similarity

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), examples A, B, C.
MEG, OWEN = "0100000010", "1110010000"
BEN, GERRY = "aabbdcccedda", "babbbccceddd"
FOUR = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def columns(*raters):
    return [
        [value for value in unit if value != "."] for unit in zip(*raters, strict=True)
    ]


@pytest.mark.parametrize(
    ("raters", "published", "units"),
    [((MEG, OWEN), 0.095, 10), ((BEN, GERRY), 0.692, 12), (FOUR, 0.743, 11)],
)
def test_alpha_is_as_krippendorff_worked_it_out(raters, published, units):
    found = alpha(columns(*raters))

    assert round(found.value, 3) == published
    assert (found.n, found.why) == (units, "")
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize(
    ("table", "published"),
    [
        # Cohen (1960): three categories, 200 patients.
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.492),
        # Two readers of fifty grant proposals.
        ([[20, 5], [10, 15]], 0.4),
    ],
)
def test_kappa_is_as_published(table, published):
    pairs = [
        (str(one), str(other))
        for one, row in enumerate(table)
        for other, count in enumerate(row)
        for _time in range(count)
    ]

    found = kappa(pairs)

    assert round(found.value, 3) == published
    assert found.low < found.value < found.high


def test_the_same_answers_give_the_same_interval():
    assert alpha(columns(*FOUR)) == alpha(columns(*FOUR))


def test_one_value_only_is_undefined_and_not_perfect():
    same = [["yes", "yes"]] * 30

    assert alpha(same) == (None, None, None, 30, "one-value")
    assert kappa([("yes", "yes")] * 30) == (None, None, None, 30, "one-value")


def test_too_few_units_are_undefined():
    assert alpha([["yes", "no"]] * 4).why == "too-few"
    assert alpha([["yes"]] * 50) == (None, None, None, 0, "too-few")
    assert kappa([]).why == mean([0.5]).why == "too-few"


def test_what_is_said_of_one_dialogue_is_drawn_together():
    said = [["yes", "yes"], ["no", "no"], ["yes", "no"]] * 20
    alone = alpha(said)
    together = alpha(said, clusters=[number // 15 for number in range(60)])

    assert alone.value == together.value
    assert (alone.low, alone.high) != (together.low, together.high)
    assert alpha(said, clusters=["one"] * 60).low is None


values = st.sampled_from(["yes", "no", "na"])
many = st.lists(st.tuples(values, values, values), min_size=6, max_size=25)


@settings(max_examples=40, deadline=None)
@given(many)
def test_raters_who_always_agree_have_one(rated):
    same = [[one] * 3 for one, _two, _three in rated]
    found = alpha(same, resamples=2)

    assert found.value == 1 or found.why == "one-value"


@settings(max_examples=40, deadline=None)
@given(many, st.permutations([0, 1, 2]))
def test_the_order_of_raters_changes_nothing(rated, order):
    moved = [[unit[place] for place in order] for unit in rated]

    one, other = (
        alpha(units, resamples=2).value
        for units in (moved, [list(unit) for unit in rated])
    )
    assert one == other


@settings(max_examples=40, deadline=None)
@given(many)
def test_kappa_does_not_ask_who_is_first(rated):
    pairs = [(one, two) for one, two, _three in rated]
    turned = kappa([(two, one) for one, two in pairs], resamples=2)
    found = kappa(pairs, resamples=2)

    assert found.why == turned.why
    assert found.value == pytest.approx(turned.value) if found.value else True


def test_similarity_of_two_edits():
    assert similarity("我在听", "我在听") == 1
    assert similarity("我在听", "") == 0
    assert similarity("我在听你说", "我在听") == pytest.approx(0.75)
    assert mean([0.5, 0.7, 0.9, 0.5, 0.4]).value == pytest.approx(0.6)
