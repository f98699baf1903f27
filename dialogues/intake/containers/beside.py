"""One small file, looked up in a folder or an archive before the rest is read."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from dialogues.intake.containers.archives import (
    FAULTS,
    names_in,
    refuse_large_directory,
)
from dialogues.intake.containers.source import MIB, size_of
from dialogues.parsing import clean_text

_LARGEST = 4 * MIB


@dataclass(frozen=True)
class Found:
    """A file by its name, with the names of all that lie in the same place."""

    name: str
    content: bytes
    beside: frozenset[str]


def find(file: Path | BinaryIO, wanted: str) -> Found | None:
    """The file with this name that lies least deep; None where there is none."""
    if not isinstance(file, Path):
        return _in_zip(file, wanted) if size_of(file) is not None else None
    if file.is_dir():
        return _in_folder(file, wanted)
    with file.open("rb") as opened:
        return _in_zip(opened, wanted)


def _in_folder(folder: Path, wanted: str) -> Found | None:
    names = list(names_in(folder))
    if (name := _least_deep(names, wanted)) is None:
        return None
    try:
        with (folder / name).open("rb") as opened:
            content = opened.read(_LARGEST + 1)
    except OSError:
        return None
    return _found(name, content, names)


def _in_zip(file: BinaryIO, wanted: str) -> Found | None:
    here = file.tell()
    try:
        if not zipfile.is_zipfile(file):
            return None
        refuse_large_directory(file)
        with zipfile.ZipFile(file) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
            if (name := _least_deep(names, wanted)) is None:
                return None
            with archive.open(name) as opened:
                content = opened.read(_LARGEST + 1)
    except FAULTS:
        # It will be told of when the archive is read.
        return None
    finally:
        file.seek(here)
    return _found(name, content, names)


def _least_deep(names: list[str], wanted: str) -> str | None:
    same = [name for name in names if posixpath.basename(name) == wanted]
    return min(same, key=lambda name: (name.count("/"), name), default=None)


def _found(name: str, content: bytes, names: list[str]) -> Found | None:
    if len(content) > _LARGEST:
        return None
    return Found(clean_text(name), content, frozenset(map(clean_text, names)))
