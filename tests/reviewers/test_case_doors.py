"""The doors to safeguarding: pages and REST, for marked members and for anybody's worry."""

import pytest
from django.test import Client
from django.urls import reverse

from dialogues.models import Dialogue
from reviewers.domain import cases, reminding
from reviewers.models import Case
from tests.factories import (
    EVERY_ELEMENT,
    full_answers,
    make_case,
    make_member,
    make_project,
    make_review,
    make_submitted,
    turns,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def person(project):
    person = make_member(project, "expert", safeguarding=True, username="he")
    person.email = "he@example.org"
    person.save()
    return person


@pytest.fixture
def he(signed_in, person):
    return signed_in(person)


@pytest.fixture
def case(project):
    return make_case(
        project,
        of=turns("爸爸又打我了。", "我相信你。这不是你的错。"),
    )


def elements(**others):
    return {
        f"element-{slug}": value for slug, value in {**EVERY_ELEMENT, **others}.items()
    }


def test_the_page_marks_what_was_said_and_notes_who_read_it(he, case, person):
    page = he.get(reverse("case", args=[case.pk])).content.decode()

    assert "<mark>" in page
    assert "12355" in page
    assert case.events.filter(verb="look", by=person).count() == 1


def test_the_list_pulls_what_nobody_has_seen_yet(he, project):
    dialogue = make_submitted(project, of=turns("我不想活了。", "我在。"))

    page = he.get(reverse("cases", args=[project.slug]))

    assert [row.dialogue for row in page.context["page"]] == [dialogue]


def test_signing_by_the_page(he, case, person):
    revision = case.dialogue.head_id

    refused = he.post(
        reverse("sign_case", args=[case.pk]),
        {"revision": revision, **elements(believed="no")},
    )
    signed = he.post(
        reverse("sign_case", args=[case.pk]),
        {"revision": revision, "note": "很好", **elements()},
    )

    assert (refused.status_code, signed.status_code) == (409, 302)
    assert [(s.by, s.note) for s in case.signatures.all()] == [(person, "很好")]


def test_sorting_assigning_and_closing_by_the_page(he, case, person):
    he.post(
        reverse("sort_case", args=[case.pk]),
        {"category": "home", "severity": "low", "about_a_real_person": "on"},
    )
    he.post(reverse("assign_case", args=[case.pk]), {"to": person.username})
    case.refresh_from_db()
    assert (case.category, case.severity, case.about_a_real_person) == (
        "home",
        "low",
        True,
    )
    assert case.assignee == person

    case.dialogue.head.findings.filter(severity="disclosure").update(
        dismissed_at=case.created_at,
        dismissed_by=person,
        dismissed_because="误报",
    )
    he.post(reverse("end_case", args=[case.pk]), {"note": "已经转告学校"})
    case.refresh_from_db()
    assert case.status == Case.Status.CLOSED

    he.post(reverse("end_case", args=[case.pk]), {"note": "又有消息"})
    case.refresh_from_db()
    assert case.status == Case.Status.OPEN


def test_approving_in_the_review_signs(signed_in, project, case):
    experts = [make_member(project, "expert", safeguarding=True) for _one in "ab"]
    for expert in experts:
        review = make_review(project, dialogue=case.dialogue, expert=expert)
        client = signed_in(expert)
        page = client.get(reverse("review", args=[review.pk])).content.decode()
        assert 'name="element-trusted-adult"' in page
        answers = {
            "answer-{item}{turn}".format(
                item=answer["item"],
                turn=f"-{answer['turn']}" if answer["turn"] else "",
            ): answer["value"]
            for answer in full_answers(project, review.revision.turns)
        }
        client.post(
            reverse("decide_review", args=[review.pk]),
            {
                "revision": review.revision_id,
                "decision": "approve",
                **answers,
                **elements(),
            },
            headers={"HX-Request": "true"},
        )

    assert Dialogue.objects.get(pk=case.dialogue_id).status == "approved"
    assert [signed.by for signed in case.signatures.all()] == experts


def test_an_unmarked_expert_is_not_asked(signed_in, project):
    review = make_review(project)

    page = signed_in(review.expert).get(reverse("review", args=[review.pk]))

    assert 'name="element-' not in page.content.decode()


def test_a_volunteer_says_that_it_is_about_a_real_person(signed_in, project):
    dialogue = make_submitted(project)
    client = signed_in(dialogue.head.author)
    address = reverse("report_dialogue", args=[dialogue.pk])

    empty = client.post(address, {"text": " "})
    told = client.post(address, {"text": "这是我表妹", "real_person": "on"})

    assert (empty.status_code, told.status_code) == (422, 302)
    assert Case.objects.get().about_a_real_person


def test_what_was_reported_is_told_to_marked_members_only(signed_in, project, person):
    dialogue = make_submitted(project)
    cases.report(
        dialogue,
        text="这是我表妹的秘密",
        by=dialogue.head.author,
    )
    address = reverse("dialogue", args=[dialogue.pk])
    events = f"/api/v1/dialogues/{dialogue.pk}/events/"

    for reader, told in ((make_member(project, "admin"), False), (person, True)):
        client = signed_in(reader)
        assert ("表妹的秘密" in client.get(address).content.decode()) is told
        verbs = [row["verb"] for row in client.get(events).json()["results"]]
        assert ("report" in verbs) is told


def test_the_way_there_is_shown_to_marked_members_only(signed_in, project, person):
    address = reverse("cases", args=[project.slug])

    def shown(to):
        page = signed_in(to).get(reverse("project", args=[project.slug]))
        return address in page.content.decode()

    assert shown(person)
    assert not shown(make_member(project, "admin", "expert", "volunteer"))


def test_rest_reads_sorts_signs_and_closes(api, case, person):
    client = api(person)
    address = f"/api/v1/cases/{case.pk}/"

    listed = client.get("/api/v1/cases/").json()["results"]
    assert [(row["id"], row["severity"]) for row in listed] == [(str(case.pk), "high")]
    assert client.get(address).json()["turns"] == case.dialogue.head.turns

    client.post(f"{address}sort/", {"category": "home", "severity": "medium"})
    client.post(f"{address}assign/", {"to": "he"})
    signed = client.post(
        f"{address}sign/",
        {"revision": str(case.dialogue.head_id), "elements": EVERY_ELEMENT},
    )
    assert signed.status_code == 200
    in_full = client.get(address).json()
    assert (in_full["category"], in_full["assignee"]) == ("home", "he")
    assert [row["by"] for row in in_full["signatures"]] == ["he"]
    assert [row["verb"] for row in in_full["events"]] == [
        "notice",
        "look",
        "sort",
        "assign",
        "sign",
        "look",
    ]
    refused = client.post(f"{address}close/", {"note": "好"})
    assert refused.status_code == 409


def test_a_reminder_says_where_to_look_and_nothing_of_what_is_there(
    case,
    person,
    mailoutbox,
):
    Case.objects.update(due_at=case.noticed_at)

    reminding.remind()

    [letter] = mailoutbox
    assert letter.to == [person.email]
    assert "打我" not in letter.body + letter.subject


def test_a_stranger_is_led_to_the_sign_in(case):
    answer = Client().get(reverse("case", args=[case.pk]))

    assert answer["Location"].startswith(reverse("login"))
