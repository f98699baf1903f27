"""Asking the database, by plain SQL, for what it must refuse."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from dialogues.models import Finding
from tests.factories import make_release


@contextmanager
def refused(constraint):
    """The statements inside fail, at the latest at the end of their transaction."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():  # noqa: PT012
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert error.value.__cause__.diag.constraint_name == constraint


def disclose(dialogue):
    return Finding.objects.create(
        revision=dialogue.head,
        code="disclosure",
        severity=Finding.Severity.DISCLOSURE,
    )


def release_row(sql, release, dialogue, revision):
    sql(
        "INSERT INTO exports_releaseitem (id, release_id, number, dialogue_id,"
        " revision_id, split, record, sha256)"
        " VALUES (gen_random_uuid(), %s, 1, %s, %s, 'train', '{}', '')",
        release.pk,
        dialogue.pk,
        revision.pk,
    )


def make_building(project):
    release = make_release(project)
    with release.change("build", by=None):
        pass
    return release
