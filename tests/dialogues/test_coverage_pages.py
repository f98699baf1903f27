"""What there is beside what is wanted: the map, its numbers, and the way to an order."""

import pytest
from django.urls import reverse

from dialogues.coverage_queries import heat_map, quota_lines
from dialogues.domain.choosing import Kind
from tests.factories import (
    make_batch,
    make_dialogue,
    make_draft,
    make_topic,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def client(signed_in, admin):
    return signed_in(admin)


def cell_of(project, theme, emotion, **options):
    found = heat_map(project, **options)
    row = next(row for row in found["rows"] if row.theme == theme)
    return next(cell for cell in row.cells if cell.kind.emotion == emotion)


def have(project, theme, emotion, age_band="", number=1, **fields):
    topic = make_topic(project, theme=theme)
    for _number in range(number):
        dialogue = make_dialogue(project, **{"status": "drafted", **fields})
        type(dialogue).objects.filter(pk=dialogue.pk).update(
            topic=topic, emotion=emotion, age_band=age_band
        )


def test_a_cell_counts_dialogues_and_drafts_on_their_way(project):
    have(project, "学校", "悲伤", number=2)
    have(project, "学校", "愤怒")
    have(project, "家庭", "悲伤", status="rejected")
    topic = make_topic(project, theme="学校")
    make_draft(make_batch(project), topic=topic, emotion="悲伤")
    make_draft(make_batch(project, trial=True), topic=topic, emotion="悲伤")
    project.quotas.create(theme="学校", emotion="悲伤", wanted=6)

    cell = cell_of(project, "学校", "悲伤")

    assert (cell.have, cell.wanted, cell.missing) == (3, 6, 3)
    assert cell_of(project, "学校", "").have == 4
    assert cell_of(project, "", "").have == 4
    assert cell_of(project, "家庭", "悲伤").have == 0
    assert cell_of(project, "学校", "愤怒").wanted is None


def test_an_age_narrows_what_there_is_and_what_is_wanted(project):
    have(project, "学校", "悲伤", "6-8")
    have(project, "学校", "悲伤", "9-11", number=2)
    for age, wanted in (("6-8", 5), ("9-11", 2)):
        project.quotas.create(theme="学校", emotion="悲伤", age_band=age, wanted=wanted)

    six = cell_of(project, "学校", "悲伤", age="6-8")
    assert (six.have, six.wanted, six.kind) == (1, 5, Kind("学校", "悲伤", "6-8"))
    nine = cell_of(project, "学校", "悲伤", age="9-11")
    assert (nine.have, nine.wanted, nine.shade) == (2, 2, 5)
    both = cell_of(project, "学校", "悲伤")
    assert (both.have, both.wanted) == (3, 7)


@pytest.mark.parametrize(
    ("there", "wanted", "shade"),
    [(0, 4, 0), (1, 4, 2), (2, 4, 3), (3, 4, 4), (4, 4, 5), (9, 4, 5), (1, 99, 1)],
)
def test_the_shade_grows_with_what_is_done(project, there, wanted, shade):
    have(project, "学校", "悲伤", number=there)
    project.quotas.create(theme="学校", emotion="悲伤", wanted=wanted)

    assert cell_of(project, "学校", "悲伤").shade == shade


def test_a_number_is_set_changed_and_taken_away(client, project):
    make_topic(project, theme="学校")
    address = reverse("coverage", args=[project.slug])
    fields = {"theme": "学校", "emotion": "悲伤", "age": "6-8"}

    for wanted in ("4", "7"):
        client.post(address, {**fields, "wanted": wanted})
    assert quota_lines(project) == [["学校", "悲伤", "6-8", "7"]]
    client.post(address, {**fields, "wanted": "0"})
    assert quota_lines(project) == []
    for wrong in ("-1", "", "many"):
        assert client.post(address, {**fields, "wanted": wrong}).status_code == 422


def test_a_cell_leads_to_an_order_that_fills_it(client, project):
    make_topic(project, theme="学校")
    project.quotas.create(theme="学校", emotion="悲伤", wanted=3)
    page = client.get(reverse("coverage", args=[project.slug])).content.decode()
    query = page.split(reverse("order_drafts", args=[project.slug]) + "?how=gap&amp;")[
        1
    ]
    link = "how=gap&" + query.split('"')[0].replace("&amp;", "&")

    order = client.get(reverse("order_drafts", args=[project.slug]) + "?" + link)

    form = order.context["form"]
    assert (form["how"].value(), form["theme"].value()) == ("gap", "学校")
    assert form["emotion"].value() == "悲伤"
    assert order.context["ordered"].dialogues == 3


def test_the_table_replaces_all_numbers(client, project):
    project.quotas.create(theme="旧", wanted=3)
    address = reverse("set_quotas", args=[project.slug])

    client.post(address, {"table": "学校,悲伤,6-8,10\n，，，5\n\n家庭,,,2\n"})

    assert sorted(quota_lines(project)) == sorted(
        [["", "", "", "5"], ["家庭", "", "", "2"], ["学校", "悲伤", "6-8", "10"]],
    )
    page = client.get(reverse("coverage", args=[project.slug])).content.decode()
    assert "学校,悲伤,6-8,10" in page
    client.post(address, {"table": "学校\t悲伤\t\t4"})
    assert quota_lines(project) == [["学校", "悲伤", "", "4"]]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("学校,悲伤,10", "Line 1: Write theme, feeling, age and a number."),
        ("学校,悲伤,,10\n家庭,,,viel", "Line 2: The last is no number."),
        ("学校,,,1\n学校,,,2", "Line 2: This kind stood there before."),
        ("学校,,,99999999", "Line 1: The last is no number."),
    ],
)
def test_a_table_with_a_fault_changes_nothing(client, project, table, sentence):
    project.quotas.create(theme="旧", wanted=3)

    answer = client.post(reverse("set_quotas", args=[project.slug]), {"table": table})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert quota_lines(project) == [["旧", "", "", "3"]]
