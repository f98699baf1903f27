"""Small files to read, made in memory."""

import io
import json
import zipfile

from dialogues.intake.reading import read_items
from dialogues.intake.records import RejectedRecord

DIALOG = [
    {"text": "我的铅笔盒不见了。", "speaker": "孩子"},
    {"text": "铅笔盒丢了，你心里一定很难过吧？", "speaker": "智能助手"},
]
QIAOBAN = {"dialog_id": 1, "emotion": "sad", "topic": "弄丢铅笔盒", "dialog": DIALOG}
SMILE = [
    {"role": "client", "content": "我总睡不着。", "annotation": []},
    {"role": "counselor", "content": "听起来很累。", "annotation": []},
]


def stream(data):
    return io.BytesIO(data.encode() if isinstance(data, str) else data)


def as_json(value, **options):
    return json.dumps(value, ensure_ascii=False, **options)


def as_lines(values):
    return "".join(f"{as_json(value)}\n" for value in values)


def zipped(members, compression=zipfile.ZIP_DEFLATED):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return whole.getvalue()


def read(data, name="file.json", **options):
    return list(read_items(stream(data), name=name, **options))


def faults(items):
    return [(item.place.line, item.code) for item in items if is_fault(item)]


def is_fault(item):
    return isinstance(item, RejectedRecord)


def dialogues(count):
    return [{**QIAOBAN, "dialog_id": number} for number in range(1, count + 1)]


def ids(items):
    return [item.source_id for item in items if not is_fault(item)]
