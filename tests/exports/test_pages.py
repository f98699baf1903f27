"""The pages of releases: who sees them, what they do, what they cost."""

import pytest
from django.urls import reverse

from exports.domain import releases
from exports.models import Release
from tests.exports.approved import approve_many, build
from tests.factories.exports import make_release
from tests.factories.people import make_member, make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    project = make_project()
    approve_many(project, 3)
    return project


@pytest.mark.parametrize(
    ("roles", "status"),
    [(["admin"], 200), (["expert"], 403), (["volunteer"], 403), ([], 404)],
)
def test_who_sees_the_pages(project, signed_in, roles, status):
    release = build(project)
    user = make_member(project, *roles) if roles else make_user()
    client = signed_in(user)

    for address in (
        reverse("releases", args=[project.slug]),
        reverse("release", args=[release.pk]),
        reverse("release_panel", args=[release.pk]),
    ):
        assert client.get(address).status_code == status


@pytest.mark.parametrize(
    ("roles", "status"),
    [(["admin"], 200), (["expert"], 200), (["volunteer"], 403), ([], 404)],
)
def test_who_takes_the_files(project, signed_in, api, roles, status):
    release = build(project)
    user = make_member(project, *roles) if roles else make_user()
    address = reverse("release_file", args=[release.pk, "messages", "train.jsonl"])

    for client in (signed_in(user), api(user)):
        answer = client.get(address)
        assert answer.status_code == status
        if status == 200:
            assert answer.getvalue().startswith(b'{"messages"')


def test_a_stranger_is_asked_to_sign_in(project, client):
    release = build(project)

    assert client.get(reverse("release", args=[release.pk])).status_code == 302
    file = reverse("release_file", args=[release.pk, "messages", "train.jsonl"])
    assert client.get(file).status_code == 401


@pytest.mark.parametrize("path", ["messages/files.json", "csv/train.jsonl"])
def test_no_other_file_is_handed_out(project, signed_in, path):
    release = build(project)
    client = signed_in(make_member(project, "admin"))

    answer = client.get(
        reverse("release_file", args=[release.pk, *path.split("/")]),
    )

    assert answer.status_code in {400, 404}


def test_an_admin_orders_a_release_and_watches_it(project, signed_in):
    client = signed_in(make_member(project, "admin"))
    address = reverse("releases", args=[project.slug])

    assert client.post(address, {"name": "no name!"}).status_code == 422
    answer = client.post(address, {"name": "2026-03"})

    release = Release.objects.get()
    page = reverse("release", args=[release.pk])
    assert answer.headers["Location"] == page
    assert b"every 2s" in client.get(page).content
    assert client.post(address, {"name": "2026-03"}).status_code == 409
    releases.build_release(release)
    done = client.get(page).content.decode()
    assert "every 2s" not in done
    assert release.sha256 in done
    assert "train.jsonl" in done


def test_an_admin_withdraws_and_tries_again(project, signed_in):
    client = signed_in(make_member(project, "admin"))
    release = build(project)
    failed = make_release(make_project())
    releases.build_release(failed)

    client.post(reverse("withdraw_release", args=[release.pk]), {"reason": "错"})
    strange = client.post(reverse("try_release_again", args=[failed.pk]))

    release.refresh_from_db()
    assert release.status == "withdrawn"
    assert release.events.last().note == "错"
    assert strange.status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(
    project, signed_in, django_assert_num_queries, count
):
    admin = make_member(project, "admin")
    for number in range(count):
        build(project, name=f"r{number}", by=admin)
    client = signed_in(admin)

    with django_assert_num_queries(7):
        client.get(reverse("releases", args=[project.slug]))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_for_one_row_as_for_three(
    signed_in, django_assert_num_queries, count
):
    project = make_project()
    approve_many(project, count)
    release = build(project)
    client = signed_in(make_member(project, "admin"))

    with django_assert_num_queries(8):
        client.get(reverse("release", args=[release.pk]))
