"""Dialogues are found by what their latest revision says, however it was written."""

import pytest
from django.db import transaction
from django.utils import timezone

from dialogues.domain import (
    editing,
    import_runs,
    imports,
    search_texts,
    submission,
)
from dialogues.domain.search_texts import note_waiting_texts
from dialogues.list_queries import dialogues_listed, own_dialogues_listed
from dialogues.models import SearchText
from tests.dialogues.test_imports import lines, received, record
from tests.factories import (
    make_assignment,
    make_drafted,
    make_member,
    make_project,
    make_submitted,
    make_topic,
    reworded,
    turns,
)
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project()


def found(project, q, **narrowed):
    reader = make_member(project, "expert")
    return list(dialogues_listed(reader, project, q=q, **narrowed))


def test_one_character_a_word_and_a_phrase_find_their_dialogues(project):
    quarrel = make_drafted(project, of=turns("他们又吵架了。", "你很害怕。"))
    noise = make_drafted(project, of=turns("窗外很吵。", "架子倒了？"))
    make_drafted(make_project(), of=turns("他们又吵架了。", "你很害怕。"))

    assert found(project, "吵架") == [quarrel]
    assert found(project, "吵") == [noise, quarrel]
    assert found(project, "又吵架了") == [quarrel]
    assert found(project, "吵 害怕") == [quarrel]
    assert found(project, "吵 -害怕") == [noise]
    assert found(project, "-吵") == []
    assert found(project, "？") == [noise]
    assert found(project, "很吵架") == []


def test_what_looks_like_a_query_or_a_pattern_is_only_words(project):
    row = make_drafted(project, of=turns("100%_对\\了 it's", "'吵' & !"))

    for q in ("100%_", "对\\了", "it's", "'吵' & !", "&", "!", "\\", ":*", "(吵"):
        assert found(project, q) == ([] if q in (":*", "(吵") else [row]), q


def test_the_topic_and_its_theme_find_a_dialogue(project):
    topic = make_topic(project, "半夜怕黑", theme="睡觉")
    row = make_drafted(project, topic=topic, of=turns("我怕。", "我在。"))

    assert found(project, "半夜") == found(project, "睡觉") == [row]


def test_a_new_revision_is_found_at_once_and_the_one_before_no_more(project):
    said = turns("我和同桌吵架了。", "抱抱你。")
    edited = reworded(said, "你一定很委屈。")
    dialogue = make_submitted(project, of=said, edited=edited)

    assert found(project, "委屈") == [dialogue]
    assert found(project, "抱抱") == []
    assert found(project, "吵架") == [dialogue]


def test_what_an_expert_mended_is_found(project):
    dialogue = make_submitted(project)
    expert = make_member(project, "expert")
    fixed = reworded(dialogue.head.turns, "我们一起想想。")
    submission.fix(dialogue, revision=dialogue.head, turns=fixed, by=expert)

    assert found(project, "一起想想") == [dialogue]


def test_what_a_file_brought_is_found_once_a_worker_has_noted_it(project):
    admin = make_member(project, "admin")
    row = received(project, lines(*(record(number) for number in range(3))), by=admin)
    imports.order(row, by=admin, here=True)
    import_runs.run_import(row)

    assert note_waiting_texts() == 3
    assert note_waiting_texts() == 0
    for dialogue in project.dialogues.select_related("head"):
        said = dialogue.head.turns[0]["text"]
        assert dialogue in found(project, f'"{said}"')


def test_a_file_that_comes_in_has_the_machine_but_not_for_long(project):
    admin = make_member(project, "admin")
    row = received(project, lines(record(1)), by=admin)
    imports.order(row, by=admin, here=True)
    with row.change("start", by=None):
        pass
    young, old = (make_drafted(project) for _one in range(2))
    SearchText.objects.update(waits=True)
    long_ago = timezone.now() - 2 * search_texts.PATIENCE
    project.dialogues.filter(pk=old.pk).update(created_at=long_ago)

    assert note_waiting_texts() == 1
    assert list(SearchText.objects.filter(waits=True)) == [young.search]
    with row.change("finish", by=None):
        pass
    assert note_waiting_texts() == 1


def test_old_rows_are_noted_in_batches_each_once(project, monkeypatch):
    for number in range(5):
        make_drafted(project, of=turns(f"第{number}只猫。", "喵。"))
    SearchText.objects.update(text="", words="", waits=True)
    monkeypatch.setattr(search_texts, "AT_ONCE", 2)

    assert note_waiting_texts(most=4) == 4
    assert note_waiting_texts() == 1
    assert note_waiting_texts() == 0
    assert len(found(project, "只猫")) == 5


def test_a_waiting_row_says_what_was_written_meanwhile(project):
    dialogue = make_submitted(project)
    SearchText.objects.update(waits=True)
    expert = make_member(project, "expert")
    fixed = reworded(dialogue.head.turns, "我们一起想想。")
    submission.fix(dialogue, revision=dialogue.head, turns=fixed, by=expert)

    assert note_waiting_texts() == 0
    assert found(project, "一起想想") == [dialogue]


def test_a_dialogue_without_words_is_found_by_its_topic(project):
    topic = make_topic(project, "半夜怕黑")
    work = editing.write_from_topic(topic, by=make_member(project, "volunteer"))

    assert found(project, "怕黑") == [work.dialogue]


def test_a_volunteer_finds_only_what_they_wrote_or_hold(project):
    lin, other = (make_member(project, "volunteer") for _one in range(2))
    said = turns("他们又吵架了。", "你很害怕。")
    wrote = make_submitted(project, author=lin, of=said, edited=reworded(said))
    holds = make_assignment(project, author=lin, of=said).dialogue
    make_submitted(project, author=other, of=said, edited=reworded(said))
    make_drafted(project, of=said)
    elsewhere = make_project()
    make_drafted(elsewhere, of=said)

    assert set(own_dialogues_listed(lin, project, q="吵架")) == {wrote, holds}
    assert list(own_dialogues_listed(lin, project, status="submitted")) == [wrote]
    assert list(own_dialogues_listed(lin, project, sort="oldest")) == [wrote, holds]
    assert list(own_dialogues_listed(lin, project, q="飞机")) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_wait_for_each_other(project):
    row = make_drafted(project)
    SearchText.objects.update(waits=True)

    with transaction.atomic():
        SearchText.objects.select_for_update().get(dialogue=row)
        assert race(note_waiting_texts) == [0]
    assert note_waiting_texts() == 1
