"""A file of any size is read in the same small memory."""

import io
import json
import tracemalloc

import pytest

from dialogues.intake.containers import source
from dialogues.intake.containers.source import LARGEST_FILE, MIB
from dialogues.intake.reading import read_items
from dialogues.intake.records import UnreadableFile
from tests.intake.files import QIAOBAN

MOST = 30 * MIB


class Generated(io.RawIOBase):
    """A stream that is made while it is read, as long as asked for."""

    def __init__(self, pieces):
        super().__init__()
        self.pieces = pieces
        self.rest = b""

    def readable(self):
        return True

    def readinto(self, buffer):
        while len(self.rest) < len(buffer) and (piece := next(self.pieces, b"")):
            self.rest += piece
        size = min(len(buffer), len(self.rest))
        buffer[:size], self.rest = self.rest[:size], self.rest[size:]
        return size


def record(number):
    dialog = [
        {"speaker": speaker, "text": "我的铅笔盒不见了，" * 8}
        for speaker in ("孩子", "智能助手") * 8
    ]
    value = {**QIAOBAN, "dialog_id": number, "dialog": dialog}
    return json.dumps(value, ensure_ascii=False).encode()


def pieces(kind, megabytes):
    count = megabytes * MIB // len(record(1))
    # One record again and again, since making it anew is slower than reading it.
    one = record(7)
    if kind == "array":
        yield b"["
    for number in range(count):
        if kind == "array":
            yield b"," if number else b""
            yield one
        else:
            yield one + b"\n"
    if kind == "array":
        yield b"]"


def read_all(kind, megabytes):
    stream = Generated(piece for piece in pieces(kind, megabytes) if piece)
    reading = read_items(stream, name="large.json")
    tracemalloc.start()
    try:
        count = sum(len(item.turns) == 16 for item in reading)
        return count, tracemalloc.get_traced_memory()[1], reading.taken
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", ["array", "lines"])
def test_memory_does_not_grow_with_the_file(kind):
    count, peak, taken = read_all(kind, 12)

    assert count == 12 * MIB // len(record(1))
    assert taken >= 11 * MIB
    assert peak < 8 * MIB


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["array", "lines"])
def test_two_hundred_megabytes_are_read_in_thirty(kind):
    count, peak, taken = read_all(kind, 200)

    assert count == 200 * MIB // len(record(1))
    assert taken >= 199 * MIB
    assert peak < MOST


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)

    with pytest.raises(UnreadableFile) as caught:
        read_items(path, name="large.json")

    assert caught.value.code == "too-large"


def test_a_stream_that_does_not_end_is_refused_where_it_is_too_large(monkeypatch):
    monkeypatch.setattr(source.ByteSource.__init__, "__kwdefaults__", {"largest": MIB})

    with pytest.raises(UnreadableFile) as caught:
        read_all("lines", 3)

    assert caught.value.code == "too-large"
