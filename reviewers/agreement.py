"""How far raters agree, with intervals: pure functions on lists, and no Django.

Intervals are bootstrapped over clusters (all that is said of one dialogue stays
together) with a fixed seed, so that the same answers always give the same figures.
What is not defined has no value but a reason: ``too-few`` or ``one-value``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import krippendorff
import numpy as np
from rapidfuzz import fuzz
from sklearn.metrics import cohen_kappa_score

SEED = 20260101
RESAMPLES = 400
# With fewer than this many units a figure would say more of chance than of people.
LEAST_UNITS = 5
MIDDLE_95 = (2.5, 97.5)


class Measured(NamedTuple):
    """A figure with its interval and number of units, or why there is none."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    why: str = ""


def alpha(
    units: Sequence[Sequence[str]],
    *,
    clusters: Sequence[Hashable] | None = None,
    resamples: int = RESAMPLES,
) -> Measured:
    """Krippendorff's alpha for nominal values; each unit lists what its raters said.

    Units with fewer than two values say nothing of agreement and are left out.
    """
    kept = [number for number, unit in enumerate(units) if len(unit) > 1]
    known = sorted({value for number in kept for value in units[number]})
    if reason := _undefined(len(kept), len(known)):
        return Measured(None, None, None, len(kept), reason)
    place = {value: column for column, value in enumerate(known)}
    counts = np.zeros((len(kept), len(known)), dtype=int)
    for row, number in enumerate(kept):
        for value in units[number]:
            counts[row, place[value]] += 1
    of = _numbered([clusters[number] for number in kept] if clusters else kept)

    def again(weights: np.ndarray) -> float | None:
        drawn = counts[np.repeat(np.arange(len(kept)), weights[of])]
        if np.count_nonzero(drawn.sum(axis=0)) < 2:
            return None
        return _alpha(drawn)

    low, high = _interval(again, of, resamples)
    return Measured(_alpha(counts), low, high, len(kept))


def kappa(
    pairs: Sequence[tuple[str, str]],
    *,
    clusters: Sequence[Hashable] | None = None,
    resamples: int = RESAMPLES,
) -> Measured:
    """Cohen's kappa of two raters; each pair is what they said of one unit."""
    known = sorted({value for pair in pairs for value in pair})
    if reason := _undefined(len(pairs), len(known)):
        return Measured(None, None, None, len(pairs), reason)
    place = {value: number for number, value in enumerate(known)}
    of = _numbered(clusters or range(len(pairs)))
    size = len(known)
    tables = np.zeros((of.max() + 1, size * size))
    for cluster, (one, other) in zip(of, pairs, strict=True):
        tables[cluster, place[one] * size + place[other]] += 1

    def again(weights: np.ndarray) -> float | None:
        return _kappa(weights @ tables, size)

    low, high = _interval(again, of, resamples)
    return Measured(_kappa(tables.sum(axis=0), size), low, high, len(pairs))


def alike(
    units: Sequence[Sequence[str]],
    *,
    clusters: Sequence[Hashable] | None = None,
    resamples: int = RESAMPLES,
) -> Measured:
    """Percent agreement, from 0 to 1: the share of pairs that said the same of a unit.

    Not corrected for chance, so it is shown beside alpha and never instead of it; where
    all answers are alike it is 1, and alpha is undefined.
    """
    shares, of = [], []
    for number, unit in enumerate(units):
        pairs = list(combinations(unit, 2))
        if pairs:
            shares.append(sum(one == other for one, other in pairs) / len(pairs))
            of.append(clusters[number] if clusters else number)
    return mean(shares, clusters=of, resamples=resamples)


def similarity(one: str, other: str) -> float:
    """How much of two texts is the same, from 0 to 1, by insertions and deletions."""
    return fuzz.ratio(one, other) / 100


def mean(
    values: Sequence[float],
    *,
    clusters: Sequence[Hashable] | None = None,
    resamples: int = RESAMPLES,
) -> Measured:
    """The mean of some numbers with its interval."""
    if len(values) < LEAST_UNITS:
        return Measured(None, None, None, len(values), "too-few")
    numbers, of = np.array(values), _numbered(clusters or range(len(values)))

    def again(weights: np.ndarray) -> float | None:
        drawn = weights[of]
        return float(np.average(numbers, weights=drawn)) if drawn.sum() else None

    low, high = _interval(again, of, resamples)
    return Measured(float(numbers.mean()), low, high, len(values))


def _undefined(units: int, values: int) -> str:
    if units < LEAST_UNITS:
        return "too-few"
    return "one-value" if values < 2 else ""


def _alpha(counts: np.ndarray) -> float:
    found: Any = krippendorff.alpha(
        value_counts=counts,
        level_of_measurement="nominal",
    )
    return float(found)


def _kappa(table: np.ndarray, size: int) -> float | None:
    square = table.reshape(size, size)
    if np.count_nonzero(square.sum(axis=0) + square.sum(axis=1)) < 2:
        return None
    # The pairs themselves would be counted again for every resample.
    first, second = np.divmod(np.arange(size * size), size)
    return float(cohen_kappa_score(first, second, sample_weight=table))


def _numbered(clusters: Sequence[Hashable]) -> np.ndarray:
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(one, len(numbers)) for one in clusters])


def _interval(
    again: Callable[[np.ndarray], float | None],
    of: np.ndarray,
    resamples: int,
) -> tuple[float | None, float | None]:
    """The middle 95 % over resampled clusters; none where most of them are undefined."""
    groups = int(of.max()) + 1
    draw = np.random.default_rng(SEED)
    found = [
        value
        for weights in draw.multinomial(
            groups, np.full(groups, 1 / groups), size=resamples
        )
        if (value := again(weights)) is not None
    ]
    if groups < 2 or len(found) < resamples / 2:
        return None, None
    low, high = np.percentile(found, MIDDLE_95)
    return float(low), float(high)
