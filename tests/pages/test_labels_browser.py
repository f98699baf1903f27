"""Labelling on the desk: by keyboard on a desktop, by touch on a phone in Chinese."""

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from dialogues.anchoring import anchored, to_look_at
from dialogues.models import Assignment, Revision
from dialogues.sentences import places_of_sentences
from tests.factories import make_assignment, make_member, make_project, turns
from tests.labels import change_scheme, make_schemes, mark

pytestmark = pytest.mark.django_db(transaction=True)
REPLY = "我们先想想办法。听起来你很难过。我陪着你。"
WORDS = ["我考砸了，不敢回家。", REPLY, "嗯。", "慢慢来。"]
SCRIPTS = Path(__file__).resolve().parents[2] / "annotation_site/static/site/js/desk"
TEXTS = [
    "", "  ", REPLY, "“真的吗？”他问。好……的！！", "😀你好。👨‍👩‍👧！ 走。", "Mr. Lee paid 3.5. “Really?” Yes...",
    "第一行\n\n 第二行\u3000。", "e.g. this. i.e. that", "『走吧！』好", "。。。\n…", "a.b.c", "（笑）没事的。",
]  # fmt: skip


@pytest.fixture
def project():
    return make_schemes(make_project(template="none"))


@pytest.fixture
def work(project):
    volunteer = make_member(project, "volunteer")
    return make_assignment(project, author=volunteer, of=turns(*WORDS))


def open_desk(open_as, work, **context):
    page = open_as(work.holder, reverse("assignment", args=[work.pk]), **context)
    page.wait_for_selector("[data-ready]", state="attached")
    return page


def saved_labels(work, turn):
    stored = Assignment.objects.get(pk=work.pk).turns[turn]["labels"]
    return [(one["scheme"], one["label"], one.get("quote")) for one in stored]


def serious(page):
    found = Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found
            if one["impact"] in ("serious", "critical")]  # fmt: skip


def test_the_whole_dialogue_is_labelled_by_keyboard(open_as, project, work):
    change_scheme(project, "emotion", required=True, role="user")
    page = open_desk(open_as, work, viewport={"width": 1440, "height": 900})
    user, reply, _other, _last = work.turns
    strip = page.locator("#label-strip")
    expect(strip).to_contain_text("No sentence is labelled yet")
    expect(page.locator("#open-title")).to_have_text("Still open: 5")

    # The first sentence is advice, and said so before it is saved.
    page.locator(f"#text-{reply['id']}").focus()
    page.keyboard.press("Alt+l")
    sentence = page.locator(f"#turn-{reply['id']} .sentence")
    expect(sentence.first).to_be_focused()
    with page.expect_response("**/check/"):
        page.keyboard.press("5")
    expect(sentence.first).to_contain_text("Guidance")
    expect(sentence.first).to_be_focused()
    early = "“Guidance” before any “Recognition” or “Empathy”"
    expect(strip.locator("[data-notes]")).to_have_text(f"⚑ {early} · turn 2")
    expect(page.locator(f"#turn-{reply['id']} .finding")).to_contain_text(early)

    # The way on is the arrow; a label of another scheme has its number too.
    page.keyboard.press("ArrowDown")
    expect(sentence.nth(1)).to_be_focused()
    page.keyboard.press("4")
    page.keyboard.press("9")
    with page.expect_response("**/work/"):
        page.keyboard.press("9")
    expect(strip.locator(".steps li")).to_have_text(["2 Guidance", "2 Empathy"])
    assert serious(page) == []

    # Moved to the front, the understanding comes first, and each label went with its words.
    area = page.locator(f"#text-{reply['id']}")
    with page.expect_response("**/check/"):
        area.fill("听起来你很难过。我们先想想办法。我陪着你。")
    expect(strip.locator(".steps li")).to_have_text(["2 Empathy", "2 Guidance"])
    expect(strip.locator("[data-notes]")).to_be_empty()

    # Reworded, it is to be looked at again, and still fits.
    with page.expect_response("**/work/"):
        area.fill("听上去你很难过。我们先想想办法。我陪着你。")
    panel = page.locator(f"#turn-{reply['id']} [data-labels]")
    expect(panel.locator(".given .lost")).to_have_text("? Empathy")
    with page.expect_response("**/work/"):
        panel.get_by_role("button", name="It still fits").click()
    expect(panel.locator(".lost")).to_have_count(0)

    # The cause is selected in the field, with the keyboard alone.
    page.locator(f"#text-{user['id']}").focus()
    page.keyboard.press("Control+Home")
    for _each in range(4):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Alt+l")
    own = page.locator(f"#turn-{user['id']}")
    own.get_by_role("button", name="Cause").click()
    expect(own.locator("[data-read] mark")).to_have_text("我考砸了")
    with page.expect_response("**/work/"):
        own.get_by_label("Emotion").select_option("Fear")
    expect(page.locator("#open-title")).to_have_text("Still open: 4")

    page.keyboard.press("Alt+z")
    assert saved_labels(work, 0) == [
        ("cause", "cause", "我考砸了"),
        ("emotion", "fear", None),
    ]
    assert saved_labels(work, 1) == [
        ("coaching", "guidance", "我们先想想办法。"),
        ("coaching", "empathy", "听上去你很难过。"),
    ]


def test_on_a_phone_a_sentence_is_tapped_and_its_label(open_as, project, work):
    change_scheme(
        project,
        "cause",
        target="dialogue",
        labels=[{"slug": "warm", "name": {"zh-hans": "温暖", "en": "Warm"}, "colour": "leaf"}],
    )  # fmt: skip
    page = open_desk(
        open_as,
        work,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        locale="zh-CN",
    )
    reply = work.turns[1]
    panel = page.locator(f"#turn-{reply['id']} [data-labels]")
    choice = panel.locator("[data-choices]").get_by_role("button", name="共情")
    panel.locator("summary").tap()
    panel.locator(".sentence").nth(1).tap()
    expect(panel.locator("[data-about]")).to_have_text("听起来你很难过。")
    with page.expect_response("**/work/"):
        choice.tap()
    expect(choice).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#label-strip .steps li")).to_have_text(["2 共情"])
    with page.expect_response("**/work/"):
        page.get_by_role("button", name="温暖").tap()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert serious(page) == []

    stored = Assignment.objects.get(pk=work.pk)
    assert stored.labels == [{"scheme": "cause", "label": "warm"}]
    assert saved_labels(work, 1) == [("coaching", "empathy", "听起来你很难过。")]

    # Pressed again it is off; the other window of the same person knows.
    with page.expect_response("**/work/"):
        choice.tap()
    assert saved_labels(work, 1) == []

    # Without a connection the sentences follow the words all the same.
    page.context.set_offline(True)
    page.locator(f"#text-{reply['id']}").fill("我陪着你。慢慢说。")
    expect(panel.locator(".sentence")).to_have_text(["我陪着你。", "慢慢说。"])


def test_a_project_without_schemes_shows_nothing_of_labels(open_as):
    project = make_project(template="none")
    page = open_desk(open_as, make_assignment(project, of=turns(*WORDS)))

    expect(page.locator("#open")).to_be_visible()
    assert page.locator("#label-strip, [data-labels]").count() == 0
    assert not Revision.objects.exclude(labels=[]).exists()


@pytest.fixture
def modules(browser):
    """A page on which the pure modules can be asked."""
    page = browser.new_page()
    page.route(
        "http://modules.test/**",
        lambda route: route.fulfill(
            body=(SCRIPTS / route.request.url.rsplit("/", 1)[1]).read_text("utf-8")
            if route.request.url.endswith(".js")
            else "<!doctype html>",
            content_type="text/javascript"
            if route.request.url.endswith(".js")
            else "text/html",
        ),
    )
    page.goto("http://modules.test/")
    yield page
    page.close()


@pytest.mark.django_db(transaction=False)
def test_the_browser_and_the_server_cut_and_anchor_alike(modules):
    labels = []
    for text in TEXTS:
        for start, end in places_of_sentences(text):
            turn = mark({"text": text, "labels": []}, "empathy", text[start:end])
            labels += [
                (turn["labels"][0], after) for after in [*TEXTS, f"嗯。{text}{text}"]
            ]
    found = modules.evaluate(
        """async ([texts, labels]) => {
          const { placesOfSentences, sentences } = await import("/sentences.js");
          const { anchored, toLookAt } = await import("/anchoring.js");
          return {
            joined: texts.map((text) => sentences(text).join("")),
            places: texts.map((text) => placesOfSentences(text).map(({ start, end }) => [start, end])),
            anchored: labels.map(([label, text]) => [anchored(label, text), toLookAt(label, text)]),
          };
        }""",
        [TEXTS, json.loads(json.dumps(labels))],
    )

    assert found["joined"] == TEXTS
    assert found["places"] == [
        [list(place) for place in places_of_sentences(text)] for text in TEXTS
    ]
    assert found["anchored"] == [
        [anchored(label, text), to_look_at(label, text)] for label, text in labels
    ]
