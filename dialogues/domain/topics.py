"""Taking topics into a project from a file."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from typing import Any, TypedDict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dialogues.domain.sources import named_source
from dialogues.models import Project, Topic, User
from dialogues.permissions import ADMIN, has_role
from dialogues.topic_lines import MAX_FILE_BYTES, TopicFileError, read_topic_lines

FORMATS = ("lines", "personas")
LONGEST_PERSONA = 4000
SHOWN_OF_A_PERSONA = 60


class RejectedItem(TypedDict):
    """One item that is no topic, where it stood and why."""

    file: str
    line: int
    code: str
    reason: str


class TopicReport(TypedDict):
    """What became of a file: ``read`` is the sum of the three others."""

    read: int
    created: int
    existing: int
    rejected: list[RejectedItem]


class ReadFile:
    """The topics of one file, not yet stored, and what was no topic in it."""

    def __init__(self, project: Project, source: str, by: User | None) -> None:
        self.project, self.source, self.by = project, source, by
        self.read = 0
        self.topics: dict[str, Topic] = {}
        self.rejected: list[RejectedItem] = []

    def add(self, identity: str, **fields: str) -> None:
        self.topics.setdefault(
            identity,
            Topic(
                project=self.project,
                identity=identity,
                created_by=self.by,
                **fields,
            ),
        )

    def reject(self, line: int, code: str, reason: str | Promise) -> None:
        self.rejected.append(
            {
                "file": self.source,
                "line": line,
                "code": code,
                "reason": str(reason),
            },
        )


def import_topics(
    project: Project,
    data: bytes,
    *,
    source: str,
    by: User | None,
    file_format: str = "",
    dry_run: bool = False,
) -> TopicReport:
    """Add a file's topics to the project; what it has already is left as it is.

    Without ``file_format`` the file itself tells. A file that cannot be read at all
    adds nothing.
    """
    if by is not None and not has_role(by, project.pk, ADMIN):
        raise PermissionDenied(_("Only admins of the project add topics."))
    file = ReadFile(project, source, by)
    if (file_format or detect_format(data)) == "personas":
        _read_personas(data, file)
    else:
        _read_lines(data, file)
    with transaction.atomic():
        # One import at a time, so that the counts are true.
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        known = set(
            project.topics.filter(identity__in=list(file.topics)).values_list(
                "identity",
                flat=True,
            ),
        )
        new = [topic for key, topic in file.topics.items() if key not in known]
        if new and not dry_run:
            found_in = named_source(project, source)
            for topic in new:
                topic.source = found_in
            Topic.objects.bulk_create(new, batch_size=1000)
    return {
        "read": file.read,
        "created": len(new),
        "existing": file.read - len(file.rejected) - len(new),
        "rejected": file.rejected,
    }


def detect_format(data: bytes) -> str:
    """Personas are JSON objects; everything else is read as lines of topics."""
    start = data[:100].removeprefix(b"\xef\xbb\xbf").lstrip()
    return "personas" if start.startswith(b"{") else "lines"


def identity_of(*texts: str) -> str:
    """What makes two topics one: the same words, however they are encoded."""
    words = "\n".join(unicodedata.normalize("NFC", text).strip() for text in texts)
    return f"sha256:{hashlib.sha256(words.encode()).hexdigest()}"


def _read_lines(data: bytes, file: ReadFile) -> None:
    try:
        lines = read_topic_lines(data)
    except TopicFileError as error:
        raise _unreadable(file.source, error.reason) from error
    file.read = lines.read
    for topic in lines.topics:
        file.add(identity_of(topic.text), text=topic.text, theme=topic.theme)
    for item in lines.rejected:
        reason = f"{item.reason} {item.text}".strip()
        file.reject(item.line, item.code, reason)


def _read_personas(data: bytes, file: ReadFile) -> None:
    if len(data) > MAX_FILE_BYTES:
        raise _unreadable(file.source, _("The file is larger than 5 MB."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = data.count(b"\n", 0, error.start) + 1
        reason = _("The file is not UTF-8 text: see line %d.") % wrong
        raise _unreadable(file.source, reason) from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            file.read += 1
            _read_persona(number, line, file)


def _read_persona(number: int, line: str, file: ReadFile) -> None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        file.reject(number, "not_json", _("This line is no JSON object."))
        return
    if not isinstance(record, dict):
        file.reject(number, "not_json", _("This line is no JSON object."))
        return
    persona, situation = (_field(record, key) for key in ("persona", "situation"))
    if not persona and not situation:
        file.reject(number, "empty", _("There is neither a persona nor a situation."))
    elif max(len(persona), len(situation)) > LONGEST_PERSONA:
        file.reject(
            number,
            "too_long",
            _("A persona or situation has at most %d characters.") % LONGEST_PERSONA,
        )
    elif not storable(persona) or not storable(situation):
        file.reject(
            number,
            "control_characters",
            _("The text holds characters that cannot be stored."),
        )
    else:
        file.add(
            identity_of(persona, situation),
            text=_shown(situation or persona),
            persona=persona,
            situation=situation,
        )


def _field(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else ""


def storable(text: str) -> bool:
    return not any(
        character == "\x00" or "\ud800" <= character <= "\udfff" for character in text
    )


def _shown(text: str) -> str:
    """The beginning of a longer text, on one line, as the name of its topic."""
    words = " ".join(text.split())
    if len(words) <= SHOWN_OF_A_PERSONA:
        return words
    return words[: SHOWN_OF_A_PERSONA - 1] + "…"


def _unreadable(source: str, reason: str | Promise) -> ValidationError:
    sentence = _("%(file)s: %(reason)s") % {"file": source, "reason": reason}
    return ValidationError({"file": [sentence]})


def merged(reports: Iterable[TopicReport]) -> TopicReport:
    """One report of several files."""
    total: TopicReport = {"read": 0, "created": 0, "existing": 0, "rejected": []}
    for report in reports:
        total["read"] += report["read"]
        total["created"] += report["created"]
        total["existing"] += report["existing"]
        total["rejected"] += report["rejected"]
    return total
