"""Who reaches which page."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from dialogues.course_queries import lessons_of
from dialogues.domain.practice import try_lesson
from dialogues.domain.proposals import propose
from dialogues.models import SupportCall
from reviewers.domain import reviewing
from reviewers.norming_queries import running_norming
from tests.courses import make_course, right_answers
from tests.factories import (
    make_assignment,
    make_batch,
    make_bulk,
    make_case,
    make_draft,
    make_import,
    make_member,
    make_release,
    make_run,
    make_source,
    make_submitted,
)
from tests.factories.norming import make_norming
from tests.factories.peers import make_stage, make_taken
from tests.labels import make_schemes
from tests.pages.page_table import ELSEWHERE, HOME, NO, PEOPLE, TABLE

pytestmark = pytest.mark.django_db

# A letter leads there, and its token is all that one needs.
ELSEWHERE |= {"stop_letters"}


def address_of(name, kind, people):
    """The address of a page about a row that is new and waits for this very verb."""
    return reverse(name, args=ROWS[kind](people) if kind else [])


def held_by(people):
    return make_assignment(people["project"], author=people["volunteer"])


def worked_on(people):
    """A submitted dialogue that an expert has opened."""
    dialogue = make_submitted(people["project"], author=people["volunteer"])
    reviewing.claim(dialogue, by=make_member(people["project"], "expert"))
    return dialogue


def finding_in(dialogue):
    return dialogue.head.findings.create(code="empty-turn", severity="error")


def said_of(dialogue):
    reader = dialogue.events.get(verb="open").by
    return dialogue.comments.create(revision=dialogue.head.parent, text="好", by=reader)


def settled_in(dialogue):
    comment = said_of(dialogue)
    comment.resolutions.create(resolved=True, by=comment.by)
    return comment


def told_to(person, dialogue):
    return dialogue.notices.create(user=person, kind="returned")


def read_for_another(people):
    make_stage(people["project"])
    return make_taken(people["project"], reader=people["volunteer"])


def session_of(people):
    if running := running_norming(people["project"]):
        return running
    invited = [people["expert"], make_member(people["project"], "expert")]
    return make_norming(people["project"], experts=invited)


def reviewed_by(people):
    return reviewing.claim(make_submitted(people["project"]), by=people["expert"])


def course_of(project):
    return project if lessons_of(project) else make_course(project)


def tried_by(person, project):
    lesson = lessons_of(course_of(project))[0]
    return try_lesson(lesson, answers=right_answers(lesson), by=person)


def without_its_key(project):
    """A drafter that cannot be called, for its key is not there."""
    fields = {"model": "m", "key_name": "QUEQIAO_KEY_NOWHERE"}
    return project.drafters.get_or_create(name="keyless", defaults=fields)[0].name


def called_by(person, project):
    return SupportCall(project=project, asked_by=person).open(by=person)


def paper_of(person):
    return person.memberships.get().certificates.create(
        code="AAAAA-AAAAA",
        name="小林",
        minutes=60,
        dialogues=1,
        first_day="2026-01-01",
        last_day="2026-01-02",
    )


ROWS = {
    "paper": lambda p: [paper_of(p["volunteer"]).code],
    "call": lambda p: [called_by(p["volunteer"], p["project"]).pk],
    "proposal": lambda p: [propose(p["project"], text="x", by=p["volunteer"]).pk],
    "project": lambda p: [p["project"].slug],
    "desk_parts": lambda p: [p["project"].slug, "an-older-one"],
    "member": lambda p: [p["project"].slug, make_member(p["project"], "expert")],
    "import": lambda p: [make_import(p["project"]).pk],
    "report": lambda p: [make_import(p["project"]).pk, "json"],
    "source": lambda p: [make_source(p["project"]).pk],
    "batch": lambda p: [make_batch(p["project"]).pk],
    "draft": lambda p: [make_draft(make_batch(p["project"])).pk],
    "drafter": lambda p: [p["project"].slug, "sample"],
    "keyless": lambda p: [p["project"].slug, without_its_key(p["project"])],
    "prompt": lambda p: [p["project"].slug, "talk"],
    "prompt_version": lambda p: [p["project"].slug, "prompt", "talk", 1],
    "checklist_version": lambda p: [p["project"].slug, "checklist", 1],
    "trial": lambda p: [make_batch(p["project"], trial=True).pk],
    "dialogue": lambda p: [worked_on(p).pk],
    "finding": lambda p: [finding_in(worked_on(p)).pk],
    "comment": lambda p: [said_of(worked_on(p)).pk],
    "settled": lambda p: [settled_in(worked_on(p)).pk],
    "notice": lambda p: [told_to(p["volunteer"], worked_on(p)).pk],
    "topic": lambda p: [held_by(p).dialogue.topic_id],
    "assignment": lambda p: [held_by(p).pk],
    "review": lambda p: [reviewed_by(p).pk],
    "peer": lambda p: [read_for_another(p).pk],
    "norming": lambda p: [session_of(p).pk],
    "norming_place": lambda p: [session_of(p).pk, 1],
    "bulk": lambda p: [make_bulk(p["project"]).pk],
    "lesson": lambda p: [course_of(p["project"]).slug, "awareness"],
    "reason": lambda p: [p["project"].slug, "preaching"],
    "lesson_version": lambda p: [course_of(p["project"]).slug, "awareness", 1],
    "lesson_try": lambda p: [tried_by(p["volunteer"], p["project"]).pk],
    "scheme": lambda p: [make_schemes(p["project"]).slug, "cause"],
    "place": lambda p: [p["volunteer"].memberships.get().pk],
    "case": lambda p: [make_case(p["project"]).pk],
    "run": lambda p: [make_run(p["project"]).pk],
    "release": lambda p: [make_release(p["project"]).pk],
}


@pytest.mark.parametrize("name", TABLE)
def test_who_reaches_it(people, name):
    kind, method, *expected = TABLE[name]
    address = address_of(name, kind, people)

    # The one who may is asked last, so that the row still waits for all the others.
    for person, status in sorted(
        zip(PEOPLE, [*expected, HOME], strict=True),
        key=lambda pair: pair[1] < NO,
    ):
        client = Client()
        if person in people:
            client.force_login(people[person])
        answer = getattr(client, method)(address)
        assert answer.status_code == status, person
        if person == "anonymous":
            assert answer["Location"].startswith(reverse("login"))


def test_the_table_names_every_page():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    pages = {name for name in names if not reverse_path(name).startswith("api/")}

    assert pages - ELSEWHERE == set(TABLE)


def reverse_path(name):
    return get_resolver().reverse_dict[name][0][0][0]


@pytest.mark.parametrize("name", [n for n in TABLE if TABLE[n][1] == "post"])
def test_what_changes_something_is_no_link(people, name):
    client = Client()
    client.force_login(people["admin"])
    answer = client.get(address_of(name, TABLE[name][0], people))

    assert answer.status_code == 405
