"""Volunteers without a browser: they keep to the desk's own way of saving.

Each holds what it typed, as a person remembers it, and in the end the database is asked.
"""

import http.client
import json
import random
import re
import threading
import time
import uuid
from contextlib import suppress
from urllib.parse import urlencode

PAUSE = 0.8
COMMON = "我你他难过开心怕妈妈老师同学朋友听见慢慢说一起想办法没关系知道今天"


class Lost(Exception):  # noqa: N818  nothing went wrong
    """Nobody answered; what was sent may have arrived."""


class Browser:
    """One person's connection to the site: a token, or a session as a page has it."""

    def __init__(self, port, *, token=None):
        self.port = port
        self.token = token
        self.cookies = {}
        self.statuses = []

    def sign_in(self, username, password):
        self.send("GET", "/account/sign-in/")
        form = {
            "username": username,
            "password": password,
            "csrfmiddlewaretoken": self.cookies["csrftoken"],
        }
        status, _body = self.send("POST", "/account/sign-in/", form=form)
        assert status == 302

    def ask(self, method, path, content=None, *, lose="", key=""):
        """Ask the API; ``lose`` cuts the connection before or after it was heard."""
        if lose == "before":
            raise Lost
        status, body = self.send(
            method, f"/api/v1/{path}", content, cut=lose == "after", key=key
        )
        return status, json.loads(body) if body else {}

    def send(self, method, path, content=None, *, form=None, cut=False, key=""):
        headers = {"Accept": "application/json"}
        headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        elif content is not None:
            body = json.dumps(content).encode()
            headers["Content-Type"] = "application/json"
        if self.token:
            headers["Authorization"] = f"Token {self.token}"
        elif "csrftoken" in self.cookies:
            headers["X-CSRFToken"] = self.cookies["csrftoken"]
        if key:
            headers["Idempotency-Key"] = key
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(method, path, body, headers)
            if cut:
                raise Lost
            answer = line.getresponse()
            read = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Lost from error
        finally:
            line.close()
        self.statuses.append((answer.status, method, path))
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                found = re.match(r"([^=]+)=([^;]*)", value)
                self.cookies[found[1]] = found[2]
        return answer.status, read


class Hands:
    """Which dialogue is with whom, as those who have it know it."""

    def __init__(self):
        self.lock = threading.Lock()
        self.holders = {}
        self.twice = []

    def take(self, dialogue, person):
        with self.lock:
            before = self.holders.setdefault(dialogue, person)
            if before is not person:
                self.twice.append((dialogue, before.name, person.name))

    def put_down(self, dialogue):
        with self.lock:
            self.holders.pop(dialogue, None)


class Volunteer(threading.Thread):
    """Claims, types with autosaves, is interrupted in every way, and claims again."""

    def __init__(self, browser, *, name, slug, items, hands, until, leave):
        super().__init__(name=name, daemon=True)
        self.browser, self.slug, self.items = browser, slug, items
        self.hands, self.until, self.leave = hands, until, leave
        self.chance = random.Random(name)
        self.ended = []
        self.last = {}
        self.done = dict.fromkeys(
            ["submit", "skip", "give back", "lapse", "lost", "merged", "reloaded"], 0
        )
        self.typed = 0
        self.fault = None

    def run(self):
        try:
            while time.monotonic() < self.until:
                self.one_dialogue()
        except Exception as error:  # noqa: BLE001  the test shows it
            self.fault = error

    def one_dialogue(self):
        status, work = self.persist("POST", f"projects/{self.slug}/claim/", {})
        if status == 204:
            time.sleep(0.5)
            return
        assert status == 200, (status, work)
        self.id, self.dialogue = work["id"], work["dialogue"]
        self.hands.take(self.dialogue, self)
        self.version, self.turns = work["version"], work["turns"]
        # What this person typed into it before is back.
        assert self.texts() == self.last.get(self.dialogue, self.texts())
        self.saved, self.unheard, self.pieces = self.copy(), [], []
        for _step in range(self.chance.randint(2, 7)):
            if time.monotonic() > self.until:
                break
            self.type()
            time.sleep(PAUSE * self.chance.uniform(0.5, 2))
            self.chance.choice([self.save] * 5 + [self.reload, self.from_elsewhere])()
        self.save()
        ends = ["submit", "submit", "give back", "lapse", "skip"]
        self.end(self.chance.choice(ends))

    def type(self):
        """A few characters behind a turn, as no other has them."""
        self.typed += 1
        words = "".join(self.chance.choices(COMMON, k=self.chance.randint(1, 12)))
        piece = f"〔{self.name}·{self.typed}·{words}〕"
        turn = self.chance.choice(self.turns)
        turn["text"] += piece
        self.pieces.append(piece)

    def copy(self):
        return [dict(turn) for turn in self.turns]

    def texts(self, turns=None):
        return [turn["text"] for turn in (self.turns if turns is None else turns)]

    def save(self):
        """Send what is here; go on trying, and know one's own lost saves again."""
        while True:
            sent = self.copy()
            body = {"version": self.version, "turns": sent, "answers": []}
            lose = self.chance.choices(["", "before", "after"], [18, 1, 1])[0]
            try:
                status, answer = self.browser.ask(
                    "PUT", f"assignments/{self.id}/work/", body, lose=lose
                )
            except Lost:
                self.done["lost"] += 1
                self.unheard.append(self.texts(sent))
                time.sleep(self.chance.uniform(0.2, 1))
                # One goes on typing while the connection is away.
                self.type()
                continue
            if status == 200:
                self.agree(answer["version"], sent)
                return
            assert (status, answer["code"]) == (409, "stale_version"), answer
            if self.texts(answer["turns"]) in self.unheard:
                self.agree(answer["version"], answer["turns"])
            else:
                self.merge(answer)

    def agree(self, version, turns):
        self.version, self.saved, self.unheard = version, turns, []

    def merge(self, theirs):
        """Turn by turn: what one side left alone is the other's, else both."""
        base = dict(zip([t["id"] for t in self.saved], self.saved, strict=True))
        other = dict(
            zip([t["id"] for t in theirs["turns"]], theirs["turns"], strict=True)
        )
        for turn in self.turns:
            before, there = base[turn["id"]]["text"], other[turn["id"]]["text"]
            if turn["text"] == before:
                turn["text"] = there
            elif there != before:
                turn["text"] = there + turn["text"]
        self.agree(theirs["version"], theirs["turns"])
        self.done["merged"] += 1

    def reload(self):
        """Close the page once all is saved, and find it again as it was."""
        self.save()
        status, work = self.persist("GET", f"assignments/{self.id}/")
        assert status == 200
        assert work["version"] == self.version
        assert self.texts(work["turns"]) == self.texts()
        self.turns = work["turns"]
        self.done["reloaded"] += 1

    def from_elsewhere(self):
        """The same person writes on a second device, then here again."""
        here, self.turns = self.copy(), [dict(turn) for turn in self.saved]
        self.type()
        body = {"version": self.version, "turns": self.copy(), "answers": []}
        status, _answer = self.persist("PUT", f"assignments/{self.id}/work/", body)
        # An own save that went unheard may have been first: then the piece is not kept.
        if status != 200:
            self.pieces.pop()
        self.turns = here
        self.type()
        self.save()

    def end(self, verb):
        self.hands.put_down(self.dialogue)
        if verb == "lapse":
            self.come_too_late()
        else:
            answers = [
                {"item": slug, "turn": turn, "value": "yes", "note": ""}
                for slug, scope in self.items
                for turn in (
                    [t["id"] for t in self.turns if t["role"] == "assistant"]
                    if scope == "turn"
                    else [None]
                )
            ]
            body = {"version": self.version, "turns": self.turns, "answers": answers}
            if verb == "submit":
                path = f"assignments/{self.id}/work/"
                _status, saved = self.persist("PUT", path, body)
                self.version = saved["version"]
            way, body = {
                "submit": ("submit", {"version": self.version}),
                "skip": ("skip", {"reason": "今天太累"}),
                "give back": ("give-back", {}),
            }[verb]
            key = uuid.uuid4().hex
            status, answer = self.persist(
                "POST", f"assignments/{self.id}/{way}/", body, key=key
            )
            assert status == 200, answer
        if verb in ("give back", "lapse"):
            self.last[self.dialogue] = self.texts()
        self.done[verb] += 1
        self.ended.append((self.id, verb, self.texts(), self.pieces))

    def come_too_late(self):
        """The laptop is closed until the lease has run out; more was typed by then."""
        self.type()
        self.leave(self.id)
        body = {"version": self.version, "turns": self.turns, "answers": []}
        status = 200
        while status == 200:
            status, answer = self.persist("GET", f"assignments/{self.id}/")
            status = 200 if answer["ended_at"] is None else 0
            time.sleep(0.3)
        status, answer = self.persist("PUT", f"assignments/{self.id}/work/", body)
        assert (status, answer["code"]) == (409, "lease_ended")
        status, answer = self.persist("POST", f"assignments/{self.id}/late/", body)
        if status == 409:
            # The first answer got lost: it is there already.
            assert self.texts(answer["turns"]) == self.texts()
        else:
            assert (status, answer["kept"]) == (200, True), answer

    def persist(self, method, path, content=None, *, key=""):
        """Ask until somebody answers; an answer may get lost first."""
        lose = "after" if self.chance.random() < 0.03 else ""
        while True:
            with suppress(Lost):
                return self.browser.ask(method, path, content, lose=lose, key=key)
            lose = ""
            self.done["lost"] += 1
            time.sleep(0.3)
