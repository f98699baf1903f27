"""What a file is, told from its first bytes and never from its name alone."""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass
from typing import Any

from dialogues.intake.containers.json_members import Members
from dialogues.intake.containers.json_values import value_of
from dialogues.intake.containers.passages import way_to_cut
from dialogues.intake.containers.source import (
    HEAD,
    MIB,
    Broken,
    ByteSource,
    encoding_of,
)
from dialogues.intake.containers.tables import delimiter_of, likeliest_delimiter
from dialogues.intake.records import UnreadableFile
from dialogues.phrases import Phrase
from dialogues.phrases import Phrase as _

_PACKED = (
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)
_DOCUMENTS = (b"%PDF", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff")
_ZIP = (b"PK\3\4", b"PK\5\6")
_PICKLE = re.compile(rb"\x80[\x02-\x05]")
_WEB_PAGE = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?<(!doctype\s+html|html|head|body)\b", re.IGNORECASE
)
_JSON_ARRAY = re.compile(
    r"\[\s*([{\[\]\"]|$|(-?[0-9.eE+-]+|true|false|null|NaN|-?Infinity)\s*(,|\]\s*$))",
    re.MULTILINE,
)
_JSON_OBJECT = re.compile(r"\{\s*([}\"]|$)")
_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_ -]{0,40}$")
_SPEAKER_FIELDS = ("role", "from", "speaker")
_TEXT_FIELDS = ("content", "value", "text")
_CONTROL = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True)
class Look:
    """``kind`` is how the records stand in the file, ``cut`` what sets them apart.

    The kinds are ``zip``, ``pickle``, ``parquet``, ``lines``, ``array``, ``record``,
    ``pairs``, ``table`` and ``text``. ``numbered`` says that a record is told by its
    number, since the file has no lines to count.
    """

    kind: str
    cut: str | int = ""
    numbered: bool = False


def look_at(source: ByteSource, *, name: str, written_as: str = "") -> Look:
    """Say what a file is, or raise ``UnreadableFile`` with what it is instead."""
    head = source.peek(HEAD)
    if magic := _by_magic(head, name):
        return Look(magic)
    text = _text(head)
    _refuse_no_text(text, head)
    if json := _as_json(text, source):
        return Look(json, numbered=json in ("array", "pairs") and "\n" not in text)
    if written_as == "text":
        return Look("text", way_to_cut(text))
    delimiter = delimiter_of(text, whole=len(head) < HEAD)
    named_table = name.casefold().endswith((".csv", ".tsv"))
    if delimiter or named_table or written_as == "table":
        return Look("table", delimiter or likeliest_delimiter(text))
    return Look("text", way_to_cut(text))


def _by_magic(head: bytes, name: str) -> str:
    if head.startswith(_ZIP):
        return "zip"
    if head.startswith(b"PAR1"):
        return "parquet"
    if _PICKLE.match(head) or (
        head and name.casefold().endswith((".pkl", ".pickle", ".p"))
    ):
        return "pickle"
    if head.startswith(_PACKED) or head[257:262] == b"ustar":
        raise _no(
            "packed", _("This is a packed file. Unpack it first, or pack it as zip.")
        )
    if head.startswith(_DOCUMENTS):
        raise _no(
            "document", _("This is a document or a picture. Save it as text or CSV.")
        )
    if head.startswith(b"version https://git-lfs"):
        told = _("This is only a pointer to a file kept by Git LFS. Fetch the file.")
        raise _no("pointer", told)
    return ""


def _text(head: bytes) -> str:
    """The first bytes as text; half a character at the end is left out."""
    decoder = codecs.getincrementaldecoder(encoding_of(head))("replace")
    text = str(decoder.decode(head))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refuse_no_text(text: str, head: bytes) -> None:
    if not text.strip("\ufeff \t\r\n\0\v\f\u3000\x85\u2028\u2029"):
        raise _no("empty", _("The file is empty."))
    few = max(3, len(text) // 100)
    if len(_CONTROL.findall(text)) > few:
        raise _no("binary", _("This is no text file."))
    if text.count("\ufffd") - head.count("\ufffd".encode()) > few:
        told = _(
            "The file is not UTF-8 text. Save it as UTF-8 (in Excel: CSV UTF-8), and "
            "send it again."
        )
        raise _no("not-utf8", told)
    if _WEB_PAGE.match(text):
        told = _("This is a web page. Download the file itself, and send that.")
        raise _no("web-page", told)


def _as_json(text: str, source: ByteSource) -> str:
    text = text.lstrip("\ufeff \t\r\n\0")
    if text[0] == '"':
        first = text.split("\n", 1)[0].strip()
        return "lines" if isinstance(value_of(first), str) else ""
    array = bool(_JSON_ARRAY.match(text))
    if not array and not _JSON_OBJECT.match(text):
        return ""
    if _is_json_lines(text, source):
        return "lines"
    if array:
        return "record" if _is_one_dialogue(text) else "array"
    if _is_one_of_pairs(text):
        return "pairs"
    # A line so long that its end is not in sight is more likely one of many.
    start = source.peek(MIB)
    return "lines" if len(start) == MIB and b"\n" not in start else "record"


def _is_json_lines(text: str, source: ByteSource) -> bool:
    """Whether each line is a value of its own: the first is, or the second.

    One line alone is the last of a file: an object is then its own line, an array not.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) < 2 or not _is_whole(lines[0]):
        lines = [line.strip() for line in _text(source.peek(MIB)).split("\n")]
        lines = [line for line in lines if line.strip("\ufeff\0")]
    if len(lines) < 2:
        return False
    if _is_whole(lines[0]):
        return True
    return len(lines[0]) > 2 and lines[1][0] == "{" and _is_whole(lines[1])


def _is_whole(line: str) -> bool:
    if line[-1:] not in ("}", "]"):
        return False
    return not isinstance(value_of(line.lstrip("\ufeff\0")), Broken)


def _first_member(text: str, *, pairs: bool = False) -> Any:
    members = Members(io.StringIO(text))
    first = next(members.pairs() if pairs else members.values(), None)
    return first.value if first else None


def _is_one_dialogue(text: str) -> bool:
    """Whether an array holds turns: then it is one record, and not many."""
    first = _first_member(text)
    if not isinstance(first, dict):
        return False
    return any(field in first for field in _SPEAKER_FIELDS) and any(
        field in first for field in _TEXT_FIELDS
    )


def _is_one_of_pairs(text: str) -> bool:
    """Whether an object's keys are texts of their own, such as topics, and no fields."""
    first = _first_member(text, pairs=True)
    if not isinstance(first, tuple):
        return False
    key, value = first
    return isinstance(value, str) and not _FIELD.match(key)


def _no(code: str, reason: str | Phrase) -> UnreadableFile:
    return UnreadableFile(code, reason)
