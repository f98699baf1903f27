"""Topics that members propose: each is answered, and becomes a topic or does not."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from dialogues.domain import proposals
from dialogues.history import Refused
from dialogues.models import Notice, Topic
from tests.factories import make_member, make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def person(project):
    return make_member(project, "volunteer")


def acts(row):
    return list(row.events.values_list("verb", "to_status", "by"))


def told(person):
    return [(one.kind, one.subject) for one in Notice.objects.filter(user=person)]


def test_an_accepted_proposal_is_a_topic_with_its_source(project, admin, person):
    row = proposals.propose(
        project, text=" 搬到\n新学校 ", theme="学校", situation="第一天", by=person
    )

    topic = proposals.accept(row, theme="离别", answer="谢谢你", by=admin)

    assert (topic.text, topic.theme, topic.situation) == (
        "搬到 新学校",
        "离别",
        "第一天",
    )
    assert (topic.source.name, topic.created_by) == ("proposals", person)
    assert acts(row) == [
        ("propose", "proposed", person.pk),
        ("accept", "accepted", admin.pk),
    ]
    assert told(person) == [("proposal", row)]
    assert row.events.last().data == {"topic": str(topic.pk)}


def test_a_declined_proposal_is_answered_with_a_sentence(project, admin, person):
    row = proposals.propose(project, text="搬家", by=person)

    with pytest.raises(ValidationError):
        proposals.decline(row, answer="  ", by=admin)
    proposals.decline(row, answer="这个已经有了。", by=admin)

    row.refresh_from_db()
    assert (row.status, row.answer) == ("declined", "这个已经有了。")
    assert (told(person), Topic.objects.count()) == ([("proposal", row)], 0)
    with pytest.raises(Refused):
        proposals.accept(row, by=admin)


def test_who_may_do_what(project, admin, person):
    row = proposals.propose(project, text="搬家", by=person)
    other = make_member(project, "volunteer")

    for act in (
        lambda: proposals.propose(project, text="x", by=make_user()),
        lambda: proposals.accept(row, by=person),
        lambda: proposals.decline(row, answer="不", by=other),
        lambda: proposals.withdraw(row, by=admin),
    ):
        with pytest.raises(PermissionDenied):
            act()
    proposals.withdraw(row, by=person)
    assert acts(row)[-1] == ("withdraw", "withdrawn", person.pk)


def test_the_same_is_not_proposed_twice_nor_very_many(project, person, monkeypatch):
    monkeypatch.setattr(proposals, "MOST_WAITING", 2)
    proposals.propose(project, text="一", by=person)
    with pytest.raises(Refused):
        proposals.propose(project, text="一", by=person)
    proposals.propose(project, text="二", by=person)
    with pytest.raises(Refused):
        proposals.propose(project, text="三", by=person)
    with pytest.raises(ValidationError):
        proposals.propose(project, text=" ", by=make_member(project, "expert"))


def test_the_pages(project, admin, person, client):
    address = f"/projects/{project.slug}/proposals/"
    client.force_login(person)
    client.post(address, {"text": "搬家", "theme": "离别", "situation": ""})
    row = project.proposals.get()
    mine = client.get(address).content.decode()
    client.force_login(admin)
    waiting = client.get(address).content.decode()

    client.post(f"/proposals/{row.pk}/accept/", {"theme": "家庭", "answer": "好"})
    client.force_login(person)
    notice = Notice.objects.get(user=person)
    led = client.get(f"/notices/{notice.pk}/")

    assert "搬家" in mine
    assert f"/proposals/{row.pk}/accept/" in waiting
    assert f"/proposals/{row.pk}/accept/" not in mine
    assert Topic.objects.get().theme == "家庭"
    assert led["Location"] == f"{address}#proposal-{row.pk}"
    assert "搬家" in client.get("/notices/").content.decode()
