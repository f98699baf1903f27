"""What the database refuses to release, and what it keeps for good."""

from importlib import import_module

import pytest
from django.db import connection

from dialogues.course_queries import guidelines_of
from dialogues.domain import courses
from dialogues.domain.choosing import Kind
from dialogues.domain.drafters import change_drafter
from dialogues.domain.projects import add_member
from dialogues.domain.quotas import set_quota
from dialogues.domain.reasons import retire_reason
from dialogues.domain.sign_offs import set_asked
from dialogues.models import Proposal, SupportCall
from exports.domain.sealing import seal
from reviewers.domain import cases, help_lines, norming, reviewing
from tests.courses import make_course, pass_course
from tests.factories import (
    EVERY_ELEMENT,
    make_approved,
    make_batch,
    make_bulk,
    make_case,
    make_dialogue,
    make_draft,
    make_import,
    make_member,
    make_project,
    make_review,
    make_run,
    make_server,
    make_source,
    make_user,
)
from tests.factories.norming import make_revealed
from tests.factories.peers import make_peer_project, make_waiting
from tests.gate import disclose, make_building, refused, release_row
from tests.labels import make_schemes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "status", ["drafted", "editing", "submitted", "returned", "rejected"]
)
def test_only_an_approved_dialogue_is_released(sql, status):
    project = make_project()
    release, dialogue = make_building(project), make_dialogue(project, status)

    with refused("released_when_approved"):
        release_row(sql, release, dialogue, dialogue.head)


def test_only_the_approved_revision_is_released(sql):
    project = make_project()
    release, dialogue = make_building(project), make_approved(project)

    with refused("released_when_approved"):
        release_row(sql, release, dialogue, dialogue.head.parent)


def test_no_release_takes_what_was_disclosed_after_the_approval(sql):
    project = make_project()
    dialogue = make_approved(project, approvers=[make_member(project, "expert")])
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    disclose(dialogue)

    with refused("released_when_approved"):
        release_row(sql, make_building(project), dialogue, dialogue.head)


def test_no_release_takes_a_dialogue_of_another_project(sql):
    dialogue = make_approved(make_project())

    with refused("release_being_built"):
        release_row(sql, make_building(make_project()), dialogue, dialogue.head)


def test_a_ready_release_takes_no_row_and_never_changes(sql):
    project = make_project()
    release = make_building(project)
    with release.change("publish", by=None):
        pass
    dialogue = make_approved(project)

    with refused("release_being_built"):
        release_row(sql, release, dialogue, dialogue.head)
    for change in (
        "UPDATE exports_release SET sha256 = 'other'",
        "UPDATE exports_release SET rows = '{\"train\": 5}'",
        "UPDATE exports_release SET name = 'other'",
        "UPDATE exports_release SET status = 'building'",
        "DELETE FROM exports_release",
    ):
        with refused("release_is_frozen"):
            sql(change)


def test_a_withdrawn_release_stays_withdrawn(sql):
    release = make_building(make_project())
    with release.change("publish", by=None):
        pass
    with release.change("withdraw", by=release.ordered_by):
        pass

    with refused("release_is_frozen"):
        sql("UPDATE exports_release SET status = 'ready'")


def append_only_tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgname = 'append_only' ORDER BY 1",
        )
        return [table for (table,) in cursor.fetchall()]


def test_what_is_written_once_is_guarded():
    gate = import_module("dialogues.migrations.0002_gate")
    later = [
        *import_module("dialogues.migrations.0010_courses").APPEND_ONLY_TABLES,
        *import_module("dialogues.migrations.0015_well_being").APPEND_ONLY_TABLES,
        *import_module("dialogues.migrations.0018_peer_readings").APPEND_ONLY_TABLES,
        "dialogues_drafterchange",
        "dialogues_importevent",
        "dialogues_labelscheme",
        "dialogues_membershipchange",
        "dialogues_quotachange",
        "dialogues_reason",
        "dialogues_resolution",
        "dialogues_schemelabel",
        "dialogues_signoff",
        "dialogues_signoffswitch",
        "dialogues_sourceterms",
        "exports_releaseevent",
        "exports_releaseitem",
        "exports_seal",
        "exports_sealedrow",
        *import_module("reviewers.migrations.0007_norming").APPEND_ONLY_TABLES,
        "reviewers_bulkevent",
        "reviewers_caseevent",
        "reviewers_handover",
        "reviewers_helpedition",
        "reviewers_reviewevent",
        "reviewers_secondopinions",
        "reviewers_signature",
        "trainer_modelserverevent",
        "trainer_runevent",
    ]

    assert append_only_tables() == sorted([*gate.APPEND_ONLY_TABLES, *later])


def test_nothing_written_once_is_changed_or_removed(sql):
    fill_every_append_only_table(sql)

    for table in append_only_tables():
        [(column,)] = sql(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum = 1",
            table,
        )
        assert sql(f"SELECT count(*) > 0 FROM {table}") == [(True,)], table
        with refused("append_only"):
            sql(f"UPDATE {table} SET {column} = {column}")
        with refused("append_only"):
            sql(f"DELETE FROM {table}")


def fill_well_being(project, person):
    Proposal(project=project, by=person, text="搬家").open(by=person)
    SupportCall(project=project, asked_by=person).open(by=person)
    person.memberships.get().certificates.create(
        code="AAAAA-AAAAA",
        name="小林",
        minutes=60,
        dialogues=1,
        first_day="2026-01-01",
        last_day="2026-01-02",
    )


def fill_norming(project):
    place = make_revealed(project).places.get()
    norming.say(place, text="好", by=place.norming.opened_by)
    place.revision.judge_answers.create(
        project=project,
        item=place.norming.checklist.items.first(),
        value="yes",
        model="judge",
        prompt_version="1",
        imported_by=place.norming.opened_by,
    )


def fill_every_append_only_table(sql):
    project = make_project()
    make_draft(make_batch(project))
    make_source(project)
    make_import(project)
    make_schemes(project)
    add_member(project, make_user(), roles=["volunteer"], by=None)
    admin = make_member(project, "admin")
    set_quota(project, Kind("学校"), 3, by=admin)
    retire_reason(project, slug="preaching", by=admin)
    change_drafter(project.drafters.first(), by=admin, model="newer")
    set_asked(project, asked=True, by=admin)
    said = make_dialogue(project, "returned").comments.get()
    said.resolutions.create(resolved=True, by=said.by)
    learner = make_member(make_course(project), "volunteer", level="")
    pass_course(project, learner)
    courses.mark_read(guidelines_of(project).first(), by=learner)
    fill_well_being(project, learner)
    handed = make_review(project)
    reviewing.hand_over(handed, to=make_member(project, "expert"), by=handed.expert)
    make_server(make_run(project))
    dialogue = make_approved(project)
    release_row(sql, make_building(project), dialogue, dialogue.head)
    fill_norming(make_project())
    make_waiting(make_peer_project())
    make_bulk(project)
    case = make_case(project)
    marked = make_member(project, "expert", safeguarding=True)
    cases.sign(
        case,
        revision=case.dialogue.head,
        elements=EVERY_ELEMENT,
        by=marked,
    )
    help_lines.write(project, lines="青岛 | 市热线 | 12345", wordings="", by=marked)
    seal(project)
