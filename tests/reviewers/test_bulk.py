"""One verb for many dialogues: who may, what is previewed, and what is touched."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from dialogues.domain import editing
from dialogues.history import Refused
from dialogues.models import Topic
from reviewers.bulk_queries import bulks_of, open_to_it, report_of, samples_of
from reviewers.domain import bulk_runs, bulk_verbs, bulks
from reviewers.models import Bulk
from tests.bulks import (
    carried_out,
    in_its_language,
    numbered,
    ordered,
    outcomes,
    previewed,
)
from tests.factories import (
    make_drafted,
    make_member,
    make_project,
    make_submitted,
    make_topic,
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


def test_approving_is_never_a_bulk_verb(project):
    both = make_member(project, "expert", "admin", safeguarding=True)
    dialogue = make_submitted(project)
    deciding = {"approve", "sign", "reject", "fix", "escalate", "reopen", "open"}

    assert deciding.isdisjoint(Bulk.Verb.values)
    for verb in deciding:
        with pytest.raises(ValidationError):
            previewed(project, verb, both)
        with pytest.raises(IntegrityError), transaction.atomic():
            Bulk(project=project, verb=verb, ordered_by=both).save()
    assert afresh(dialogue).status == "submitted"
    assert not dialogue.approvals.exists()


def test_each_row_is_one_verb_with_its_own_event(project, admin):
    school, friends = make_topic(project), make_topic(project, theme="朋友")
    first, second = (make_drafted(project, topic=one) for one in (school, friends))

    bulk = carried_out(project, "set theme", admin, theme=" 朋友 ")

    assert outcomes(bulk) == [
        (second, "refused", "already_so"),
        (first, "done", ""),
    ]
    assert Topic.objects.get(pk=school.pk).theme == "朋友"
    event = first.events.last()
    assert (event.verb, event.by, event.data) == (
        "set theme",
        admin,
        {"theme": "朋友", "before": "学校"},
    )
    assert verbs(second) == ["draft"]
    assert (bulk.status, report_of(bulk)) == (
        "done",
        {"total": 2, "done": 1, "refused": 1, "waiting": 0},
    )
    assert list(bulk.events.values_list("verb", "by")) == [
        ("preview", admin.pk),
        ("order", admin.pk),
        ("start", None),
        ("finish", None),
    ]


def test_only_what_the_filter_found_at_the_preview_is_touched(project, admin):
    chosen = make_drafted(project, topic=make_topic(project, theme="朋友"))
    other = make_drafted(project, topic=make_topic(project, theme="家庭"))
    bulk = previewed(
        project, "set priority", admin, filters={"theme": "朋友"}, priority=2
    )
    late = make_drafted(project, topic=make_topic(project, theme="朋友"))

    ordered(bulk, admin)

    assert outcomes(bulk) == [(chosen, "done", "")]
    assert [afresh(one.topic).priority for one in (chosen, other, late)] == [2, 0, 0]
    assert afresh(chosen).need == 20


def test_what_changed_since_the_preview_is_left_alone(project, admin):
    same, changed = numbered(project, 2)
    bulk = previewed(project, "set theme", admin, theme="朋友")
    editing.claim(changed, by=make_member(project, "volunteer"))

    ordered(bulk, admin)

    assert outcomes(bulk) == [
        (changed, "refused", "changed_since"),
        (same, "done", ""),
    ]
    row = bulk.rows.get(dialogue=changed)
    assert row.sentence == in_its_language(
        "It has changed since the preview, so it was left alone.",
    )
    assert afresh(changed.topic).theme == "学校"


def test_the_preview_counts_what_the_verb_cannot_do_and_shows_ten(project, admin):
    numbered(project, 11)
    make_submitted(project)

    bulk = previewed(project, "set priority", admin, priority=1)

    assert (bulk.total, open_to_it(bulk)) == (12, 11)
    assert len(samples_of(bulk, by=admin)) == 6
    assert list(bulks_of(project)) == []
    with pytest.raises(Refused):
        previewed(project, "re-check", admin, filters={"q": "没有这样的话"})


def test_no_preview_shows_more_than_ten(project, admin):
    numbered(project, 21)

    samples = samples_of(previewed(project, "re-check", admin), by=admin)

    assert [row.number for row in samples] == [1, 4, 7, 10, 13, 16, 19]


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("admin", ["assign", "set theme", "re-check", "set priority"]),
        ("expert", ["return", "set theme", "re-check"]),
        ("volunteer", []),
    ],
)
def test_each_role_is_offered_what_it_may_do_to_one(project, role, may):
    person = make_member(project, role)
    make_drafted(project)

    assert bulk_verbs.offered(project, by=person) == may
    for verb in set(Bulk.Verb.values) - set(may):
        with pytest.raises(PermissionDenied):
            previewed(project, verb, person)


@pytest.mark.parametrize(
    ("verb", "options", "field"),
    [
        ("assign", {}, "to"),
        ("assign", {"to": "nobody"}, "to"),
        ("return", {"text": "x"}, "reason"),
        ("return", {"reason": "other"}, "text"),
        ("set theme", {"theme": " "}, "theme"),
        ("set theme", {"theme": "长" * 81}, "theme"),
        ("set priority", {"priority": 7}, "priority"),
        ("set priority", {"priority": None}, "priority"),
    ],
)
def test_what_goes_with_a_verb_is_checked_at_once(project, verb, options, field):
    both = make_member(project, "expert", "admin")
    make_drafted(project)

    with pytest.raises(ValidationError) as error:
        previewed(project, verb, both, **options)

    assert list(error.value.message_dict) == [field]
    assert not Bulk.objects.exists()


def test_another_may_stop_it_only_as_an_admin(project, admin, expert):
    make_submitted(project)
    bulk = previewed(project, "re-check", expert)
    stranger = make_member(project, "expert")

    for verb, person in ((bulks.order, admin), (bulks.cancel, stranger)):
        with pytest.raises(PermissionDenied):
            verb(bulk, by=person)
    bulks.cancel(bulk, by=admin)

    assert afresh(bulk).status == "cancelled"


def test_a_preview_that_nobody_ordered_lapses(project, admin):
    make_drafted(project)
    bulk = previewed(project, "re-check", admin)

    bulk_runs.sweep()
    assert afresh(bulk).status == "previewed"
    Bulk.objects.update(updated_at=timezone.now() - timedelta(days=2))
    bulk_runs.sweep()

    assert afresh(bulk).status == "cancelled"


def test_no_more_than_so_many_at_once(project, admin, monkeypatch):
    numbered(project, 3)
    monkeypatch.setattr(bulks, "MOST", 2)

    with pytest.raises(Refused):
        previewed(project, "re-check", admin)
