"""Count what the disclosure check hears: `python -m tests.disclosures.measure [half | FILE.jsonl]`.

Without a file: hits and misses on the labelled sentences. With a file of dialogues, one JSON object a line (``dialogue`` with ``role`` and ``content``), or a
JSON list of them: how many have a place, and how long a turn takes.
"""

import csv
import json
import math
import sys
import time
from pathlib import Path

from dialogues.checks.disclosure import harms

HERE = Path(__file__).parent


def sentences(half):
    """The labelled sentences of one half, each with label, category and text."""
    with (HERE / f"{half}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def counts(half):
    """Harm heard, harm missed, false alarms, silence where silence is right."""
    rows = sentences(half)
    harm = [bool(harms(row["text"])) for row in rows if row["label"] == "harm"]
    none = [bool(harms(row["text"])) for row in rows if row["label"] == "none"]
    return sum(harm), harm.count(False), sum(none), none.count(False)


def wilson(part, whole):
    """The 95 % interval of a share, after Wilson."""
    z, share = 1.96, part / whole
    middle = share + z * z / (2 * whole)
    reach = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    return [(middle + way * reach) / (1 + z * z / whole) for way in (-1, 1)]
