"""Files are the same each time, whole or absent, and can be proved."""

import errno
import hashlib
import json
import os
import resource

import pytest
from django.core.files.storage import default_storage
from django.utils import translation

from dialogues.history import Refused
from exports.domain import files
from exports.domain.verifying import verify_file
from tests.exports.approved import approve_many, build
from tests.factories.people import make_project

pytestmark = pytest.mark.django_db
FORMATS = pytest.mark.parametrize("format_name", ["messages", "qiaoban"])


@pytest.fixture
def release():
    project = make_project()
    approve_many(project, 12, topics=[f"话题{number}" for number in range(6)])
    return build(project)


@FORMATS
def test_the_same_bytes_twice_even_when_the_project_changes(
    release, tmp_path, format_name
):
    first = files.write_files(release, format_name, tmp_path / "first")
    project = release.project
    project.user_label = "小朋友"
    project.save()
    project.instructions.create(version=2, text="换一句。")
    release.refresh_from_db()

    second = files.write_files(release, format_name, tmp_path / "second")

    assert first == second
    for file in first:
        data = (tmp_path / "first" / file["path"]).read_bytes()
        assert data == (tmp_path / "second" / file["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == file["sha256"]
    assert first[-1]["path"] == "manifest.json"
    assert first[-1]["sha256"] == release.sha256
    rows = {file["path"].split(".")[0]: file["rows"] for file in first[:-2]}
    assert rows == {split: count for split, count in release.rows.items() if count}


def test_each_exported_row_is_its_own_dialogue(release, tmp_path):
    files.write_files(release, "messages", tmp_path / "out")

    found = {}
    for path in (tmp_path / "out").glob("*.jsonl"):
        for line in path.read_text().splitlines():
            row = json.loads(line)
            found[row["meta"]["dialogue"]] = [
                message["content"] for message in row["messages"]
            ]
    assert found == {
        str(item.dialogue_id): [
            "你是温暖的小伙伴。",
            *(turn["text"] for turn in item.revision.turns),
        ]
        for item in release.items.select_related("revision")
    }


def test_qiaoban_files_are_arrays_of_the_published_shape(release, tmp_path):
    files.write_files(release, "qiaoban", tmp_path)

    rows = json.loads((tmp_path / "train.json").read_text())

    assert {tuple(row) for row in rows} == {("dialog_id", "emotion", "topic", "dialog")}
    assert {turn["speaker"] for row in rows for turn in row["dialog"]} == {
        "孩子",
        "智能助手",
    }


def test_the_card_says_what_is_inside(release, tmp_path):
    files.write_files(release, "messages", tmp_path)

    card = (tmp_path / "README.md").read_text()

    assert "你是温暖的小伙伴。" in card
    assert release.sha256 in card
    assert "license: other" in card
    assert "&" not in card


def test_training_reads_what_messages_writes(release, tmp_path):
    files.write_files(release, "messages", tmp_path)

    for split in ("train", "validation", "test"):
        path = tmp_path / f"{split}.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        written = [json.loads(line)["messages"] for line in lines]
        rows = [row for row in files.training_rows(release) if row["split"] == split]
        assert [row["messages"] for row in rows] == written


def test_a_folder_of_others_is_left_alone(release, tmp_path):
    (tmp_path / "diary.txt").write_text("mine")

    with pytest.raises(Refused, match=str(tmp_path)):
        files.write_files(release, "messages", tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_a_second_export_of_the_release_replaces_the_first(release, tmp_path):
    first = files.write_files(release, "messages", tmp_path)
    (tmp_path / "train.jsonl").write_text("damaged")

    assert files.write_files(release, "messages", tmp_path) == first
    assert "damaged" not in (tmp_path / "train.jsonl").read_text()


def test_a_file_in_the_way_is_said_in_a_sentence(release, tmp_path):
    (tmp_path / "out").write_text("a file")

    with pytest.raises(Refused, match="out"):
        files.write_files(release, "messages", tmp_path / "out")


@pytest.fixture
def no_room():
    """Files of this process may not grow past a few rows."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("was_there", [False, True])
def test_no_room_for_all_files_leaves_none(release, tmp_path, no_room, was_there):
    folder = tmp_path / "out"
    if was_there:
        folder.mkdir()

    with pytest.raises(Refused) as refused:
        files.write_files(release, "messages", folder)

    assert refused.value.code == "not_written"
    assert [path.name for path in tmp_path.rglob("*")] == ["out"] * was_there


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EACCES, "may not be written"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_what_the_system_refuses_becomes_a_sentence(tmp_path, number, said):
    with (
        translation.override("en"),
        pytest.raises(Refused, match=said),
        files.said_in_a_sentence(tmp_path),
    ):
        raise OSError(number, os.strerror(number))


def test_release_files_are_stored_once(release):
    listed = files.release_files(release)

    assert [
        file["path"] for file in listed if file["path"].endswith("manifest.json")
    ] == [
        "messages/manifest.json",
        "qiaoban/manifest.json",
    ]
    for file in listed:
        assert set(file) == {"path", "rows", "sha256", "url"}
        with default_storage.open(f"releases/{release.pk}/{file['path']}") as stored:
            assert hashlib.sha256(stored.read()).hexdigest() == file["sha256"]
    assert files.release_files(release) == listed


@FORMATS
def test_verifying_finds_the_altered_and_the_strange(release, tmp_path, format_name):
    files.write_files(release, format_name, tmp_path)
    path = next(tmp_path.glob("train.json*"))
    count = release.rows["train"]
    untouched = {"rows": count, "verified": count, "altered": 0, "unknown": 0}
    assert verify_file(path) == untouched

    text = path.read_text()
    path.write_text(text.replace("不容易", "很容易", 1))
    assert verify_file(path) == {**untouched, "verified": count - 1, "altered": 1}

    rows = (
        json.loads(text)
        if format_name == "qiaoban"
        else [json.loads(line) for line in text.splitlines()]
    )
    if format_name == "qiaoban":
        rows[0]["dialog_id"] = 999
    else:
        rows[0]["meta"]["row"] = "00000000-0000-4000-8000-000000000000"
    path.write_text(json.dumps(rows))
    assert verify_file(path) == {**untouched, "verified": count - 1, "unknown": 1}
