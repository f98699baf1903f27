"""A query that is put together once answers like one that is put together each time."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from dialogues.domain import editing
from dialogues.models import Assignment, Dialogue, Membership, User
from dialogues.permissions import VOLUNTEER, has_role
from dialogues.prepared import prepared
from dialogues.queries import memberships_of
from dialogues.work_queries import own_work
from tests.factories import make_assignment, make_member, make_project, make_user

pytestmark = pytest.mark.django_db


def test_other_values_find_other_rows_and_the_query_is_built_once():
    works = [make_assignment(make_project()) for _one in range(3)]
    built = []

    @prepared
    def work_of(user, pk):
        built.append(user.pk)
        return own_work(user).filter(pk=pk)

    found = [work_of(work.holder, work.pk) for work in works]

    assert found == [[work] for work in works]
    assert work_of(works[0].holder, works[1].pk) == []
    assert len(built) == 1
    assert built[0] not in {work.holder_id for work in works}


def test_rows_come_with_what_the_query_brings_along(django_assert_num_queries):
    first, second = make_project(), make_project()
    people = [make_member(project, "volunteer") for project in (first, second)]

    @prepared
    def places(user, slug):
        return memberships_of(user).filter(project__slug=slug)

    for person, project in zip(people, (first, second), strict=True):
        with django_assert_num_queries(1):
            [place] = places(person, project.slug)
            assert place.project.name == project.name
            # The person through whom it was asked, not who was asked first.
            assert place.user is person


def test_some_fields_and_plain_values_are_answered_too():
    project = make_project()
    person = make_member(project, "expert")

    @prepared
    def names(project_id):
        return User.objects.filter(memberships__project=project_id).values_list(
            "username", flat=True
        )

    @prepared
    def bare(user):
        return Membership.objects.only("roles").filter(user=user)

    assert names(project.pk) == [person.username]
    assert names(make_project().pk) == []
    [place] = bare(person)
    assert place.roles == ["expert"]
    assert "safeguarding" in place.get_deferred_fields()


def test_a_query_that_would_stay_at_one_moment_is_refused():
    @prepared
    def expired(pk):
        return Assignment.objects.filter(pk=pk, lease_until__lt=timezone.now())

    with pytest.raises(TypeError, match="moment"):
        expired(make_assignment(make_project()).pk)


def test_a_moment_that_is_given_is_asked_for_each_time():
    work = make_assignment(make_project())

    @prepared
    def expired(pk, now):
        return Assignment.objects.filter(pk=pk, lease_until__lt=now)

    assert expired(work.pk, work.lease_until) == []
    assert expired(work.pk, work.lease_until + timedelta(seconds=1)) == [work]


@pytest.mark.parametrize("value", [1.5, ["volunteer"], {"volunteer"}])
def test_a_value_that_no_query_is_kept_for_is_refused(value):
    @prepared
    def people(value):
        return User.objects.filter(is_active=value)

    with pytest.raises(TypeError):
        people(value)


def test_what_makes_it_another_query_is_kept_apart():
    project = make_project()
    volunteer, expert = (
        make_member(project, "volunteer"),
        make_member(project, "expert"),
    )

    @prepared
    def members(project, roles, ended):
        rows = project.memberships.filter(ended_at__isnull=not ended)
        return rows.filter(roles__overlap=list(roles)) if roles else rows

    def found(*asked):
        return {place.user for place in members(project, *asked)}

    assert found(("volunteer",), False) == {volunteer}
    assert found(("expert",), False) == {expert}
    assert found(("volunteer", "expert"), False) == {volunteer, expert}
    assert found(None, False) == {volunteer, expert}
    assert found(None, True) == set()


def test_a_value_that_the_query_does_not_ask_for_is_refused():
    @prepared
    def everybody(pk):
        return User.objects.all()

    with pytest.raises(TypeError, match="does not ask"):
        everybody(3)


def test_more_than_the_key_of_a_row_cannot_be_looked_at():
    @prepared
    def of_the_same_project(work):
        return Dialogue.objects.filter(project=work.project_id)

    with pytest.raises(Assignment.DoesNotExist):
        of_the_same_project(make_assignment(make_project()))


@pytest.mark.django_db(transaction=True)
def test_locking_outside_a_transaction_is_refused_each_time():
    person = make_user()

    @prepared
    def locked(pk):
        return User.objects.select_for_update().filter(pk=pk)

    with transaction.atomic():
        assert locked(person.pk) == [person]
    with pytest.raises(TransactionManagementError):
        locked(person.pk)


@pytest.mark.django_db(transaction=True)
def test_threads_that_ask_at_once_each_get_their_own():
    people = [make_user() for _one in range(4)]
    found = {}

    @prepared
    def named(pk):
        return User.objects.filter(pk=pk).values_list("pk", flat=True)

    start = threading.Barrier(len(people))

    def ask(person):
        start.wait()
        try:
            found[person.pk] = {named(person.pk)[0] for _time in range(20)}
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {person.pk: {person.pk} for person in people}


def test_a_role_that_was_taken_away_counts_no_more_at_once():
    project = make_project()
    person = make_member(project, "volunteer")
    assert has_role(person, project.pk, VOLUNTEER)

    person.memberships.update(roles=["admin"])
    assert not has_role(person, project.pk, VOLUNTEER)
    person.memberships.update(roles=["volunteer"], ended_at=timezone.now())
    assert not has_role(person, project.pk, VOLUNTEER)


def test_who_lost_their_place_saves_nothing_more():
    work = make_assignment(make_project())
    other = make_member(work.project, "volunteer")

    with pytest.raises(PermissionDenied):
        editing.save_work(work, turns=work.turns, answers=[], seen=0, by=other)
    work.refresh_from_db()
    assert work.version == 0
