"""What runs behind the pages: a long queue, releases, exports, drafting, and a worker that dies."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import psutil

from annotation_site.touring.client import Person
from bench.load import Client, one_client
from bench.report import Figure, Report

DRAFTS = 60
READS, WARMING = 120, 10


Inside = Callable[..., dict[str, Any]]
Part = Callable[[Report, dict[str, Any], Inside], None]


def queueing(report: Report, site: dict[str, Any], inside: Inside) -> None:
    filled = inside("bench.queueing")
    for page in ("queue", "review"):

        def opened(client: Client, _number: int, path: str = filled[page]) -> int:
            return client.ask("GET", path, cookie=filled["cookie"])[0]

        one_client(site["url"], WARMING, opened)
        taken = one_client(site["url"], READS, opened)
        report.add(
            Figure(
                f"an expert's {page} page among 55,000, p95",
                taken.percentile(95),
                "ms",
                80,
                detail=f"p50 {taken.percentile(50):.1f} ms {taken.statuses}; "
                f"{filled['events']} events, {filled['waiting']} wait",
            ),
        )


def releasing(report: Report, _site: dict[str, Any], inside: Inside) -> None:
    written = {}
    for rows in ("10000", "55000"):
        inside("bench.seed", "approved", rows)
        frozen = inside("bench.exporting", "freeze", rows)
        report.add(
            Figure(
                f"{int(rows):,} frozen into a release",
                frozen["frozen"],
                "s",
                60 * int(rows) / 55_000,
                detail=f"{frozen['rows']}",
            ),
        )
        written[rows] = inside("bench.exporting", "export", rows)
    few, many = written["10000"], written["55000"]
    report.add(
        Figure("10,000 written as messages", few["seconds"], "s", 1.5),
        Figure("memory for that above idle", few["memory"], "MiB", 40),
        Figure("55,000 written as messages", many["seconds"], "s", 8),
        Figure("memory for that above idle", many["memory"], "MiB", 60),
    )


def drafting(report: Report, _site: dict[str, Any], inside: Inside) -> None:
    drafted = inside("bench.drafting")
    report.add(
        Figure(
            "drafting, of what the endpoint can give",
            drafted["share"],
            "%",
            90,
            most=False,
            detail=f"{drafted['drafts']} drafts, 64 at once, 2 s each: "
            f"{drafted['seconds']:.1f} s, {drafted['statements']:.1f} statements "
            f"and {drafted['milliseconds']:.1f} ms of processor time a draft",
        ),
        Figure(
            "memory grown after the first 256 drafts",
            drafted["grown"],
            "MiB",
            10,
        ),
    )


def importing(report: Report, _site: dict[str, Any], inside: Inside) -> None:
    taken = inside("bench.importing", "10000", "unlike")
    compared = inside("bench.importing", "55000", "alike")
    report.add(
        Figure(
            "10,000 imported, not compared",
            taken["seconds"],
            "s",
            5,
            detail=f"{taken['processor']:.1f} s of processor time in the worker",
        ),
        Figure(
            "55,000 imported, near-duplicates too",
            compared["seconds"],
            "s",
            180,
            detail=f"{compared['alike']} alike, "
            f"{compared['processor']:.1f} s of processor time in the worker",
        ),
        Figure("memory for that", compared["memory"], "MiB", 400),
    )


def likeness(report: Report, _site: dict[str, Any], inside: Inside) -> None:
    copies = inside("bench.likeness")
    report.add(
        Figure(
            "55,000 looked at, 10,000 of them one text",
            copies["seconds"],
            "s",
            100,
            detail=f"{copies['found']} alike, found 1,000 at a time",
        ),
        Figure("their clusters gathered for a page", copies["clustered"], "s", 2),
    )


def restarting(report: Report, site: dict[str, Any], _inside: Inside) -> None:
    report.add(Figure("a killed worker's task taken up", killed_worker(site), "s", 30))


PARTS: dict[str, Part] = {
    "queue": queueing,
    "release": releasing,
    "drafting": drafting,
    "import": importing,
    "likeness": likeness,
    "restart": restarting,
}


def killed_worker(site: dict[str, Any]) -> float:
    """Seconds from the kill to the next draft that the new worker brings."""
    account = next(a for a in site["accounts"] if a["username"] == "admin")
    admin = Person(site["url"], "admin", account["token"])
    order = admin.post(
        f"projects/{site['project']}/draft-batches/",
        {"count": DRAFTS},
    )
    for process in drafting_workers():
        process.kill()
    killed = time.monotonic()
    job = admin.wait_for(order["id"], seconds=120)
    if job["done"] != job["total"]:
        raise RuntimeError(f"drafts were lost: {dict(job)}")
    return time.monotonic() - killed


def drafting_workers() -> list[psutil.Process]:
    """The processes of the worker on the default queue."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if "celery" in " ".join(words) and "default" in words and "worker" in words:
            found.append(process)
    return found
