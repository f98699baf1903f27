"""The chain of hashes: every change of what was written once shows."""

import json
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from dialogues.domain import submission
from dialogues.models import Dialogue
from exports.domain.sealing import guarded_tables, head_of, seal, verify
from exports.models import Seal
from tests.exports.approved import approve_many, build
from tests.factories import make_member, make_project
from tests.gate import refused

pytestmark = pytest.mark.django_db


def sealed_project():
    """A project with two approved dialogues, sealed once after each."""
    project = make_project()
    approve_many(project, 1, topics=["一"])
    connection.check_constraints()
    seal(project)
    approve_many(project, 1, topics=["二"])
    connection.check_constraints()
    seal(project)
    return project


@contextmanager
def past_the_gate(sql, table):
    """What somebody with the database in their hands could do."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
    yield
    sql(f"ALTER TABLE {table} ENABLE TRIGGER append_only")


def faults(project, **known):
    return [
        (one["seal"], one["table"], one["fault"])
        for one in verify(project, **known)["faults"]
    ]


def test_a_chain_that_nobody_touched_stands():
    project = sealed_project()

    report = verify(project)

    first, second = project.seals.order_by("number")
    assert second.previous == first.hash
    assert report == {
        "project": project.slug,
        "seals": 2,
        "rows": first.rows + second.rows,
        "unsealed": 0,
        "head": second.hash,
        "faults": [],
    }


def test_every_guarded_row_of_the_project_and_none_of_another_is_sealed(sql):
    project = sealed_project()
    approve_many(make_project(), 1)

    [(revisions,)] = sql(
        "SELECT count(*) FROM exports_sealedrow s JOIN dialogues_revision r"
        " ON s.key = r.id::text WHERE s.\"table\" = 'dialogues_revision'",
    )
    assert revisions == sum(
        one.revisions.count() for one in Dialogue.objects.filter(project=project)
    )
    assert {one.table for one in guarded_tables()} >= {
        "dialogues_dialogueevent",
        "dialogues_revision",
        "dialogues_approval",
        "dialogues_prompt",
        "dialogues_checklistitem",
        "reviewers_reviewevent",
        "exports_releaseevent",
        "trainer_runevent",
    }


def test_nothing_new_makes_no_new_link():
    project = sealed_project()

    assert seal(project) is None
    assert project.seals.count() == 2


def test_what_is_not_sealed_yet_is_counted():
    project = sealed_project()
    submission.reopen(
        Dialogue.objects.filter(project=project).first(),
        reason="再看看",
        by=make_member(project, "expert"),
    )

    assert verify(project)["unsealed"] == 1
    assert seal(project).rows == 1
    assert verify(project)["unsealed"] == 0


def test_a_changed_row_shows(sql):
    project = sealed_project()

    with past_the_gate(sql, "dialogues_revision"):
        sql(
            "UPDATE dialogues_revision SET turns = '[]' WHERE id ="
            " (SELECT head_id FROM dialogues_dialogue WHERE project_id = %s LIMIT 1)",
            project.pk,
        )

    assert [fault[1:] for fault in faults(project)] == [
        ("dialogues_revision", "row_changed"),
    ]


def test_a_removed_row_shows(sql):
    project = sealed_project()

    with past_the_gate(sql, "dialogues_dialogueevent"):
        sql(
            "DELETE FROM dialogues_dialogueevent WHERE verb = 'approve' AND dialogue_id"
            " = (SELECT id FROM dialogues_dialogue WHERE project_id = %s LIMIT 1)",
            project.pk,
        )

    assert [fault[1:] for fault in faults(project)] == [
        ("dialogues_dialogueevent", "row_removed"),
    ]


def test_rows_in_another_order_show(sql):
    project = sealed_project()

    with past_the_gate(sql, "exports_sealedrow"):
        sql(
            "UPDATE exports_sealedrow SET position = 100000 - position WHERE seal_id"
            " = (SELECT id FROM exports_seal WHERE project_id = %s AND number = 1)",
            project.pk,
        )

    assert faults(project) == [(1, "", "seal_altered")]


def test_a_row_that_was_changed_together_with_its_hash_shows(sql):
    project = sealed_project()

    with past_the_gate(sql, "exports_sealedrow"):
        sql(
            "UPDATE exports_sealedrow SET sha256 = repeat('0', 64) WHERE position = 1"
            " AND seal_id = (SELECT id FROM exports_seal WHERE project_id = %s"
            " AND number = 1)",
            project.pk,
        )

    assert {fault for _seal, _table, fault in faults(project)} == {
        "seal_altered",
        "row_changed",
    }


def test_a_link_that_was_taken_out_shows(sql):
    project = sealed_project()

    with past_the_gate(sql, "exports_sealedrow"), past_the_gate(sql, "exports_seal"):
        drop_seal(sql, project, 1)

    assert (2, "", "chain_broken") in faults(project)


def test_a_chain_that_was_cut_off_behind_a_release_shows(sql):
    project = sealed_project()
    head = build(project).audit_head

    with past_the_gate(sql, "exports_sealedrow"), past_the_gate(sql, "exports_seal"):
        drop_seal(sql, project, Seal.objects.get(hash=head).number)

    [fault] = verify(project)["faults"]
    assert (fault["fault"], fault["key"]) == ("head_missing", head)


def test_a_chain_that_was_cut_off_behind_a_head_that_was_written_down_shows(sql):
    project = sealed_project()
    head = head_of(project)
    assert faults(project, known_heads=(head,)) == []

    with past_the_gate(sql, "exports_sealedrow"), past_the_gate(sql, "exports_seal"):
        drop_seal(sql, project, 2)

    assert faults(project) == []  # from inside nothing can be seen
    assert faults(project, known_heads=(head,)) == [(2, "", "head_missing")]


def drop_seal(sql, project, number):
    [(link,)] = sql(
        "SELECT id FROM exports_seal WHERE project_id = %s AND number = %s",
        project.pk,
        number,
    )
    sql("DELETE FROM exports_sealedrow WHERE seal_id = %s", link)
    sql("DELETE FROM exports_seal WHERE id = %s", link)


def test_the_links_themselves_are_written_once(sql):
    sealed_project()

    for table in ("exports_seal", "exports_sealedrow"):
        with refused("append_only"):
            sql(f"DELETE FROM {table}")
        with refused("append_only"):
            sql(f"UPDATE {table} SET id = id")


def test_a_release_prints_the_head_of_the_history_it_stands_on():
    project = make_project()
    approve_many(project, 2)
    connection.check_constraints()

    release = build(project)

    assert release.audit_head == project.seals.get().hash


def test_the_command_proves_seals_and_fails_on_a_fault(sql):
    project = sealed_project()
    out = StringIO()
    call_command("verify_audit", "--json", stdout=out)
    report = json.loads(out.getvalue())
    assert [one["head"] for one in report["projects"]] == [head_of(project)]
    assert report["faults"] == []

    submission.reopen(
        Dialogue.objects.filter(project=project).first(),
        reason="再看看",
        by=make_member(project, "expert"),
    )
    call_command("verify_audit", "--seal", stdout=StringIO())
    assert verify(project)["unsealed"] == 0

    with past_the_gate(sql, "dialogues_approval"):
        sql("DELETE FROM dialogues_approval")
    out = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("verify_audit", "--json", stdout=out)
    assert stop.value.code == 1
    assert {one["fault"] for one in json.loads(out.getvalue())["faults"]} == {
        "row_removed",
    }
