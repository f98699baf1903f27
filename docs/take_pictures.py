# ruff: noqa: INP001, T201
"""Take the README's pictures of a running demo: ``python -m docs.take_pictures``.

What the pictures need and the demo does not have yet (dialogues at every status, a
release, a finished training) is made first, over REST as the demo's people. It can be
run again at any time, on any folder: ``python -m docs.take_pictures var/demo.json``;
a demo that has just begun looks best, for its first drafts are about their topics.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from annotation_site.touring.client import Person
from docs.smaller_png import smaller

PICTURES = Path(__file__).parent / "pictures"
MOST_BYTES = 250_000
WIDE = {"viewport": {"width": 1440, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
KINDER = [
    "我在听，你慢慢说。",
    "换成我，心里也会难受的。",
    "你愿意把它讲出来，很勇敢。",
]
COMMENT = "这一句先接住孩子的心情，再给办法；办法可以让孩子自己挑。"
REASON = "和已有的一篇几乎一样，留那一篇就够了。"
WANTED = {"approved": 3, "rejected": 1, "submitted": 2, "returned": 1}


class Demo:
    """The running demo and its people."""

    def __init__(self, site: dict[str, Any]) -> None:
        self.url = site["url"].rstrip("/")
        self.home = f"projects/{site['project']}/"
        self.accounts = {account["username"]: account for account in site["accounts"]}
        self.people = {
            name: Person(self.url, name, account["token"])
            for name, account in self.accounts.items()
        }
        self.admin = self.people["admin"]
        found = self.admin.get(f"{self.home}checklists/")["results"]
        self.items = found[0]["items"]

    def listed(self, what: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.admin.get(self.home + what)["results"]
        return rows

    def answers(self, turns: list[dict[str, Any]], items: int) -> list[dict[str, Any]]:
        """Yes to the first questions of the checklist, wherever they are asked."""
        replies = [turn["id"] for turn in turns if turn["role"] == "assistant"]
        return [
            {"item": item["slug"], "turn": turn, "value": "yes", "note": ""}
            for item in self.items[:items]
            for turn in (replies if item["scope"] == "turn" else [None])
        ]

    def take(self, name: str) -> dict[str, Any]:
        """What this volunteer holds, or the next dialogue; drafts are ordered at need."""
        volunteer = self.people[name]
        work = volunteer.post(f"{self.home}claim/")
        if work.status == 204:
            order = self.admin.post(f"{self.home}draft-batches/", {"count": 6})
            self.admin.wait_for(order["id"], seconds=120)
            work = volunteer.post(f"{self.home}claim/")
        return work

    def save(self, name: str, work: dict[str, Any], items: int) -> int:
        """Put some turns into kinder words and answer some questions."""
        body = {
            "version": work["version"],
            "turns": reworded(work["turns"]),
            "answers": self.answers(work["turns"], items),
        }
        saved = self.people[name].put(f"assignments/{work['id']}/work/", body)
        version: int = saved["version"]
        return version

    def hand_in(self) -> None:
        work = self.take("volunteer2")
        version = self.save("volunteer2", work, len(self.items))
        address = f"assignments/{work['id']}/submit/"
        self.people["volunteer2"].post(address, {"version": version})

    def decide(self, decision: str) -> None:
        """Experts who are in no picture decide on what waits."""
        for name in ("expert2", "expert3"):
            review = self.people[name].post(f"{self.home}reviews/claim/")
            if review.status == 204:
                continue
            turn = review["turns"][1]["id"]
            text = {"return": COMMENT, "reject": REASON}.get(decision)
            code = "advice-too-soon" if decision == "return" else ""
            body = {
                "revision": review["revision"],
                "decision": decision,
                "answers": self.answers(review["turns"], len(self.items)),
                "comments": [{"turn": turn, "text": text, "code": code}]
                if text
                else [],
            }
            self.people[name].post(f"reviews/{review['id']}/decide/", body)
            return

    def seed(self) -> None:
        """Bring dialogues to every status; the returned last, for they are taken first."""
        verbs = {"approved": "approve", "rejected": "reject", "returned": "return"}
        for status, wanted in WANTED.items():
            there = len(self.listed(f"dialogues/?status={status}"))
            for _number in range(there, wanted):
                self.hand_in()
                if status in verbs:
                    self.decide(verbs[status])

    def trained(self) -> str:
        """A finished training; one is ordered where none is there or on its way."""
        runs = self.listed("runs/")
        for status in ("done", "running", "queued"):
            for run in runs:
                if run["status"] == status:
                    return self.finished(str(run["id"]))
        ready = [row for row in self.listed("releases/") if row["status"] == "ready"]
        release = ready[0]["id"] if ready else self.released()
        wanted = {"release": release, "recipe": "tiny-cpu"}
        return self.finished(str(self.admin.post(f"{self.home}runs/", wanted)["id"]))

    def finished(self, run: str) -> str:
        job = self.admin.wait_for(run, seconds=1200)
        if job["status"] != "done":
            raise RuntimeError(f"The training ended as {job['status']}.")
        return run

    def released(self) -> str:
        order = self.admin.post(f"{self.home}releases/", {"name": "first"})
        self.admin.wait_for(order["id"], seconds=120)
        return str(order["id"])


def reworded(turns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the first replies a kinder end, in place of their own where they have two."""
    replies = [turn for turn in turns if turn["role"] == "assistant"]
    for turn, kinder in zip(replies, KINDER, strict=False):
        if kinder not in turn["text"]:
            sentences = re.findall(r"[^。！？]+[。！？]?", turn["text"])
            kept = sentences[:-1] if len(sentences) > 1 else sentences
            turn["text"] = "".join([*kept, kinder])
    return turns


def open_window(browser: Browser, demo: Demo, name: str, shape: dict[str, Any]) -> Page:
    """Open a window in Chinese and in daylight, signed in as this person."""
    page = browser.new_page(
        base_url=demo.url, locale="zh-CN", color_scheme="light", **shape
    )
    page.goto("/")
    page.locator("[name=username]").fill(name)
    page.locator("[name=password]").fill(demo.accounts[name]["password"])
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)
    return page


def keep(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    path = PICTURES / f"{name}.png"
    size = path.write_bytes(smaller(page.screenshot()))
    if size > MOST_BYTES:
        raise RuntimeError(f"{path} has {size} bytes, more than {MOST_BYTES}.")
    print(f"{path}  {size // 1000} kB")


def take_pictures(browser: Browser, demo: Demo) -> None:
    PICTURES.mkdir(exist_ok=True)
    demo.seed()
    run = demo.trained()
    work = demo.take("volunteer")
    demo.save("volunteer", work, 4)
    for name, shape in (("desk", WIDE), ("desk-phone", PHONE)):
        page = open_window(browser, demo, "volunteer", shape)
        page.goto(f"/assignments/{work['id']}/")
        page.wait_for_selector("[data-ready]", state="attached")
        keep(page, name)

    review = demo.people["expert"].post(f"{demo.home}reviews/claim/")
    page = open_window(browser, demo, "expert", WIDE)
    page.goto(f"/reviews/{review['id']}/")
    for question in page.locator("aside [data-answers]").all()[:3]:
        question.locator("label").first.click()
    keep(page, "review")

    page = open_window(browser, demo, "admin", WIDE)
    page.goto(f"/{demo.home}")
    keep(page, "project")
    page.goto(f"/runs/{run}/")
    keep(page, "run")


def main() -> None:
    file = Path(sys.argv[1] if len(sys.argv) > 1 else "var/demo.json")
    demo = Demo(json.loads(file.read_text(encoding="utf-8")))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        take_pictures(browser, demo)
        browser.close()


if __name__ == "__main__":
    main()
