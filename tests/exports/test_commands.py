"""The three commands: reports, exit codes, sentences."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from exports.models import Release
from tests.exports.approved import approve_many, build
from tests.factories.people import make_member, make_project

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command(*map(str, arguments), "--json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


@pytest.fixture
def project():
    project = make_project()
    approve_many(project, 3)
    return project


def test_release_waits_and_reports(project, monkeypatch):
    monkeypatch.setattr("exports.management.commands.release.PATIENCE", 0)
    admin = make_member(project, "admin")

    report = run(
        "release",
        "--project",
        project.slug,
        "--by",
        admin,
        "--name",
        "one",
        "--wait",
    )

    release = Release.objects.get()
    assert report == {
        "release": str(release.pk),
        "name": "one",
        "status": "ready",
        "rows": {"train": 1, "validation": 1, "test": 1},
        "excluded": {},
        "sha256": release.sha256,
    }


def test_release_says_who_may_and_which_project_there_is(project):
    by = make_member(project, "expert")
    with pytest.raises(CommandError) as nobody:
        run("release", "--project", project.slug, "--name", "one")
    with pytest.raises(CommandError) as expert:
        run("release", "--project", project.slug, "--name", "one", "--by", by)
    with pytest.raises(CommandError) as nowhere:
        run("release", "--project", "nowhere", "--name", "one", "--by", by)

    assert (nobody.value.returncode, expert.value.returncode) == (2, 1)
    assert nowhere.value.returncode == 2
    assert not Release.objects.exists()


@pytest.mark.parametrize("reference", ["id", "name"])
def test_export_then_verify(project, tmp_path, reference):
    release = build(project)
    named = {"id": release.pk, "name": f"{project.slug}/one"}[reference]

    report = run("export", named, "--format", "messages", "--output", tmp_path / "out")

    assert [file["rows"] for file in report["files"]] == [1, 1, 1, 0, 0]
    train = report["files"][0]["path"]
    assert Path(train).parent == tmp_path / "out"
    assert run("verify_dataset", train) == {
        "rows": 1,
        "verified": 1,
        "altered": 0,
        "unknown": 0,
    }


def test_export_of_an_unknown_format_or_release_is_wrong_usage(project, tmp_path):
    release = build(project)

    with pytest.raises(CommandError, match="qiaoban") as unknown:
        run("export", release.pk, "--format", "csv", "--output", tmp_path / "out")
    with pytest.raises(CommandError, match="nothing/one") as missing:
        run("export", "nothing/one", "--format", "qiaoban", "--output", tmp_path / "o")

    assert (unknown.value.returncode, missing.value.returncode) == (2, 2)
    assert list(tmp_path.iterdir()) == []


def test_an_altered_file_ends_with_one(project, tmp_path):
    release = build(project)
    run("export", release.pk, "--format", "messages", "--output", tmp_path / "out")
    train = tmp_path / "out" / "train.jsonl"
    train.write_text(train.read_text().replace("不容易", "很容易") + "broken\n")

    with pytest.raises(SystemExit) as ended:
        run("verify_dataset", train)

    assert ended.value.code == 1


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b'{"text": "x"}', b"[1, 2"])
def test_a_wrong_file_is_said_in_a_sentence(tmp_path, data):
    path = tmp_path / "file.json"
    path.write_bytes(data)

    with pytest.raises(CommandError, match=r"file\.json") as wrong:
        run("verify_dataset", path)
    with pytest.raises(CommandError, match=r"none\.json"):
        run("verify_dataset", tmp_path / "none.json")

    assert wrong.value.returncode == 2
