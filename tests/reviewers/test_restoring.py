"""An earlier revision comes back as a new one: who may, what it voids, what is told."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from dialogues.domain import submission
from dialogues.history import Refused
from dialogues.models import Notice
from reviewers.domain import decisions, restoring
from reviewers.models import Review
from tests.factories import (
    full_answers,
    make_approved,
    make_drafted,
    make_member,
    make_project,
    make_review,
    make_submitted,
    reworded,
)
from tests.factories.reviewers import read
from tests.gate import refused
from tests.races import afresh, race, verbs

EDITED = "听起来你心里很难过。"


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def dialogue(project):
    draft = make_drafted(project)
    edited = reworded(draft.head.turns, EDITED)
    return make_submitted(project, dialogue=draft, edited=edited)


@pytest.fixture
def admin(project):
    return make_member(project, "admin", username="the-admin")


def first(dialogue):
    return dialogue.revisions.get(number=1)


@pytest.mark.django_db
def test_an_admin_restores_the_draft_as_a_new_revision(dialogue, admin):
    restored = restoring.restore(dialogue, revision=first(dialogue), by=admin)

    assert (restored.number, restored.turns) == (3, first(dialogue).turns)
    assert (restored.author, afresh(dialogue).head) == (admin, restored)
    event = dialogue.events.last()
    assert (event.verb, event.by, afresh(dialogue).status) == (
        "restore",
        admin,
        "submitted",
    )
    assert event.data == {
        "revision": str(restored.pk),
        "restored": str(first(dialogue).pk),
    }
    told = Notice.objects.get()
    assert (told.user, told.kind) == (dialogue.revisions.get(number=2).author, "fixed")


@pytest.mark.django_db
def test_what_is_restored_voids_the_approvals_of_what_it_replaces(sql, project, admin):
    dialogue = make_approved(project)
    old = dialogue.head
    submission.reopen(dialogue, reason="再看一次。", by=old.approvals.get().by)
    edited = reworded(old.turns, EDITED)
    submission.fix(
        dialogue, revision=old, turns=edited, by=make_member(project, "expert")
    )

    restored = restoring.restore(dialogue, revision=old, by=admin)

    assert (restored.turns, restored.approvals.count()) == (old.turns, 0)
    with refused("approved_by_enough"):
        sql(
            "UPDATE dialogues_dialogue SET status = 'approved' WHERE id = %s",
            dialogue.pk,
        )


@pytest.mark.django_db
def test_an_expert_restores_what_they_have_open_and_another_decides(project, dialogue):
    review = make_review(project, dialogue=dialogue)

    restored = restoring.restore(dialogue, revision=first(dialogue), by=review.expert)

    review.refresh_from_db()
    assert review.status == Review.Status.GIVEN_BACK
    with pytest.raises(PermissionDenied):
        submission.approve(dialogue, revision=restored, by=review.expert)
    make_review(project, dialogue=afresh(dialogue))


@pytest.mark.django_db
def test_who_may_not_restore(project, dialogue, admin):
    author = dialogue.head.author
    expert = make_member(project, "expert")
    with pytest.raises(PermissionDenied):
        restoring.restore(dialogue, revision=first(dialogue), by=author)
    with pytest.raises(Refused):
        restoring.restore(dialogue, revision=first(dialogue), by=expert)
    make_review(project, dialogue=dialogue)
    for person in (admin, expert):
        with pytest.raises(Refused):
            restoring.restore(dialogue, revision=first(dialogue), by=person)
    assert afresh(dialogue).head.number == 2


@pytest.mark.django_db
def test_what_reads_so_already_or_is_decided_is_not_restored(project, dialogue, admin):
    with pytest.raises(Refused):
        restoring.restore(dialogue, revision=dialogue.head, by=admin)
    other = make_submitted(project).head.parent
    with pytest.raises(Refused):
        restoring.restore(dialogue, revision=other, by=admin)
    make_approved(project, dialogue=dialogue)
    with pytest.raises(Refused) as refusal:
        restoring.restore(dialogue, revision=first(dialogue), by=admin)
    assert refusal.value.code == "wrong_status"


@pytest.mark.django_db
def test_a_reading_that_was_kept_is_set_aside():
    project = make_project(second_opinions=100)
    experts = [make_member(project, "expert") for _one in range(2)]
    draft = make_drafted(project)
    edited = reworded(draft.head.turns, EDITED)
    dialogue = make_submitted(project, dialogue=draft, edited=edited)
    kept = read(dialogue, "approve", by=experts[0])
    assert kept.status == Review.Status.IN_REVIEW

    restoring.restore(
        dialogue,
        revision=first(dialogue),
        by=make_member(project, "admin"),
    )

    assert afresh(kept).status == Review.Status.SET_ASIDE


@pytest.mark.django_db
def test_the_page_compares_two_revisions_and_restores_one(
    signed_in, settings, dialogue, admin
):
    settings.LANGUAGE_CODE = "en"
    client = signed_in(admin)
    address = reverse("dialogue_timeline", args=[dialogue.pk])

    page = client.get(address, {"from": "1", "to": "2"}).content.decode()
    assert f'data-diff-new="{EDITED}"' in page
    assert "Restore revision 1" in page

    client.post(reverse("restore_revision", args=[dialogue.pk]), {"number": "1"})
    after = client.get(address).content.decode()
    assert "An earlier revision was restored" in after
    assert "Revision 1 stands here again, as revision 3." in after


@pytest.mark.django_db
def test_rest_tells_the_timeline_and_restores(api, dialogue, admin):
    client = api(admin)
    restored = client.post(
        f"/api/v1/dialogues/{dialogue.pk}/restore/",
        {"revision": str(first(dialogue).pk)},
    ).json()
    entries = client.get(f"/api/v1/dialogues/{dialogue.pk}/timeline/").json()["entries"]

    assert (restored["number"], restored["author"]) == (3, "the-admin")
    assert [(one["kind"], one["what"]) for one in entries] == [
        ("revision", "1"),
        ("event", "restore"),
        ("revision", "1"),
        ("event", "submit"),
        ("event", "claim"),
        ("revision", "0"),
        ("event", "draft"),
    ]


@pytest.mark.django_db
def test_who_still_decides_reads_no_name_in_the_timeline(
    signed_in, api, project, dialogue
):
    author = dialogue.head.author
    fixed = read(
        dialogue,
        "fix",
        by=make_member(project, "expert", username="the-fixer"),
        new=reworded(dialogue.head.turns, "我在听。"),
        words="@lin 换了个说法",
    )
    expert = make_member(project, "expert")
    make_review(project, expert=expert, dialogue=afresh(dialogue))
    page = signed_in(expert).get(reverse("dialogue_timeline", args=[dialogue.pk]))
    rest = api(expert).get(f"/api/v1/dialogues/{dialogue.pk}/timeline/")

    assert fixed.expert.username == "the-fixer"
    for answer in (page, rest):
        assert answer.status_code == 200
        for name in ("the-fixer", author.username):
            assert name not in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_an_approval_beside_a_restoring():
    project = make_project()
    draft = make_drafted(project)
    edited = reworded(draft.head.turns, EDITED)
    dialogue = make_submitted(project, dialogue=draft, edited=edited)
    review = make_review(project, dialogue=dialogue)

    decided, restored = race(
        partial(
            decisions.decide,
            afresh(review),
            revision=review.revision,
            decision="approve",
            answers=full_answers(project, review.revision.turns),
            comments=[],
            by=review.expert,
        ),
        partial(
            restoring.restore,
            afresh(dialogue),
            revision=first(dialogue),
            by=review.expert,
        ),
    )

    now = afresh(dialogue)
    if isinstance(decided, Exception):
        assert (now.status, now.head) == ("submitted", restored)
        assert dialogue.approvals.count() == 0
    else:
        assert (type(restored), now.status) == (Refused, "approved")
        assert "restore" not in verbs(dialogue)
