"""The page of a case says why it is there, and names nobody to who still decides."""

import pytest
from django.urls import reverse

from dialogues.domain import submission
from reviewers.domain import cases, reviewing
from tests.factories import make_case, make_member, make_project, make_submitted, turns
from tests.factories.dialogues import make_comments

pytestmark = pytest.mark.django_db
WORRY = "他说回家会挨打。"


@pytest.fixture
def project(settings):
    settings.LANGUAGE_CODE = "en"
    return make_project("companion")


def shown(signed_in, person, case):
    page = signed_in(person).get(reverse("case", args=[case.pk]))
    return page.context["why"], page.content.decode()


def test_what_somebody_reported_is_read_and_their_name_by_who_does_not_decide(
    project, signed_in
):
    dialogue = make_submitted(project)
    author = dialogue.head.author
    cases.report(dialogue, text=WORRY, turn=dialogue.head.turns[0]["id"], by=author)
    supervisor = make_member(project, "volunteer", safeguarding=True)
    expert = make_member(project, "expert", safeguarding=True)

    why, page = shown(signed_in, supervisor, dialogue.case)
    assert [(one["text"], one["by"]) for one in why["worries"]] == [
        (WORRY, author.username)
    ]
    assert [finding.number for finding in why["findings"]] == [1]
    assert f'href="#turn-{dialogue.head.turns[0]["id"]}"' in page
    assert "Dismiss the finding" not in page

    why, page = shown(signed_in, expert, dialogue.case)
    assert [(one["text"], one["by"]) for one in why["worries"]] == [(WORRY, "")]
    assert author.username not in page
    assert "Dismiss the finding" in page


def test_what_an_expert_escalated_is_read_too(project, signed_in):
    review = reviewing.claim(make_submitted(project), by=make_member(project, "expert"))
    submission.escalate(
        review.dialogue,
        revision=review.revision,
        comments=make_comments(WORRY, of=review.revision),
        by=review.expert,
    )
    cases.pull()

    person = make_member(project, "expert", safeguarding=True)
    why, page = shown(signed_in, person, review.dialogue.case)
    assert [one["text"] for one in why["worries"]] == [WORRY]
    assert WORRY in page


def test_what_the_checks_found_is_dismissed_from_the_case(project, signed_in):
    case = make_case(project, of=turns("爸爸又打我了。", "我相信你。"))
    person = make_member(project, "expert", safeguarding=True)

    why, _page = shown(signed_in, person, case)
    for finding in why["findings"]:
        address = reverse("dismiss_finding", args=[finding.pk])
        signed_in(person).post(address, {"reason": "是电影里的台词"})
    cases.pull()

    case.refresh_from_db()
    assert case.status == "closed"
    assert shown(signed_in, person, case)[0]["findings"] == []
