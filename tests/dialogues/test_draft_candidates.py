"""Several drafts of one topic, several drafters in one batch, and what was wanted most."""

from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from dialogues.domain import batches, choosing, draft_runs, drafting, editing, replies
from dialogues.history import Refused
from dialogues.models import Dialogue, Draft, Prompt, Quota
from dialogues.sample_endpoint.answers import stored_dialogues
from tests.dialogues.orders import order, outcomes
from tests.factories import (
    make_dialogue,
    make_drafted,
    make_member,
    make_project,
    make_topic,
)

pytestmark = pytest.mark.django_db

TOPICS = [one.topic for one in stored_dialogues()]


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def second(project):
    return project.drafters.create(name="second", model="other")


def test_one_dialogue_opens_for_the_candidates_of_a_topic(
    project, admin, second, script
):
    first = project.drafters.get(name="sample")
    batch = order(
        project,
        admin,
        TOPICS[0],
        count=2,
        candidates=3,
        drafters=[(first, 1), (second, 1)],
    )

    draft_runs.run_batch(batch)

    assert outcomes(batch) == {"candidate": 6}
    assert Dialogue.objects.count() == 2
    for dialogue in Dialogue.objects.all():
        siblings = list(batch.drafts.filter(slot=dialogue.draft.slot))
        assert sorted(one.candidate for one in siblings) == [1, 2, 3]
        assert dialogue.draft == min(siblings, key=lambda one: one.pk)
        assert dialogue.head.turns == dialogue.draft.turns
        assert len({one.drafter for one in siblings}) == 2


def test_the_first_usable_candidate_opens_the_dialogue(project, admin, script):
    script.by_topic = {TOPICS[0]: ["401", "empty", "", ""]}
    project.drafters.update(concurrency=1)
    batch = order(project, admin, TOPICS[0], count=1, candidates=4)

    draft_runs.run_batch(batch)

    assert outcomes(batch) == {"failed": 1, "unusable": 1, "candidate": 2}
    usable = batch.drafts.filter(status="candidate").order_by("pk")
    assert Dialogue.objects.get().draft == usable[0]


def test_a_topic_without_a_usable_candidate_opens_nothing(project, admin, script):
    script.by_topic = {TOPICS[0]: ["empty", "refusal"]}
    batch = order(project, admin, TOPICS[0], count=1, candidates=2)

    draft_runs.run_batch(batch)

    assert (outcomes(batch), Dialogue.objects.count()) == ({"unusable": 2}, 0)


def test_candidates_of_a_cancelled_batch_still_open_their_dialogue(
    project, admin, script
):
    project.drafters.update(concurrency=1)
    batch = order(project, admin, TOPICS[0], count=1, candidates=4)

    def cancel():
        batch.refresh_from_db()
        if batch.status == "running":
            batches.cancel_batch(batch, by=admin)

    draft_runs.run_batch(batch, watch=cancel)

    ended = outcomes(batch)
    assert (ended["candidate"], ended["cancelled"]) == (2, 2)
    assert Dialogue.objects.get().draft.status == "candidate"


def test_what_a_dead_worker_did_not_open_is_opened(project, admin, script, monkeypatch):
    batch = order(project, admin, TOPICS[0], count=1, candidates=2)
    with monkeypatch.context() as patched:
        patched.setattr(replies, "open_slot", lambda _draft: None)
        draft_runs.run_batch(batch)
    assert not Dialogue.objects.exists()

    batch.refresh_from_db()
    replies.open_ready_slots(batch)
    replies.open_ready_slots(batch)

    assert Dialogue.objects.get().draft == batch.drafts.order_by("pk")[0]


def test_only_the_holder_chooses_among_the_candidates(project, admin, script):
    batch = order(project, admin, TOPICS[0], count=1, candidates=2)
    draft_runs.run_batch(batch)
    holder, other = (make_member(project, "volunteer") for _number in range(2))
    editing.claim(Dialogue.objects.get(), by=holder)
    one, two = batch.drafts.order_by("candidate")

    with pytest.raises(PermissionDenied), two.change("choose", by=other):
        pass
    with two.change("choose", by=holder):
        pass
    with one.change("leave", by=holder):
        pass

    assert Counter(Draft.objects.values_list("status", flat=True)) == {
        "drafted": 1,
        "unchosen": 1,
    }


def test_drafters_write_as_much_as_their_shares(project, admin, second):
    first = project.drafters.get(name="sample")
    make_topic(project)

    batch = drafting.order_batch(
        project, count=40, drafters=[(first, 3), (second, 1)], by=admin
    )

    written = Counter(draft.drafter.name for draft in batch.drafts.all())
    assert written == {"sample": 30, "second": 10}
    # Evenly spread, so that a batch that is stopped early keeps to the shares too.
    assert written.total() == 40
    assert batch.currency == "USD"


def test_drafters_that_cannot_share_a_batch_are_refused(project, admin, second):
    make_topic(project)
    first = project.drafters.get(name="sample")
    second.currency = "CNY"
    second.save()
    for shares in ([(first, 1), (second, 1)], [(first, 1)] * 2, [(first, 0)]):
        with pytest.raises(ValidationError) as error:
            drafting.order_batch(project, count=1, drafters=shares, by=admin)
        assert list(error.value.message_dict) == ["drafters"]


def test_a_test_run_is_read_but_makes_no_dialogue(project, admin, script):
    script.by_topic = {TOPICS[1]: ["empty"]}
    batch = order(project, admin, *TOPICS[:3], trial=True)

    draft_runs.run_batch(batch)

    assert outcomes(batch) == {"tried": 2, "unusable": 1}
    assert all(draft.turns for draft in batch.drafts.filter(status="tried"))
    assert not Dialogue.objects.exists()
    made = choosing.topics_by_drafts(project).values_list("made", flat=True)
    assert set(made) == {0}
    with pytest.raises(ValidationError):
        order(project, admin, TOPICS[0], count=11, trial=True)


def test_the_widest_gaps_are_filled_first(project, admin):
    school = [make_topic(project, theme="学校") for _n in range(2)]
    home = make_topic(project, theme="家庭", emotion="悲伤")
    free = make_topic(project, theme="家庭")
    for theme, emotion, age, wanted in (
        ("学校", "", "7-9", 3),
        ("家庭", "喜悦", "", 2),
        ("朋友", "", "", 9),
    ):
        Quota.objects.create(
            project=project, theme=theme, emotion=emotion, age_band=age, wanted=wanted
        )
    there = make_drafted(project, topic=school[0])
    there.age_band = "7-9"
    there.save()
    make_dialogue(project, "rejected", topic=free)

    batch = drafting.order_batch(project, count=9, fill_gaps=True, by=admin)

    ordered = Counter(
        (draft.topic.theme, draft.emotion, draft.age_band)
        for draft in batch.drafts.all()
    )
    assert ordered == {("学校", "", "7-9"): 2, ("家庭", "喜悦", ""): 2}
    assert not batch.drafts.filter(topic=home).exists()
    gaps = {gap.quota.theme: gap.missing for gap in choosing.gaps(project)}
    assert gaps == {"学校": 0, "家庭": 0, "朋友": 9}
    with pytest.raises(Refused) as refusal:
        drafting.order_batch(project, count=1, fill_gaps=True, by=admin)
    assert refusal.value.code == "no_gaps"


def test_the_age_of_a_gap_reaches_the_prompt_and_the_dialogue(project, admin, script):
    make_topic(project, TOPICS[0], theme="学校")
    Quota.objects.create(project=project, theme="学校", age_band="10岁", wanted=1)
    Prompt.objects.create(
        project=project,
        name="aged",
        version=1,
        kind=Prompt.Kind.TOPIC_DIALOGUE,
        text="请以“{topic}”为题写一段{age}孩子的对话。",
    )

    batch = drafting.order_batch(project, count=1, fill_gaps=True, by=admin)
    draft_runs.run_batch(batch)

    assert "10岁孩子" in batch.drafts.get().prompt_text
    assert Dialogue.objects.get().age_band == "10岁"


def test_a_second_draft_on_a_topic_never_overwrites_the_first(project, admin, script):
    first = order(project, admin, TOPICS[0])
    draft_runs.run_batch(first)
    before = first.drafts.get().answer
    second = order(project, admin, TOPICS[0], count=2)
    draft_runs.run_batch(second)

    kept = first.drafts.get().answer
    assert (kept.pk, kept.reply) == (before.pk, before.reply)
    topic = project.topics.get()
    assert (topic.drafts.count(), topic.dialogues.count()) == (3, 3)
    assert len({draft.answer_id for draft in topic.drafts.all()}) == 3
