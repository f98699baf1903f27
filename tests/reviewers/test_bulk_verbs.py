"""What each verb for many dialogues does to one of them."""

import pytest
from django.utils import timezone

from dialogues.domain import arranging, editing
from dialogues.history import Refused
from dialogues.models import Dialogue
from reviewers.domain import bulk_verbs, bulks, reviewing
from reviewers.models import SecondOpinions
from tests.bulks import (
    RETURN,
    carried_out,
    in_its_language,
    numbered,
    outcomes,
    previewed,
)
from tests.factories import (
    make_approved,
    make_drafted,
    make_member,
    make_project,
    make_signed,
    make_submitted,
    turns,
)
from tests.races import afresh, verbs

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def expert(project):
    return make_member(project, "expert")


def test_a_draft_is_kept_for_who_it_was_assigned_to(project, admin):
    kept, free = numbered(project, 2)
    lin, mei = (make_member(project, "volunteer") for _one in range(2))
    Dialogue.objects.filter(pk=free.pk).update(need=30)
    theme = {"q": kept.topic.text}

    bulk = carried_out(project, "assign", admin, filters=theme, to=lin.username)

    assert outcomes(bulk) == [(kept, "done", "")]
    with pytest.raises(Refused):
        editing.claim(afresh(kept), by=mei)
    assert editing.claim_next(project, by=mei).dialogue == free
    assert editing.claim_next(project, by=make_member(project, "volunteer")) is None
    work = editing.claim_next(project, by=lin)
    assert work.dialogue == kept
    assert kept.events.last().data["why"] == {"code": "kept"}
    # Begun and given back, it is anybody's.
    editing.give_back(work, by=lin)
    another = make_member(project, "volunteer")
    assert editing.claim_next(project, by=another).dialogue == kept


def test_what_is_kept_too_long_is_anybodys(project, admin):
    dialogue = make_drafted(project)
    lin = make_member(project, "volunteer")
    arranging.assign(dialogue, to=lin, by=admin)
    dialogue.keeping.until = timezone.now()
    dialogue.keeping.save()

    work = editing.claim_next(project, by=make_member(project, "volunteer"))

    assert work.dialogue == dialogue


def test_nobody_is_assigned_what_they_skipped(project, admin):
    dialogue = make_drafted(project)
    lin = make_member(project, "volunteer")
    editing.skip(editing.claim(dialogue, by=lin), reason="太难", by=lin)

    bulk = carried_out(project, "assign", admin, to=lin.username)

    assert outcomes(bulk) == [(dialogue, "refused", "refused")]
    assert bulk.rows.get().sentence == in_its_language(
        "This dialogue cannot be kept for this person.",
    )


def test_returning_ties_the_reason_to_a_turn_of_each(project, expert):
    own = make_submitted(project)
    own.revisions.create(number=3, parent=own.head, author=expert, turns=own.head.turns)
    Dialogue.objects.filter(pk=own.pk).update(head=own.revisions.get(number=3))
    drafted = make_drafted(project)
    dialogue = make_submitted(project)

    bulk = carried_out(project, "return", expert, **RETURN)

    assert {row[0]: row[1] for row in outcomes(bulk)} == {
        own: "refused",
        drafted: "refused",
        dialogue: "done",
    }
    comment = dialogue.comments.get()
    assert (str(comment.turn), comment.code, comment.text, comment.by) == (
        dialogue.head.turns[1]["id"],
        RETURN["reason"],
        RETURN["text"],
        expert,
    )
    assert afresh(dialogue).status == "returned"
    assert verbs(dialogue)[-2:] == ["open", "return"]
    review = dialogue.reviews.get()
    assert (review.status, review.decision, review.by_bulk) == (
        "decided",
        "return",
        True,
    )


def test_a_reason_stands_where_what_was_chosen_by_was_found(project):
    revision = make_drafted(project, of=turns("你好。", "好。", "嗯。", "好。")).head
    revision.findings.create(
        code="preaching", severity="warning", turn=revision.turns[3]["id"]
    )

    assert bulk_verbs.place_of(revision, "preaching") == revision.turns[3]["id"]
    assert bulk_verbs.place_of(revision, "") == revision.turns[1]["id"]


def test_a_return_that_two_must_read_waits_for_the_other(project, expert):
    SecondOpinions.objects.create(project=project, percent=100)
    make_member(project, "expert")
    dialogue = make_submitted(project)

    bulk = carried_out(project, "return", expert, **RETURN)

    assert bulk.rows.get().sentence == in_its_language(
        "Said; another expert reads it first.",
    )
    assert afresh(dialogue).status == "submitted"


def test_who_reads_a_dialogue_just_now_returns_no_others(project, expert):
    reviewing.claim(make_submitted(project), by=expert)
    make_submitted(project)
    bulk = previewed(project, "return", expert, **RETURN)

    with pytest.raises(Refused):
        bulks.order(bulk, by=expert)

    assert afresh(bulk).status == "previewed"


def test_checking_again_adds_what_today_s_checks_find(project, admin):
    said = turns("爸爸昨天又打我了。", "你一定很害怕。")
    missed = make_submitted(project, of=said)
    marked = [make_member(project, "expert", safeguarding=True) for _one in range(2)]
    for person in marked:
        make_signed(missed, by=person)
    make_approved(project, dialogue=missed, approvers=marked)
    kept = set(missed.head.findings.values_list("code", flat=True))

    bulk = carried_out(project, "re-check", admin)

    assert outcomes(bulk) == [(missed, "done", "")]
    assert set(missed.head.findings.values_list("code", flat=True)) == kept
    assert missed.events.last().data["found"] == []


def test_checking_again_finds_a_disclosure_that_was_missed(
    project, admin, monkeypatch, sql
):
    said = turns("爸爸昨天又打我了。", "你一定很害怕。")
    with monkeypatch.context() as patch:
        patch.setattr("dialogues.domain.findings.run_checks", lambda *_a, **_k: [])
        missed = make_approved(project, of=said)
    assert not missed.head.findings.exists()
    sql("SET CONSTRAINTS ALL IMMEDIATE")

    bulk = carried_out(project, "re-check", admin)

    assert "disclosure" in missed.events.last().data["found"]
    assert bulk.rows.get().sentence
    assert afresh(missed).status == "approved"
    assert missed.head.findings.filter(severity="disclosure").count() == 1
    # Until it is decided again, the database keeps it as it is.
    for verb, options in (("re-check", {}), ("set theme", {"theme": "朋友"})):
        again = carried_out(project, verb, admin, **options)
        assert outcomes(again) == [(missed, "refused", "refused")]
