"""The figures of the boards against scenes that were counted by hand."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import F
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dialogues.models import Dialogue
from reviewers.board_costs import costs
from reviewers.board_queries import ages, ages_by_status, decisions, throughput, times
from reviewers.boards import (
    DRAFTER,
    LEAST,
    MONTH,
    PROMPT,
    THEME,
    Asked,
    Group,
    too_small,
    why_hidden,
)
from reviewers.estimating import pace_of
from tests.board_scenes import (
    decided,
    noon,
    paid,
    reviewed,
    spend,
    submitted_by,
    told,
    waiting,
)
from tests.factories import (
    make_dialogue,
    make_member,
    make_project,
)
from tests.factories.wordings import make_rewrite_prompt

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def authors(project):
    return [make_member(project, "volunteer") for _one in range(2)]


@pytest.fixture
def experts(project):
    return [make_member(project, "expert") for _one in range(2)]


def rows_of(board):
    return {row.key: row for row in board.rows}


def test_what_is_handed_in_and_approved_is_counted_by_month(project, authors):
    for month, handed_in, approved in ((1, 6, 0), (2, 4, 3), (3, 1, 1)):
        decided(project, authors, ["submit"] * handed_in, month=month)
        decided(project, authors, ["approve"] * approved, month=month)

    board = throughput([project], Asked())

    assert board.whole.figures == {"n": 15, "submitted": 11, "approved": 4}
    # March has two: with it goes January, or March could be taken from the whole.
    assert rows_of(board)[date(2026, 2, 1)].figures["approved"] == 3
    assert [row.key for row in board.rows] == [date(2026, 2, 1)]
    assert board.others.figures == {"n": 8, "submitted": 7, "approved": 1}


def test_a_month_begins_where_the_project_is(project, authors):
    late = datetime(2026, 1, 31, 16, 30, tzinfo=UTC)  # half past midnight in Shanghai
    for number in range(5):
        dialogue = submitted_by(project, authors[number % 2])
        told(dialogue, "submit", late + timedelta(seconds=number))

    february = Asked(first=date(2026, 2, 1), last=date(2026, 2, 1))

    assert [row.key for row in throughput([project], Asked()).rows] == [
        date(2026, 2, 1)
    ]
    assert throughput([project], february).whole.n == 5
    assert throughput([project], Asked(last=date(2026, 1, 1))).whole.n == 0


def test_how_many_decisions_send_back(project, authors):
    decided(project, authors, ["approve"] * 5 + ["return"] * 2 + ["fix"])
    decided(project, authors, ["return"] * 5 + ["reject"], theme="家里")

    board = decisions([project], Asked(by=THEME))

    assert board.whole.figures == {
        "n": 14,
        "approve": 5,
        "fix": 1,
        "return": 7,
        "reject": 1,
    }
    assert rows_of(board)["学校"].figures["return"] == 2
    assert rows_of(board)["家里"].figures["return"] == 5
    assert board.others is None


def test_nobody_is_found_out_by_a_theme_that_one_person_writes_about(project, authors):
    decided(project, authors, ["approve"] * 6, theme="学校")
    decided(project, authors, ["approve"] * 9, theme="朋友")
    decided(project, authors[:1], ["return"] * 7, theme="家里")

    by_theme = decisions([project], Asked(by=THEME))
    narrowed = decisions([project], Asked(by=THEME, theme="家里"))

    # The next larger theme joins it, so that it cannot be taken from the whole.
    assert [row.key for row in by_theme.rows] == ["朋友"]
    assert by_theme.others.figures["return"] == 7
    assert by_theme.others.n == 13
    assert (narrowed.whole.why, narrowed.whole.figures) == ("one-person", {})


def test_a_fix_counts_for_whose_text_it_mends(project, authors, experts):
    for number in range(6):
        dialogue = submitted_by(project, authors[0])
        before = dialogue.revisions.last()
        dialogue.revisions.create(
            number=3, turns=[], parent=before, author=experts[number % 2]
        )
        told(dialogue, "fix", noon(3))

    assert decisions([project], Asked(theme="学校")).whole.why == "one-person"


def test_how_long_a_decision_takes(project, authors, experts):
    minutes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 60]
    reviewed(project, authors, experts, minutes)
    opened = submitted_by(project, authors[0])
    project.reviews.create(
        dialogue=opened,
        revision=opened.revisions.last(),
        expert=experts[0],
        lease_until=noon(3),
    )

    [march] = times([project], Asked()).rows

    # The one that was left open over lunch moves the half by nothing.
    assert march.figures == {
        "n": 11,
        "half": timedelta(minutes=6),
        "most": timedelta(minutes=10),
    }


def test_what_was_returned_with_many_others_tells_nothing_of_the_time(
    project, authors, experts
):
    reviewed(project, authors, experts, [4, 5, 6, 7, 8])
    by_hand = times([project], Asked()).whole
    reviewed(project, authors, experts, [0] * 20)
    project.reviews.filter(decided_at=F("created_at")).update(by_bulk=True)

    assert times([project], Asked()).whole == by_hand
    assert [pace_of(one, project) for one in experts] == [6.0] * len(experts)


def test_how_long_dialogues_wait(project):
    now = waiting(project, "submitted", [0.5, 2, 3, 9, 40])

    whole = ages([project], Asked(), now=now).whole

    assert (whole.n, whole.figures["day"], whole.figures["week"]) == (5, 1, 2)
    assert (whole.figures["month"], whole.figures["longer"]) == (1, 1)
    assert whole.figures["half"].days == 3


def test_ages_by_status_leave_out_what_is_done(project):
    waiting(project, "rejected", [1] * 5)
    waiting(project, "returned", [1] * 5)
    now = waiting(project, "submitted", [1] * 6)

    board = ages_by_status([project], Asked(), now=now)

    assert {row.key: row.n for row in board.rows} == {"submitted": 6, "returned": 5}


@pytest.fixture
def spent(project):
    return spend(project)


def reword(project, dialogue, **fields):
    call = paid(project, prompt=make_rewrite_prompt(project), **fields)
    dialogue.events.create(
        verb="ask for wording", to_status="editing", data={"call": str(call.pk)}
    )


def test_cost_per_approved_dialogue_counts_all_that_went_wrong(spent):
    reword(spent, Dialogue.objects.filter(status="approved").first(), cost=Decimal(5))

    board = costs([spent], Asked(by=DRAFTER))
    rows = {row.key: row for row in board.rows}
    sample, other = spent.drafters.order_by("pk")

    # 6 + 0 + 2 + 1 + 1, and 5 for another wording.
    assert rows[sample.pk].each == {"USD": Decimal(15) / 6}
    [usd] = rows[sample.pk].paid
    assert (usd.calls, usd.unknown) == (11, 1)
    assert (rows[other.pk].each, rows[other.pk].why) == ({}, "none")
    # Currencies stand beside each other and are never added.
    assert board.whole.each == {"USD": Decimal(15) / 6, "CNY": Decimal(3) / 6}


def test_what_belongs_to_no_dialogue_is_in_the_whole_alone(spent):
    paid(spent, cost=Decimal(7))

    board = costs([spent], Asked(by=THEME))
    narrowed = costs([spent], Asked(by=THEME, theme="学校"))

    assert [one.spent for one in board.whole.paid] == [Decimal(3), Decimal(17)]
    assert [one.spent for one in narrowed.whole.paid] == [Decimal(3), Decimal(10)]
    assert rows_of(board)["学校"].approved == 6


def test_cost_of_fewer_than_five_is_said_in_words(spent):
    spent.dialogues.filter(pk__in=spent.dialogues.values("pk")[:2]).update(
        status="drafted"
    )

    assert costs([spent], Asked()).whole.why == "few"


def test_imported_dialogues_make_no_draft_cheaper(spent):
    for _one in range(6):
        dialogue = make_dialogue(spent, "approved")
        Dialogue.objects.filter(pk=dialogue.pk).update(origin="imported")

    assert costs([spent], Asked()).whole.approved == 6


def test_by_prompt_version_what_is_drafted_stays_with_its_version(spent):
    board = costs([spent], Asked(by=PROMPT))

    assert [(row.key, row.approved) for row in board.rows] == [
        (spent.prompts.latest("version").pk, 6)
    ]


@pytest.mark.parametrize("by", [MONTH, THEME, PROMPT, DRAFTER])
def test_another_project_is_in_no_figure(spent, by):
    strange = make_project("strange")
    now = timezone.now()

    assert throughput([strange], Asked(by=by)).whole.n == 0
    assert decisions([strange], Asked(by=by)).whole.n == 0
    assert times([strange], Asked(by=by)).whole.n == 0
    assert ages([strange], Asked(by=by), now=now).whole.n == 0
    board = costs([strange], Asked(by=by))
    assert (board.whole.paid, board.rows) == ([], [])


GROUPS = st.lists(
    st.tuples(
        st.integers(1, 12),
        st.none() | st.frozensets(st.integers(1, 3), min_size=1),
    ),
    max_size=8,
).map(
    lambda found: [Group(uuid.uuid4(), n, people) for n, people in found],
)


@given(GROUPS)
def test_neither_a_group_nor_what_is_left_of_the_whole_is_small(groups):
    pool = too_small(groups)
    left = [one for one in groups if one.key in pool]
    people = [one.people for one in left if one.people is not None]

    assert all(
        not why_hidden(one.n, one.people) for one in groups if one.key not in pool
    )
    assert too_small(groups[::-1]) == pool
    if pool and len(pool) < len(groups):
        assert sum(one.n for one in left) >= LEAST
        assert not people or len(frozenset().union(*people)) > 1
