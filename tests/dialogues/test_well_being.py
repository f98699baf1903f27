"""Heavy themes: who is spared them, how many in a day, and what one may wish."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from dialogues.domain import courses, editing, well_being
from dialogues.heavy_queries import categories_of, heavy_in, spared_of
from dialogues.history import Refused
from dialogues.models import Assignment, HeavyCategory
from dialogues.next_queries import waiting_for
from tests.courses import make_course
from tests.factories import (
    full_answers,
    make_dialogue,
    make_drafted,
    make_member,
    make_project,
    make_topic,
    turns,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_course(make_project())


def heavy_draft(project, text="爷爷去世以后"):
    return make_drafted(project, topic=make_topic(project, text))


def slugs(dialogue):
    return [one.slug for one in heavy_in(dialogue, categories_of(dialogue.project))]


def put_down(work):
    editing.give_back(work, by=work.holder)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("爷爷去世以后", ["loss"]),
        ("爸爸喝了酒就打我", ["violence"]),
        ("难受就划自己的胳膊，不想活了", ["self-harm"]),
        ("有大人碰我不想让人碰的地方", ["sexual-abuse"]),
        ("高年级的人在车棚堵我要钱", ["bullying"]),
        ("考砸以后很沮丧", []),
        ("笑死我了", []),
        ("Grapes and drapes", []),
        ("A friend passed away", ["loss"]),
    ],
)
def test_a_topic_is_heavy_by_its_words(project, text, found):
    assert slugs(heavy_draft(project, text)) == found


def test_an_open_disclosure_makes_a_dialogue_heavy(project):
    told = make_drafted(project, of=turns("他又就这样打我。", "你很害怕吧。"))
    assert slugs(told) == ["harm-told"]

    marked = make_member(project, "expert", safeguarding=True)
    told.head.findings.update(
        dismissed_at=timezone.now(), dismissed_by=marked, dismissed_because="背课文"
    )

    assert slugs(told) == []


def test_apprentices_are_given_nothing_heavy(project):
    heavy = heavy_draft(project)
    light = make_drafted(project)
    apprentice = make_member(project, "volunteer")

    work = editing.claim_next(project, by=apprentice)
    put_down(work)
    with pytest.raises(Refused) as refused:
        editing.claim(heavy, by=apprentice)
    with pytest.raises(Refused) as not_written:
        editing.write_from_topic(heavy.topic, by=apprentice)

    assert (work.dialogue, work.heavy) == (light, False)
    assert (refused.value.code, refused.value.extra) == (
        "too_heavy",
        {"because": "level"},
    )
    assert not_written.value.code == "too_heavy"
    assert waiting_for(apprentice, project, spared_of(apprentice, project)) == 1


def test_the_days_measure_of_what_is_heavy_ends_at_midnight(project):
    courses.set_rules(project, heavy_editor=2, by=None)
    for _one in range(3):
        heavy_draft(project)
    editor = make_member(project, "volunteer", level="editor")
    for _one in range(2):
        work = editing.claim_next(project, by=editor)
        assert work.heavy
        editing.skip(work, reason="太难", by=editor)

    assert editing.claim_next(project, by=editor) is None
    assert spared_of(editor, project).because == "limit"
    Assignment.objects.update(created_at=timezone.now() - timedelta(days=1))
    assert editing.claim_next(project, by=editor).heavy


def test_one_may_set_a_smaller_measure_but_no_larger_one(project):
    courses.set_rules(project, heavy_editor=1, by=None)
    editor = make_member(project, "volunteer", level="editor")
    place = editor.memberships.get()
    for _one in range(2):
        heavy_draft(project)

    well_being.choose_care(place, avoid=[], heavy_a_day=0, by=editor)
    none = editing.claim_next(project, by=editor)
    well_being.choose_care(place, avoid=[], heavy_a_day=9, by=editor)
    put_down(editing.claim_next(project, by=editor))
    second = editing.claim_next(project, by=editor)

    assert (none, second) == (None, None)


def test_what_one_would_rather_not_read_never_comes(project):
    editor = make_member(project, "volunteer", level="editor")
    place = editor.memberships.get()
    heavy_draft(project, "爷爷去世以后")
    beaten = heavy_draft(project, "喝了酒就打我")

    well_being.choose_care(place, avoid=["loss"], heavy_a_day=None, by=editor)

    assert editing.claim_next(project, by=editor).dialogue == beaten
    with pytest.raises(ValidationError):
        well_being.choose_care(place, avoid=["no"], heavy_a_day=None, by=editor)
    with pytest.raises(PermissionDenied):
        well_being.choose_care(
            place, avoid=[], heavy_a_day=None, by=make_member(project, "admin")
        )


def test_not_today_gives_another_and_leaves_no_mark(project):
    heavy = heavy_draft(project)
    other_heavy = heavy_draft(project)
    light = make_drafted(project)
    editor = make_member(project, "volunteer", level="editor")
    work = editing.claim_next(project, by=editor)

    editing.not_today(work, by=editor)
    following = editing.claim_next(project, by=editor)
    put_down(following)
    heavy.refresh_from_db()
    event = heavy.events.last()

    assert (work.dialogue, following.dialogue) == (heavy, light)
    assert (heavy.status, event.verb, event.note) == ("drafted", "not today", "")
    assert spared_of(editor, project).because == "not-today"
    # Tomorrow it may come again: it was not skipped.
    yesterday = timezone.now() - timedelta(days=1)
    Assignment.objects.update(created_at=yesterday, ended_at=yesterday)
    assert editing.claim_next(project, by=editor).dialogue in (heavy, other_heavy)


def test_what_one_has_read_already_is_never_kept_from_one(project):
    editor = make_member(project, "volunteer", level="editor")
    dialogue = make_dialogue(project, "returned", author=editor)
    dialogue.topic.text = "爷爷去世以后"
    dialogue.topic.save()
    place = editor.memberships.get()
    well_being.choose_care(place, avoid=["loss"], heavy_a_day=0, by=editor)

    assert editing.claim_next(project, by=editor) is None
    assert editing.claim(dialogue, by=editor).heavy


def test_an_admins_own_categories_stand_in_for_the_built_in_ones(project):
    admin = make_member(project, "admin")
    names = {"en": "Hospital", "zh-hans": "住院"}
    mine = HeavyCategory(slug="hospital", name=names, note=names, words=["住院"])

    well_being.write_categories(project, [mine], by=admin)

    assert slugs(heavy_draft(project, "住院的晚上")) == ["hospital"]
    assert slugs(heavy_draft(project, "爷爷去世以后")) == []
    with pytest.raises(ValidationError):
        well_being.write_categories(project, [mine, mine], by=admin)
    with pytest.raises(PermissionDenied):
        well_being.write_categories(project, [], by=make_member(project, "expert"))
    well_being.write_categories(project, [], by=admin)
    assert len(categories_of(project)) == 6


def test_time_is_counted_between_saves_and_a_long_pause_only_in_part(project):
    editor = make_member(project, "volunteer", level="editor")
    make_drafted(project)
    work = editing.claim_next(project, by=editor)

    def saved_after(seconds, version):
        before = timezone.now() - timedelta(seconds=seconds)
        Assignment.objects.update(saved_at=before)
        return editing.save_work(
            work,
            turns=work.turns,
            answers=full_answers(project, work.turns),
            seen=version,
            by=editor,
        ).seconds

    assert [saved_after(20, 0), saved_after(7200, 1)] == [20, 320]
