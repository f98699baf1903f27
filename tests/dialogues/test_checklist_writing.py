"""Admins write checklists: each change a version, nothing that was answered lost."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import override

from dialogues.domain.checklist_writing import save_checklist, written_items
from dialogues.domain.checklists import clean_answers, current_items
from dialogues.history import Refused
from dialogues.models import Checklist
from tests.factories import make_assignment, make_member, make_project
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def question(slug, *, scope="dialogue", **fields):
    texts = {name: {} for name in ("help", "good", "bad")}
    return {
        "slug": slug,
        "name": {"zh-hans": f"{slug}名"},
        "question": {"zh-hans": f"{slug}吗？", "en": f"{slug}?"},
        "scope": scope,
        "critical": False,
        **texts,
        **fields,
    }


def slugs(checklist):
    return [item.slug for item in checklist.items.all()]


def test_a_saved_checklist_is_a_new_version_and_is_asked_from_then_on():
    project = make_project()
    admin = make_member(project, "admin")
    items = [question("kind", critical=True), question("warm", scope="turn")]

    saved = save_checklist(project, items=items, seen=1, by=admin)

    assert (saved.version, slugs(saved)) == (2, ["kind", "warm"])
    assert written_items(saved) == items
    assert [item.slug for item in current_items(project)] == ["kind", "warm"]
    assert slugs(project.checklists.get(version=1)) == ["safe", "natural", "warm"]
    # The same once more is no version of its own.
    assert save_checklist(project, items=items, seen=2, by=admin) == saved


def test_of_two_admins_the_later_is_told_and_nothing_is_overwritten():
    project = make_project()
    admin = make_member(project, "admin")
    save_checklist(project, items=[question("kind")], seen=1, by=admin)

    with pytest.raises(Refused) as refusal:
        save_checklist(project, items=[question("short")], seen=1, by=admin)
    assert refusal.value.code == "stale_version"
    assert project.checklists.count() == 2


def test_only_admins_write_a_checklist():
    project = make_project()
    for who in (make_member(project, "expert"), make_user()):
        with pytest.raises(PermissionDenied):
            save_checklist(project, items=[question("kind")], seen=1, by=who)
    assert project.checklists.count() == 1


def test_what_a_question_is_asked_of_stays():
    project = make_project()
    admin = make_member(project, "admin")

    with pytest.raises(Refused) as refusal:
        save_checklist(
            project,
            items=[question("warm", scope="dialogue")],
            seen=1,
            by=admin,
        )
    assert (refusal.value.code, refusal.value.extra["item"]) == ("item_in_use", "warm")
    assert project.checklists.count() == 1


@pytest.mark.parametrize(
    "items",
    [
        [],
        [question(f"q{n}") for n in range(41)],
        [question("kind"), question("kind")],
        [question("Kind")],
        [question("kind", scope="word")],
        [question("kind", name={})],
        [question("kind", question={"en": " "})],
        [question("kind", help={"en": "x" * 1001})],
    ],
)
def test_a_checklist_that_nobody_could_answer_is_not_saved(items):
    project = make_project()
    with pytest.raises(ValidationError):
        save_checklist(project, items=items, seen=1, by=None)
    assert Checklist.objects.count() == 1


def test_who_had_the_page_open_loses_nothing_when_a_question_goes():
    project = make_project()
    save_checklist(project, items=[question("kind")], seen=1, by=None)
    items = current_items(project)
    old = {"item": "natural", "turn": None, "value": "yes", "note": ""}
    new = {"item": "kind", "turn": None, "value": "no", "note": "硬"}

    assert clean_answers([old, new], items) == [new]
    for unknown in ("nobody", "n\x00", "x" * 100):
        with pytest.raises(ValidationError):
            clean_answers([{**old, "item": unknown}], items)


def test_an_open_page_is_saved_over_rest_after_the_checklist_changed(client):
    project = make_project()
    volunteer = make_member(project, "volunteer")
    work = make_assignment(project, author=volunteer)
    save_checklist(project, items=[question("kind")], seen=1, by=None)
    client.force_login(volunteer)
    turns = [{**turn, "text": "改过的"} for turn in work.turns]

    answer = client.put(
        f"/api/v1/assignments/{work.pk}/work/",
        {
            "version": work.version,
            "turns": turns,
            "answers": [{"item": "safe", "turn": None, "value": "yes", "note": ""}],
        },
        content_type="application/json",
    )

    assert answer.status_code == 200
    work.refresh_from_db()
    assert [turn["text"] for turn in work.turns] == ["改过的"] * len(turns)
    assert work.answers == []


def page_fields(page):
    """What a browser would send back of the page as it opened."""
    form, cards = page.context["form"], page.context["cards"]
    fields = {"seen": form["seen"].value()}
    for part in (cards.management_form, *cards):
        for field in part:
            value = field.value()
            if field.widget_type != "checkbox" or value:
                fields[field.html_name] = "" if value is None else value
    return fields


def test_the_page_changes_drops_orders_and_adds_questions(client):
    project = make_project()
    client.force_login(make_member(project, "admin"))
    address = reverse("checklist", args=[project.slug])
    fields = page_fields(client.get(address))
    fields |= {
        "item-0-question_zh": "安全吗？真的？",
        "item-1-slug": "",
        "item-2-ORDER": "9",
        "item-3-ORDER": "2",
        "item-3-slug": "kind",
        "item-3-name_zh": "友善",
        "item-3-question_zh": "友善吗？",
        "item-3-scope": "dialogue",
    }

    answer = client.post(address, fields)

    assert answer.status_code == 302
    latest = project.checklists.latest("version")
    assert slugs(latest) == ["safe", "kind", "warm"]
    assert latest.items.get(slug="safe").question["zh-hans"] == "安全吗？真的？"
    assert latest.items.get(slug="safe").critical is True


def test_a_card_without_a_short_name_keeps_what_was_typed_and_says_so(client):
    project = make_project()
    client.force_login(make_member(project, "admin"))
    address = reverse("checklist", args=[project.slug])
    fields = page_fields(client.get(address)) | {"item-3-name_zh": "友善"}

    with override("en"):
        answer = client.post(address, fields, headers={"Accept-Language": "en"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Give it a short name." in page
    assert "友善" in page
    assert project.checklists.count() == 1
