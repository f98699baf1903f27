"""Label schemes: versions, what was given stays, and who may write them."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from dialogues.domain.label_schemes import (
    install_schemes,
    retire_scheme,
    save_scheme,
    written_labels,
)
from dialogues.domain.projects import create_project
from dialogues.history import Refused
from dialogues.label_queries import current_schemes, scheme_named
from dialogues.models import LabelScheme, SchemeLabel
from tests.factories import make_drafted, make_member, make_project, turns
from tests.labels import change_scheme, make_schemes, mark

pytestmark = pytest.mark.django_db
STEPS = ["awareness", "recognition", "labelling", "empathy", "guidance"]


def write(project, labels, *, seen=None, by=None, **changed):
    fields = {
        "slug": "tone",
        "position": 9,
        "name": {"zh-hans": "语气", "en": "Tone"},
        "help": {},
        "target": "sentence",
        "role": "assistant",
        "exclusive": False,
        "required": False,
        **changed,
    }
    return save_scheme(project, labels=labels, seen=seen, by=by, **fields)


def label(slug, **fields):
    return {"slug": slug, "name": {"en": slug.title()}, **fields}


@pytest.fixture
def project():
    return make_schemes(make_project())


@pytest.mark.parametrize("template", ["child-companion", "empathetic-dialogue"])
def test_both_templates_bring_their_schemes(template):
    project = create_project("new", template=template, by=None)

    schemes = current_schemes(project.pk)

    assert [(s.slug, s.target, s.role, s.exclusive) for s in schemes] == [
        ("coaching", "sentence", "assistant", False),
        ("pitfalls", "sentence", "assistant", False),
        ("emotion", "turn", "any", True),
        ("cause", "span", "any", False),
    ]
    assert not any(scheme.required for scheme in schemes)
    coaching, pitfalls, emotion, _cause = (list(s.labels.all()) for s in schemes)
    assert [(one.slug, one.key) for one in coaching] == list(
        zip(STEPS, "12345", strict=True)
    )
    assert coaching[-1].after == ["recognition", "empathy"]
    assert {one.colour for one in pitfalls} == {"plum"}
    assert len(emotion) == 28
    assert all(set(one.name) == {"zh-hans", "en"} for one in coaching + emotion)


def test_installing_twice_changes_nothing(project):
    install_schemes(project, by=None)

    assert LabelScheme.objects.filter(project=project).count() == 4


def test_a_change_is_a_new_version_and_the_old_one_stays(project):
    changed = change_scheme(project, "coaching", required=True)

    assert (changed.version, changed.required) == (2, True)
    assert [one.slug for one in changed.labels.all()] == STEPS
    assert list(
        LabelScheme.objects.filter(slug="coaching")
        .order_by("version")
        .values_list("version", "required")
    ) == [(1, False), (2, True)]
    assert SchemeLabel.objects.filter(scheme__slug="coaching").count() == 10
    assert current_schemes(project.pk)[0] == changed


def test_saving_the_same_again_writes_nothing(project):
    assert change_scheme(project, "coaching").version == 1


def test_two_admins_never_overwrite_one_another(project):
    change_scheme(project, "coaching", required=True)
    before = scheme_named(project, "coaching")

    with pytest.raises(Refused) as refused:
        write(project, written_labels(before), slug="coaching", seen=1)

    assert refused.value.code == "stale_version"
    assert scheme_named(project, "coaching").version == 2


def test_a_new_scheme_needs_a_name_of_its_own(project):
    with pytest.raises(Refused):
        write(project, [label("warm")], slug="emotion")


def test_a_retired_scheme_is_in_use_no_longer_and_comes_back_when_saved(project):
    retire_scheme(scheme_named(project, "cause"), by=None)

    assert [s.slug for s in current_schemes(project.pk)] == [
        "coaching", "pitfalls", "emotion",
    ]  # fmt: skip
    retired = scheme_named(project, "cause")
    assert (retired.version, retired.retired) == (2, True)
    assert [one.slug for one in retired.labels.all()] == ["cause"]
    with pytest.raises(Refused):
        retire_scheme(retired, by=None)

    assert not change_scheme(project, "cause").retired
    assert scheme_named(project, "cause").version == 3


def test_a_label_that_was_given_is_retired_and_never_left_out(project):
    [user, reply] = turns("我怕黑。", "心里慌慌的？")
    make_drafted(project, of=[user, mark(reply, "labelling", "心里慌慌的？")])
    labels = written_labels(scheme_named(project, "coaching"))
    others = [one for one in labels if one["slug"] != "labelling"]

    with pytest.raises(Refused) as refused:
        change_scheme(project, "coaching", labels=others)
    with pytest.raises(Refused):
        change_scheme(project, "coaching", target="turn")
    assert (refused.value.code, refused.value.extra) == (
        "label_in_use",
        {"label": "labelling"},
    )
    retired = [{**one, "retired": one["slug"] == "labelling"} for one in labels]
    kept = change_scheme(project, "coaching", labels=retired)

    assert [one.slug for one in kept.labels.filter(retired=True)] == ["labelling"]


def test_a_label_that_nobody_gave_can_be_left_out(project):
    labels = written_labels(scheme_named(project, "pitfalls"))

    kept = change_scheme(project, "pitfalls", labels=labels[:2])

    assert [one.slug for one in kept.labels.all()] == ["preaching", "denying"]


def test_the_order_of_labels_is_the_order_of_the_list(project):
    labels = written_labels(scheme_named(project, "pitfalls"))

    kept = change_scheme(project, "pitfalls", labels=labels[::-1])

    assert [one.slug for one in kept.labels.all()] == [x["slug"] for x in labels[::-1]]


@pytest.mark.parametrize(
    "labels",
    [
        [],
        [label("a"), label("a")],
        [label("a", key="1"), label("b", key="1")],
        [label("a", after=["b"])],
        [label("a", after=["a"])],
        [label("a", key="A")],
        [label("a", colour="pink")],
        [label("two words")],
        [{"slug": "a", "name": {"en": " "}}],
        [label("a" * 61)],
    ],
)
def test_what_makes_no_scheme_is_refused(project, labels):
    with pytest.raises(ValidationError):
        write(project, labels)

    assert scheme_named(project, "tone") is None


def test_a_key_of_a_retired_label_is_free(project):
    written = write(project, [label("a", key="1", retired=True), label("b", key="1")])

    assert [one.key for one in written.labels.all()] == ["1", "1"]


def test_only_admins_write_schemes(project):
    volunteer = make_member(project, "volunteer")

    with pytest.raises(PermissionDenied):
        write(project, [label("warm")], by=volunteer)
    with pytest.raises(PermissionDenied):
        retire_scheme(scheme_named(project, "cause"), by=volunteer)
    with pytest.raises(PermissionDenied):
        install_schemes(make_project(), by=volunteer)

    admin = make_member(project, "admin")
    assert write(project, [label("warm")], by=admin).created_by == admin
