"""Who reaches which page."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from dialogues.course_queries import lessons_of
from dialogues.domain.practice import try_lesson
from dialogues.domain.proposals import propose
from dialogues.models import SupportCall
from reviewers.domain import reviewing
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
from tests.labels import make_schemes

pytestmark = pytest.mark.django_db

PEOPLE = ("volunteer", "expert", "admin", "outsider", "anonymous")
HOME, OK, DONE, NO, NONE, LATER = 302, 200, 302, 403, 404, 409
# Each address: its row, how it is asked for, and the answer to each of PEOPLE. Who is
# not signed in is led to the sign-in (302) everywhere; a verb that is done leads on.
TABLE = {
    "home": ("", "get", DONE, DONE, DONE, OK),
    "tokens": ("", "get", OK, OK, OK, OK),
    "new_token": ("", "post", OK, OK, OK, OK),
    "password_change": ("", "get", OK, OK, OK, OK),
    "password_change_done": ("", "get", OK, OK, OK, OK),
    "project": ("project", "get", OK, OK, OK, NONE),
    "desk": ("project", "get", OK, NO, NO, NONE),
    "feedback": ("project", "get", OK, NO, NO, NONE),
    "notices": ("", "get", OK, OK, OK, OK),
    "read_all_notices": ("", "post", DONE, DONE, DONE, DONE),
    "notice_choices": ("", "get", OK, OK, OK, OK),
    "notice": ("notice", "get", DONE, NONE, NONE, NONE),
    "say_in_dialogue": ("dialogue", "post", 400, 400, 400, NONE),
    "answer_comment": ("comment", "post", 400, 400, 400, NONE),
    # Settled already, and the other not settled: it says so to who may.
    "resolve_comment": ("settled", "post", LATER, LATER, NO, NONE),
    "reopen_comment": ("comment", "post", LATER, LATER, NO, NONE),
    "own_work": ("project", "get", OK, NO, NO, NONE),
    "own_way": ("project", "get", OK, NO, NO, NONE),
    # Nothing has been written yet.
    "issue_certificate": ("project", "post", 400, NO, NO, NONE),
    "certificate": ("paper", "get", OK, NONE, OK, NONE),
    "certificates": ("project", "get", NO, NO, OK, NONE),
    "heavy_categories": ("project", "get", NO, NO, OK, NONE),
    "set_priority": ("topic", "post", NO, NO, 400, NONE),
    "support": ("project", "get", OK, OK, OK, NONE),
    "answer_call": ("call", "post", NO, NONE, NONE, NONE),
    "withdraw_call": ("call", "post", DONE, NONE, NONE, NONE),
    "proposals": ("project", "get", OK, OK, OK, NONE),
    "accept_proposal": ("proposal", "post", NO, NONE, DONE, NONE),
    # Without a sentence it is not said.
    "decline_proposal": ("proposal", "post", NO, NONE, 400, NONE),
    "withdraw_proposal": ("proposal", "post", DONE, NONE, NO, NONE),
    "go_on_heavy": ("assignment", "post", DONE, NONE, NONE, NONE),
    "not_today": ("assignment", "post", DONE, NONE, NONE, NONE),
    "pause": ("project", "get", OK, OK, OK, NONE),
    "stop_for_today": ("project", "post", DONE, DONE, DONE, NONE),
    "take_next": ("project", "post", DONE, NO, NO, NONE),
    "reviews": ("project", "get", NO, OK, NO, NONE),
    "claim_review": ("project", "post", NO, DONE, NO, NONE),
    "begin_sitting": ("project", "post", NO, 400, NO, NONE),
    "end_sitting": ("project", "post", NO, DONE, NO, NONE),
    "dialogues": ("project", "get", NO, OK, OK, NONE),
    "duplicates": ("project", "get", NO, NO, OK, NONE),
    "topics": ("project", "get", NO, NO, OK, NONE),
    "members": ("project", "get", NO, NO, OK, NONE),
    "end_membership": ("member", "post", NO, NO, DONE, NONE),
    "imports": ("project", "get", NO, NO, OK, NONE),
    "import_file": ("import", "get", NO, NO, OK, NONE),
    "import_panel": ("import", "get", NO, NO, OK, NONE),
    # The file of the row is not there, so nothing of it can be said.
    "plan_import": ("import", "post", NO, NO, 422, NONE),
    "cancel_import": ("import", "post", NO, NO, DONE, NONE),
    "try_import_again": ("import", "post", NO, NO, LATER, NONE),
    "import_report": ("report", "get", NO, NO, OK, NONE),
    "sources": ("project", "get", NO, NO, OK, NONE),
    "source": ("source", "get", NO, NO, OK, NONE),
    "batches": ("project", "get", NO, NO, OK, NONE),
    "runs": ("project", "get", NO, NO, OK, NONE),
    "releases": ("project", "get", NO, NO, OK, NONE),
    "batch": ("batch", "get", NO, NO, OK, NONE),
    "order_drafts": ("project", "get", NO, NO, OK, NONE),
    "estimate_order": ("project", "post", NO, NO, OK, NONE),
    "order_topics": ("project", "post", NO, NO, OK, NONE),
    "drafters": ("project", "get", NO, NO, OK, NONE),
    "new_drafter": ("project", "get", NO, NO, OK, NONE),
    "drafter": ("drafter", "get", NO, NO, OK, NONE),
    "try_drafter": ("keyless", "post", NO, NO, OK, NONE),
    "retire_drafter": ("drafter", "post", NO, NO, DONE, NONE),
    "repairs": ("project", "get", NO, NO, OK, NONE),
    "wordings": ("project", "get", NO, NO, OK, NONE),
    "draft_all_again": ("project", "post", NO, NO, DONE, NONE),
    "coverage": ("project", "get", NO, NO, OK, NONE),
    "set_quotas": ("project", "post", NO, NO, DONE, NONE),
    "batch_panel": ("batch", "get", NO, NO, OK, NONE),
    "pause_batch": ("batch", "post", NO, NO, DONE, NONE),
    "resume_batch": ("batch", "post", NO, NO, LATER, NONE),
    "set_cap": ("batch", "post", NO, NO, DONE, NONE),
    "course": ("project", "get", OK, OK, OK, NONE),
    "lesson": ("lesson", "get", OK, OK, OK, NONE),
    "lesson_try": ("lesson_try", "get", OK, NONE, NONE, NONE),
    "guidelines": ("project", "get", OK, OK, OK, NONE),
    # It was not said which version.
    "read_guidelines": ("project", "post", NONE, NONE, NONE, NONE),
    "edit_guidelines": ("project", "get", NO, NO, OK, NONE),
    "course_editing": ("project", "get", NO, NO, OK, NONE),
    "install_course": ("project", "post", NO, NO, DONE, NONE),
    "reasons": ("project", "get", NO, NO, OK, NONE),
    "new_reason": ("project", "get", NO, NO, OK, NONE),
    "edit_reason": ("reason", "get", NO, NO, OK, NONE),
    "end_reason": ("reason", "post", NO, NO, DONE, NONE),
    "dialogue_timeline": ("dialogue", "get", OK, OK, OK, NONE),
    # It has no number of a revision, which is asked for first.
    "restore_revision": ("dialogue", "post", 400, 400, 400, NONE),
    "new_lesson": ("project", "get", NO, NO, OK, NONE),
    "edit_lesson": ("lesson", "get", NO, NO, OK, NONE),
    "lesson_version": ("lesson_version", "get", NO, NO, OK, NONE),
    "retire_lesson": ("lesson", "post", NO, NO, DONE, NONE),
    "markdown_preview": ("project", "post", NO, NO, OK, NONE),
    "label_schemes": ("project", "get", NO, NO, OK, NONE),
    "install_label_schemes": ("project", "post", NO, NO, DONE, NONE),
    "new_label_scheme": ("project", "get", NO, NO, OK, NONE),
    "preview_label_scheme": ("project", "post", NO, NO, OK, NONE),
    "edit_label_scheme": ("scheme", "get", NO, NO, OK, NONE),
    "retire_label_scheme": ("scheme", "post", NO, NO, DONE, NONE),
    "set_level": ("place", "post", NO, NO, DONE, NONE),
    "cancel_batch": ("batch", "post", NO, NO, DONE, NONE),
    "draft": ("draft", "get", NO, NO, OK, NONE),
    "draft_again": ("draft", "post", NO, NO, LATER, NONE),
    "repair_draft": ("draft", "get", NO, NO, OK, NONE),
    "repair_preview": ("draft", "post", NO, NO, OK, NONE),
    "prompts": ("project", "get", NO, NO, OK, NONE),
    "new_prompt": ("project", "get", NO, NO, OK, NONE),
    "prompt_preview": ("project", "post", NO, NO, OK, NONE),
    "prompt": ("prompt", "get", NO, NO, OK, NONE),
    "compare_prompts": ("prompt", "get", NO, NO, OK, NONE),
    "try_prompt": ("prompt", "post", NO, NO, LATER, NONE),
    "trial": ("trial", "get", NO, NO, OK, NONE),
    "trial_panel": ("trial", "get", NO, NO, OK, NONE),
    "dialogue": ("dialogue", "get", OK, OK, OK, NONE),
    "reopen": ("dialogue", "post", NO, LATER, NO, NONE),
    "dismiss_finding": ("finding", "post", NO, LATER, NO, NONE),
    "claim_dialogue": ("dialogue", "post", LATER, NONE, NONE, NONE),
    "withdraw": ("dialogue", "post", LATER, NO, NO, NONE),
    "write_from_topic": ("topic", "post", LATER, NO, NO, NONE),
    "assignment": ("assignment", "get", OK, NONE, NONE, NONE),
    "submit": ("assignment", "post", 400, NONE, NONE, NONE),
    "give_back": ("assignment", "post", DONE, NONE, NONE, NONE),
    "skip": ("assignment", "post", LATER, NONE, NONE, NONE),
    "renew": ("assignment", "post", DONE, NONE, NONE, NONE),
    "review": ("review", "get", NONE, OK, NONE, NONE),
    "decide_review": ("review", "post", NONE, 400, NONE, NONE),
    "give_back_review": ("review", "post", NONE, DONE, NONE, NONE),
    "skip_review": ("review", "post", NONE, LATER, NONE, NONE),
    "hand_over_review": ("review", "post", NONE, 400, NONE, NONE),
    # Nobody here is marked for safeguarding: for them there are no cases.
    "boards": ("project", "get", NO, OK, OK, NONE),
    "boards_csv": ("project", "get", NO, OK, OK, NONE),
    "normings": ("project", "get", NO, OK, OK, NONE),
    "new_norming": ("project", "get", NO, OK, OK, NONE),
    "open_norming": ("project", "post", NO, 400, 400, NONE),
    "norming": ("norming", "get", NONE, OK, OK, NONE),
    "norming_place": ("norming_place", "get", NONE, OK, OK, NONE),
    # The expert is invited, and says nothing; the admin is not.
    "vote_in_norming": ("norming_place", "post", NONE, 400, NO, NONE),
    # Nobody has voted yet.
    "say_in_norming": ("norming_place", "post", NONE, LATER, LATER, NONE),
    "reveal_norming": ("norming", "post", NONE, NO, LATER, NONE),
    "ask_norming_again": ("norming", "post", NONE, NO, LATER, NONE),
    "close_norming": ("norming", "post", NONE, NO, LATER, NONE),
    "cancel_norming": ("norming", "post", NONE, NO, DONE, NONE),
    "agreement": ("project", "get", NO, OK, OK, NONE),
    "agreement_dialogues": ("project", "get", NO, OK, OK, NONE),
    "agreement_csv": ("project", "get", NO, OK, OK, NONE),
    "count_agreement": ("project", "post", NO, DONE, DONE, NONE),
    "set_second_opinions": ("project", "post", NO, NO, 400, NONE),
    "release_dialogue": ("dialogue", "post", NO, NO, LATER, NONE),
    "bulks": ("project", "get", NO, OK, OK, NONE),
    "new_bulk": ("project", "get", NO, OK, OK, NONE),
    "bulk": ("bulk", "get", NO, OK, OK, NONE),
    "bulk_panel": ("bulk", "get", NO, OK, OK, NONE),
    "bulk_report": ("bulk", "get", NO, OK, OK, NONE),
    # Another admin previewed it.
    "order_bulk": ("bulk", "post", NO, NO, NO, NONE),
    "cancel_bulk": ("bulk", "post", NO, NO, DONE, NONE),
    "undo_bulk": ("bulk", "post", NO, LATER, LATER, NONE),
    "cases": ("project", "get", NONE, NONE, NONE, NONE),
    "case_help_lines": ("project", "get", NONE, NONE, NONE, NONE),
    "case": ("case", "get", NONE, NONE, NONE, NONE),
    "sign_case": ("case", "post", NONE, NONE, NONE, NONE),
    "sort_case": ("case", "post", NONE, NONE, NONE, NONE),
    "assign_case": ("case", "post", NONE, NONE, NONE, NONE),
    "end_case": ("case", "post", NONE, NONE, NONE, NONE),
    "report_dialogue": ("dialogue", "get", OK, OK, OK, NONE),
    "run": ("run", "get", NO, OK, OK, NONE),
    "run_panel": ("run", "get", NO, OK, OK, NONE),
    "run_curve": ("run", "get", NO, OK, OK, NONE),
    "cancel_run": ("run", "post", NO, NO, DONE, NONE),
    "resume_run": ("run", "post", NO, NO, LATER, NONE),
    "playground": ("run", "get", NO, LATER, LATER, NONE),
    "say": ("run", "post", NO, OK, OK, NONE),
    "release": ("release", "get", NO, NO, OK, NONE),
    "release_panel": ("release", "get", NO, NO, OK, NONE),
    "try_release_again": ("release", "post", NO, NO, LATER, NONE),
    "withdraw_release": ("release", "post", NO, NO, LATER, NONE),
}
# A release's files answer programs too; the tests of the API ask for them.
ELSEWHERE = {
    "login",
    "sign_in_over",
    "logout",
    "health",
    "set_language",
    "release_file",
}
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


def session_of(people):
    invited = [people["expert"], make_member(people["project"], "expert")]
    return make_norming(people["project"], experts=invited)


def reviewed_by(people):
    return reviewing.claim(make_submitted(people["project"]), by=people["expert"])


def tried_by(person, project):
    lesson = lessons_of(make_course(project))[0]
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
    "member": lambda p: [p["project"].slug, make_member(p["project"], "expert")],
    "import": lambda p: [make_import(p["project"]).pk],
    "report": lambda p: [make_import(p["project"]).pk, "json"],
    "source": lambda p: [make_source(p["project"]).pk],
    "batch": lambda p: [make_batch(p["project"]).pk],
    "draft": lambda p: [make_draft(make_batch(p["project"])).pk],
    "drafter": lambda p: [p["project"].slug, "sample"],
    "keyless": lambda p: [p["project"].slug, without_its_key(p["project"])],
    "prompt": lambda p: [p["project"].slug, "talk"],
    "trial": lambda p: [make_batch(p["project"], trial=True).pk],
    "dialogue": lambda p: [worked_on(p).pk],
    "finding": lambda p: [finding_in(worked_on(p)).pk],
    "comment": lambda p: [said_of(worked_on(p)).pk],
    "settled": lambda p: [settled_in(worked_on(p)).pk],
    "notice": lambda p: [told_to(p["volunteer"], worked_on(p)).pk],
    "topic": lambda p: [held_by(p).dialogue.topic_id],
    "assignment": lambda p: [held_by(p).pk],
    "review": lambda p: [reviewed_by(p).pk],
    "norming": lambda p: [session_of(p).pk],
    "norming_place": lambda p: [session_of(p).pk, 1],
    "bulk": lambda p: [make_bulk(p["project"]).pk],
    "lesson": lambda p: [make_course(p["project"]).slug, "awareness"],
    "reason": lambda p: [p["project"].slug, "preaching"],
    "lesson_version": lambda p: [make_course(p["project"]).slug, "awareness", 1],
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
