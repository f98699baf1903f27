"""How long a keystroke takes in a long dialogue, on a processor four times slower."""

from __future__ import annotations

from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Page

TURNS = 60
SLOWER = 4
TYPED = "今天在学校里，同桌又拿了我的橡皮，我有一点生气，可是不敢说。"

# Makes the dialogue long, and each turn as long as they are.
LENGTHEN = """async ([turns, text]) => {
  const count = () => document.querySelectorAll("#talk > .turn").length;
  while (count() < turns) {
    const role = count() % 2 ? "assistant" : "user";
    document.querySelector(`#after-turns [data-add=${role}]`).click();
    const area = document.activeElement;
    area.value = text;
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await new Promise((done) => setTimeout(done));
  }
}"""

# From the key to the end of all that listens, with the new layout.
LISTEN = """() => {
  window.keystrokes = [];
  window.tasks = [];
  let start = 0;
  addEventListener("keydown", () => (start = performance.now()), true);
  addEventListener("input", () => {
    document.body.offsetHeight;
    window.keystrokes.push(performance.now() - start);
  });
  new PerformanceObserver((list) => {
    window.tasks.push(...list.getEntries().map((task) => task.duration));
  }).observe({ type: "longtask" });
}"""


def measure_keystrokes(page: Page) -> dict[str, Any]:
    """Milliseconds that a keystroke takes, and the longest task while one types."""
    page.evaluate(LENGTHEN, [TURNS, TYPED])
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.evaluate(LISTEN)
    page.locator("#talk > .turn [data-text]").nth(TURNS // 2).focus()
    # Words of an alphabet come key by key, without an input method.
    page.keyboard.type("and then she took it again, ", delay=120)
    page.keyboard.type("so I said nothing at all", delay=120)
    took = page.evaluate("window.keystrokes")
    tasks = page.evaluate("window.tasks")
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return {
        "median": median(took),
        "p95": quantiles(took, n=20)[-1],
        "longest_task": max(tasks, default=0),
    }
