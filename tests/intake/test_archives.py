"""Zips and folders: in counting order, within limits, and nothing written anywhere."""

import io
import json
import struct
import zipfile

import pytest

from dialogues.intake.containers import archives
from dialogues.intake.containers.archives import natural
from dialogues.intake.reading import read_items
from dialogues.intake.records import UnreadableFile
from tests.intake.files import (
    SMILE,
    as_json,
    as_lines,
    dialogues,
    faults,
    ids,
    read,
    zipped,
)


def smile(text):
    return [{**SMILE[0], "content": text}, SMILE[1]]


def refusal(data, **options):
    with pytest.raises(UnreadableFile) as caught:
        read(data, name="file.zip", **options)
    return caught.value.code


def test_members_come_in_counting_order_with_their_own_places():
    data = zipped({f"data/{n}.json": as_json(smile(f"{n}号")) for n in (10, 2, 1, 33)})

    items = read(data, name="smile.zip")

    assert ids(items) == ["1", "2", "10", "33"]
    assert items[1].place.file == "data/2.json"
    assert items[1].turns[0].text == "2号"


def test_a_history_never_holds_turns_of_the_dialogue_before_it():
    """SMILE's own converter never emptied its history between two files."""
    texts = [f"只属于第{n}段的话" for n in range(30)]
    data = zipped({f"{n}.json": as_json(smile(text)) for n, text in enumerate(texts)})

    items = read(data)

    for number, item in enumerate(items):
        said = " ".join(turn.text for turn in item.turns)
        assert [text for text in texts if text in said] == [texts[number]]


def test_a_folder_is_read_like_a_zip(tmp_path):
    for n in (10, 2, 1):
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / f"{n}.json").write_text(as_json(smile("好")))
    (tmp_path / ".hidden.json").write_text("{")

    reading = read_items(tmp_path, name="smile")

    assert ids(list(reading)) == ["1", "2", "10"]
    assert reading.taken == reading.size > 0


def test_a_file_at_a_path_is_read(tmp_path):
    path = tmp_path / "file.json"
    path.write_text(as_json(dialogues(2)))

    reading = read_items(path, name="file.json")

    assert ids(list(reading)) == ["1", "2"]
    assert reading.taken == reading.size == path.stat().st_size


def test_numbers_of_any_length_are_sorted():
    names = ["a10", "a9", "a" + "9" * 5000, "a09", "b1", "2"]

    assert sorted(names, key=natural) == [
        "2",
        "a9",
        "a09",
        "a10",
        "a" + "9" * 5000,
        "b1",
    ]


def test_a_zip_bomb_is_refused_and_nothing_is_unpacked(monkeypatch):
    bomb = zipped({"bomb.json": bytes(archives.RATIO_COUNTS_FROM + 1)})
    monkeypatch.setattr(zipfile.ZipFile, "open", None)

    assert len(bomb) < 200_000
    assert refusal(bomb) == "zip-bomb"


def test_a_zip_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(archives, "LARGEST_UNPACKED", 10)

    assert refusal(zipped({"a.json": as_json(SMILE)})) == "zip-bomb"


def test_a_zip_of_too_many_files_is_refused(monkeypatch):
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)

    assert refusal(zipped({f"{n}.json": "[]" for n in range(4)})) == "too-many-files"


def test_a_zip_whose_list_of_files_is_too_long_is_refused_unread():
    data = bytearray(zipped({"a.json": as_json(SMILE)}))
    struct.pack_into("<L", data, data.rfind(b"PK\5\6") + 12, 500_000_000)

    assert refusal(bytes(data)) == "too-many-files"


def test_a_member_that_claims_less_than_it_holds_gives_no_more():
    whole = bytearray(zipped({"a.json": as_json(SMILE) + " " * 100_000}))
    directory = whole.rfind(b"PK\1\2")
    struct.pack_into("<L", whole, directory + 24, 50)

    assert refusal(bytes(whole)) in ("cut-off", "damaged", "not-json")


def test_archives_inside_archives_are_not_opened():
    inner = zipped({"a.json": as_json(SMILE)})

    items = read(
        zipped({"1.json": as_json(SMILE), "2.zip": inner, "3.gz": b"\x1f\x8b00"})
    )

    assert ids(items) == ["1"]
    assert [(item.place.file, item.code) for item in items[1:]] == [
        ("2.zip", "nested-archive"),
        ("3.gz", "packed"),
    ]


@pytest.mark.parametrize(
    "name", ["../../evil.json", "/etc/passwd", "C:\\evil.json", "..\\a"]
)
def test_names_that_point_elsewhere_are_only_names(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    (item,) = read(zipped({name: as_json(SMILE)}))

    assert item.place.file == name
    assert list(tmp_path.iterdir()) == []


def test_what_systems_leave_behind_is_passed_over_and_what_is_no_data_is_told():
    data = zipped(
        {
            "README.md": "数据说明、使用方法",
            "__MACOSX/._1.json": b"\0\0",
            ".DS_Store": b"\0",
            "1.json": as_json(SMILE),
            "empty.json": "",
            "photo.jpg": b"\xff\xd8\xff\xe0" + bytes(50),
            "broken.json": '[{"role": "client", "cont',
        }
    )

    items = read(data)

    assert ids(items) == ["1"]
    assert {
        item.place.file: item.code for item in items if not hasattr(item, "turns")
    } == {
        "README.md": "no-data",
        "empty.json": "empty",
        "photo.jpg": "document",
        "broken.json": "cut-off",
    }


def test_a_locked_member_is_told_and_the_others_stay():
    data = bytearray(zipped({"1.json": as_json(SMILE), "2.json": as_json(SMILE)}))
    second = data.rfind(b"PK\1\2")
    data[second + 8] |= 1

    assert faults(read(bytes(data))) == [(1, "locked")]


def test_a_damaged_member_is_told_and_the_others_stay():
    data = zipped(
        {"1.jsonl": as_lines(dialogues(50)), "2.jsonl": as_lines(dialogues(50))},
        zipfile.ZIP_STORED,
    )
    at = data.find("铅笔盒".encode())
    damaged = data[:at] + b"XXX" + data[at + 3 :]

    items = read(damaged)

    assert [item.code for item in items if not hasattr(item, "turns")] == ["damaged"]
    assert {item.place.file for item in items if hasattr(item, "turns")} >= {"2.jsonl"}


def test_a_zip_that_is_cut_off_is_refused():
    data = zipped({"1.json": as_json(SMILE)})

    assert refusal(data[:-30]) == "damaged-archive"
    assert refusal(zipped({})) == "empty"


def test_an_office_document_is_named():
    assert (
        refusal(zipped({"[Content_Types].xml": "<x/>", "a.xml": "<x/>"})) == "document"
    )


class Forwards(io.RawIOBase):
    """A stream that cannot be gone back in, such as what is piped in."""

    def __init__(self, data):
        super().__init__()
        self.inner = io.BytesIO(data)

    def readable(self):
        return True

    def readinto(self, buffer):
        return self.inner.readinto(buffer)


@pytest.mark.parametrize("pack", [False, True])
def test_a_stream_that_goes_only_forwards_is_read(pack):
    data = as_json(dialogues(2)).encode()
    data = zipped({"a.json": data}) if pack else data

    reading = read_items(Forwards(data), name="-")

    assert ids(list(reading)) == ["1", "2"]
    assert reading.size is None


def test_progress_grows_up_to_the_size():
    data = zipped({f"{n}.json": json.dumps(smile(str(n) * 500)) for n in range(50)})
    reading = read_items(io.BytesIO(data), name="a.zip")

    seen = [reading.taken for _item in reading]

    assert seen == sorted(seen)
    assert 0 < seen[-1] <= reading.size
