"""The order of the experts' queue, a set for the time one has, and leaving a dialogue."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from dialogues.history import Refused
from dialogues.models import Dialogue
from reviewers.domain import restoring, reviewing, sittings, weighing
from reviewers.models import Review, Risk, Sitting
from reviewers.queries import own_reviews
from reviewers.queue_queries import (
    Narrowing,
    in_line,
    open_sitting,
    queue_for,
    sitting_shown,
    why_pressing,
)
from reviewers.queue_shown import Length, Line
from tests.factories import (
    make_drafted,
    make_member,
    make_project,
    make_review,
    make_submitted,
    make_topic,
    make_user,
    turns,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def expert(project):
    return make_member(project, "expert")


def risky(dialogue, *why):
    Risk.objects.create(revision=dialogue.head, why=why)
    Dialogue.objects.filter(pk=dialogue.pk).update(pressing=len(why))


def on_theme(project, theme):
    topic = make_topic(project, theme=theme)
    return make_submitted(project, dialogue=make_drafted(project, topic=topic))


def test_risk_comes_before_age(project, expert):
    calm, warned, rare = (make_submitted(project) for _one in range(3))
    risky(warned, "warnings")
    risky(rare, "new-volunteer", "rare-theme")

    assert list(queue_for(expert, project)) == [rare, warned, calm]


def test_a_worker_weighs_each_waiting_text_once(project):
    make_drafted(project)
    dialogue = make_submitted(project)
    dialogue.head.findings.create(code="x", severity="warning")

    assert weighing.weigh() == 1
    risk = Risk.objects.get()
    assert (risk.revision, risk.why) == (dialogue.head, ["new-volunteer", "warnings"])
    dialogue.refresh_from_db()
    assert dialogue.pressing == 2
    assert weighing.weigh() == 0


def test_a_new_text_waits_from_now_on_and_is_weighed_anew(project):
    admin = make_member(project, "admin")
    dialogue = make_submitted(project, edited=turns("我很怕。", "我在听。"))
    dialogue.head.findings.create(code="x", severity="warning")
    weighing.weigh()
    dialogue.refresh_from_db()
    before = dialogue.head

    restoring.restore(dialogue, revision=dialogue.revisions.first(), by=admin)

    dialogue.refresh_from_db()
    assert dialogue.head != before
    assert (dialogue.pressing, dialogue.written_at) == (0, dialogue.head.created_at)
    assert weighing.weigh() == 1


def test_the_queue_is_narrowed_by_what_is_asked(project, expert):
    school, home = on_theme(project, "学校"), on_theme(project, "家")
    risky(home, "rare-theme")

    def found(**chosen):
        narrowing = Narrowing.asked(chosen)
        return list(in_line(expert, project, narrowing))

    assert found(theme="学校") == [school]
    assert found(why="rare-theme") == [home]
    assert found(theme="学校", why="rare-theme") == []
    assert found(why="no such reason") == [home, school]
    review = reviewing.claim_next(project, narrowing=Narrowing(theme="学校"), by=expert)
    assert review.dialogue == school


def test_behind_the_head_of_the_queue_the_rest_follows_in_order(project, expert):
    waiting = [make_submitted(project) for _one in range(Length.PAGE + 2)]
    line = Line(expert, project)

    assert list(line.ids()) == [one.pk for one in waiting]
    assert line.first(Length.BESIDE) == waiting[: Length.BESIDE]
    assert line.counted()["waiting"] == len(waiting)


def test_page_and_count_are_narrowed_by_every_reason_alike(project):
    expert = make_member(project, "expert", safeguarding=True)
    told = make_submitted(project, of=turns("爸爸会打我。", "谢谢。"))
    handed, warned, _calm = (make_submitted(project) for _one in range(3))
    risky(warned, "warnings")
    review = make_review(project, dialogue=handed)
    reviewing.hand_over(review, to=expert, by=review.expert)

    for why, dialogue in {
        "disclosed": told,
        "handed": handed,
        "warnings": warned,
    }.items():
        line = Line(expert, project, by=Narrowing(why=why))
        shown = line.first(Length.PAGE)
        assert (shown, line.counted()["waiting"]) == ([dialogue], 1)
        assert why in why_pressing(shown[0])


def test_a_sitting_takes_what_fits_and_keeps_it_from_others(project, expert):
    # A minute for the questions and a minute for 300 characters: two minutes each.
    waiting = [
        make_submitted(project, of=turns("难过" * 75, "我在听" * 50))
        for _one in range(4)
    ]
    other = make_member(project, "expert")

    sitting = sittings.begin(project, minutes=5, by=expert)

    assert [place.dialogue for place in sitting.places.all()] == waiting[:2]
    assert [place.seconds for place in sitting.places.all()] == [120, 120]
    assert list(queue_for(other, project)) == waiting[2:]
    assert list(in_line(expert, project)) == waiting[:2]


def test_a_sitting_goes_on_to_its_next_dialogue_and_ends_with_the_last(project, expert):
    waiting = [make_submitted(project) for _one in range(3)]
    sittings.begin(project, minutes=10, by=expert)
    seen = []
    while review := reviewing.claim_next(project, by=expert):
        shown = sitting_shown(open_sitting(expert, project), in_line(expert, project))
        seen.append((review.dialogue, shown and shown["left"]))
        reviewing.skip(review, reason="太近了", by=expert)

    assert seen == [(waiting[0], 3), (waiting[1], 2), (waiting[2], 1)]
    assert Sitting.objects.get().ended_at


def test_what_is_left_of_a_sitting_is_free_when_it_ends(project, expert):
    waiting = [make_submitted(project)]
    other = make_member(project, "expert")
    sittings.begin(project, minutes=10, by=expert)
    kept = list(queue_for(other, project))
    sittings.end(project, by=expert)
    ended = list(queue_for(other, project))
    sitting = sittings.begin(project, minutes=10, by=expert)
    Sitting.objects.filter(pk=sitting.pk).update(until=timezone.now())

    assert (kept, ended) == ([], waiting)
    assert list(queue_for(other, project)) == waiting


def test_no_sitting_without_a_dialogue_or_of_no_length(project, expert):
    with override("en"), pytest.raises(Refused, match="Nothing waits for you now"):
        sittings.begin(project, minutes=30, by=expert)
    make_submitted(project)
    with pytest.raises(ValidationError):
        sittings.begin(project, minutes=4, by=expert)
    assert not Sitting.objects.exists()


def test_who_skips_is_not_offered_it_again_and_others_are(project, expert):
    dialogue = make_submitted(project)
    review = make_review(project, expert=expert, dialogue=dialogue)
    with pytest.raises(Refused):
        reviewing.skip(review, reason=" ", by=expert)
    reviewing.skip(review, reason="我认识他们", by=expert)

    assert review.events.last().note == "我认识他们"
    assert list(queue_for(expert, project)) == []
    assert list(queue_for(make_member(project, "expert"), project)) == [dialogue]


def test_what_is_handed_over_waits_for_that_expert_alone(project, expert):
    first, handed = make_submitted(project), make_submitted(project)
    to, third = make_member(project, "expert"), make_member(project, "expert")
    review = make_review(project, expert=expert, dialogue=handed)

    reviewing.hand_over(review, to=to, note="你更懂哀伤", by=expert)

    assert review.status == "given_back"
    assert list(queue_for(to, project)) == [handed, first]
    assert list(queue_for(third, project)) == [first]
    assert list(queue_for(expert, project)) == [first]
    # Given back, it is anybody's again.
    reviewing.give_back(reviewing.claim(handed, by=to), by=to)
    assert set(queue_for(third, project)) == {first, handed}


def test_only_who_could_read_it_is_handed_a_dialogue(project, expert):
    author = make_member(project, "volunteer", "expert")
    dialogue = make_submitted(
        project, author=author, of=turns("爸爸会打我。", "谢谢。")
    )
    marked = make_member(project, "expert", safeguarding=True)
    review = make_review(project, expert=marked, dialogue=dialogue)

    for person in (author, marked, expert, make_user()):
        with pytest.raises(Refused):
            reviewing.hand_over(review, to=person, by=marked)
    assert review.events.count() == 1
    assert reviewing.hand_over(
        review, to=make_member(project, "expert", safeguarding=True), by=marked
    )


def test_the_page_narrows_begins_a_sitting_and_ends_it(project, expert, signed_in):
    school, home = on_theme(project, "学校"), on_theme(project, "家")
    risky(home, "rare-theme")
    client = signed_in(expert)
    queue = reverse("reviews", args=[project.slug])

    shown = client.get(queue, {"theme": "学校"}).content.decode()
    assert str(school) in shown
    assert str(home) not in shown
    client.post(
        reverse("begin_sitting", args=[project.slug]),
        {"minutes": "10", "why": "rare-theme"},
    )
    assert [place.dialogue for place in Sitting.objects.get().places.all()] == [home]
    english = client.get(queue, headers={"Accept-Language": "en"}).content.decode()
    assert "0 of 1 read" in english
    client.post(reverse("end_sitting", args=[project.slug]))
    assert Sitting.objects.get().ended_at


def test_a_page_leaves_a_dialogue_to_somebody_else(project, expert, signed_in):
    to = make_member(project, "expert")
    review = make_review(project, expert=expert)
    client = signed_in(expert)
    hand_over = reverse("hand_over_review", args=[review.pk])

    assert client.post(hand_over, {"to": "nobody"}).status_code == 400
    client.post(hand_over, {"to": to.username, "note": "你来看看"})
    assert review.handover.to == to
    again = reviewing.claim(review.dialogue, by=to)
    shown = signed_in(to).get(reverse("review", args=[again.pk])).content.decode()
    assert "你来看看" in shown
    signed_in(to).post(reverse("skip_review", args=[again.pk]), {"reason": "不熟悉"})
    assert own_reviews(to).get().events.last().note == "不熟悉"


def test_the_queue_by_rest(project, expert, api):
    dialogue = on_theme(project, "家")
    risky(dialogue, "new-volunteer", "rare-theme")
    client = api(expert)
    home = f"/api/v1/projects/{project.slug}"

    [row] = client.get(f"{home}/review-queue/?theme=家").json()["results"]
    # Nothing of its author.
    assert (row["dialogue"], row["why"]) == (str(dialogue.pk), ["rare-theme"])
    assert client.get(f"{home}/review-queue/?theme=学校").json()["results"] == []
    sat = client.post(f"{home}/sitting/", {"minutes": 20, "theme": "家"})
    assert [one["dialogue"] for one in sat.json()["dialogues"]] == [str(dialogue.pk)]
    assert client.post(f"{home}/sitting/end/").status_code == 204
    assert Sitting.objects.get().ended_at
    review = client.post(f"{home}/reviews/claim/", {"theme": "家"}).json()
    to = make_member(project, "expert")
    handed = client.post(
        f"/api/v1/reviews/{review['id']}/hand-over/", {"to": to.username}
    )
    assert handed.json()["status"] == "given_back"
    again = api(to).post(f"{home}/reviews/claim/").json()
    api(to).post(f"/api/v1/reviews/{again['id']}/skip/", {"reason": "不熟悉"})
    assert [one.verb for one in Review.objects.get(pk=again["id"]).events.all()] == [
        "claim",
        "skip",
    ]


def listed(client, address):
    """A list over REST, one row a page, so that each cursor leads to the next."""
    rows = []
    while address:
        answer = client.get(address).json()
        rows += [(one["dialogue"], one["why"]) for one in answer["results"]]
        address = answer["next"]
    return rows


def test_programs_are_given_the_order_of_the_page_and_why(project, api, signed_in):
    expert = make_member(project, "expert", safeguarding=True)
    old, rare, handed, disclosed, held = (make_submitted(project) for _one in range(5))
    risky(rare, "new-volunteer", "rare-theme")
    risky(held, "warnings")
    disclosed.head.findings.create(code="disclosure", severity="disclosure")
    from_one = make_review(project, dialogue=handed)
    reviewing.hand_over(from_one, to=expert, by=from_one.expert)
    address = f"/api/v1/projects/{project.slug}/review-queue/?limit=1"
    reviewing.claim(held, by=expert)

    rows = listed(api(expert), address)

    assert rows == [
        (str(disclosed.pk), ["disclosed"]),
        (str(handed.pk), ["handed"]),
        (str(rare.pk), ["rare-theme"]),
        (str(old.pk), []),
    ]
    page = signed_in(expert).get(reverse("reviews", args=[project.slug]))
    on_page = [str(one["dialogue"].pk) for one in page.context["queue"]]
    assert on_page == [pk for pk, _why in rows]


def test_programs_are_given_a_set_as_it_was_laid_out(project, expert, api):
    waiting = [make_submitted(project) for _one in range(6)]
    sittings.begin(project, minutes=5, by=expert)
    laid_out = [str(one.dialogue_id) for one in Sitting.objects.get().places.all()]
    risky(waiting[1], "warnings", "rare-theme")
    address = f"/api/v1/projects/{project.slug}/review-queue/?limit=1&theme=none"

    assert 1 < len(laid_out) < len(waiting)
    assert [pk for pk, _why in listed(api(expert), address)] == laid_out
