"""The files inside a zip or a folder, in the order a person would count them."""

from __future__ import annotations

import os
import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from dialogues.intake.containers.source import (
    MIB,
    Broken,
    ByteSource,
    size_of,
)
from dialogues.intake.records import UnreadableFile
from dialogues.parsing import clean_text
from dialogues.phrases import Phrase as _

MOST_MEMBERS = 200_000
LARGEST_UNPACKED = 4096 * MIB
# Text is packed to a fifth, and copies of one text to a hundredth.
HIGHEST_RATIO = 200
RATIO_COUNTS_FROM = 64 * MIB
_LARGEST_DIRECTORY = 64 * MIB
_DIGITS = re.compile(r"([0-9]+)")
_LEFT_BEHIND = re.compile(
    r"(^|/)(__MACOSX/|\.[^./\\]|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE
)
# What unpacking damaged or unusual members raises.
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)


@dataclass
class Member:
    """One file of several; ``before`` is the size of those that came before it."""

    source: ByteSource
    before: int
    size: int
    unpacked: int

    @property
    def taken(self) -> int:
        share = min(self.source.taken / self.unpacked, 1) if self.unpacked else 1
        return self.before + int(self.size * share)


Opened = tuple[str, Member | Broken]

DAMAGED = Broken("damaged", _("The file cannot be unpacked: it is damaged."))


def natural(name: str) -> list[tuple[int, int, str]]:
    """Sort 2.json before 10.json; digits are compared by length, whatever length."""
    key = []
    for part in _DIGITS.split(name):
        number = part.lstrip("0") if _DIGITS.fullmatch(part) else ""
        digits = bool(_DIGITS.fullmatch(part))
        key.append((0 if digits else 1, len(number), number if digits else part))
    return key


def zip_members(file: BinaryIO) -> Iterator[Opened]:
    """For each member its name, and itself or why it cannot be opened."""
    packed = refuse_large_directory(file)
    try:
        archive = zipfile.ZipFile(file)
    except FAULTS as error:
        raise UnreadableFile(
            "damaged-archive", _("The archive is damaged or cut off.")
        ) from error
    with closing(archive):
        members = [info for info in archive.infolist() if not info.is_dir()]
        _refuse_bomb(members, packed)
        if any(info.filename == "[Content_Types].xml" for info in members):
            raise UnreadableFile(
                "document",
                _("This is an Office document. Save it as CSV (UTF-8) or as text."),
            )
        before = 0
        for info in sorted(members, key=lambda info: natural(info.filename)):
            if not _LEFT_BEHIND.search(info.filename):
                yield from _zip_member(archive, info, before)
            before += info.compress_size


def _zip_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, before: int
) -> Iterator[Opened]:
    name = clean_text(info.filename)
    if info.flag_bits & 1:
        yield name, Broken("locked", _("The file is locked by a password."))
        return
    try:
        opened = archive.open(info)
    except FAULTS:
        yield name, DAMAGED
        return
    with opened:
        source = ByteSource(cast("BinaryIO", opened))
        yield name, Member(source, before, info.compress_size, info.file_size)


def refuse_large_directory(file: BinaryIO) -> int:
    """Look how long the list of members is before it is read; give the size of all."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - 66_000))
    tail = file.read()
    size = 0
    if (at := tail.rfind(b"PK\5\6")) >= 0 and len(tail) >= at + 16:
        size = struct.unpack_from("<L", tail, at + 12)[0]
    if (at := tail.rfind(b"PK\6\6")) >= 0 and len(tail) >= at + 48:
        size = max(size, struct.unpack_from("<Q", tail, at + 40)[0])
    if _LARGEST_DIRECTORY < size < 0xFFFFFFFF or size > 0xFFFFFFFF:
        raise _too_many()
    return end


def _refuse_bomb(members: list[zipfile.ZipInfo], packed: int) -> None:
    if len(members) > MOST_MEMBERS:
        raise _too_many()
    unpacked = sum(info.file_size for info in members)
    ratio = unpacked / max(packed, 1)
    if unpacked > LARGEST_UNPACKED or (
        unpacked > RATIO_COUNTS_FROM and ratio > HIGHEST_RATIO
    ):
        told = _(
            "The archive would unpack to %(unpacked)d MiB, %(ratio)d times its size. "
            "It is refused, and nothing of it was unpacked."
        )
        raise UnreadableFile(
            "zip-bomb", told % {"unpacked": unpacked // MIB, "ratio": ratio}
        )


def _too_many() -> UnreadableFile:
    return UnreadableFile(
        "too-many-files", _("The archive holds more than %d files.") % MOST_MEMBERS
    )


def folder_members(folder: Path) -> Iterator[Opened]:
    """For each file of a folder and its folders its name, and itself."""
    names = sorted(names_in(folder), key=natural)
    before = 0
    for name in names:
        path = folder / name
        try:
            size = path.stat().st_size
            opened = path.open("rb")
        except OSError:
            told = Broken("unreadable", _("The file cannot be opened."))
            yield clean_text(name), told
            continue
        with opened:
            yield clean_text(name), Member(ByteSource(opened), before, size, size)
        before += size


def names_in(folder: Path) -> Iterator[str]:
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for file in files:
            name = (Path(root) / file).relative_to(folder).as_posix()
            if not _LEFT_BEHIND.search(name) and (folder / name).is_file():
                yield name


def size_of_folder(folder: Path) -> int:
    return sum((folder / name).stat().st_size for name in names_in(folder))


@contextmanager
def in_one_piece(file: BinaryIO, source: ByteSource) -> Iterator[BinaryIO]:
    """The file itself, or a copy on disk where it can be read only forwards."""
    if size_of(file) is not None:
        yield file
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(source, copy)
        copy.seek(0)
        yield cast("BinaryIO", copy)


def is_archive(file: Path | BinaryIO) -> bool:
    """Whether a file is a folder, or a zip that can be looked into before it is read."""
    if isinstance(file, Path):
        return file.is_dir() or zipfile.is_zipfile(file)
    if size_of(file) is None:
        return False
    zipped = zipfile.is_zipfile(file)
    file.seek(0)
    return zipped
