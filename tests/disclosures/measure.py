"""Count what the disclosure check hears: `python -m tests.disclosures.measure [FILE]`.

Without a file: hits and misses on the labelled sentences. With dialogues as JSON Lines or
one JSON list: how many are flagged, which, and how long a turn takes.
"""

import csv
import json
import math
import sys
import time
from pathlib import Path

from dialogues.checks.disclosure import harms

HERE = Path(__file__).parent
LISTS = [
    "tuned",
    "held",
    "learnt_1",
    "learnt_2",
    "learnt_3",
    "final",
    "learnt_4",
    "held_2",
    "learnt_5",
    "learnt_6",
]
HELPED = {"client", "user", "孩子"}


def sentences(half):
    """Read one list of sentences, each with label, category and text."""
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


def turns_of(dialogue):
    """What the person helped says, in SMILE's fields or in QiaoBan's."""
    for turn in dialogue.get("dialogue") or dialogue["dialog"]:
        if (turn.get("role") or turn["speaker"]) in HELPED:
            yield turn.get("content") or turn["text"]


def report_on(path):
    """Say which dialogues of a file are flagged, and at what cost."""
    text = path.read_text(encoding="utf-8")
    whole = text.startswith("[")
    rows = json.loads(text) if whole else [json.loads(row) for row in text.splitlines()]
    said = {row.get("id", row.get("dialog_id")): list(turns_of(row)) for row in rows}
    begun = time.process_time()
    flagged = [
        key for key, turns in said.items() if [one for one in turns if harms(one)]
    ]
    spent = time.process_time() - begun
    yield f"{len(flagged)} of {len(said)} flagged: {flagged}"
    turns = sum(map(len, said.values()))
    yield f"{turns} turns, {spent / turns * 1e6:.1f} microseconds each"


def report():
    """Say recall and precision of every list, each with its interval."""
    for half in LISTS:
        heard, missed, false, silent = counts(half)
        recall, precision = wilson(heard, heard + missed), wilson(heard, heard + false)
        yield (
            f"{half}: recall {heard}/{heard + missed}"
            f" [{recall[0]:.3f}, {recall[1]:.3f}], precision {heard}/{heard + false}"
            f" [{precision[0]:.3f}, {precision[1]:.3f}], {silent} rightly silent"
        )


if __name__ == "__main__":
    lines = report_on(Path(sys.argv[1])) if sys.argv[1:] else report()
    sys.stdout.writelines(line + "\n" for line in lines)
