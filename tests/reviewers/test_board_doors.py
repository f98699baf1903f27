"""The boards on a page, as a table and over REST: who sees what of them, and in words."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from tests.board_scenes import decided, paid, spend, waiting
from tests.factories import make_batch, make_draft, make_member, make_project

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
REST = "/api/v1/projects/companion/boards/"


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def expert(project):
    return make_member(project, "expert")


@pytest.fixture
def scene(project):
    """Decisions in two months and on two themes by two authors, and what they cost."""
    authors = [make_member(project, "volunteer") for _one in range(2)]
    decided(project, authors, ["approve"] * 6 + ["return"] * 2, month=2)
    decided(project, authors, ["approve"] * 5, month=3, theme="家里")
    return spend(project)


def look(user, query="", name="boards"):
    client = Client(headers=ENGLISH)
    client.force_login(user)
    return client.get(reverse(name, args=["companion"]) + query)


def table_of(answer):
    text = answer.content.decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_an_empty_project_is_told_what_will_be_here(project, admin):
    page = look(admin).content.decode()
    narrowed = look(admin, "?first=2026-01").content.decode()

    assert "Nothing to show yet" in page
    assert "Nothing is like that" in narrowed
    assert '<svg class="bar-line"' not in page


def test_each_board_says_in_a_sentence_what_it_shows(scene, admin):
    page = look(admin, "?first=2026-02&last=2026-03").content.decode()
    everything = look(admin).content.decode()

    assert "Of 13 decisions 15 % sent a dialogue back to its author." in page
    assert "An approved dialogue costs 0.50 CNY and 1.67 USD" in everything
    assert (
        "1 call has an unknown cost and counts as the most it could be." in everything
    )
    assert "There is nothing to count yet." in page


def test_an_expert_learns_no_drafter_and_no_cost(scene, expert, api):
    secret = scene.drafters.first()
    secret.name = "hidden-drafter"
    secret.save()
    # All that waits is by one drafter: narrowed to it, one would know.
    waiting(scene, "submitted", [1] * 6)

    for name in ("boards", "boards_csv"):
        for by in ("month", "theme", "prompt"):
            answer = look(expert, f"?by={by}", name)
            assert answer.status_code == 200
            text = answer.content.decode()
            assert "hidden-drafter" not in text
            assert "USD" not in text
            assert "CNY" not in text
        assert look(expert, "?by=drafter", name).status_code == 422
        asked = look(expert, "?drafter=hidden-drafter", name)
        assert asked.status_code == 422
    rest = api(expert)
    assert rest.get(f"{REST}?by=drafter").json()["fields"].keys() == {"by"}
    assert rest.get(f"{REST}?drafter=hidden-drafter").json()["fields"].keys() == {
        "drafter"
    }
    boards = {one["board"] for one in rest.get(REST).json()["figures"]}
    assert boards == {"throughput", "decisions", "times", "ages", "standing"}


def test_an_admin_breaks_down_by_drafter(scene, admin, api):
    found = api(admin).get(f"{REST}?by=drafter").json()

    costs = {
        (one["key"], one["unit"]): (one["value"], one["n"], one["why"])
        for one in found["figures"]
        if one["measure"] == "cost per approved dialogue" and one["row"] == "one"
    }
    assert costs == {
        (scene.drafters.earliest("pk").name, "USD"): (pytest.approx(10 / 6), 6, ""),
        ("other", "CNY"): (None, 0, "none"),
    }


def test_the_table_has_every_figure_and_no_formula(project, admin):
    authors = [make_member(project, "volunteer") for _one in range(2)]
    decided(project, authors, ["return"] * 5, theme="=HYPERLINK(1)")

    rows = table_of(look(admin, "?by=theme", "boards_csv"))

    [rate] = [
        one for one in rows if one["measure"] == "return rate" and one["row"] == "one"
    ]
    assert (rate["label"], rate["key"]) == ("'=HYPERLINK(1)", "'=HYPERLINK(1)")
    assert (rate["value"], rate["n"], rate["unit"]) == ("1.0", "5", "share")
    assert {one["why"] for one in rows if one["board"] == "times"} == {"none"}


def test_rest_says_why_there_is_no_figure(project, expert, api):
    author = make_member(project, "volunteer")
    decided(project, [author], ["return"] * 4)

    whole = [
        one
        for one in api(expert).get(REST).json()["figures"]
        if one["board"] == "decisions"
    ]

    assert [(one["value"], one["n"], one["why"]) for one in whole] == [
        (None, None, "few")
    ]


def test_projects_stand_beside_each_other_for_who_may_read_both(scene, admin, api):
    other = make_project("other")
    authors = [make_member(other, "volunteer") for _one in range(2)]
    decided(other, authors, ["return"] * 5)
    assert api(admin).get(f"{REST}?by=project").status_code == 400
    other.memberships.create(user=admin, roles=["expert"], consent=other.consents.get())
    strange = make_project("strange")
    paid(other, make_draft(make_batch(other)), currency="EUR")
    spend(strange)

    found = api(admin).get(f"{REST}?by=project").json()["figures"]

    returned = {
        one["key"]: one["value"]
        for one in found
        if one["measure"] == "return" and one["row"] == "one"
    }
    assert returned == {"companion": 2, "other": 5}
    # Here they are an admin, and there they are not.
    assert {one["key"] for one in found if one["board"] == "costs"} == {"", "companion"}
    assert "EUR" not in str(found)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("by=person", "by"),
        ("theme=%00", "theme"),
        ("theme=" + "x" * 3000, "theme"),
        ("prompt=no/1", "prompt"),
        ("drafter='; drop", "drafter"),
        ("first=2026-13", "first"),
        ("first=9999-12", "first"),
        ("first=²⁰26-01", "first"),
        ("last=-1", "last"),
        ("first=2026-05&last=2026-04", "last"),
    ],
)
def test_what_nobody_should_ask_is_said_at_its_field(project, admin, api, query, field):
    for name in ("boards", "boards_csv"):
        assert look(admin, f"?{query}", name).status_code == 422
    answer = api(admin).get(f"{REST}?{query}")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


@pytest.mark.parametrize("by", ["month", "theme", "prompt", "drafter"])
def test_more_groups_cost_no_more_queries(
    project, admin, django_assert_max_num_queries, by
):
    authors = [make_member(project, "volunteer") for _one in range(2)]
    spend(project)
    for number in range(4):
        decided(project, authors, ["approve"] * 5, month=number + 1, theme=f"{number}")
    waiting(project, "submitted", [1] * 5)
    client = Client()
    client.force_login(admin)

    with django_assert_max_num_queries(30):
        client.get(reverse("boards", args=["companion"]), {"by": by})
