"""Writing a release as files: all of them in one piece, or none."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypedDict

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from dialogues.history import Refused
from exports.domain.cards import dataset_card
from exports.formats import (
    CARD,
    FORMATS,
    MANIFEST,
    SPLITS,
    Format,
    Row,
    chat,
    format_named,
    manifest_lines,
)
from exports.models import Release
from exports.queries import frozen_rows, manifest_head, manifest_items

INDEX = "files.json"


class WrittenFile(TypedDict):
    """A file of a release: the rows in it and what proves it."""

    path: str
    rows: int
    sha256: str


class HashedFile:
    """A new file that counts its rows and sums itself up while it is written."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.rows = 0
        self.digest = hashlib.sha256()
        self.file: BinaryIO = (folder / name).open("xb")

    def write(self, text: str) -> None:
        data = text.encode()
        self.digest.update(data)
        self.file.write(data)

    def add(self, shape: Format, row: Row, instruction: str) -> None:
        self.write(shape.between if self.rows else shape.before)
        self.write(shape.line(row, instruction))
        self.rows += 1

    def close(self) -> WrittenFile:
        self.file.close()
        return {
            "path": self.name,
            "rows": self.rows,
            "sha256": self.digest.hexdigest(),
        }


def write_files(
    release: Release,
    format_name: str,
    folder: Path,
    *,
    show: Callable[[int], None] | None = None,
) -> list[WrittenFile]:
    """Write a release into a folder, next to nothing but what it wrote there before.

    ``show`` is told now and then how many rows are written.
    """
    shape = format_named(format_name)
    check_ready(release)
    with said_in_a_sentence(folder):
        new = not folder.exists()
        _check_own(release, folder)
        folder.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=".part-", dir=folder))
        try:
            files = _write_all(release, shape, part, show=show)
            for file in files:
                (part / file["path"]).replace(folder / file["path"])
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            if new:
                folder.rmdir()
            raise
        part.rmdir()
    return files


def release_files(release: Release) -> list[dict[str, Any]]:
    """Every file of a release in every format, with its address."""
    return [
        {
            **file,
            "path": f"{name}/{file['path']}",
            "url": reverse("release_file", args=[release.pk, name, file["path"]]),
        }
        for name in FORMATS
        for file in stored_files(release, name)
    ]


def stored_files(release: Release, format_name: str) -> list[WrittenFile]:
    """The files of one format; written into the site's storage when first asked."""
    shape = format_named(format_name)
    check_ready(release)
    index = _stored(release, shape, INDEX)
    if not default_storage.exists(index):
        with transaction.atomic():
            release.lock()  # two people who ask at once write once
            if not default_storage.exists(index):
                _store(release, shape)
    with default_storage.open(index) as stored:
        files: list[WrittenFile] = json.load(stored)
    return files


def open_release_file(release: Release, format_name: str, name: str) -> File | None:
    """One file of a release, open for reading; nothing when there is no such file."""
    if name not in {file["path"] for file in stored_files(release, format_name)}:
        return None
    shape = format_named(format_name)
    return default_storage.open(_stored(release, shape, name))


def file_names(release: Release, format_name: str) -> list[tuple[str, int]]:
    """The files that a format has, with their rows, written already or not."""
    shape = format_named(format_name)
    splits = [
        (shape.file_name(split), release.rows[split])
        for split in SPLITS
        if release.rows.get(split)
    ]
    return [*splits, (CARD, 0), (MANIFEST, 0)]


def training_rows(release: Release) -> Iterator[dict[str, Any]]:
    """What a training run reads: the very rows that ``messages`` writes."""
    instruction = release.instruction.text
    for row in frozen_rows(release):
        yield {
            "id": row.record["row"],
            "split": row.split,
            "messages": chat(row.record, instruction),
        }


def check_ready(release: Release) -> None:
    """Refuse to hand out a release that is not ready, or was withdrawn."""
    if release.status != Release.Status.READY:
        raise Refused(
            _("This release is “%(status)s”, so there are no files of it.")
            % {"status": release.get_status_display()},
            code="wrong_status",
            status=str(release.status),
        )


def _write_all(
    release: Release,
    shape: Format,
    folder: Path,
    *,
    show: Callable[[int], None] | None = None,
) -> list[WrittenFile]:
    """The rows by split, the manifest and the card, in an empty folder."""
    instruction = release.instruction.text
    with ExitStack() as opened:
        by_split = {}
        for split in SPLITS:
            if release.rows.get(split):
                file = HashedFile(folder, shape.file_name(split))
                by_split[split] = file
                opened.callback(file.file.close)
        for number, row in enumerate(frozen_rows(release), start=1):
            by_split[row.split].add(shape, row, instruction)
            if show and number % 500 == 0:
                show(number)
        for file in by_split.values():
            file.write(shape.after)
        files = [file.close() for file in by_split.values()]
    manifest = manifest_lines(manifest_head(release), manifest_items(release))
    card = [dataset_card(release, shape.name, files)]
    files.append(_write_text(folder, CARD, card))
    files.append(_write_text(folder, MANIFEST, manifest))
    return files


def _write_text(folder: Path, name: str, text: Iterable[str]) -> WrittenFile:
    file = HashedFile(folder, name)
    with file.file:
        for line in text:
            file.write(line)
    return file.close()


def _check_own(release: Release, folder: Path) -> None:
    if not folder.exists() or not any(folder.iterdir()):
        return
    try:
        head = json.loads((folder / MANIFEST).read_bytes())
        own = head["release"] == str(release.pk)
    except (OSError, ValueError, KeyError, TypeError):
        own = False
    if not own:
        raise Refused(
            _("“%s” holds other files. Choose a new or an empty folder.") % folder,
            code="folder_in_use",
        )


def _stored(release: Release, shape: Format, name: str) -> str:
    return f"releases/{release.pk}/{shape.name}/{name}"


def _store(release: Release, shape: Format) -> None:
    """Write the files aside, then store them; the index comes last and says so."""
    with (
        said_in_a_sentence(Path(tempfile.gettempdir())),
        tempfile.TemporaryDirectory(prefix="queqiao-") as aside,
    ):
        folder = Path(aside)
        files = _write_all(release, shape, folder)
        (folder / INDEX).write_text(json.dumps(files), encoding="utf-8")
        for name in [*(file["path"] for file in files), INDEX]:
            target = _stored(release, shape, name)
            if default_storage.exists(target):  # left by a process that was killed
                default_storage.delete(target)
            with (folder / name).open("rb") as written:
                default_storage.save(target, File(written))


@contextmanager
def said_in_a_sentence(place: Path) -> Iterator[None]:
    """Turn what the operating system refuses into a sentence for the person."""
    try:
        yield
    except OSError as error:
        raise Refused(_sentence(error, place), code="not_written") from error


def _sentence(error: OSError, place: Path) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _("The disk is full, so nothing was written. Make room first.")
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return _("“%s” may not be written. Choose another folder.") % place
    if isinstance(error, NotADirectoryError | FileExistsError):
        return _("“%s” is a file, not a folder.") % place
    return _("“%(place)s” could not be written: %(reason)s.") % {
        "place": place,
        "reason": error.strerror or type(error).__name__,
    }
