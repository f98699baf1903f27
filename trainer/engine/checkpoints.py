"""Which checkpoint a run goes on from: the newest that is whole; torn ones are moved aside."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from trainer.engine.config import Refused
from trainer.engine.status import write_whole

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST_NAME = "complete.json"
ASIDE = "set-aside"
CHECKPOINT = re.compile(r"checkpoint-(\d+)")


def seal(checkpoint: Path, *, world_size: int) -> None:
    """Say that every rank has written its part; a crash before this leaves a torn checkpoint."""
    sizes = {
        str(path.relative_to(checkpoint)): path.stat().st_size
        for path in sorted(checkpoint.rglob("*"))
        if path.is_file() and path.name != MANIFEST_NAME
    }
    text = json.dumps({"world_size": world_size, "files": sizes}, indent=1)
    write_whole(checkpoint / MANIFEST_NAME, text + "\n")


def is_whole(checkpoint: Path) -> bool:
    manifest = _manifest(checkpoint)
    if manifest is None or "trainer_state.json" not in manifest["files"]:
        return False
    return all(
        (checkpoint / name).is_file() and (checkpoint / name).stat().st_size == size
        for name, size in manifest["files"].items()
    )


def _manifest(checkpoint: Path) -> dict | None:
    try:
        manifest = json.loads((checkpoint / MANIFEST_NAME).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return manifest if isinstance(manifest, dict) and "files" in manifest else None


def list_checkpoints(folder: Path) -> list[Path]:
    """Newest first."""
    if not folder.is_dir():
        return []
    numbered = [
        (int(match[1]), path)
        for path in folder.iterdir()
        if path.is_dir() and (match := CHECKPOINT.fullmatch(path.name))
    ]
    return [path for _, path in sorted(numbered, reverse=True)]


def newest_whole(folder: Path, *, world_size: int) -> Path | None:
    """The checkpoint to resume from."""
    whole = next((path for path in list_checkpoints(folder) if is_whole(path)), None)
    if whole is None:
        return None
    written_by = (_manifest(whole) or {})["world_size"]
    if written_by != world_size:
        raise Refused(
            f"{whole.name} was written by {written_by} ranks and this run has "
            f"{world_size}: start it with {written_by}, or set resume to false."
        )
    return whole


def set_aside(folder: Path, *, keep_whole: bool) -> list[str]:
    """Move torn checkpoints, or all of them, out of the way; nothing is deleted."""
    moved = []
    for checkpoint in list_checkpoints(folder):
        if keep_whole and is_whole(checkpoint):
            continue
        target = _free_name(folder / ASIDE / checkpoint.name)
        target.parent.mkdir(exist_ok=True)
        checkpoint.rename(target)
        moved.append(str(target.relative_to(folder)))
    return moved


def _free_name(path: Path) -> Path:
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.name}.{number}")
    return candidate
