"""The boards as a page draws them: a sentence, bars with their figure, and a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviewers.board_costs import CostRow, Paid
from reviewers.boards import FEW, LEAST, MONTH, NONE, ONE_PERSON, Row
from reviewers.boards_shown import ALL, Boards, Named

# More bars than this are no picture; the file of figures has them all.
MOST = 30
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Part(NamedTuple):
    """A piece of a bar: where it begins and how wide it is, in percent."""

    kind: str
    x: str
    width: str


class Bar(NamedTuple):
    """One group as bars beneath each other, each of its parts, and what they say."""

    label: str
    says: str
    lines: list[list[Part]]


class Panel(NamedTuple):
    """One board; ``table`` is rows of cells, the first of them the name."""

    slug: str
    title: str
    sentence: str
    legend: list[tuple[str, str]]
    bars: list[Bar]
    more: int
    columns: list[str]
    table: list[list[str]]
    note: str = ""


def panels(shown: Boards) -> list[Panel]:
    """Each board with something to say, in the order in which one reads them."""
    drawn = [draw(shown.boards[slug]) for slug, draw in DRAWN.items()]
    if shown.costs is not None:
        drawn.append(_costs(shown.costs, shown))
    return drawn


def _throughput(rows: list[Named]) -> Panel:
    names = {"submitted": _("Handed in"), "approved": _("Approved")}
    most = max([_most(named.row, names) for named in _groups(rows)], default=0)
    return _panel(
        "throughput",
        _("Throughput"),
        rows,
        legend=[(f"fill-{name}", words) for name, words in names.items()],
        sentence=lambda row: (
            _(
                "Handed in %(submitted)d times and approved %(approved)d times. "
                "What comes a second time counts again."
            )
            % row.figures
        ),
        says=lambda row: f"{row.figures['submitted']} → {row.figures['approved']}",
        lines=lambda row: [
            [_part(f"fill-{name}", 0, row.figures[name], most)] for name in names
        ],
        columns=list(names.values()),
        cells=lambda row: [str(row.figures[name]) for name in names],
    )


def _most(row: Row, names: dict[str, str]) -> int:
    return max((row.figures.get(name, 0) for name in names), default=0)


def _decisions(rows: list[Named]) -> Panel:
    kinds = {
        "approve": ("fill-approved", _("Approved")),
        "fix": ("fill-editing", _("Fixed by the expert")),
        "return": ("fill-returned", _("Sent back")),
        "reject": ("fill-rejected", _("Not used")),
    }

    def share(row: Row, kind: str) -> str:
        return _percent(row.figures[kind], row.n)

    return _panel(
        "decisions",
        _("Return rate"),
        rows,
        legend=list(kinds.values()),
        sentence=lambda row: (
            _("Of %(n)d decisions %(share)s sent a dialogue back to its author.")
            % {"n": row.n, "share": share(row, "return")}
        ),
        says=lambda row: (
            _("%(share)s of %(n)d") % {"share": share(row, "return"), "n": row.n}
        ),
        lines=lambda row: [
            _stacked([(fill, row.figures[kind]) for kind, (fill, _w) in kinds.items()])
        ],
        columns=[words for _fill, words in kinds.values()],
        cells=lambda row: [share(row, kind) for kind in kinds],
    )


def _times(rows: list[Named]) -> Panel:
    most = max(
        (one.row.figures["most"] for one in _groups(rows)), default=timedelta(seconds=1)
    )
    return _panel(
        "times",
        _("Time for a decision"),
        rows,
        legend=[
            ("fill-half", _("Half of them within")),
            ("fill-most", _("Nine of ten within")),
        ],
        sentence=lambda row: (
            _(
                "From opening to deciding, half of %(n)d decisions took at most "
                "%(half)s, nine of ten at most %(most)s."
            )
            % {"n": row.n, "half": _span(row, "half"), "most": _span(row, "most")}
        ),
        says=lambda row: _span(row, "half"),
        lines=lambda row: [
            [
                _part("fill-most", 0, row.figures["most"], most),
                _part("fill-half", 0, row.figures["half"], most),
            ]
        ],
        columns=[_("Half within"), _("Nine of ten within")],
        cells=lambda row: [_span(row, "half"), _span(row, "most")],
    )


def _ages(rows: list[Named]) -> Panel:
    return _aged(
        "ages",
        _("Waiting for an expert"),
        rows,
        lambda row: (
            _(
                "%(n)d dialogues wait: half of them for longer than %(half)s, "
                "one in ten for longer than %(most)s."
            )
            % {"n": row.n, "half": _span(row, "half"), "most": _span(row, "most")}
        ),
        note=_("A month is the one in which they were handed in."),
    )


def _standing(rows: list[Named]) -> Panel:
    return _aged(
        "standing",
        _("How long dialogues stand where they stand"),
        rows,
        lambda row: (
            _(
                "%(n)d dialogues are open, half of them for longer than %(half)s "
                "where they are now."
            )
            % {"n": row.n, "half": _span(row, "half")}
        ),
        note=_("Always by status, whatever else is broken down."),
    )


def _aged(
    slug: str,
    title: str,
    rows: list[Named],
    sentence: Callable[[Row], str],
    *,
    note: str,
) -> Panel:
    kinds = {
        "day": ("fill-age-1", _("up to a day")),
        "week": ("fill-age-2", _("up to a week")),
        "month": ("fill-age-3", _("up to 30 days")),
        "longer": ("fill-age-4", _("longer")),
    }
    return _panel(
        slug,
        title,
        rows,
        legend=list(kinds.values()),
        sentence=sentence,
        says=lambda row: (
            _("%(n)d · half over %(half)s") % {"n": row.n, "half": _span(row, "half")}
        ),
        lines=lambda row: [
            _stacked([(fill, row.figures[kind]) for kind, (fill, _w) in kinds.items()])
        ],
        columns=[
            *(words for _fill, words in kinds.values()),
            _("Half over"),
            _("One in ten over"),
        ],
        cells=lambda row: [
            *(str(row.figures[kind]) for kind in kinds),
            _span(row, "half"),
            _span(row, "most"),
        ],
        note=note,
    )


DRAWN = {
    "throughput": _throughput,
    "decisions": _decisions,
    "times": _times,
    "ages": _ages,
    "standing": _standing,
}


def _panel(
    slug: str,
    title: str,
    rows: list[Named],
    *,
    legend: list[tuple[str, str]],
    sentence: Callable[[Row], str],
    says: Callable[[Row], str],
    lines: Callable[[Row], list[list[Part]]],
    columns: list[str],
    cells: Callable[[Row], list[str]],
    note: str = "",
) -> Panel:
    whole = rows[0].row
    groups = _groups(rows)
    said = why(whole.why) if whole.why else sentence(whole)
    if not whole.why and not groups:
        said += " " + _("Each group is too small to be shown by itself.")
    return Panel(
        slug,
        title,
        said,
        legend if groups else [],
        [Bar(one.label, says(one.row), lines(one.row)) for one in groups[:MOST]],
        max(len(groups) - MOST, 0),
        [*columns, _("Counted")],
        [
            [one.label, *cells(one.row), str(one.row.n)]
            for one in [*groups, rows[0]]
            if one.row.figures
        ],
        note,
    )


def _costs(rows: list[Named], shown: Boards) -> Panel:
    whole: CostRow = rows[0].row
    groups = [one for one in rows if one.kind != ALL]
    several = len(whole.paid) > 1
    most = {
        paid.currency: max(one.row.each.get(paid.currency, 0) for one in groups)
        for paid in whole.paid
    }
    bars = []
    for one in groups:
        for paid in one.row.paid:
            each = one.row.each.get(paid.currency)
            label = f"{one.label} · {paid.currency}" if several else one.label
            lines = [_part("fill-cost", 0, each or 0, most[paid.currency])]
            bars.append(Bar(label, _each(one.row, paid), [lines] if each else []))
    return Panel(
        "costs",
        _("Cost of an approved dialogue"),
        _cost_sentence(whole),
        [],
        bars[:MOST],
        max(len(bars) - MOST, 0),
        [_("For each approved"), _("Paid"), _("Calls"), _("Approved")],
        [
            [
                one.label,
                _each(one.row, paid),
                money(paid.spent, paid.currency),
                _calls(paid),
                _few(one.row),
            ]
            for one in [*groups, rows[0]]
            for paid in one.row.paid
        ],
        " ".join(_cost_notes(whole, shown)),
    )


def _cost_sentence(whole: CostRow) -> str:
    if not whole.paid:
        return _("No call to a drafter was made.")
    paid = _(" and ").join(money(one.spent, one.currency) for one in whole.paid)
    if whole.why == NONE:
        return _("%(paid)s paid, and nothing of it is approved yet.") % {"paid": paid}
    if whole.why == FEW:
        return _(
            "%(paid)s paid; fewer than %(least)d dialogues are approved, "
            "which is too few for a cost of one."
        ) % {"paid": paid, "least": LEAST}
    each = _(" and ").join(money(value, name) for name, value in whole.each.items())
    return _(
        "An approved dialogue costs %(each)s: %(paid)s for %(approved)d of them."
    ) % {"each": each, "paid": paid, "approved": whole.approved}


def _cost_notes(whole: CostRow, shown: Boards) -> list[str]:
    notes = [
        _(
            "With failed and unusable replies, drafts that were not chosen, test "
            "runs and new wordings. Without imported dialogues."
        )
    ]
    if len(whole.paid) > 1:
        notes.append(
            _("Currencies are not added up: each dialogue takes what stands in each.")
        )
    if unknown := sum(one.unknown for one in whole.paid):
        notes.append(
            ngettext(
                "%(count)d call has an unknown cost and counts as the most it could be.",
                "%(count)d calls have an unknown cost and count as the most they could be.",
                unknown,
            )
            % {"count": unknown}
        )
    if not shown.asked.narrowed:
        notes.append(_("Trying a drafter belongs to no group, only to the whole."))
    if shown.asked.by == MONTH or shown.asked.first or shown.asked.last:
        notes.append(_("A month is the one in which the drafts were ordered."))
    return notes


def _each(row: CostRow, paid: Paid) -> str:
    if row.why == NONE:
        return _("none approved yet")
    if row.why == FEW:
        return _("fewer than %d approved") % LEAST
    return money(row.each[paid.currency], paid.currency)


def _few(row: CostRow) -> str:
    return f"< {LEAST}" if row.why == FEW else str(row.approved)


def _calls(paid: Paid) -> str:
    if not paid.unknown:
        return str(paid.calls)
    return _("%(calls)d, %(unknown)d of unknown cost") % paid._asdict()


def _groups(rows: list[Named]) -> list[Named]:
    """What is drawn: not the whole, and nothing that is not shown."""
    return [one for one in rows if one.kind != ALL and one.row.figures]


def why(code: str) -> str:
    """Why there is no figure, as a sentence."""
    return {
        NONE: _("There is nothing to count yet."),
        FEW: _("Fewer than %d: too few for a figure.") % LEAST,
        ONE_PERSON: _("All of it is one person's, so there is no figure."),
    }[code]


def _part(kind: str, x: float, value: Any, most: Any) -> Part:
    width = 100 * value / most if most else 0
    return Part(kind, f"{x:.2f}", f"{width:.2f}")


def _stacked(values: list[tuple[str, int]]) -> list[Part]:
    whole, x, parts = sum(value for _kind, value in values), 0.0, []
    for kind, value in values:
        parts.append(_part(kind, x, value, whole))
        x += 100 * value / whole if whole else 0
    return parts


def _percent(part: int, n: int | None) -> str:
    return f"{100 * part / n:.0f} %" if n else "–"


def _span(row: Row, name: str) -> str:
    value = row.figures[name]
    return "–" if value is None else span(value)


def span(value: timedelta) -> str:
    """A length of time in the one unit that says most."""
    if value < MINUTE:
        return _("%d s") % value.total_seconds()
    if value < HOUR:
        return _("%.1f min") % (value / MINUTE)
    if value < DAY:
        return _("%.1f h") % (value / HOUR)
    return _("%.1f days") % (value / DAY)


def money(value: Decimal, currency: str) -> str:
    """An amount with two decimals, or with as many as show two digits of it."""
    decimals = 2
    if value:
        decimals = max(2, 1 - value.adjusted())
    return f"{value:.{decimals}f} {currency}"
