"""What the checks find, on the desk: shown beside the words, mended or waved through."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from dialogues.models import Assignment, Finding
from tests.factories import make_assignment, make_member, make_project, turns

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = ["妈妈，我今天考砸了。", "别哭了。", "妈妈，我不敢回家。", "我在听。"]
CALLED, DENYING = "assistant-called-parent", "denying"


@pytest.fixture
def project():
    return make_project(template="none")


@pytest.fixture
def work(project):
    volunteer = make_member(project, "volunteer")
    return make_assignment(project, author=volunteer, of=turns(*WORDS))


@pytest.fixture
def page(open_as, work):
    return open_desk(open_as, work)


def open_desk(open_as, work, **context):
    page = open_as(work.holder, reverse("assignment", args=[work.pk]), **context)
    page.wait_for_selector("[data-ready]", state="attached")
    return page


def finding(page, code, turn):
    return page.locator(f"[data-finding='{code} {turn['id']}']")


def wave_through(shown, reason, *, every=False):
    shown.locator("summary").click()
    shown.locator("[data-opens-reason]").click()
    shown.locator("textarea").fill(reason)
    if every:
        shown.locator("[data-others] input").check()
    with shown.page.expect_response("**/work/"):
        shown.locator("[data-keeps]").click()


def answer_all(page):
    for ask in page.locator("#checklist [data-ask]").all():
        ask.locator("label").first.click()
    page.locator("[data-yes-to-all]").click()


def test_a_finding_stands_below_its_turn_and_leads_to_the_words(page, work):
    shown = finding(page, CALLED, work.turns[2])
    expect(shown).to_contain_text("Spoken to as a parent")

    shown.locator("summary").click()
    expect(shown).to_contain_text("A model learns to be one. Take the word out")
    shown.locator("[data-place]").click()

    area = page.locator(f"#text-{work.turns[2]['id']}")
    expect(area).to_be_focused()
    assert area.evaluate("a => a.value.slice(a.selectionStart, a.selectionEnd)") == (
        "妈妈"
    )


def test_words_outside_the_first_plane_are_pointed_at_too(page, work):
    area = page.locator(f"#text-{work.turns[2]['id']}")
    with page.expect_response("**/check/"):
        area.fill("😀😀！谢谢妈妈！")
    shown = finding(page, CALLED, work.turns[2])
    expect(shown.locator("q")).to_have_text("谢谢妈妈")

    shown.locator("summary").click()
    shown.locator("[data-place]").click()

    assert area.evaluate("a => a.value.slice(a.selectionStart, a.selectionEnd)") == (
        "谢谢妈妈"
    )


def test_a_mended_turn_loses_its_finding_and_only_it_is_looked_at(page, work):
    expect(finding(page, DENYING, work.turns[1])).to_have_count(1)

    with page.expect_request("**/check/") as asked:
        page.locator(f"#text-{work.turns[1]['id']}").fill("想哭就哭一会儿。")

    expect(finding(page, DENYING, work.turns[1])).to_have_count(0)
    expect(finding(page, CALLED, work.turns[0])).to_have_count(1)
    assert asked.value.post_data_json["changed"] == [work.turns[1]["id"]]
    # What nobody could look at is looked at once the connection is back.
    page.context.set_offline(True)
    page.locator(f"#text-{work.turns[1]['id']}").fill("别哭了，没什么。")
    expect(page.locator("#saved")).to_have_attribute("data-state", "offline")
    page.context.set_offline(False)
    expect(finding(page, DENYING, work.turns[1])).to_have_count(1)


def test_nothing_is_asked_while_an_input_method_composes(page, work):
    expect(finding(page, DENYING, work.turns[1])).to_have_count(1)
    asked = []
    page.on("request", lambda r: asked.append(r.url) if "check" in r.url else None)
    page.clock.install()
    page.locator(f"#text-{work.turns[1]['id']}").focus()
    keyboard = page.context.new_cdp_session(page)
    for composed in ("w", "wo"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": composed, "selectionStart": 1, "selectionEnd": 1},
        )
    page.clock.run_for(5000)
    assert asked == []
    with page.expect_response("**/check/"):
        keyboard.send("Input.insertText", {"text": "我"})
        page.clock.run_for(1000)


def test_what_can_stay_is_said_once_and_the_experts_read_why(page, work):
    wave_through(finding(page, CALLED, work.turns[0]), "他在学妈妈说话", every=True)
    wave_through(finding(page, DENYING, work.turns[1]), "他自己说过别哭了")

    work.refresh_from_db()
    assert {(one["code"], one["turn"], one["reason"]) for one in work.dismissals} == {
        (CALLED, work.turns[0]["id"], "他在学妈妈说话"),
        (CALLED, work.turns[2]["id"], "他在学妈妈说话"),
        (DENYING, work.turns[1]["id"], "他自己说过别哭了"),
    }
    expect(finding(page, CALLED, work.turns[2])).to_have_class("finding done")
    page.locator(f"#text-{work.turns[3]['id']}").fill("我在听，你慢慢说。")
    answer_all(page)
    page.locator("button[form=work]:visible").click()
    page.wait_for_url("**/desk/?sent=1")

    rows = Finding.objects.filter(revision__number=2).exclude(dismissed_at=None)
    assert {(row.code, row.dismissed_by, row.dismissed_because) for row in rows} == {
        (CALLED, work.holder, "他在学妈妈说话"),
        (DENYING, work.holder, "他自己说过别哭了"),
    }


def test_it_is_looked_at_again_when_the_words_change_or_on_demand(page, work):
    shown = finding(page, CALLED, work.turns[0])
    wave_through(shown, "没关系")
    expect(shown).to_have_class("finding done")

    shown.locator("summary").click()
    with page.expect_response("**/work/"):
        shown.locator("[data-looks-again]").click()

    expect(shown).to_have_class("finding")
    work.refresh_from_db()
    assert work.dismissals == []


def test_handing_in_says_what_is_worth_a_look_and_can_go_on(page, work):
    answer_all(page)
    expect(page.locator("#open-title")).to_have_text("Worth a look: 4")
    page.locator("button[form=work]:visible").click()
    expect(page.locator("#worth li")).to_have_text(
        [
            "Spoken to as a parent · turn 1",
            "Spoken to as a parent · turn 3",
            "Talks a feeling away · turn 2",
            "As the model wrote it",
        ],
    )
    page.locator("#worth li button").nth(2).click()
    expect(finding(page, DENYING, work.turns[1]).locator("summary")).to_be_focused()
    assert Assignment.objects.get(pk=work.pk).ended_at is None

    page.locator("button[form=work]:visible").click()
    page.locator("#worth [value=hand-in]").click()
    page.wait_for_url("**/desk/?sent=1")

    work.dialogue.refresh_from_db()
    assert work.dialogue.status == "submitted"


def test_a_disclosure_is_shown_and_cannot_be_waved_through(open_as, project):
    said = turns("爸爸喝醉了就打我。", "这不是你的错。")
    work = make_assignment(project, of=said)
    # The word before what is heavy has been read.
    Assignment.objects.filter(pk=work.pk).update(noted_at=timezone.now())
    page = open_desk(open_as, work)
    shown = finding(page, "disclosure", said[0])

    shown.locator("summary").click()

    expect(shown).to_contain_text("Two members marked for safeguarding")
    expect(shown.locator("[data-opens-reason]")).to_be_hidden()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_findings_stand_in_nobody_s_way(open_as, work, look):
    page = open_desk(open_as, work, color_scheme=look)
    shown = finding(page, CALLED, work.turns[0])
    shown.locator("summary").click()
    shown.locator("[data-opens-reason]").click()

    found = Axe().run(page).response["violations"]

    serious = [v["id"] for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []
