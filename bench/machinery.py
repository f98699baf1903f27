"""What runs behind the pages: releases, exports, drafting, and a worker that dies."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import psutil

from annotation_site.touring.client import Person
from bench.report import Figure, Report

DRAFTS = 60


Inside = Callable[..., dict[str, Any]]


def measure(report: Report, site: dict[str, Any], run_inside: Inside) -> None:
    frozen = run_inside("bench.exporting")
    written = run_inside("bench.exporting", "export")
    drafted = run_inside("bench.drafting")
    taken = run_inside("bench.importing", "10000", "unlike")
    compared = run_inside("bench.importing", "55000", "alike")
    copies = run_inside("bench.likeness")
    report.add(
        Figure(
            "10,000 frozen into a release",
            frozen["frozen"],
            "s",
            11,
            detail="aim: 60 s for 55,000",
        ),
        Figure("10,000 written as messages", written["seconds"], "s", 1.5),
        Figure("memory for that above idle", written["memory"], "MiB", 40),
        Figure(
            "drafting, of what the endpoint can give",
            drafted["share"],
            "%",
            90,
            most=False,
            detail=f"256 drafts, 64 at once, 2 s each: {drafted['seconds']:.1f} s",
        ),
        Figure("10,000 imported, not compared", taken["seconds"], "s", 5),
        Figure(
            "55,000 imported, near-duplicates too",
            compared["seconds"],
            "s",
            180,
            detail=f"{compared['alike']} alike",
        ),
        Figure("memory for that", compared["memory"], "MiB", 400),
        Figure(
            "55,000 looked at, 10,000 of them one text",
            copies["seconds"],
            "s",
            100,
            detail=f"{copies['found']} alike, found 1,000 at a time",
        ),
        Figure("their clusters gathered for a page", copies["clustered"], "s", 2),
        Figure("a killed worker's task taken up", killed_worker(site), "s", 30),
    )


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
