"""What volunteers and experts do, over REST: read, claim, save, submit, decide."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from bench.load import Client, eight_clients, one_client
from bench.report import Figure, Report

SAVES, READS = 2000, 300
# A character that all have, one that few have, a word, a phrase, and two words.
WORDS = ("我", "吵", "妈妈", "不想去上学", "委屈 老师")


class People:
    """The requests of the road, with the tokens and ids that one needs for the next."""

    def __init__(self, url: str, seeded: dict[str, Any]) -> None:
        self.url, self.seeded = url, seeded
        self.api = f"/api/v1/projects/{seeded['project']}"
        self.work: dict[int, dict[str, Any]] = {}
        self.reviews: dict[int, dict[str, Any]] = {}
        self.claimed: list[str] = []
        client = Client(url)
        _status, body = client.ask(
            "GET",
            f"{self.api}/checklists/",
            token=seeded["admin"],
        )
        self.items = json.loads(body)["results"][0]["items"]

    def measure(self, report: Report) -> None:
        self.reading(report)
        self.editing(report)
        self.deciding(report)

    def reading(self, report: Report) -> None:
        path = f"{self.api}/dialogues/?status=submitted"
        token = self.seeded["admin"]
        _status, body = Client(self.url).ask("GET", path, token=token)
        rows = json.loads(body)["results"]

        def queue(client: Client, _number: int) -> int:
            return client.ask("GET", path, token=token)[0]

        def dialogue(client: Client, number: int) -> int:
            address = f"/api/v1/dialogues/{rows[number % len(rows)]['id']}/"
            client.ask("GET", f"{address}events/", token=token)
            return client.ask("GET", address, token=token)[0]

        def search(client: Client, number: int) -> int:
            q = quote(WORDS[number % len(WORDS)])
            address = f"{self.api}/dialogues/?q={q}"
            return client.ask("GET", address, token=token)[0]

        alone = one_client(self.url, READS, queue)
        together = eight_clients(self.url, READS * 2, queue)
        opened = one_client(self.url, READS, dialogue)
        found = one_client(self.url, READS, search)
        size = f"{len(rows)} rows, {len(body) / 1024:.0f} KB"
        report.add(
            Figure("queue of 50, one client, p50", alone.percentile(50), "ms", 15),
            Figure("queue of 50, one client, p95", alone.percentile(95), "ms", 50),
            Figure(
                "queue of 50, eight clients",
                together.rate,
                "/s",
                120,
                most=False,
                detail=f"{together.words()}; {size}",
            ),
            Figure(
                "open a dialogue with its history, p50",
                opened.percentile(50),
                "ms",
                8,
                detail="two requests",
            ),
            Figure(
                "search of 10,000 dialogues, p50",
                found.percentile(50),
                "ms",
                40,
                detail=" · ".join(WORDS),
            ),
        )

    def editing(self, report: Report) -> None:
        volunteers = self.seeded["volunteers"]

        def claim(client: Client, number: int) -> int:
            status, body = client.ask(
                "POST",
                f"{self.api}/claim/",
                token=volunteers[number],
                body={},
            )
            self.work[number] = json.loads(body)
            self.claimed.append(self.work[number]["dialogue"])
            return status

        def save(client: Client, number: int) -> int:
            # Each client saves the work of a person of its own.
            person = number % 8
            work = self.work[person]
            turns = work["turns"]
            turns[0]["text"] = f"{turns[0]['text'][:80]} {number}"
            status, body = client.ask(
                "PUT",
                f"/api/v1/assignments/{work['id']}/work/",
                token=volunteers[person],
                body={"version": work["version"], "turns": turns, "answers": []},
            )
            work["version"] = json.loads(body)["version"]
            return status

        def answer(client: Client, number: int) -> int:
            work = self.work[number]
            status, body = client.ask(
                "PUT",
                f"/api/v1/assignments/{work['id']}/work/",
                token=volunteers[number],
                body={
                    "version": work["version"],
                    "turns": work["turns"],
                    "answers": self.answers(work["turns"]),
                },
            )
            work["version"] = json.loads(body)["version"]
            return status

        def submit(client: Client, number: int) -> int:
            work = self.work[number]
            return client.ask(
                "POST",
                f"/api/v1/assignments/{work['id']}/submit/",
                token=volunteers[number],
                body={"version": work["version"]},
            )[0]

        claims = eight_clients(self.url, len(volunteers), claim)
        saves = eight_clients(self.url, SAVES, save)
        eight_clients(self.url, len(volunteers), answer)
        submits = eight_clients(self.url, len(volunteers), submit)
        twice = len(self.claimed) - len(set(self.claimed))
        report.add(
            Figure("claim, eight clients", claims.rate, "/s", 250, most=False),
            Figure("claim, eight clients, p95", claims.percentile(95), "ms", 50),
            Figure(
                "claimed twice",
                twice,
                "",
                0,
                detail=f"{len(self.claimed)} claims {claims.statuses}",
            ),
            Figure("autosave, eight clients", saves.rate, "/s", 300, most=False),
            Figure(
                "autosave, eight clients, p95",
                saves.percentile(95),
                "ms",
                50,
                detail=f"{saves.statuses}",
            ),
            Figure(
                "submit, eight clients",
                submits.rate,
                "/s",
                100,
                most=False,
                detail=f"{submits.words()} {submits.statuses}",
            ),
        )

    def deciding(self, report: Report) -> None:
        experts = self.seeded["experts"]

        def claim(client: Client, number: int) -> int:
            status, body = client.ask(
                "POST",
                f"{self.api}/reviews/claim/",
                token=experts[number],
                body={},
            )
            self.reviews[number] = json.loads(body)
            return status

        def decide(client: Client, number: int) -> int:
            review = self.reviews[number]
            return client.ask(
                "POST",
                f"/api/v1/reviews/{review['id']}/decide/",
                token=experts[number],
                body={
                    "revision": review["revision"],
                    "decision": "approve",
                    "answers": self.answers(review["turns"]),
                    "comments": [],
                },
            )[0]

        eight_clients(self.url, len(experts), claim)
        decisions = eight_clients(self.url, len(experts), decide)
        report.add(
            Figure(
                "decide, eight clients",
                decisions.rate,
                "/s",
                100,
                most=False,
                detail=f"{decisions.words()} {decisions.statuses}",
            ),
        )

    def answers(self, turns: list[dict[str, Any]]) -> list[dict[str, Any]]:
        replies = [turn["id"] for turn in turns if turn["role"] == "assistant"]
        return [
            {"item": item["slug"], "turn": turn, "value": "yes", "note": ""}
            for item in self.items
            for turn in (replies if item["scope"] == "turn" else [None])
        ]
