"""Replies that became no dialogue: found by reason, put right, asked for again."""

import pytest
from django.urls import reverse

from dialogues.domain import batches, repairing
from tests.dialogues.test_drafting_pages import make_call
from tests.factories import make_batch, make_draft, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
REPLY = "我今天没考好。\n别难过，说说看？"


@pytest.fixture
def client(signed_in, admin):
    return signed_in(admin)


@pytest.fixture
def unusable(project, admin):
    """Make a draft that came to nothing for a reason."""

    def make(code, *, reply=REPLY, batch=None, **fields):
        batch = batch or make_batch(project, by=admin, status="done")
        problems = [{"code": code, "detail": ""}] if code else []
        draft = make_draft(
            batch, **{"status": "unusable", "problems": problems, **fields}
        )
        draft.answer = make_call(draft, outcome="answered", reply=reply)
        draft.save()
        return draft

    return make


def shown(client, project, reason=""):
    page = client.get(reverse("repairs", args=[project.slug]), {"reason": reason})
    return {draft.pk for draft in page.context["page"].object_list}


def test_what_needs_a_hand_is_found_by_its_reason(client, project, admin, unusable):
    refused, cut = unusable("refusal"), unusable("cut_off")
    failed = unusable("", status="failed")
    unusable("refusal", batch=make_batch(project, by=admin, trial=True))
    unusable("not_alternating", status="drafted")

    assert shown(client, project) == {refused.pk, cut.pk, failed.pk}
    assert shown(client, project, "refusal") == {refused.pk}
    assert shown(client, project, "no_reply") == {failed.pk}
    page = client.get(reverse("repairs", args=[project.slug]))
    assert page.context["reasons"] == {"cut_off": 1, "refusal": 1, "no_reply": 1}


def test_one_refused_reply_is_put_right_by_hand(client, project, admin, unusable):
    draft = unusable("no_speakers")
    address = reverse("repair_draft", args=[draft.pk])
    page = client.get(address).content.decode()
    text = "孩子：我今天没考好。\n智能助手：别难过，说说看？"
    assert f">{text}</textarea>" in page
    assert "the lines were given to both in turn" in page

    answer = client.post(address, {"text": text})

    dialogue = project.dialogues.get()
    assert answer["Location"] == reverse("dialogue", args=[dialogue.pk])
    assert [(turn["role"], turn["text"]) for turn in dialogue.head.turns] == [
        ("user", "我今天没考好。"),
        ("assistant", "别难过，说说看？"),
    ]
    draft.refresh_from_db()
    assert draft.status == "drafted"
    assert draft.answer.reply == REPLY
    assert draft.events.get(verb="repair").by == admin
    assert shown(client, project) == set()


def test_after_one_is_put_right_the_next_one_opens(client, unusable):
    first, second = unusable("no_speakers"), unusable("cut_off")

    answer = client.post(
        reverse("repair_draft", args=[second.pk]),
        {"text": "孩子：你好。\n智能助手：你好呀。"},
    )

    assert answer["Location"] == reverse("repair_draft", args=[first.pk])


def test_what_is_typed_is_read_at_once(client, unusable):
    draft = unusable("no_speakers")

    part = client.post(
        reverse("repair_preview", args=[draft.pk]),
        {"text": "下面是对话\n孩子：我怕黑。\n智能助手：开一盏小灯好吗？"},
    ).content.decode()

    assert "<b>孩子</b> 我怕黑。" in part
    assert "<b>智能助手</b> 开一盏小灯好吗？" in part
    assert "In no turn:</b> <q>下面是对话</q>" in part
    assert "Both speakers" not in part


def test_a_transcript_of_one_speaker_is_refused_and_nothing_moves(
    client, project, unusable
):
    draft = unusable("one_speaker")

    answer = client.post(
        reverse("repair_draft", args=[draft.pk]), {"text": "孩子：只有我。"}
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Both speakers must say something." in page
    assert "孩子：只有我。" in page
    draft.refresh_from_db()
    assert draft.status == "unusable"
    assert not project.dialogues.exists()


def test_one_draft_is_asked_for_again_and_the_old_reply_stays(client, unusable):
    draft = unusable("refusal")

    client.post(reverse("draft_again", args=[draft.pk]))

    again = draft.batch.drafts.exclude(pk=draft.pk).get()
    assert (again.status, again.slot, again.topic_id) == (
        "queued",
        draft.slot,
        draft.topic_id,
    )
    draft.refresh_from_db()
    assert draft.answer.reply == REPLY


def test_all_of_a_reason_are_asked_for_again(client, project, admin, unusable):
    refused = [unusable("refusal") for _number in range(3)]
    other = unusable("cut_off")
    stopped = make_batch(project, by=admin)
    batches.cancel_batch(stopped, by=admin)
    unusable("refusal", batch=stopped)
    page = client.get(reverse("repairs", args=[project.slug]), {"reason": "refusal"})
    assert "Ask for 3 drafts again?" in page.content.decode()

    answer = client.post(
        reverse("draft_all_again", args=[project.slug]),
        {"reason": "refusal"},
        follow=True,
    )

    assert "3 drafts are asked for again." in answer.content.decode()
    queued = project.drafts.filter(status="queued")
    assert {draft.slot for draft in queued} == {draft.slot for draft in refused}
    assert not other.events.filter(verb="draft again").exists()
    client.post(reverse("draft_all_again", args=[project.slug]), {"reason": "refusal"})
    assert queued.count() == 3


def test_what_cannot_be_asked_for_again_is_told_and_stops_no_other(admin, unusable):
    first, second = unusable("refusal"), unusable("refusal")
    repairing.draft_again(first, by=admin)

    report = repairing.draft_all_again([first, second], by=admin)

    assert report.asked == 1
    assert report.refused == ["Another draft was already asked for."]


@pytest.mark.parametrize("role", ["volunteer", "expert"])
def test_others_can_neither_repair_nor_ask_again(client, project, unusable, role):
    draft = unusable("refusal")
    client.force_login(make_member(project, role))

    for name in ("repair_draft", "draft_again", "repair_preview"):
        address = reverse(name, args=[draft.pk])
        assert client.post(address, {"text": "孩子：a\n智能助手：b"}).status_code == 403
    draft.refresh_from_db()
    assert draft.status == "unusable"
