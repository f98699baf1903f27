"""Fifty volunteers at once, over HTTP, with a real web server and PostgreSQL.

Connections break, windows contradict each other, leases run out and the server is killed
half-way: no dialogue is held twice, and no typed character is missing in the end.
"""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.authtoken.models import Token

from dialogues import tasks
from dialogues.models import Assignment
from tests.factories import make_drafted, make_member, make_project, make_topic, turns
from tests.factories.people import PASSWORD
from tests.served import ServedSite
from tests.volunteers import Browser, Hands, Volunteer

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, DIALOGUES, SIGN_IN = 50, 120, 15
TEXT = ["我今天考试没考好。", "听起来你有点难过。", "妈妈会骂我的。", "你怕她生气。"]


@pytest.fixture
def site(tmp_path):
    served = ServedSite(tmp_path)
    yield served
    served.stop()


@pytest.mark.parametrize("seconds", [60, pytest.param(600, marks=pytest.mark.soak)])
def test_fifty_volunteers_lose_no_word_and_never_share_a_dialogue(
    site, seconds, settings
):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    project = make_project()
    for number in range(DIALOGUES * max(1, seconds // 60)):
        make_drafted(project, topic=make_topic(project, f"题{number}"), of=turns(*TEXT))
    started, away = timezone.now(), []
    volunteers = enter(site, project, time.monotonic() + seconds, away)
    for one in volunteers:
        one.start()
    look_after(volunteers, away, until=time.monotonic() + seconds / 2)
    site.kill()
    site.start()
    look_after(volunteers, away, until=time.monotonic() + seconds / 2 + 120)

    log = site.log.read_text()
    assert "Traceback" not in log, log[log.index("Traceback") :][:3000]
    assert [repr(one.fault) for one in volunteers if one.fault] == []
    assert [one.name for one in volunteers if one.is_alive()] == []
    assert volunteers[0].hands.twice == []
    assert held_twice(started) == []
    statuses = [row for one in volunteers for row in one.browser.statuses]
    assert [row for row in statuses if row[0] >= 500] == []
    done = {
        what: sum(one.done[what] for one in volunteers) for what in volunteers[0].done
    }
    assert all(done.values()), done
    assert nothing_missing(volunteers) > PEOPLE


def enter(site, project, until, away):
    """Some sign in as people do, the others come with a token."""
    items = list(
        project.checklists.get().items.order_by("position").values_list("slug", "scope")
    )
    hands = Hands()
    volunteers = []
    for number in range(PEOPLE):
        password = PASSWORD if number < SIGN_IN else None
        user = make_member(
            project, "volunteer", username=f"v{number}", password=password
        )
        if password:
            browser = Browser(site.port)
            browser.sign_in(user.username, password)
        else:
            token = Token.objects.create(user=user)
            browser = Browser(site.port, token=token.key)
        volunteers.append(
            Volunteer(
                browser,
                name=user.username,
                slug=project.slug,
                items=items,
                hands=hands,
                until=until,
                leave=away.append,
            )
        )
    return volunteers


def look_after(volunteers, away, *, until):
    """What the clock does on a site: free the dialogues whose time has run out."""
    while time.monotonic() < until and any(one.is_alive() for one in volunteers):
        for pk in away[:]:
            gone = timezone.now() - timedelta(seconds=1)
            Assignment.objects.filter(pk=pk).update(lease_until=gone)
            away.remove(pk)
        tasks.free_expired_leases()
        time.sleep(0.5)


def held_twice(since):
    """Pairs of assignments of one dialogue that were open at the same moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT one.id, other.id FROM dialogues_assignment one
            JOIN dialogues_assignment other
              ON one.dialogue_id = other.dialogue_id AND one.id < other.id
            WHERE one.created_at >= %s
              AND tstzrange(one.created_at, one.ended_at)
                  && tstzrange(other.created_at, other.ended_at)
            """,
            [since],
        )
        return cursor.fetchall()


def nothing_missing(volunteers):
    """Compare what each remembers with the rows; how many dialogues that were."""
    rows = Assignment.objects.select_related("dialogue").in_bulk()
    ended = [row for one in volunteers for row in one.ended]
    for pk, verb, texts, pieces in ended:
        work = next(row for key, row in rows.items() if str(key) == pk)
        stored = [turn["text"] for turn in work.turns]
        assert (work.ended_by_verb, stored) == (verb, texts)
        if verb == "submit":
            revision = work.dialogue.revisions.get(author=work.holder)
            assert [turn["text"] for turn in revision.turns] == texts
        assert [piece for piece in pieces if piece not in "".join(stored)] == []
    return len(ended)
