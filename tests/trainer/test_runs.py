"""Who may order a run, and what ordering one writes down."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from dialogues.history import Refused
from exports.domain import releases
from exports.domain.files import write_files
from tests.factories import make_member, make_project, make_release
from tests.trainer.released import TINY, make_ready
from trainer import launch
from trainer.domain import runs
from trainer.models import Run

pytestmark = pytest.mark.django_db


def order(release, by, **options):
    return runs.queue_run(release, recipe="tiny-cpu", by=by, **options)


def test_only_admins_of_the_project_order_runs():
    release = make_ready(make_project())
    admin = make_member(release.project, "admin")

    for other in (
        make_member(release.project, "expert", "volunteer"),
        make_member(make_project(), "admin"),
    ):
        with pytest.raises(PermissionDenied):
            order(release, other)
    run = order(release, admin)

    assert [(event.verb, event.by) for event in run.events.all()] == [("queue", admin)]
    assert Run.objects.get() == run


def test_release_must_be_ready_when_ordered_and_when_started():
    project = make_project()
    admin = make_member(project, "admin")
    with pytest.raises(Refused):
        order(make_release(project, by=admin), admin)

    release = make_ready(project, by=admin)
    run = order(release, admin)
    releases.withdraw(release, by=admin)
    runs.sweep()

    run.refresh_from_db()
    assert run.status == Run.Status.FAILED
    assert release.get_status_display() in run.error
    assert not (launch.run_folder(run) / "data.jsonl").exists()


@pytest.mark.parametrize(
    ("overrides", "field"),
    [
        ({"speed": 1}, "speed"),
        ({"max_steps": "many"}, "max_steps"),
        ({"model_shape": {"layers": 0}}, "model_shape.layers"),
        ({"global_batch": 3}, "global_batch"),
        ({"data": "/etc/passwd"}, "data"),
    ],
)
def test_wrong_setting_is_refused_by_its_name(overrides, field):
    release = make_ready(make_project())

    with pytest.raises(ValidationError) as refused:
        order(release, make_member(release.project, "admin"), overrides=overrides)

    assert list(refused.value.message_dict) == [field]
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("recipe", "field"), [("huge", "recipe"), ("qiaoban-7b", "base_model")]
)
def test_recipe_must_be_known_and_have_what_it_needs(recipe, field):
    release = make_ready(make_project())

    with pytest.raises(ValidationError) as refused:
        runs.queue_run(release, recipe=recipe, by=make_member(release.project, "admin"))

    assert list(refused.value.message_dict) == [field]


def test_runs_are_numbered_in_each_project():
    first, other = make_ready(make_project()), make_ready(make_project())
    admins = [make_member(release.project, "admin") for release in (first, other)]

    made = [order(first, admins[0]), order(first, admins[0]), order(other, admins[1])]

    assert [run.number for run in made] == [1, 2, 1]


def test_folder_holds_the_settings_and_the_rows_of_the_messages_export(tmp_path):
    release = make_ready(make_project(), dialogues=6)
    admin = make_member(release.project, "admin")
    run = order(release, admin, overrides=TINY)

    folder = launch.write_folder(run)
    write_files(release, "messages", tmp_path / "export")

    assert json.loads((folder / "run.json").read_text()) == run.config
    written = read_lines(folder / "data.jsonl")
    exported = {
        row["meta"]["row"]: (split, row["messages"])
        for split in ("train", "validation", "test")
        for row in read_lines(tmp_path / "export" / f"{split}.jsonl")
    }
    assert len(written) == 6
    assert {row["id"]: (row["split"], row["messages"]) for row in written} == exported


def read_lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]
