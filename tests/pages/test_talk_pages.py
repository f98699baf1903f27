"""Threads on the dialogue's page, notices, and what changed after review."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dialogues.domain import commenting, submission
from dialogues.models import Checklist, Notice
from tests.factories import (
    full_answers,
    make_comments,
    make_fix,
    make_member,
    make_project,
    make_review,
    make_submitted,
    make_user,
    reworded,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    project = make_project()
    author = make_member(project, "volunteer", username="lin")
    expert = make_member(project, "expert", username="chen")
    return project, make_submitted(project, author=author), author, expert


def page(client, name, *args, **query):
    answer = client.get(
        reverse(name, args=args), query, headers={"accept-language": "en"}
    )
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_comment_answers_with_the_threads_and_says_who_was_not_told(
    scene,
    signed_in,
):
    project, dialogue, author, expert = scene
    make_member(project, "volunteer", username="wang")
    turn = dialogue.head.turns[1]["id"]

    answer = signed_in(author).post(
        reverse("say_in_dialogue", args=[dialogue.pk]),
        {"text": "@chen @wang 这样好吗？", "turn": turn},
    )

    comment = dialogue.comments.get()
    assert (str(comment.turn), comment.by) == (turn, author)
    part = answer.content.decode()
    assert f'id="comment-{comment.pk}"' in part
    assert '<span class="called">@chen</span>' in part
    [note] = [line for line in part.splitlines() if 'class="note"' in line]
    assert "@wang" in note
    assert "@chen" not in note
    assert Notice.objects.get().user == expert


def test_opening_a_dialogue_reads_the_notices_about_it_and_no_others(scene, signed_in):
    project, dialogue, author, expert = scene
    other = make_submitted(project, author=author)
    for one in (dialogue, other):
        submission.return_to_author(
            one,
            revision=one.head,
            comments=make_comments(of=one.head),
            by=expert,
        )
    client = signed_in(author)
    assert '<b aria-hidden="true">2</b>' in page(client, "desk", project.slug)

    notice = dialogue.notices.get()
    answer = client.get(reverse("notice", args=[notice.pk]))
    assert answer["Location"] == reverse("dialogue", args=[dialogue.pk])
    page(client, "dialogue", other.pk)

    assert not Notice.objects.filter(read_at=None).exists()
    assert '<b aria-hidden="true">' not in page(client, "desk", project.slug)


def test_an_expert_reads_no_notice_of_another(scene, signed_in):
    _project, dialogue, author, expert = scene
    dialogue.notices.create(user=author, kind="returned")

    page(signed_in(expert), "dialogue", dialogue.pk)

    assert dialogue.notices.get().read_at is None


def test_notices_are_filtered_in_the_address(scene, signed_in):
    _project, dialogue, author, _expert = scene
    old = dialogue.notices.create(user=author, kind="comment")
    client = signed_in(author)
    client.post(reverse("read_all_notices"))
    new = dialogue.notices.create(user=author, kind="returned")
    assert old.pk != new.pk

    def shown(**query):
        text = page(client, "notices", **query)
        return [one for one in (old, new) if str(one.pk) in text]

    assert shown() == [old, new]
    assert shown(show="unread") == [new]
    assert shown(show="read") == [old]
    assert shown(kind="comment") == [old]
    assert shown(kind="nonsense") == [old, new]


def test_a_notice_of_a_dialogue_out_of_sight_names_no_topic(scene, signed_in):
    project, dialogue, _author, _expert = scene
    other = make_member(project, "volunteer")
    notice = dialogue.notices.create(user=other, kind="comment")
    client = signed_in(other)

    assert str(dialogue.topic) not in page(client, "notices")
    answer = client.get(reverse("notice", args=[notice.pk]))

    assert answer["Location"] == reverse("notices")
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_choices_of_letters_are_kept(scene, signed_in):
    _project, _dialogue, author, _expert = scene
    client = signed_in(author)
    sent = {"email": "lin@example.org", "language": "en"}
    sent |= dict.fromkeys(Notice.Kind.values, "never") | {"mention": "daily"}

    client.post(reverse("notice_choices"), sent)

    author.refresh_from_db()
    assert (author.email, author.language) == ("lin@example.org", "en")
    kept = dict(author.notice_choices.values_list("kind", "mail"))
    assert kept == dict.fromkeys(Notice.Kind.values, "never") | {"mention": "daily"}


def test_who_is_blind_reads_no_name_called_in_a_thread_or_in_the_history(
    scene,
    signed_in,
):
    project, dialogue, author, expert = scene
    submission.return_to_author(
        dialogue,
        revision=dialogue.head,
        comments=make_comments("@lin 请再看。", of=dialogue.head),
        by=make_member(project, "expert"),
    )
    commenting.comment_on(
        dialogue,
        {"turn": None, "text": "谢谢，@chen", "code": ""},
        by=author,
    )

    seen_by_author = page(signed_in(author), "dialogue", dialogue.pk)
    seen_blind = page(signed_in(expert), "dialogue", dialogue.pk)

    assert "@lin" in seen_by_author
    assert "@lin" not in seen_blind
    assert "请再看" in seen_blind


def test_feedback_shows_what_was_changed_said_and_found_often(scene, signed_in):
    project, dialogue, author, expert = scene
    review = make_review(project, expert=expert, dialogue=dialogue)
    turn = dialogue.head.turns[1]["id"]
    from reviewers.domain import decisions

    decisions.decide(
        review,
        revision=dialogue.head,
        decision="return",
        answers=full_answers(project, dialogue.head.turns, "no"),
        comments=[{"turn": turn, "text": "先接住感受。", "code": "not-seen"}],
        turns=reworded(dialogue.head.turns, "你一定很难过。"),
        by=expert,
    )
    fixed = make_submitted(project, author=author)
    make_fix(fixed, by=make_member(project, "expert"))
    make_submitted(project, author=author)
    warm = {
        "slug": "warm",
        "scope": "turn",
        "position": 0,
        "good": {"en": "You sound sad."},
    }
    words = {"name": {"en": "warm"}, "question": {"en": "warm?"}}
    Checklist.objects.create(project=project, version=2).items.create(**warm, **words)
    client = signed_in(author)

    text = page(client, "feedback", project.slug)

    assert "先接住感受。" in text
    assert 'data-diff-new="你一定很难过。"' in text
    assert 'data-diff-new="我们一起想办法。"' in text
    assert text.count("<article") == 2
    assert "The feeling is not seen" in text
    assert "in 1 dialogue<" in text
    assert "You sound sad." in text
    assert "chen" not in text
    only = page(client, "feedback", project.slug, decision="fix")
    assert only.count("<article") == 1


def test_feedback_repeats_no_worry_and_shows_nobody_elses(scene, signed_in):
    project, dialogue, author, expert = scene
    submission.escalate(
        dialogue,
        revision=dialogue.head,
        comments=make_comments("我担心这个孩子。"),
        by=expert,
    )
    make_fix(make_submitted(project), by=expert)

    text = page(signed_in(author), "feedback", project.slug)

    assert "<article" not in text
    assert "我担心" not in text


def test_the_bell_costs_a_project_page_nothing_more(
    scene,
    signed_in,
    django_assert_num_queries,
):
    project, dialogue, author, _expert = scene
    client = signed_in(author)
    address = reverse("desk", args=[project.slug])
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert [
        one
        for one in asked
        if one["sql"].startswith("SELECT COUNT(*)") and "dialogues_notice" in one["sql"]
    ] == []
    for _each in range(3):
        dialogue.notices.create(user=author, kind="comment")
    with django_assert_num_queries(len(asked)):
        assert '<b aria-hidden="true">3</b>' in client.get(address).content.decode()


def test_who_belongs_nowhere_has_a_bell_too(signed_in):
    assert "0" not in page(signed_in(make_user()), "tokens").split("bell")[1][:20]
