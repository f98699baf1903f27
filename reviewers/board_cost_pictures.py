"""What an approved dialogue cost, drawn: each currency by itself."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviewers.board_costs import CostRow, Paid
from reviewers.board_drawing import MOST, Bar, Panel, money, part_of
from reviewers.boards import FEW, LEAST, MONTH, NONE
from reviewers.boards_shown import ALL, Boards, Named


def cost_panel(rows: list[Named], shown: Boards) -> Panel:
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
            lines = [part_of("fill-cost", 0, each or 0, most[paid.currency])]
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
