"""Two versions of one work joined in the browser: whatever they did, no word goes."""

import random

import pytest

from tests.pages.test_modules import MODULES

ORIGIN = "http://modules.test/"
CASES = 300
JOIN = """async (cases) => {
  const { differences, join, same } = await import("/joining.js");
  return cases.map(({ base, theirs, mine }) => {
    const open = differences(base, theirs, mine).filter((row) => !row.preset);
    const both = new Map(open.map((row) => [`${row.kind} ${row.key}`, "both"]));
    const joined = join(base, theirs, mine, both);
    return { joined, theirs: same(joined, theirs), mine: same(joined, mine) };
  });
}"""


@pytest.fixture
def joined(browser):
    page = browser.new_page()

    def answer(route):
        name = route.request.url.removeprefix(ORIGIN)
        if name == "joining.js":
            body = (MODULES / "desk/joining.js").read_text(encoding="utf-8")
            route.fulfill(body=body, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    page.route(f"{ORIGIN}**", answer)
    page.goto(ORIGIN)
    yield lambda cases: page.evaluate(JOIN, cases)
    page.close()


def turn(lineage, text, role="user"):
    return {"id": lineage, "role": role, "text": text, "parents": [], "labels": []}


def work(*turns, **answers):
    return {
        "turns": list(turns),
        "answers": [
            {"item": item, "turn": None, "value": value, "note": ""}
            for item, value in answers.items()
        ],
        "dismissals": [],
    }


def edited(base, chance, side):
    """What one window did to the work: words, new turns, other places, turns less."""
    turns = [dict(one) for one in base["turns"]]
    for number in range(chance.randint(0, 3)):
        deed = chance.choice(["write", "write", "add", "move", "remove"])
        at = chance.randrange(len(turns))
        if deed == "write":
            turns[at]["text"] += f"〔{side}{number}〕"
        elif deed == "add":
            turns.insert(at, turn(f"{side}-{number}", f"〔{side}新{number}〕"))
        elif deed == "move":
            turns.insert(0, turns.pop(at))
        elif len(turns) > 1:
            turns.pop(at)
    return {**base, "turns": turns}


def test_what_either_side_wrote_is_there_in_the_end(joined):
    chance = random.Random(7)
    cases = []
    for _case in range(CASES):
        base = work(*(turn(f"t{n}", f"第{n}句。") for n in range(chance.randint(1, 5))))
        theirs, mine = edited(base, chance, "他"), edited(base, chance, "我")
        cases.append({"base": base, "theirs": theirs, "mine": mine})
    for case, result in zip(cases, joined(cases), strict=True):
        turns = result["joined"]["turns"]
        assert len({one["id"] for one in turns}) == len(turns)
        kept = {one["id"]: one["text"] for one in turns}
        before = {one["id"]: one["text"] for one in case["base"]["turns"]}
        for side in ("theirs", "mine"):
            for one in case[side]["turns"]:
                if before.get(one["id"]) != one["text"]:
                    assert one["text"] in kept[one["id"]]
        if case["mine"] == case["base"]:
            assert result["theirs"]
        if case["theirs"] == case["base"]:
            assert result["mine"]


def test_answers_labels_and_roles_are_joined_too(joined):
    label = {"scheme": "step", "label": "空", "start": 0, "end": 2}
    base = work(turn("a", "你好"), safe="no")
    theirs = work({**turn("a", "你好呀"), "labels": [label]}, safe="no", warm="yes")
    mine = work({**turn("a", "您好"), "labels": [label]}, safe="yes")
    whole = [{"scheme": "mood", "label": name} for name in ("old", "theirs", "mine")]
    base["labels"], theirs["labels"] = whole[:1], whole[1:2]
    mine["labels"] = [whole[0], whole[2]]
    [result] = joined([{"base": base, "theirs": theirs, "mine": mine}])
    [both] = result["joined"]["turns"]
    assert both["text"] == "你好呀\n您好"
    assert both["labels"] == [label, {**label, "start": 4, "end": 6}]
    answers = {one["item"]: one["value"] for one in result["joined"]["answers"]}
    assert answers == {"safe": "yes", "warm": "yes"}
    assert {one["label"] for one in result["joined"]["labels"]} == {"theirs", "mine"}
