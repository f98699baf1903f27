"""The main job from a topic to a tuned model's reply, step by step, with no hands."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotation_site.touring.client import Answer, Person

TOPICS = "把同桌的橡皮弄丢了、第一次自己坐公交车、好朋友和别人玩了、爷爷住院了、画画比赛没得奖、怕黑不敢自己睡"
DIALOGUES = 6
ADDED = "（停了一下）你愿意的话，可以慢慢说，我在听。"


@dataclass
class Tour:
    """One walk down the road; ``say`` prints a step, ``shown`` collects addresses."""

    site: dict[str, Any]
    say: Callable[[str], None]
    shown: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.url = self.site["url"].rstrip("/")
        self.project = self.site["project"]
        self.people = {
            account["username"]: Person(
                self.url,
                account["username"],
                account["token"],
            )
            for account in self.site["accounts"]
        }
        self.admin = self.people["admin"]
        self.name = datetime.now(UTC).strftime("tour-%Y%m%d-%H%M%S")

    def walk(self) -> str:
        """Do every step and return what the tuned model answered."""
        self.bring_in_topics()
        self.draft()
        for _number in range(DIALOGUES):
            self.edit_and_submit()
        self.decide()
        release = self.release()
        run = self.train(release)
        return self.talk(run)

    def bring_in_topics(self) -> None:
        topics = f"projects/{self.project}/topics/"
        report = self.admin.post(topics, {"text": TOPICS})
        self.say(
            _("1. topics: %(read)d read, %(created)d new, %(existing)d there already")
            % report,
        )

    def draft(self) -> None:
        order = self.admin.post(
            f"projects/{self.project}/draft-batches/",
            {"count": DIALOGUES},
        )
        job = self.admin.wait_for(order["id"], seconds=120)
        self.say(_("2. drafts: %(done)d of %(total)d, %(status)s") % job)
        self.shown.append(("drafting", f"{self.url}/batches/{order['id']}/"))

    def edit_and_submit(self) -> None:
        volunteer = self.people["volunteer"]
        work = volunteer.post(f"projects/{self.project}/claim/")
        if work.status == 204:
            raise RuntimeError(_("There is no dialogue left to edit."))
        turns = work["turns"]
        last = next(turn for turn in reversed(turns) if turn["role"] == "assistant")
        last["text"] += ADDED
        saved = volunteer.put(
            f"assignments/{work['id']}/work/",
            {
                "version": work["version"],
                "turns": turns,
                "answers": self.answers(turns),
            },
        )
        volunteer.post(
            f"assignments/{work['id']}/submit/",
            {"version": saved["version"]},
        )
        self.say(_("3. volunteer edited and submitted %(dialogue)s") % work)

    def answers(self, turns: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Yes to every question of the checklist, in every place it is asked."""
        found = self.admin.get(f"projects/{self.project}/checklists/")["results"]
        items = found[0]["items"]
        replies = [turn["id"] for turn in turns if turn["role"] == "assistant"]
        return [
            {"item": item["slug"], "turn": turn, "value": "yes", "note": ""}
            for item in items
            for turn in (replies if item["scope"] == "turn" else [None])
        ]

    def decide(self) -> None:
        """Experts approve all that waits; disclosures take two marked members."""
        for expert in (self.people[name] for name in ("expert", "expert2", "expert3")):
            while review := self.next_review(expert):
                approval = {
                    "revision": review["revision"],
                    "decision": "approve",
                    "answers": self.answers(review["turns"]),
                    "comments": [],
                }
                expert.post(f"reviews/{review['id']}/decide/", approval)
                said = {"name": expert.username, "dialogue": review["dialogue"]}
                self.say(_("4. %(name)s approved %(dialogue)s") % said)
                self.shown.append(
                    ("dialogue", f"{self.url}/dialogues/{review['dialogue']}/"),
                )

    def next_review(self, expert: Person) -> Answer | None:
        review = expert.post(f"projects/{self.project}/reviews/claim/")
        return None if review.status == 204 else review

    def release(self) -> str:
        order = self.admin.post(
            f"projects/{self.project}/releases/",
            {"name": self.name},
        )
        job = self.admin.wait_for(order["id"], seconds=120)
        if job["status"] != "done":
            raise RuntimeError(_("The release ended as %(status)s: %(result)s") % job)
        files = self.admin.get(f"releases/{order['id']}/files/")["results"]
        said = {"name": self.name, "result": json.dumps(job["result"])}
        self.say(_("5. release %(name)s: %(result)s") % said)
        for file in files[:3]:
            rows = ngettext("%(rows)s row", "%(rows)s rows", file["rows"]) % file
            self.say(f"   {file['path']}  {rows}  {file['sha256'][:16]}…")
        self.shown.append(("release", f"{self.url}/releases/{order['id']}/"))
        return str(order["id"])

    def train(self, release: str) -> str:
        order = self.admin.post(
            f"projects/{self.project}/runs/",
            {"release": release, "recipe": "tiny-cpu"},
        )
        self.say(_("6. DeepSpeed trains a tiny model with two processes …"))
        started = time.monotonic()
        job = self.admin.wait_for(order["id"], seconds=1200)
        if job["status"] != "done":
            raise RuntimeError(_("Training ended as %(status)s: %(result)s") % job)
        self.say(
            f"   {time.monotonic() - started:.0f} s, {json.dumps(job['result'])}",
        )
        self.shown.append(("training", f"{self.url}/runs/{order['id']}/"))
        self.shown.append(("playground", f"{self.url}/runs/{order['id']}/playground/"))
        return str(order["id"])

    def talk(self, run: str) -> str:
        """Ask the tuned model through the command, in a process of its own."""
        command = [sys.executable, "manage.py", "chat", "--run", run, "--json"]
        done = subprocess.run(
            [*command, "--say", "我今天有点难过。"],
            check=True,
            capture_output=True,
            text=True,
        )
        reply: str = json.loads(done.stdout)["reply"]
        said = _("7. the tiny model answers (noise, as it must be): %s")
        self.say(said % f"{reply[:80]!r}")
        return reply
