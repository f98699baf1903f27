"""The volunteer's page in a real browser: weight, time to the dialogue, the diff."""

from __future__ import annotations

import shutil
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from annotation_site.touring.client import Person
from bench.keystrokes import SLOWER, TURNS, measure_keystrokes
from bench.report import Figure, Report

# So often with nothing kept; the middle one counts.
COLD = 5

# Looked at in each frame; a moment counts when the frame is out and the page listens.
WATCH = """(() => {
  const watch = (name, selector) => {
    const look = () => {
      if (document.querySelector(selector)?.getBoundingClientRect().height) {
        setTimeout(() => performance.mark(name));
      } else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  };
  watch("visible", "[data-text]");
  watch("open", "[data-text]:not([readonly])");
})()"""
SEEN = """() => Object.fromEntries(
  performance.getEntriesByType("mark").map(({ name, startTime }) => [name, startTime / 1000]),
)"""

DIFF = """async () => {
  const ahead = [...document.querySelectorAll("link[rel=modulepreload]")];
  const { renderDiff } = await import(ahead.find(({ href }) => /\\/diff\\.\\w+\\.js$/.test(href)).href);
  const words = "今天在学校里，同桌又拿了我的橡皮，我有一点生气，可是不敢说。";
  const before = words.repeat(34).slice(0, 1000);
  const after = [...before].map((c, i) => (i % 25 < 5 ? "好" : c)).join("");
  const element = document.body.appendChild(document.createElement("p"));
  const times = [];
  for (let round = 0; round < 20; round += 1) {
    const start = performance.now();
    renderDiff(element, before, after);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[10];
}"""


def measure(report: Report, site: dict[str, Any]) -> None:
    volunteer = next(a for a in site["accounts"] if a["username"] == "volunteer")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        context = sign_in(browser, site["url"], volunteer)
        address = take_next(site, volunteer)
        state = context.storage_state()
        cold = browser.new_context(storage_state=state)
        cold_kb, warm_kb = weigh(cold, address), weigh(cold, address)
        visible, possible = (
            median(
                open_cold(
                    browser.new_context(storage_state=state), address, slower=slower
                )[what]
                for _number in range(COLD)
            )
            for what, slower in (("visible", 1), ("open", SLOWER))
        )
        page = cold.new_page()
        page.goto(address)
        drawn = page.evaluate(DIFF)
        keys = measure_keystrokes(page)
        browser.close()
    report.add(
        Figure("editing page over the wire, cold", cold_kb, "KB", 100),
        Figure("editing page over the wire, warm", warm_kb, "KB", 12),
        Figure("dialogue visible, cold", visible, "s", 0.4),
        Figure(f"first edit possible, CPU {SLOWER}× slower", possible, "s", 1),
        Figure("diff of 1,000 characters drawn", drawn, "ms", 20, detail="median"),
        Figure(
            f"a keystroke among {TURNS} turns, CPU {SLOWER}× slower",
            keys["median"],
            "ms",
            16,
            detail=f"median; p95 {keys['p95']:.0f} ms, "
            f"longest task beside {keys['longest_task']:.0f} ms",
        ),
    )


def sign_in(browser: Browser, url: str, account: dict[str, Any]) -> BrowserContext:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{url.rstrip('/')}/account/sign-in/")
    page.fill("[name=username]", account["username"])
    page.fill("[name=password]", account["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)
    page.close()
    return context


def take_next(site: dict[str, Any], volunteer: dict[str, Any]) -> str:
    """Take a dialogue for the volunteer, and return the address of its page."""
    person = Person(site["url"], volunteer["username"], volunteer["token"])
    work = person.post(f"projects/{site['project']}/claim/")
    return f"{site['url'].rstrip('/')}/assignments/{work['id']}/"


def open_cold(
    context: BrowserContext,
    address: str,
    *,
    slower: int,
) -> dict[str, float]:
    """Seconds until the dialogue is seen and until one can type, with nothing kept."""
    page = context.new_page()
    slow = context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.add_init_script(WATCH)
    page.goto(address, wait_until="networkidle")
    seen: dict[str, float] = page.evaluate(SEEN)
    context.close()
    return seen


def weigh(context: BrowserContext, address: str) -> float:
    """Kilobytes that came over the wire."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    received = []
    session.on(
        "Network.loadingFinished",
        lambda event: received.append(event["encodedDataLength"]),
    )
    page.goto(address, wait_until="networkidle")
    page.close()
    return sum(received) / 1024
