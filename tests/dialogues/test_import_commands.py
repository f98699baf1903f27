"""Bringing files in from a shell: files, folders, archives, pipes; one report."""

import json
import zipfile
from io import BytesIO, TextIOWrapper

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dialogues.domain import import_runs, imports
from dialogues.intake.formats.registry import FORMATS
from dialogues.intake.reading import detect
from dialogues.models import Approval, Import, Source
from tests.dialogues.import_samples import SAMPLES, TOPIC_FORMATS
from tests.dialogues.test_imports import CALM, HARM, lines, record
from tests.factories import make_member, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    project = make_project("p")
    make_member(project, "admin", username="li")
    return project


def write(path, *rows):
    path.write_bytes(lines(*rows))
    return path


def test_a_dry_run_and_the_run_after_it_report_the_same(report, tmp_path, project):
    file = write(
        tmp_path / "chat.jsonl", record(1), record(2, spoken=HARM), "{", record(1)
    )
    call = (
        "import_dialogues",
        file,
        "--project",
        "p",
        "--by",
        "li",
        "--as",
        "approved",
    )

    dry = report(*call, "--dry-run")
    assert not Import.objects.exists()
    assert not project.dialogues.exists()
    wet = report(*call)

    assert dry == wet
    code, made = wet
    assert code == 1
    assert (made["read"], made["created"], made["existing"], made["held"]) == (
        4,
        2,
        1,
        1,
    )
    assert made["flagged"]["disclosure"] == 1
    assert [(row["file"], row["line"]) for row in made["rejected"]] == [
        ("chat.jsonl", 3)
    ]
    assert list(made) == [
        "read",
        "created",
        "existing",
        "rejected",
        "flagged",
        "held",
        "warnings",
    ]
    assert Approval.objects.get().by.username == "li"


def test_a_folder_and_its_archive_are_the_same_collection(report, tmp_path, project):
    folder = tmp_path / "chats"
    folder.mkdir()
    for number in (1, 2):
        write(folder / f"{number}.jsonl", record(number))
    archive = tmp_path / "chats.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in sorted(folder.iterdir()):
            packed.write(path, path.name)

    common = ("--project", "p", "--source", "QiaoBan")
    assert report("import_dialogues", folder, *common)[1]["created"] == 2
    code, made = report("import_dialogues", archive, *common)

    assert (code, made["created"], made["existing"]) == (0, 0, 2)


def test_dialogues_can_be_piped_in(report, monkeypatch, project):
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(lines(record(1)))))

    assert report("import_dialogues", "-", "--project", "p")[1]["created"] == 1
    assert project.dialogues.get().source.name == "-"


def test_terms_are_said_once_with_the_source(report, tmp_path, project):
    file = write(tmp_path / "chat.jsonl", record(1))
    code, made = report(
        "import_dialogues", file, "--project", "p", "--by", "li", "--source", "QiaoBan",
        "--licence", "Apache-2.0", "--may", "train,redistribute",
    )  # fmt: skip

    source = Source.objects.get()
    assert (code, made["warnings"]) == (0, [])
    assert (source.licence, source.may_train) == ("Apache-2.0", True)
    assert (source.may_redistribute, source.may_use_commercially) == (True, False)


def test_names_of_speakers_can_be_mapped(report, tmp_path, project):
    spoken = [("小明", CALM[0][1]), ("豆豆", CALM[1][1])]
    file = write(tmp_path / "chat.jsonl", record(1, spoken=spoken))
    common = ("import_dialogues", file, "--project", "p")

    code, made = report(*common)
    assert (code, made["created"]) == (1, 0)
    assert made["rejected"][0]["code"] == "unknown-speakers"
    code, made = report(*common, "--speakers", "小明=user,豆豆=assistant")

    assert (code, made["created"]) == (0, 1)
    assert [turn["role"] for turn in project.dialogues.get().head.turns] == [
        "user",
        "assistant",
    ]


def test_one_unreadable_file_keeps_no_other_from_its_turn(report, tmp_path, project):
    bad, good = tmp_path / "bad.zip", write(tmp_path / "good.jsonl", record(1))
    bad.write_bytes(b"PK\x03\x04 no archive")

    code, made = report("import_dialogues", bad, good, "--project", "p")

    assert (code, made["created"]) == (1, 1)
    assert [(row["file"], row["line"]) for row in made["rejected"]] == [
        ("bad.zip", None)
    ]


def test_topics_are_not_taken_for_dialogues(report, tmp_path, project):
    topics = tmp_path / "topics.txt"
    topics.write_text("朋友：吵架、和好\n")
    chat = write(tmp_path / "chat.jsonl", record(1))

    for call in (("import_dialogues", topics), ("import_topics", chat)):
        code, made = report(*call, "--project", "p")
        assert (code, made["created"]) == (1, 0)
        assert [row["code"] for row in made["rejected"]] == ["other-kind"]


@pytest.mark.parametrize(
    ("arguments", "way_out"),
    [
        (["/no/such/file"], "/no/such/file cannot be read"),
        (["{file}", "--as", "perfect"], "drafted"),
        (["{file}", "--format", "word"], "qiaoban"),
        (["{file}", "--may", "everything"], "train, redistribute, commercial"),
        (["{file}", "--speakers", "小明"], "--speakers"),
        (["{file}", "--speakers", "小明=boss"], "user | assistant"),
        (["{file}", "--by", "nobody"], "add_member --create"),
    ],
)
def test_wrong_usage_is_two_and_names_the_way_out(
    command, tmp_path, project, arguments, way_out
):
    file = write(tmp_path / "chat.jsonl", record(1))
    called = [part.format(file=file) for part in arguments]

    code, out, err = command("import_dialogues", *called, "--project", "p")

    assert (code, out) == (2, "")
    assert way_out in err
    assert not Import.objects.exists()


def test_nobody_approves_nothing_and_an_expert_brings_nothing_in(
    command, tmp_path, project
):
    make_member(project, "expert", username="ex")
    file = write(tmp_path / "chat.jsonl", record(1))
    common = ("import_dialogues", file, "--project", "p")

    code, _out, err = command(*common, "--as", "approved")
    assert (code, "--by" in err) == (1, True)
    code, _out, err = command(*common, "--by", "ex")
    assert (code, "Only admins" in err) == (1, True)
    assert not project.dialogues.exists()


def test_people_read_the_counts_as_a_table(command, tmp_path, project):
    unanswered = [("孩子", "有人吗？")]
    file = write(tmp_path / "chat.jsonl", record(1, spoken=unanswered))

    code, out, _err = command("import_dialogues", file, "--project", "p")

    assert code == 0
    assert "created: 1" in out
    assert "  no-reply: 1" in out
    assert "ends-unanswered: 1" in out


def test_every_format_has_a_sample():
    assert set(SAMPLES) == set(FORMATS)


@pytest.fixture
def bring_in(signed_in, monkeypatch, django_capture_on_commit_callbacks):
    """Bring a file in by the pages; give back the report that they offer."""

    def work(_task, pk):
        import_runs.take_up(Import.objects.get(pk=pk))

    def bring(project, name, data):
        client = signed_in(make_member(project, "admin"))
        # The command's test speaks English too.
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        sent = {"file": SimpleUploadedFile(name, data)}
        page = client.post(reverse("imports", args=[project.slug]), sent)
        pk = page.url.split("/")[2]
        plan = {"source": name, "arrive_as": "drafted", "then": "order"}
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("plan_import", args=[pk]), plan)
        answer = client.get(reverse("import_report", args=[pk, "json"]))
        return json.loads(answer.content)

    monkeypatch.setattr(imports.tasks, "send", work)
    return bring


@pytest.mark.parametrize("format_name", SAMPLES)
def test_the_browser_and_the_command_report_the_same(
    report, bring_in, tmp_path, project, format_name
):
    other = make_project()
    name, data = SAMPLES[format_name]
    # Parquet is a way of writing rows; what they look like is a format of its own.
    looked = "messages" if format_name == "parquet" else format_name
    assert detect(BytesIO(data), name=name).name == looked
    file = tmp_path / name
    file.write_bytes(data)
    kind = "import_topics" if format_name in TOPIC_FORMATS else "import_dialogues"
    _code, by_command = report(kind, file, "--project", "p", "--by", "li")
    assert by_command["created"] > 0, by_command

    by_browser = bring_in(other, name, data)

    assert {key: by_browser[key] for key in by_command} == by_command
