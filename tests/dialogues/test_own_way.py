"""Hours, certificates and levels, as a volunteer sees them; and the word before."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import override

from dialogues.domain import certificates, courses, editing, levels
from dialogues.feedback_queries import lessons_about
from dialogues.history import Refused
from dialogues.models import Assignment, CareChoice
from dialogues.path_queries import level_ahead, work_of
from tests.courses import make_course
from tests.factories import (
    full_answers,
    make_approved,
    make_drafted,
    make_member,
    make_project,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_course(make_project())


@pytest.fixture
def person(project):
    return make_member(project, "volunteer", level="editor")


@pytest.fixture
def desk(client, person):
    client.force_login(person)
    return client


def worked(project, person, seconds=5400):
    make_approved(project, author=person)
    Assignment.objects.filter(holder=person).update(seconds=seconds)


def test_a_certificate_says_what_was_counted_and_is_found_by_its_code(
    project, person, desk, client
):
    worked(project, person)
    place = person.memberships.get()

    desk.post(f"/projects/{project.slug}/certificate/", {"name": " 林 小雨 "})
    paper = place.certificates.get()
    again = certificates.issue(place, name="林 小雨", by=person)
    shown = desk.get(f"/certificates/{paper.code}/").content.decode()
    client.force_login(make_member(project, "admin"))
    address = f"/projects/{project.slug}/certificates/"
    found = client.get(address, {"code": paper.code.lower()}).content.decode()
    client.force_login(make_member(project, "expert"))

    today = timezone.localdate()
    assert (paper.minutes, paper.hours, paper.dialogues) == (90, "1.5", 1)
    assert (paper.first_day, paper.last_day) == (today, today)
    assert again == paper
    assert all(word in shown for word in ("林 小雨", "1.5", paper.code))
    assert "林 小雨" in found
    assert client.get(f"/certificates/{paper.code}/").status_code == 404


def test_no_certificate_without_hours_without_a_name_or_for_somebody_else(
    project, person
):
    place = person.memberships.get()
    with pytest.raises(Refused) as refused:
        certificates.issue(place, name="林", by=person)
    worked(project, person)
    with pytest.raises(ValidationError):
        certificates.issue(place, name=" ", by=person)
    with pytest.raises(PermissionDenied):
        certificates.issue(place, name="林", by=make_member(project, "admin"))
    assert refused.value.code == "no_hours"


def test_hours_of_another_project_are_not_counted(project, person):
    other = make_project()
    other.memberships.create(
        user=person, roles=["volunteer"], consent=other.consents.get()
    )
    worked(other, person)

    assert work_of(person, project).minutes == 0


def test_the_way_to_the_next_level(project):
    beginner = make_member(project, "volunteer")
    courses.set_rules(project, editor_after=2, senior_after=3, by=None)
    make_approved(project, author=beginner)
    first = level_ahead(beginner, project)
    make_approved(project, author=beginner)
    levels.settle_levels(project)
    second = level_ahead(beginner, project)
    levels.vouch(
        beginner.memberships.get(), level="apprentice", by=make_member(project, "admin")
    )

    assert (first.level, first.following, first.left) == ("apprentice", "editor", 1)
    assert (second.level, second.following, second.left) == ("editor", "senior", 1)
    assert level_ahead(beginner, project).by_word
    assert level_ahead(make_member(make_project(), "volunteer"), make_project()) is None


def test_wishes_are_kept_on_ones_own_page(project, person, desk):
    address = f"/projects/{project.slug}/way/"
    desk.post(address, {"avoid": ["loss", "bullying"], "heavy_a_day": "2"})

    kept = CareChoice.objects.get()
    assert (kept.avoid, kept.heavy_a_day) == (["loss", "bullying"], 2)
    page = desk.get(address).content.decode()
    assert 'value="loss"' in page
    assert desk.post(address, {"avoid": ["no"]}).status_code == 422


def test_a_word_comes_before_a_heavy_dialogue_and_only_once(project, person, desk):
    heavy = make_drafted(project, topic=make_topic(project, "爷爷去世以后"))
    work = editing.claim_next(project, by=person)
    before = desk.get(f"/assignments/{work.pk}/").content.decode()

    led = desk.post(f"/assignments/{work.pk}/go-on/")
    after = desk.get(led["Location"]).content.decode()

    assert heavy.head.turns[0]["text"] not in before
    assert f"/assignments/{work.pk}/not-today/" in before
    assert heavy.head.turns[0]["text"] in after
    assert f"/projects/{project.slug}/pause/?sent=1" in after


def test_who_writes_a_childs_harm_down_gets_a_moment_to_breathe(project, person, desk):
    work = editing.claim(make_drafted(project), by=person)
    harm = "爸爸昨天用皮带打我，背上都是伤。"
    texts = [{**work.turns[0], "text": harm}, *work.turns[1:]]
    answers = full_answers(project, texts)
    saved = editing.save_work(work, turns=texts, answers=answers, seen=0, by=person)
    led = desk.post(f"/assignments/{work.pk}/submit/", {"version": saved.version})

    assert not saved.heavy
    assert led["Location"] == f"/projects/{project.slug}/pause/?sent=1"


def test_programs_are_told_what_is_heavy_before_it_is_read(project, person, desk):
    make_drafted(project, topic=make_topic(project, "爷爷去世以后"))
    headers = {"Accept-Language": "en"}
    taken = desk.post(f"/api/v1/projects/{project.slug}/claim/", headers=headers)
    [note] = taken.json()["content_note"]

    assert taken.json()["heavy"]
    assert note["name"] == "Death and loss"
    assert note["note"]
    in_full = desk.get(f"/api/v1/assignments/{taken.json()['id']}/", headers=headers)
    assert in_full.json()["content_note"] == [note]


def test_not_today_leads_to_a_lighter_one(project, person, desk):
    make_drafted(project, topic=make_topic(project, "爷爷去世以后"))
    light = make_drafted(project)
    work = editing.claim_next(project, by=person)

    led = desk.post(f"/assignments/{work.pk}/not-today/")
    following = Assignment.objects.get(ended_at=None)
    none = editing.not_today(following, by=person)

    assert following.dialogue == light
    assert led["Location"] == f"/assignments/{following.pk}/"
    assert none is None


def test_the_desk_says_why_this_one(project, person, desk):
    work = editing.claim(make_drafted(project), by=person)
    with override("en"):
        desk.cookies["django_language"] = "en"
        page = desk.get(f"/assignments/{work.pk}/").content.decode()

    assert "Why this one: it has waited longest." in page


def test_a_pause_shows_help_lines_and_both_ways(project, person, desk):
    page = desk.get(f"/projects/{project.slug}/pause/").content.decode()

    assert "12356" in page
    assert f"/projects/{project.slug}/stop-for-today/" in page
    led = desk.post(f"/projects/{project.slug}/stop-for-today/")
    assert led["Location"] == f"/projects/{project.slug}/"


def test_who_reports_a_worry_gets_a_moment_to_breathe(project, person, desk):
    work = editing.claim(make_drafted(project), by=person)
    led = desk.post(f"/dialogues/{work.dialogue_id}/report/", {"text": "担心"})

    assert led["Location"] == f"/projects/{project.slug}/pause/"


def test_admins_write_their_own_heavy_themes(project, client):
    client.force_login(make_member(project, "admin"))
    address = f"/projects/{project.slug}/heavy-themes/"
    shown = client.get(address).content.decode()
    line = "hospital | 住院 | Hospital | 说到住院 | About hospitals | 住院,手术 | harm"

    assert "去世" in shown
    assert client.post(address, {"lines": "hospital | only"}).status_code == 422
    assert (
        client.post(address, {"lines": "Ho spital | a | b | c | d | e"}).status_code
        == 422
    )
    client.post(address, {"lines": line})
    row = project.heavy_categories.get()
    assert (row.slug, row.words, row.disclosures) == (
        "hospital",
        ["住院", "手术"],
        True,
    )
    topic = make_topic(project)
    client.post(f"/topics/{topic.pk}/priority/", {"priority": "2"})
    topic.refresh_from_db()
    assert topic.priority == 2


def test_a_day_ends_at_midnight_where_the_site_is(project, person):
    make_drafted(project, topic=make_topic(project, "爷爷去世以后"))
    work = editing.claim_next(project, by=person)
    editing.not_today(work, by=person)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)

    Assignment.objects.update(
        created_at=midnight - timedelta(seconds=1),
        ended_at=midnight - timedelta(seconds=1),
    )

    assert editing.claim_next(project, by=person).heavy


def test_a_question_refused_again_and_again_leads_to_its_lesson():
    project = make_course(make_project())
    there = lessons_about(project, ["feeling_noticed", "trusted_adult", "own-question"])

    assert there == {"feeling_noticed": "awareness", "trusted_adult": "safety"}
    assert lessons_about(make_project(), ["feeling_noticed"]) == {}
