"""The turns of a page: what they are, and what they should be after any operations."""

from playwright.sync_api import expect

OTHER = {"user": "assistant", "assistant": "user"}
READ = """() => [...document.querySelectorAll("#talk > .turn")].map((turn) => ({
  id: turn.dataset.turn, role: turn.dataset.role,
  text: turn.querySelector("[data-text]").value, ...JSON.parse(turn.dataset.kept),
}))"""
DEEDS = ("up", "down", "add", "add-above", "split", "join-up", "join-down")


def read(page):
    return page.evaluate(READ)


def area(page, at):
    return page.locator("#talk > .turn [data-text]").nth(at)


def said(page, text):
    expect(page.locator("#said")).to_have_text(text)


class Model:
    """The speakers and texts; acts are drawn by chance and done here first."""

    def __init__(self, turns):
        self.turns = [[turn["role"], turn["text"]] for turn in turns]
        self.typed = 0

    def shown(self):
        return [tuple(turn) for turn in self.turns]

    def some_act(self, chance):
        """``[deed, place, text, cursor]``, as the page is asked to do it."""
        if not self.turns:
            self.turns.append(["user", ""])
            return ["add-last", 0, None, None]
        deeds = [*DEEDS, "type", "type", "switch", "remove"]
        deed, at = chance.choice(deeds), chance.randrange(len(self.turns))
        text = caret = None
        if deed == "type":
            self.typed += 1
            text = f"第{self.typed}次，写了一句话。"
            self.turns[at][1] = text
        elif deed == "split":
            caret = chance.randint(0, len(self.turns[at][1]))
            self._split(at, caret)
        else:
            self._do(deed, at)
        return [deed, at, text, caret]

    def _split(self, at, caret):
        role, text = self.turns[at]
        head, tail = text[:caret].rstrip(), text[caret:].lstrip()
        if head and tail:
            self.turns[at : at + 1] = [[role, head], [role, tail]]

    def _do(self, deed, at):
        turns, last = self.turns, len(self.turns) - 1
        if deed == "up" and at > 0:
            turns[at - 1 : at + 1] = turns[at], turns[at - 1]
        elif deed == "down" and at < last:
            turns[at : at + 2] = turns[at + 1], turns[at]
        elif deed == "add":
            turns.insert(at + 1, [OTHER[turns[at][0]], ""])
        elif deed == "add-above":
            turns.insert(at, [OTHER[turns[at][0]], ""])
        elif deed == "switch":
            turns[at][0] = OTHER[turns[at][0]]
        elif deed == "remove":
            turns.pop(at)
        elif deed == "join-up" and at > 0:
            self._do("join-down", at - 1)
        elif deed == "join-down" and at < last:
            lower = turns.pop(at + 1)
            turns[at][1] += lower[1]
