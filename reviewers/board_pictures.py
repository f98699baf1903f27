"""The boards as a page draws them: a sentence, bars with their figure, and a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import gettext as _

from reviewers.board_cost_pictures import cost_panel
from reviewers.board_drawing import (
    Panel,
    drawn_groups,
    panel_of,
    part_of,
    percent,
    span_in,
    stacked,
)
from reviewers.boards import Row
from reviewers.boards_shown import Boards, Named


def panels(shown: Boards) -> list[Panel]:
    """Each board with something to say, in the order in which one reads them."""
    drawn = [draw(shown.boards[slug]) for slug, draw in DRAWN.items()]
    if shown.costs is not None:
        drawn.append(cost_panel(shown.costs, shown))
    return drawn


def _throughput(rows: list[Named]) -> Panel:
    names = {"submitted": _("Handed in"), "approved": _("Approved")}
    most = max([_most(named.row, names) for named in drawn_groups(rows)], default=0)
    return panel_of(
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
        says=lambda row: (
            _("%(submitted)d handed in · %(approved)d approved") % row.figures
        ),
        lines=lambda row: [
            [part_of(f"fill-{name}", 0, row.figures[name], most)] for name in names
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
        return percent(row.figures[kind], row.n)

    return panel_of(
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
            stacked([(fill, row.figures[kind]) for kind, (fill, _w) in kinds.items()])
        ],
        columns=[words for _fill, words in kinds.values()],
        cells=lambda row: [share(row, kind) for kind in kinds],
    )


def _times(rows: list[Named]) -> Panel:
    most = max(
        (one.row.figures["most"] for one in drawn_groups(rows)),
        default=timedelta(seconds=1),
    )
    return panel_of(
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
            % {"n": row.n, "half": span_in(row, "half"), "most": span_in(row, "most")}
        ),
        says=lambda row: span_in(row, "half"),
        lines=lambda row: [
            [
                part_of("fill-most", 0, row.figures["most"], most),
                part_of("fill-half", 0, row.figures["half"], most),
            ]
        ],
        columns=[_("Half within"), _("Nine of ten within")],
        cells=lambda row: [span_in(row, "half"), span_in(row, "most")],
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
            % {"n": row.n, "half": span_in(row, "half"), "most": span_in(row, "most")}
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
            % {"n": row.n, "half": span_in(row, "half")}
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
    return panel_of(
        slug,
        title,
        rows,
        legend=list(kinds.values()),
        sentence=sentence,
        says=lambda row: (
            _("%(n)d · half over %(half)s") % {"n": row.n, "half": span_in(row, "half")}
        ),
        lines=lambda row: [
            stacked([(fill, row.figures[kind]) for kind, (fill, _w) in kinds.items()])
        ],
        columns=[
            *(words for _fill, words in kinds.values()),
            _("Half over"),
            _("One in ten over"),
        ],
        cells=lambda row: [
            *(str(row.figures[kind]) for kind in kinds),
            span_in(row, "half"),
            span_in(row, "most"),
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
