"""A word to the supervisors: who is told, who may read it, and who answers."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from dialogues.domain import mailing, support
from dialogues.history import Refused
from dialogues.models import Notice
from dialogues.support_queries import visible_calls
from tests.factories import make_assignment, make_member, make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def helper(project):
    return make_member(project, "expert", safeguarding=True)


@pytest.fixture
def person(project):
    return make_member(project, "volunteer")


def test_only_marked_members_hear_of_it_and_one_of_them_answers(
    project, helper, person
):
    others = [make_member(project, role) for role in ("volunteer", "expert", "admin")]
    call = support.ask(project, text="读完睡不着", by=person)

    assert list(Notice.objects.values_list("user", "kind")) == [(helper.pk, "support")]
    assert [list(visible_calls(one)) for one in others] == [[], [], []]
    assert list(visible_calls(helper)) == list(visible_calls(person)) == [call]
    for other in (*others, person):
        with pytest.raises(PermissionDenied):
            support.answer(call, text="我在", by=other)
    with pytest.raises(ValidationError):
        support.answer(call, text=" ", by=helper)
    support.answer(call, text="我们打个电话吧", by=helper)

    call.refresh_from_db()
    assert (call.status, call.answer) == ("answered", "我们打个电话吧")
    assert list(call.events.values_list("verb", "by")) == [
        ("ask", person.pk),
        ("answer", helper.pk),
    ]
    assert Notice.objects.filter(user=person, kind="support").count() == 1


def test_one_call_at_a_time_and_none_where_nobody_is_marked(project, person):
    with pytest.raises(Refused) as refused:
        support.ask(project, by=person)
    assert refused.value.code == "nobody_marked"
    make_member(project, "expert", safeguarding=True)
    call = support.ask(project, by=person)
    with pytest.raises(Refused):
        support.ask(project, by=person)
    support.withdraw(call, by=person)
    support.ask(project, by=person)
    with pytest.raises(PermissionDenied):
        support.ask(project, by=make_user())


def test_the_letter_says_that_somebody_asks_and_not_what(
    project, helper, person, mailoutbox
):
    helper.email = "h@example.org"
    helper.save()
    support.ask(project, text="读完睡不着", by=person)

    assert mailing.send_letter(helper, mail="now") == 1
    [letter] = mailoutbox
    assert "读完睡不着" not in letter.body
    assert person.username not in letter.body


def test_the_page_from_the_desk(project, helper, person, client):
    work = make_assignment(project, author=person)
    client.force_login(person)
    address = f"/projects/{project.slug}/support/"
    client.post(address, {"text": "", "dialogue": str(work.dialogue_id)})
    call = project.support_calls.get()
    client.force_login(helper)
    asked = client.get(address).content.decode()
    client.post(f"/support/{call.pk}/answer/", {"text": "我在"})
    client.force_login(person)

    assert call.dialogue == work.dialogue
    assert f"/support/{call.pk}/answer/" in asked
    assert "我在" in client.get(address).content.decode()
    client.force_login(make_member(project, "volunteer"))
    assert "我在" not in client.get(address).content.decode()
    assert client.post(f"/support/{call.pk}/answer/", {"text": "x"}).status_code == 404
