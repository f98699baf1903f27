"""What goes into a release, what stays out, and what a failure leaves."""

import hashlib
import time
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.utils import timezone

from dialogues.domain import submission
from dialogues.history import Refused
from dialogues.models import Membership
from exports import tasks
from exports.domain import files, releases
from exports.formats import manifest_lines
from exports.models import Release, ReleaseItem
from exports.queries import manifest_head, manifest_items
from exports.snapshot import canonical_json, fingerprint
from tests.exports.approved import approve_many, build
from tests.factories.dialogues import make_dialogue
from tests.factories.exports import make_release
from tests.factories.people import make_member, make_project

pytestmark = pytest.mark.django_db


def test_only_approved_heads_go_in_and_the_rest_is_counted():
    project = make_project()
    first, second = approve_many(project, 2)
    for status in ("drafted", "submitted", "returned", "rejected"):
        make_dialogue(project, status)

    release = build(project)

    assert release.status == "ready"
    assert release.rows == {"train": 2, "validation": 0, "test": 0}
    assert release.excluded == {
        "drafted": 1,
        "submitted": 1,
        "returned": 1,
        "rejected": 1,
    }
    assert list(release.items.values_list("number", "dialogue", "revision")) == [
        (1, first.pk, first.head_id),
        (2, second.pk, second.head_id),
    ]
    assert release.items.get(number=1).record["approvals"] == {"reviewed": 1}


def test_the_manifest_and_each_row_can_be_proved():
    project = make_project()
    approve_many(project, 3)

    release = build(project)

    manifest = "".join(manifest_lines(manifest_head(release), manifest_items(release)))
    assert release.sha256 == hashlib.sha256(manifest.encode()).hexdigest()
    for item in release.items.all():
        assert item.sha256 == fingerprint(canonical_json(item.record))


def test_no_person_is_named_in_a_record():
    project = make_project()
    approve_many(project, 1)

    record = canonical_json(build(project).items.get().record)

    for membership in Membership.objects.filter(project=project):
        assert membership.user.username not in record


def test_a_reopened_dialogue_leaves_the_next_release_and_stays_in_the_old():
    project = make_project()
    kept, reopened = approve_many(project, 2)
    old = build(project, name="old")

    submission.reopen(reopened, reason="再看看", by=make_member(project, "expert"))
    new = build(project, name="new")

    assert set(old.items.values_list("dialogue", flat=True)) == {kept.pk, reopened.pk}
    assert list(new.items.values_list("dialogue", flat=True)) == [kept.pk]
    assert new.excluded == {"submitted": 1}


def test_who_lost_the_right_to_sign_takes_the_dialogue_out_without_a_failure():
    project = make_project()
    _kept, lacking = approve_many(project, 2)
    connection.check_constraints()  # what a commit does between approval and finding
    lacking.head.findings.create(code="disclosure", severity="disclosure")

    release = build(project)

    assert release.rows["train"] == 1
    assert release.excluded == {"approvals_missing": 1}


def test_rows_of_one_topic_share_a_split():
    project = make_project()
    approve_many(project, 14, topics=[f"话题{n}" for n in range(7)])

    release = build(project)

    sides = {}
    for split, topic in release.items.values_list("split", "record__topic"):
        sides.setdefault(topic, set()).add(split)
    assert len(sides) == 7
    assert all(len(splits) == 1 for splits in sides.values())
    assert sum(release.rows.values()) == 14
    assert release.rows["test"] > 0


@pytest.mark.parametrize("role", ["volunteer", "expert"])
def test_only_admins_order(role):
    project = make_project()
    approve_many(project, 1)

    with pytest.raises(PermissionDenied):
        releases.order_release(project, name="one", by=make_member(project, role))

    assert not Release.objects.exists()


def test_a_name_is_taken_once_and_has_to_be_a_name():
    project = make_project()
    approve_many(project, 1)
    admin = make_member(project, "admin")
    releases.order_release(project, name="one", by=admin)

    with pytest.raises(Refused, match="one"):
        releases.order_release(project, name="one", by=admin)
    with pytest.raises(ValidationError) as refused:
        releases.order_release(project, name="第一版 !", by=admin)

    assert list(refused.value.message_dict) == ["name"]
    assert Release.objects.count() == 1


def test_nothing_approved_is_refused_and_failed_when_it_comes_later():
    project = make_project()
    admin = make_member(project, "admin")
    with pytest.raises(Refused):
        releases.order_release(project, name="one", by=admin)

    release = make_release(project, by=admin)
    releases.build_release(release)

    release.refresh_from_db()
    assert release.status == "failed"
    assert release.error
    assert not ReleaseItem.objects.exists()

    approve_many(project, 1)
    releases.try_again(release, by=admin)
    releases.build_release(release)
    assert release.rows["train"] == 1


def test_a_fault_halfway_leaves_nothing_half_done(sql):
    project = make_project()
    approve_many(project, 2)
    release = make_release(project)
    sql("ALTER TABLE exports_releaseitem ADD CONSTRAINT fault CHECK (number < 2)")

    with pytest.raises(IntegrityError):
        releases.build_release(release)

    release.refresh_from_db()
    assert (release.status, release.rows, release.sha256) == ("failed", {}, "")
    assert release.error
    assert not release.items.exists()


def test_a_second_delivery_builds_nothing_twice():
    project = make_project()
    approve_many(project, 1)
    release = build(project)

    with pytest.raises(Refused):
        releases.build_release(release)

    assert release.items.count() == 1


def test_the_sweep_takes_up_what_was_left_behind(django_capture_on_commit_callbacks):
    project = make_project()
    approve_many(project, 1)
    left = make_release(project)
    with left.change("build", by=None):
        left.heartbeat_at = timezone.now() - timedelta(minutes=1)
    fresh = make_release(project)
    with fresh.change("build", by=None):
        fresh.heartbeat_at = timezone.now()

    with django_capture_on_commit_callbacks() as sent:
        tasks.sweep_releases()

    left.refresh_from_db()
    fresh.refresh_from_db()
    assert (left.status, fresh.status) == ("queued", "building")
    assert len(sent) == 1
    tasks.build_release(str(left.pk))
    left.refresh_from_db()
    assert left.status == "ready"


@pytest.mark.django_db(transaction=True)
def test_the_sweep_leaves_a_release_alone_while_a_worker_holds_it():
    release = make_release(make_project())
    with release.change("build", by=None):
        release.heartbeat_at = timezone.now() - timedelta(hours=1)
    worker = connection.copy()
    try:
        worker.set_autocommit(False)
        with worker.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM exports_release WHERE id = %s FOR NO KEY UPDATE",
                [release.pk],
            )
            tasks.sweep_releases()
            release.refresh_from_db()
            assert release.status == "building"
    finally:
        worker.close()  # as when its process is killed

    # The server lets go of the lock a moment after the connection has gone.
    deadline = time.monotonic() + 20
    while release.status != "queued" and time.monotonic() < deadline:
        tasks.sweep_releases()
        release.refresh_from_db()
    assert release.status == "queued"


def test_a_withdrawn_release_hands_out_nothing(tmp_path):
    project = make_project()
    approve_many(project, 1)
    release = build(project)

    with pytest.raises(PermissionDenied):
        releases.withdraw(release, by=make_member(project, "expert"))
    releases.withdraw(release, reason="错", by=make_member(project, "admin"))

    with pytest.raises(Refused):
        files.write_files(release, "messages", tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert release.items.count() == 1
