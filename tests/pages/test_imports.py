"""Files come in through the browser: dropped, looked at, mapped, tried out, taken."""

import csv
from io import StringIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from dialogues.domain import import_runs, imports
from dialogues.import_forms import COLUMNS
from dialogues.intake.formats.columns import NAMES
from dialogues.models import Import, Source
from dialogues.templatetags.import_words import worst_first
from tests.dialogues.test_imports import HARM, lines, record
from tests.factories import make_import, make_member, make_project, make_source

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
ROWS = lines(record(1), record(2, spoken=HARM), "{", record(3, topic=float("nan")))


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def worker(monkeypatch):
    """Do at once what a worker is told to do."""

    def work(_task, pk):
        import_runs.take_up(Import.objects.get(pk=pk))

    monkeypatch.setattr(imports.tasks, "send", work)


def send(client, project, data, name="chat.jsonl"):
    file = SimpleUploadedFile(name, data)
    answer = client.post(reverse("imports", args=[project.slug]), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return Import.objects.get(pk=answer.url.split("/")[2])


def plan(client, row, then, **fields):
    fields = {"source": "chat.jsonl", "arrive_as": "drafted", "then": then, **fields}
    return client.post(reverse("plan_import", args=[row.pk]), fields)


def test_a_file_is_sent_tried_out_and_brought_in(signed_in, project, admin, worker):
    client = signed_in(admin)
    row = send(client, project, ROWS)
    shown = client.get(reverse("import_file", args=[row.pk])).content.decode()
    assert "我今天考试没考好" in shown
    assert not project.dialogues.exists()

    plan(client, row, "try", arrive_as="submitted", may_train="on", licence="MIT")
    row.refresh_from_db()
    dry = row.trial
    assert (row.status, dry["created"], len(dry["rejected"])) == ("uploaded", 3, 1)
    assert not project.dialogues.exists()

    plan(client, row, "order", arrive_as="submitted", may_train="on", licence="MIT")
    row.refresh_from_db()
    assert (row.status, row.counts["created"]) == ("done", 3)
    assert set(project.dialogues.values_list("status", flat=True)) == {"submitted"}
    source = Source.objects.get()
    assert (source.name, source.licence, source.may_train) == (
        "chat.jsonl",
        "MIT",
        True,
    )
    assert source.terms.get().by == admin


def test_terms_of_a_known_source_stand_unless_someone_touches_them(
    signed_in, project, admin, worker
):
    make_source(project, name="chat.jsonl", by=admin, may_train=True)
    client = signed_in(admin)
    row = send(client, project, ROWS)

    plan(client, row, "order", may_train="on")

    assert Source.objects.get().terms.count() == 1
    assert Source.objects.get().may_train


def test_the_report_can_be_downloaded_as_a_table(signed_in, project, admin, worker):
    client = signed_in(admin)
    row = send(client, project, lines(record(1), "{", record(2, spoken=HARM)))
    Import.objects.filter(pk=row.pk).update(file_name="=cmd.jsonl")
    plan(client, row, "order")

    answer = client.get(reverse("import_report", args=[row.pk, "csv"]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text)))

    assert ["created", "2"] in rows
    assert ["flagged", "1", "", "", "disclosure"] in rows
    assert any(row[:4] == ["rejected", "", "'=cmd.jsonl", "2"] for row in rows)


def test_a_file_that_nobody_can_read_says_why_and_can_be_named(
    signed_in, project, admin
):
    client = signed_in(admin)
    row = send(client, project, b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, name="picture.png")

    page = client.get(reverse("import_file", args=[row.pk])).content.decode()

    assert 'role="alert"' in page
    assert "qiaoban" in page


def test_what_is_too_large_is_refused_before_it_is_read(
    signed_in, project, admin, settings
):
    settings.LARGEST_IMPORT = 10
    client = signed_in(admin)
    address = reverse("imports", args=[project.slug])

    answer = client.post(address, {"file": SimpleUploadedFile("x.jsonl", ROWS)})
    assert answer.status_code == 422
    settings.LARGEST_IMPORT = -70_000
    answer = client.post(address, {"file": SimpleUploadedFile("x.jsonl", ROWS)})

    assert answer.status_code in (400, 413)
    assert not Import.objects.exists()


def test_only_admins_reach_any_of_it(signed_in, project, admin):
    row = make_import(project, by=admin)
    source = make_source(project, by=admin)
    addresses = [
        ("get", reverse("imports", args=[project.slug])),
        ("post", reverse("imports", args=[project.slug])),
        ("get", reverse("import_file", args=[row.pk])),
        ("get", reverse("import_panel", args=[row.pk])),
        ("post", reverse("plan_import", args=[row.pk])),
        ("post", reverse("cancel_import", args=[row.pk])),
        ("post", reverse("try_import_again", args=[row.pk])),
        ("get", reverse("import_report", args=[row.pk, "csv"])),
        ("get", reverse("sources", args=[project.slug])),
        ("post", reverse("source", args=[source.pk])),
    ]
    strangers = {
        make_member(project, "volunteer"): 403,
        make_member(project, "expert"): 403,
        make_member(make_project(), "admin"): 404,
    }
    for person, answer in strangers.items():
        client = signed_in(person)
        for method, address in addresses:
            assert getattr(client, method)(address).status_code == answer, address
    row.refresh_from_db()
    assert (row.status, source.terms.count()) == ("uploaded", 1)


def test_each_column_of_a_table_can_be_mapped_and_is_shown_as_it_stands(
    signed_in, project, admin, worker
):
    table = "话,因,说明\n我今天考试没考好。,考试没考好,找出原因\n".encode()
    client = signed_in(admin)
    row = send(client, project, table, name="t.csv")
    shown = client.get(reverse("import_file", args=[row.pk]))
    assert shown.context["table"]["rows"] == [
        ["我今天考试没考好。", "考试没考好", "找出原因"]
    ]
    assert not shown.context["dialogues"]

    mapped = {"column-text": "话", "column-cause": "因", "column-instruction": "说明"}
    plan(client, row, "look", format="csv", **mapped)
    shown = client.get(reverse("import_file", args=[row.pk]))
    read_as = [str(one["read_as"]) for one in shown.context["table"]["columns"]]
    with override(project.language):
        assert read_as == [
            str(COLUMNS[one]) for one in ("text", "cause", "instruction")
        ]
    [dialogue] = shown.context["dialogues"]
    assert "考试没考好" in dialogue.turns[-1].text

    plan(client, row, "order", format="csv", **mapped)
    assert project.dialogues.count() == 1


def test_the_report_names_what_is_worst_first_then_what_is_most():
    flagged = {"long-reply": 3, "preaching": 9, "disclosure": 1, "no-reply": 2}

    assert [code for code, _count in worst_first(flagged)] == [
        "disclosure",
        "no-reply",
        "preaching",
        "long-reply",
    ]


def test_every_field_that_readers_know_can_be_mapped():
    assert set(COLUMNS) == set(NAMES)


def test_a_code_in_the_report_leads_to_its_dialogues(signed_in, project, admin, worker):
    client = signed_in(admin)
    row = send(client, project, lines(record(1), record(2, spoken=HARM)))
    plan(client, row, "order", source="A & B")

    page = client.get(reverse("import_file", args=[row.pk])).content.decode()
    query = "?finding=disclosure&amp;source=A%20%26%20B"
    assert reverse("dialogues", args=[project.slug]) + query in page

    address = reverse("dialogues", args=[project.slug]) + query.replace("&amp;", "&")
    [dialogue] = client.get(address).context["page"]
    page = client.get(reverse("dialogue", args=[dialogue.pk])).content.decode()
    assert reverse("dialogues", args=[project.slug]) + "?finding=disclosure" in page
    dialogue.head.findings.create(code="real-person", severity="disclosure")
    page = client.get(reverse("dialogue", args=[dialogue.pk])).content.decode()
    assert "finding=real-person" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_with_one_row_and_with_three(
    signed_in, project, admin, rows, django_assert_num_queries
):
    for _row in range(rows):
        make_import(project, by=admin)
        make_source(project, by=admin)
    client = signed_in(admin)
    with django_assert_num_queries(5):
        client.get(reverse("imports", args=[project.slug]))
    with django_assert_num_queries(4):
        client.get(reverse("sources", args=[project.slug]))


def test_a_file_is_dropped_mapped_and_ends_as_dialogues(
    open_as, project, admin, worker
):
    rows = [
        record(
            number, spoken=[("小明", "我今天考试没考好。"), ("豆豆", "你很难过吧？")]
        )
        for number in (1, 2)
    ]
    page = open_as(admin, reverse("imports", args=[project.slug]))
    page.evaluate(
        """text => {
          const files = new DataTransfer();
          files.items.add(new File([text], "chat.jsonl"));
          const zone = document.querySelector("[data-drop]");
          for (const name of ["dragover", "drop"]) {
            zone.dispatchEvent(new DragEvent(name, {
              dataTransfer: files, bubbles: true, cancelable: true,
            }));
          }
        }""",
        lines(*rows).decode(),
    )
    expect(page.locator("h1")).to_have_text("chat.jsonl")
    page.get_by_label("小明").select_option("user")
    page.get_by_label("豆豆").select_option("assistant")
    page.get_by_role("button", name="Look again").click()
    expect(page.locator(".turn.user .card").first).to_have_text("我今天考试没考好。")

    page.get_by_label("Where it comes from").fill("QiaoBan")
    page.get_by_label("Models may be trained on it").check()
    page.get_by_role("button", name="Dry run").click()
    expect(page.get_by_role("heading", name="What would happen")).to_be_visible()
    assert not project.dialogues.exists()
    page.get_by_role("button", name="Bring it in", exact=True).and_(
        page.locator(":visible")
    ).click()

    expect(page.locator(".figures")).to_contain_text("2")
    assert project.dialogues.count() == 2
    assert project.dialogues.first().source.name == "QiaoBan"
    assert project.dialogues.first().source.may_train


def test_nothing_serious_for_axe_in_light_and_dark(open_as, project, admin, worker):
    row = imports.receive(
        project,
        SimpleUploadedFile("chat.jsonl", ROWS),
        name="c.jsonl",
        plan={},
        by=admin,
    )
    done = imports.receive(
        project,
        SimpleUploadedFile("chat.jsonl", ROWS),
        name="d.jsonl",
        plan={},
        by=admin,
    )
    imports.order(done, by=admin)
    addresses = [
        reverse("imports", args=[project.slug]),
        reverse("import_file", args=[row.pk]),
        reverse("import_file", args=[done.pk]),
        reverse("sources", args=[project.slug]),
        reverse("source", args=[Source.objects.get().pk]),
    ]
    for context in ({}, PHONE):
        for address in addresses:
            page = open_as(admin, address, **context)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                found = Axe().run(page).response["violations"]
                serious = [
                    (one["id"], [node["html"][:120] for node in one["nodes"]])
                    for one in found
                    if one["impact"] in ("serious", "critical")
                ]
                assert serious == [], (address, scheme)
                assert page.evaluate(
                    "document.documentElement.scrollWidth <= innerWidth",
                ), address
            page.context.close()
