"""What a volunteer and an expert do in their windows, and what came of it."""

from playwright.sync_api import expect

PROJECT_SLUG = "bridge"
TYPED, ADDED, MENDED = (
    "（轻轻地）我都听见了。",
    "要是爷爷知道了会失望吗？",
    "爷爷更在意的是你，放大镜可以一起再找。",
)
COMMENT = "先说出他的难过，再说办法。"


def at(place):
    return f"/projects/{PROJECT_SLUG}/{place}"


def edit_and_submit(page, rest):
    """Type into a turn, add two, take two out, answer, submit."""
    page.goto(at("desk/"))
    page.locator("form[action$='/next/'] .btn.main:visible").click()
    page.wait_for_selector("[data-ready]", state="attached")
    turns = page.locator("#talk > .turn")
    before = turns.count()
    taken_out = [turns.nth(n).locator("[data-text]").input_value() for n in (-2, -1)]

    turns.nth(1).locator("[data-text]").press("Control+End")
    page.keyboard.insert_text(TYPED)
    page.keyboard.press("Alt+Enter")
    page.keyboard.insert_text(ADDED)
    page.keyboard.press("Alt+Enter")
    page.keyboard.insert_text(TYPED)
    expect(turns).to_have_count(before + 2)
    for _number in range(2):
        turns.last.locator("summary[aria-label]").click()
        turns.last.locator("[data-do=remove]").click()
    expect(turns).to_have_count(before)
    answer_all(page)
    page.keyboard.press("Alt+s")
    hand_in_as_it_is(page)

    (dialogue,) = dialogues(rest, "submitted")
    revisions = rest.admin.get(f"dialogues/{dialogue['id']}/revisions/")["results"]
    assert len(revisions) == 2
    texts = texts_of(rest, dialogue["id"])
    assert texts[1].endswith(TYPED)
    assert (texts[2], texts[3], len(texts)) == (ADDED, TYPED, before)
    assert not set(texts) & set(taken_out)
    return dialogue["id"], taken_out


def answer_all(page):
    """What is asked about the whole by the keyboard, about every reply by the mouse."""
    for ask in page.locator("#checklist [data-ask]").all():
        ask.locator("input[value=yes]").focus()
        page.keyboard.press("Space")
    for button in page.locator("[data-yes-to-all]:enabled").all():
        button.click()
    expect(page.locator("#open.ready")).to_be_visible()
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")


def hand_in_as_it_is(page):
    """What was typed reads like a stage direction, which the desk points at first."""
    expect(page.locator("#worth li", has_text="旁白").first).to_be_visible()
    page.locator("#worth [value=hand-in]").click()
    page.wait_for_url(f"**{at('desk/')}*")


def send_back(page, rest, dialogue):
    open_next(page)
    edited = page.locator(".passage .side.new")
    expect(edited.filter(has_text=TYPED).first.locator("ins").first).to_be_visible()
    expect(edited.filter(has_text=ADDED)).to_have_count(1)
    reply = page.locator(".passage", has_text=TYPED).first
    reply.locator("details > summary").first.click()
    reply.locator("[name^=code-]").select_option("not-seen")
    reply.locator("[name^=comment-]").fill(COMMENT)
    page.keyboard.press("Alt+r")
    page.wait_for_url(f"**{at('reviews/')}")
    assert status(rest, dialogue) == "returned"


def mend_and_submit(page, rest, dialogue):
    page.goto(at("desk/"))
    expect(page.locator("main")).to_contain_text(COMMENT)
    page.locator(f"form[action='/dialogues/{dialogue}/claim/'] button").click()
    page.wait_for_selector("[data-ready]", state="attached")
    commented = page.locator("#talk > .turn", has_text=COMMENT)
    expect(commented).to_have_count(1)
    commented.locator("[data-text]").press("Control+End")
    page.keyboard.insert_text(MENDED)
    answer_all(page)
    page.locator("[form=work].main:visible").click()
    hand_in_as_it_is(page)
    assert status(rest, dialogue) == "submitted"
    assert any(text.endswith(TYPED + MENDED) for text in texts_of(rest, dialogue))


def approve(page, rest, dialogue):
    open_next(page)
    mended = page.locator(".passage .side.new:visible", has_text=MENDED)
    expect(mended).to_have_count(1)
    page.keyboard.press("Alt+c")
    while page.locator("#open-count.leaf").count() == 0:
        page.keyboard.press("y")
        page.wait_for_timeout(50)
    page.locator("#approve").click()
    page.wait_for_url(f"**{at('reviews/')}")
    assert status(rest, dialogue) == "approved"
    verbs = rest.admin.get(f"dialogues/{dialogue}/events/")["results"]
    assert [event["verb"] for event in verbs] == [
        *("draft", "claim", "submit", "open", "return"),
        *("claim", "submit", "open", "approve"),
    ]


def open_next(page):
    page.goto(at("reviews/"))
    page.keyboard.press("Alt+n")
    page.wait_for_url("**/reviews/*-*/")


def dialogues(rest, wanted):
    found = rest.admin.get(f"projects/{PROJECT_SLUG}/dialogues/?status={wanted}")
    return found["results"]


def status(rest, dialogue):
    return rest.admin.get(f"dialogues/{dialogue}/")["status"]


def texts_of(rest, dialogue):
    """What the latest revision says, turn by turn."""
    revisions = rest.admin.get(f"dialogues/{dialogue}/revisions/")["results"]
    latest = max(revisions, key=lambda revision: revision["number"])
    return [turn["text"] for turn in latest["turns"]]
