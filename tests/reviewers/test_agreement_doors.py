"""The page of agreement: who reads which names, what stands behind a figure, who sets."""

import subprocess
import sys

import pytest
from django.urls import reverse

from reviewers.domain import agreeing
from reviewers.models import Review
from reviewers.second_queries import percent_of
from reviewers.tasks import count_agreement
from tests.factories import make_member, make_project, make_submitted
from tests.factories.reviewers import read

pytestmark = pytest.mark.django_db
NAMES = ("expert-anna", "expert-bo", "expert-chen")


@pytest.fixture
def project():
    return make_project("companion", second_opinions=100)


@pytest.fixture
def experts(project):
    return [make_member(project, "expert", username=name) for name in NAMES]


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def rated(project, experts):
    """Six dialogues that two experts answered; a third chooses at the last two."""
    found = []
    for number in range(6):
        dialogue = make_submitted(project)
        values = ("yes", "no") if number > 3 else ("yes", "yes")
        for expert, value in zip(experts[:2], values, strict=True):
            read(dialogue, "return", by=expert, value=value)
        if number > 3:
            read(dialogue, "return", by=experts[2], value="no")
        found.append(dialogue)
    return found


def figure(report, **wanted):
    [found] = [
        one
        for one in report.figures
        if all(one[name] == value for name, value in wanted.items())
    ]
    return found


def test_who_chose_between_two_is_no_rater(project, experts, rated):
    report = agreeing.count(project)

    pair = figure(report, by="pair", measure="kappa")
    assert pair["people"] == sorted(one.pk for one in experts[:2])
    # Three questions about each of six texts.
    assert (pair["n"], pair["dialogues"]) == (18, 6)
    assert figure(report, by="item", key="safe", raters="experts")["n"] == 6
    everything = figure(report, by="all", raters="experts")
    # 30 times yes and 6 times no, 12 of them beside each other: 1 - 35 * 12 / 360.
    assert everything["value"] == pytest.approx(1 - 35 * 12 / 360)


def test_what_waits_for_a_second_opinion_is_in_no_figure(project, experts):
    dialogue = make_submitted(project)
    read(dialogue, "return", by=experts[0])

    assert Review.objects.get().status == "in_review"
    assert agreeing.figures(project) == []


@pytest.mark.usefixtures("rated")
def test_an_expert_finds_themself_by_name_and_others_as_letters(
    signed_in,
    api,
    project,
    experts,
):
    count_agreement(str(project.pk))

    page = signed_in(experts[0]).get(reverse("agreement", args=["companion"]))
    table = signed_in(experts[0]).get(reverse("agreement_csv", args=["companion"]))
    rest = api(experts[0]).get("/api/v1/projects/companion/agreement/").json()

    for text in (page.content.decode(), table.content.decode(), str(rest)):
        assert "expert-anna" in text
        assert "expert-bo" not in text
        assert "expert-chen" not in text
    assert ["A", "expert-anna"] in [one["pair"] for one in rest["figures"]]


@pytest.mark.usefixtures("rated")
def test_an_admin_reads_names(signed_in, project, admin):
    agreeing.count(project)

    page = signed_in(admin).get(reverse("agreement", args=["companion"]))

    assert [row["name"] for row in page.context["heat"]] == ["expert-anna", "expert-bo"]


def test_behind_a_number_stand_its_dialogues(signed_in, project, experts, rated):
    agreeing.count(project)
    address = reverse("agreement_dialogues", args=["companion"])
    client = signed_in(experts[0])

    by_item = client.get(f"{address}?raters=experts&by=item&key=safe").context["rows"]
    by_pair = client.get(f"{address}?raters=experts&by=pair&pair=expert-anna,A")
    strange = client.get(f"{address}?raters=experts&by=pair&pair=expert-anna,expert-bo")

    assert [(one.compared, one.differing) for _row, one in by_item] == [
        *[(1, 1)] * 2,
        *[(1, 0)] * 4,
    ]
    assert {row for row, one in by_item if one.differing} == set(rated[4:])
    assert [one.differing for _row, one in by_pair.context["rows"]][:3] == [3, 3, 0]
    assert strange.context["rows"] == []


def test_undefined_is_said_in_words(signed_in, project, experts, admin):
    for _one in range(5):
        dialogue = make_submitted(project)
        for expert in experts[:2]:
            read(dialogue, "approve", by=expert)
    agreeing.count(project)

    page = signed_in(admin).get(
        reverse("agreement", args=["companion"]),
        headers={"accept-language": "en"},
    )

    assert "undefined: all answers are alike" in page.content.decode()
    assert "1.00" not in page.content.decode()


def test_who_may_look_and_who_may_set(signed_in, api, project, experts, admin):
    volunteer = make_member(project, "volunteer")
    page, share = (
        reverse(name, args=["companion"])
        for name in ("agreement", "set_second_opinions")
    )

    assert signed_in(volunteer).get(page).status_code == 403
    assert signed_in(experts[0]).post(share, {"percent": 3}).status_code == 403
    assert signed_in(admin).post(share, {"percent": 30}).status_code == 302
    assert percent_of(project) == 30
    rest = api(admin).post(
        "/api/v1/projects/companion/second-opinions/",
        {"percent": 200},
    )
    assert (rest.status_code, list(rest.json()["fields"])) == (400, ["percent"])


def test_an_admin_releases_on_the_page_what_they_cannot_read(
    signed_in,
    project,
    experts,
    admin,
):
    dialogue = make_submitted(project)
    read(dialogue, "approve", by=experts[0])
    both = make_member(project, "admin", "expert")
    page = reverse("agreement", args=["companion"])

    assert signed_in(both).get(page).context["waiting"] == []
    [row] = signed_in(admin).get(page).context["waiting"]
    assert (row["dialogue"], row["readers"], row["disagree"]) == (dialogue, 3, False)

    signed_in(admin).post(
        reverse("release_dialogue", args=[dialogue.pk]),
        {"reason": "没有人"},
    )
    dialogue.refresh_from_db()
    assert dialogue.status == "approved"


def test_rest_releases_too(api, project, experts, admin):
    dialogue = make_submitted(project)
    read(dialogue, "approve", by=experts[0])
    address = f"/api/v1/dialogues/{dialogue.pk}/release-opinion/"

    assert api(experts[1]).post(address, {"reason": "x"}).status_code == 403
    assert api(admin).post(address, {"reason": "急"}).json() == {"status": "approved"}


HEAVY = """
import sys, django; django.setup(); import annotation_site.urls
print([name for name in ("numpy", "sklearn", "krippendorff") if name in sys.modules])
"""


def test_pages_start_without_what_figures_are_counted_with():
    seen = subprocess.run(
        [sys.executable, "-c", HEAVY],
        capture_output=True,
        text=True,
        check=True,
    )

    assert seen.stdout.strip() == "[]"
