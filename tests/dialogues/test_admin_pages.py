"""The admin's pages: topics, members, drafting."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dialogues import topic_lines
from dialogues.models import User
from tests.factories import (
    make_batch,
    make_draft,
    make_topic,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def client(signed_in, admin):
    return signed_in(admin)


@pytest.fixture
def post(client, project):
    """Post a form of one of the project's pages; the status and the page."""

    def send(name, fields, *more, **options):
        answer = client.post(
            reverse(name, args=[project.slug, *more]), fields, **options
        )
        return answer.status_code, answer.content.decode()

    return send


def file(data, name="topics.txt"):
    return {"file": SimpleUploadedFile(name, data)}


def test_topics_typed_in(post, project):
    status, page = post("topics", {"text": "学校：考试没考好、被老师批评"})

    assert status == 200
    assert "Read 2: 2 new, 0 there already, 0 not taken." in page
    assert set(project.topics.values_list("theme", flat=True)) == {"学校"}


def test_topics_from_a_file_are_taken_once(post, project):
    data = "朋友：好朋友转学了\n".encode()
    post("topics", file(data))

    _status, page = post("topics", file(data))

    assert "0 new, 1 there already" in page
    assert project.topics.count() == 1


def test_a_file_that_is_no_utf8_is_said_with_its_line(post, project):
    status, page = post("topics", file("好".encode() + b"\n" + b"\xb0\xa1" * 40))

    assert status == 400
    assert "请另存为 UTF-8" in page or "Save it as UTF-8" in page
    assert not project.topics.exists()


def test_too_large_a_file_is_said_at_its_field(post, project, monkeypatch):
    monkeypatch.setattr("dialogues.forms.MAX_FILE_BYTES", 10)
    assert topic_lines.MAX_FILE_BYTES == 5 * 1024 * 1024

    status, page = post("topics", file(b"x" * 11))

    assert status == 422
    assert "larger than 5 MB" in page


def test_an_empty_form_keeps_what_was_typed(post):
    assert post("topics", {"text": ""})[0] == 422
    status, page = post("topics", {"text": "学校：一", **file(b"two")})

    assert status == 422
    assert "not both" in page
    assert "学校：一" in page


def test_topics_are_shown_by_theme(client, project):
    make_topic(project, "考试", theme="学校")
    make_topic(project, "搬家", theme="家庭")

    page = client.get(reverse("topics", args=[project.slug]), {"theme": "家庭"})

    assert "搬家" in page.content.decode()
    assert "考试" not in page.content.decode()


def test_a_new_person_gets_a_first_password_that_is_shown_once(post, client, project):
    fields = {"username": "linlin", "roles": ["volunteer"]}

    _status, page = post("members", fields, follow=True)

    password = page.split("shown this once: ")[1].split("<")[0].strip()
    assert User.objects.get(username="linlin").check_password(password)
    again = client.get(reverse("members", args=[project.slug])).content.decode()
    assert "linlin" in again
    assert password not in again


def test_a_known_person_joins_and_leaves(post, project):
    make_user("meimei")
    fields = {"username": "meimei", "roles": ["expert"], "safeguarding": "on"}

    _status, page = post("members", fields, follow=True)
    assert "meimei is a member now." in page
    membership = project.memberships.get(user__username="meimei")
    assert membership.safeguarding

    post("end_membership", {}, "meimei")
    membership.refresh_from_db()
    assert membership.ended_at


def test_members_need_a_name_and_a_role(post):
    for fields in (
        {"username": "", "roles": ["expert"]},
        {"username": "no spaces", "roles": ["expert"]},
        {"username": "linlin", "roles": []},
        {"username": "linlin", "roles": ["king"]},
    ):
        status, page = post("members", fields)
        assert status == 422
        assert "Save this member" in page


def test_the_last_admin_cannot_be_taken_out(post, admin, project):
    status, page = post("end_membership", {}, admin.username)

    assert status == 409
    assert "no admin" in page
    assert project.memberships.get(user=admin).ended_at is None


def test_a_stopped_batch_no_longer_asks_for_news(client, project, admin):
    batch = make_batch(project, by=admin)
    draft = make_draft(batch)

    client.post(reverse("cancel_batch", args=[batch.pk]))

    panel = client.get(reverse("batch_panel", args=[batch.pk])).content.decode()
    assert "every 2s" not in panel
    assert client.get(reverse("draft", args=[draft.pk])).status_code == 200
