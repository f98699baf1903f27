"""The dataset card: what a stranger must know of a release's files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from exports.formats import MANIFEST, SPLITS
from exports.models import Release
from exports.queries import imported_rows, sample_rows

# The sizes that people search dataset cards by.
SIZES = {
    "n<1K": 1_000,
    "1K<n<10K": 10_000,
    "10K<n<100K": 100_000,
    "100K<n<1M": 1_000_000,
    "1M<n<10M": 10_000_000,
}


def dataset_card(release: Release, format_name: str, files: Sequence[Any]) -> str:
    """The card of a release in one format, in the language of its project."""
    total = release.total_rows
    context = {
        "release": release,
        "project": release.project,
        "format": format_name,
        "files": [
            {**file, "split": split}
            for file in files
            for split in SPLITS
            if file["path"].startswith(split)
        ],
        "manifest": MANIFEST,
        "total": total,
        "sample": sample_rows(release),
        "imported": imported_rows(release),
        "left_out": sum(release.excluded.values()),
        "size": next(size for size, most in SIZES.items() if total < most),
    }
    with translation.override(release.project.language):
        return render_to_string("exports/card.md", context)
