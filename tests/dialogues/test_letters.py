"""Letters about notices: when, to whom, in which language, and how to stop them."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone

from dialogues import tasks
from dialogues.domain import commenting, mailing, noticing
from dialogues.models import Notice, NoticeChoice
from dialogues.notice_queries import choices_of
from tests.factories import make_member, make_project, make_submitted
from tests.races import race

pytestmark = pytest.mark.django_db
Kind, Mail = Notice.Kind, NoticeChoice.Mail


@pytest.fixture
def author():
    user = make_member(make_project(), "volunteer", username="lin")
    user.email = "lin@example.org"
    user.language = "en"
    user.save()
    return user


@pytest.fixture
def dialogue(author):
    return make_submitted(author.memberships.get().project, author=author)


def tell(user, kind, dialogue):
    noticing.notify([user], kind, dialogue=dialogue)
    return Notice.objects.filter(user=user).latest("at")


def test_a_return_is_mailed_at_once_and_a_comment_is_not(
    author,
    dialogue,
    mailoutbox,
    django_capture_on_commit_callbacks,
    monkeypatch,
):
    sent = []
    monkeypatch.setattr(noticing, "send", lambda task, pk: sent.append((task.name, pk)))
    with django_capture_on_commit_callbacks(execute=True):
        tell(author, Kind.RETURNED, dialogue)
        tell(author, Kind.COMMENT, dialogue)

    assert sent == [("dialogues.tasks.mail_notices", str(author.pk))]
    tasks.mail_notices(str(author.pk))
    [letter] = mailoutbox
    assert letter.to == ["lin@example.org"]
    assert letter.subject == "Queqiao: Sent back with a note"
    unsent = Notice.objects.filter(user=author, sent_at=None)
    assert [notice.kind for notice in unsent] == [Kind.COMMENT]


def test_a_second_delivery_sends_no_second_letter(author, dialogue, mailoutbox):
    tell(author, Kind.RETURNED, dialogue)

    tasks.mail_notices(str(author.pk))
    tasks.mail_notices(str(author.pk))

    assert len(mailoutbox) == 1


def test_a_letter_carries_no_word_of_the_dialogue_and_no_name(
    author, dialogue, mailoutbox
):
    expert = make_member(dialogue.project, "expert", username="chen")
    commenting.comment_on(
        dialogue,
        {"turn": None, "text": "这句话太长。", "code": ""},
        by=expert,
    )
    tell(author, Kind.RETURNED, dialogue)
    mailing.send_letters(mail=Mail.DAILY)
    mailing.send_letters(mail=Mail.NOW)

    assert len(mailoutbox) == 2
    for letter in mailoutbox:
        [(page, kind)] = letter.alternatives
        assert kind == "text/html"
        for text in (letter.subject, letter.body, page):
            for word in ("考试", "难过", "这句话", "chen", str(dialogue.topic)):
                assert word not in text
        assert settings.SITE_URL + reverse("notices") in letter.body
        assert "/notices/" in page


def test_the_digest_is_one_letter_of_all_that_waits(author, dialogue, mailoutbox):
    for kind in (Kind.COMMENT, Kind.APPROVED, Kind.RESOLVED):
        tell(author, kind, dialogue)
    read = tell(author, Kind.COMMENT, dialogue)
    noticing.mark_read(Notice.objects.filter(pk=read.pk))

    tasks.mail_digests()
    tasks.mail_digests()

    [letter] = mailoutbox
    assert letter.subject == "Queqiao: 3 notices"
    assert str(read.pk) not in letter.body
    assert letter.body.count("\n- ") == 3


def test_letters_come_in_the_language_last_chosen(author, dialogue, mailoutbox, client):
    client.force_login(author)
    client.post(reverse("set_language"), {"language": "zh-hans", "next": "/"})
    author.refresh_from_db()
    assert author.language == "zh-hans"
    client.post(reverse("set_language"), {"language": "xx", "next": "/"})
    author.refresh_from_db()
    assert author.language == "zh-hans"

    tell(author, Kind.RETURNED, dialogue)
    tasks.mail_notices(str(author.pk))

    assert 'lang="zh-hans"' in mailoutbox[0].alternatives[0][0]


def test_nobody_without_an_address_or_an_interest_gets_a_letter(
    author,
    dialogue,
    mailoutbox,
):
    other = make_member(dialogue.project, "expert")
    tell(other, Kind.RETURNED, dialogue)
    mailing.choose(author, {Kind.RETURNED: Mail.NEVER})
    tell(author, Kind.RETURNED, dialogue)

    for mail in (Mail.NOW, Mail.DAILY):
        assert mailing.send_letters(mail=mail) == 0
    assert mailoutbox == []


def test_who_lost_sight_of_a_dialogue_gets_no_letter_of_it(
    author, dialogue, mailoutbox
):
    tell(author, Kind.RETURNED, dialogue)
    dialogue.project.memberships.filter(user=author).update(ended_at=timezone.now())

    mailing.send_letters(mail=Mail.NOW)

    assert mailoutbox == []


def test_what_could_not_be_sent_is_sent_by_the_sweep(
    author,
    dialogue,
    mailoutbox,
    monkeypatch,
):
    tell(author, Kind.RETURNED, dialogue)

    def broken(*_args):
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", broken)
        with pytest.raises(ConnectionRefusedError):
            tasks.mail_notices(str(author.pk))
        tasks.mail_missed()
    assert mailoutbox == []

    tasks.mail_missed()
    assert len(mailoutbox) == 1


def test_old_news_is_not_mailed(author, dialogue, mailoutbox):
    notice = tell(author, Kind.RETURNED, dialogue)
    Notice.objects.filter(pk=notice.pk).update(at=timezone.now() - timedelta(days=4))

    tasks.mail_missed()

    assert mailoutbox == []


def test_a_letter_is_stopped_without_signing_in_and_only_its_kind(
    author,
    dialogue,
    mailoutbox,
    client,
):
    tell(author, Kind.RETURNED, dialogue)
    tasks.mail_notices(str(author.pk))
    address = mailoutbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    path = address.removeprefix(settings.SITE_URL)
    assert address in mailoutbox[0].body
    assert mailoutbox[0].extra_headers["List-Unsubscribe-Post"]

    # Mail programs open links by themselves: only the button, or their own post, counts.
    assert client.get(path).status_code == 200
    assert choices_of(author)[Kind.RETURNED] == Mail.NOW
    answer = client.post(path, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    chosen = choices_of(author)
    assert chosen.pop(Kind.RETURNED) == Mail.NEVER
    assert Mail.NEVER not in chosen.values()
    assert "_auth_user_id" not in client.session


def test_a_digest_is_stopped_for_every_kind(author, client):
    token = mailing.stop_token(author)

    client.post(reverse("stop_letters", args=[token]))

    assert set(choices_of(author).values()) == {Mail.NEVER}


@pytest.mark.parametrize("forged", ["x", "WyIxIiwgIiJd:abc:def", "a:b"])
def test_a_forged_token_stops_nothing(author, client, forged):
    answer = client.post(reverse("stop_letters", args=[forged]))

    assert answer.status_code == 404
    assert not NoticeChoice.objects.exists()


def test_only_known_choices_are_kept(author):
    with pytest.raises(ValidationError):
        mailing.choose(author, {Kind.RETURNED: "always"})
    with pytest.raises(ValidationError):
        mailing.choose(author, {"case": Mail.NOW})
    assert not NoticeChoice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_letter(author, dialogue, mailoutbox):
    tell(author, Kind.RETURNED, dialogue)

    race(*[lambda: mailing.send_letter(author, mail=Mail.NOW)] * 4)

    assert len(mailoutbox) == 1
