"""The pages of label schemes, and labels to read on a dialogue's pages."""

import pytest
from django.urls import reverse

from dialogues.label_queries import current_schemes, scheme_named
from reviewers.domain import reviewing
from tests.factories import (
    make_approved,
    make_assignment,
    make_drafted,
    make_member,
    make_project,
    make_submitted,
    make_topic,
    turns,
)
from tests.labels import make_schemes, mark

pytestmark = pytest.mark.django_db
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project, client):
    admin = make_member(project, "admin")
    client.force_login(admin)
    return admin


def typed(**changed):
    return {
        "slug": "tone",
        "seen": "",
        "name_zh": "语气",
        "name_en": "Tone",
        "target": "sentence",
        "role": "assistant",
        "position": "3",
        "label-TOTAL_FORMS": "3",
        "label-INITIAL_FORMS": "0",
        "label-0-ORDER": "2",
        "label-0-slug": "warm",
        "label-0-name_zh": "温暖",
        "label-0-colour": "leaf",
        "label-0-key": "2",
        "label-0-after": "calm",
        "label-1-ORDER": "1",
        "label-1-slug": "calm",
        "label-1-name_en": "Calm",
        "label-1-colour": "wing",
        "label-2-colour": "stone",
        **changed,
    }


def test_an_admin_begins_with_the_built_in_schemes(client, project, admin):
    client.post(reverse("install_label_schemes", args=[project.slug]))

    page = client.get(reverse("label_schemes", args=[project.slug]), **ENGLISH)

    assert len(current_schemes(project.pk)) == 4
    for name in ("Five coaching steps", "Recognition", "False promise", "Nervousness"):
        assert name in page.content.decode()


def test_an_admin_writes_a_scheme_and_its_next_version(client, project, admin):
    client.post(reverse("new_label_scheme", args=[project.slug]), typed())

    scheme = scheme_named(project, "tone")
    assert [(x.slug, x.key, x.after) for x in scheme.labels.all()] == [
        ("calm", "", []),
        ("warm", "2", ["calm"]),
    ]
    assert (scheme.created_by, str(scheme.name["en"])) == (admin, "Tone")

    address = reverse("edit_label_scheme", args=[project.slug, "tone"])
    answer = client.post(address, typed(seen="1", required="on"))

    assert (answer.status_code, answer["Location"]) == (302, address)
    assert (scheme_named(project, "tone").version, scheme.version) == (2, 1)
    assert scheme_named(project, "tone").required
    page = client.get(address, **ENGLISH).content.decode()
    assert "version 2" in page
    assert client.post(address, typed(seen="1", position="9")).status_code == 409


@pytest.mark.parametrize(
    "changed",
    [
        {"name_zh": "", "name_en": ""},
        {"label-1-slug": "warm"},
        {"label-0-after": "nobody"},
        {"label-2-name_en": "Without a short name"},
        {"label-0-key": "*"},
        {"target": "word"},
        {"label-TOTAL_FORMS": "x"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(client, project, admin, changed):
    answer = client.post(
        reverse("new_label_scheme", args=[project.slug]), typed(**changed)
    )

    assert answer.status_code == 422
    assert scheme_named(project, "tone") is None


def test_the_preview_shows_what_is_being_typed(client, project, admin):
    answer = client.post(
        reverse("preview_label_scheme", args=[project.slug]), typed(), **ENGLISH
    )

    assert "Tone" in answer.content.decode()
    assert "温暖 <kbd>2</kbd>" in answer.content.decode()


def test_a_scheme_is_taken_out_of_use(client, project, admin):
    make_schemes(project)

    client.post(reverse("retire_label_scheme", args=[project.slug, "cause"]))

    assert scheme_named(project, "cause").retired
    assert "cause" not in {one.slug for one in current_schemes(project.pk)}


def labelled(project):
    [user, reply] = turns("我怕黑。", "听起来你很害怕。我在。")
    reply = mark(reply, "empathy", "听起来你很害怕。")
    reply["labels"].append(
        {
            "scheme": "smile",
            "label": "Lost",
            "start": None,
            "end": None,
            "quote": "没了",
        }
    )
    return [
        {**user, "labels": [mark(user, "恐惧", scheme="emotion")["labels"][0]]},
        reply,
    ]


def test_experts_and_authors_read_the_labels(client, project):
    make_schemes(project)
    dialogue = make_submitted(
        project, of=turns("我怕黑。", "嗯。"), edited=labelled(project)
    )
    expert = make_member(project, "expert")
    review = reviewing.claim(dialogue, by=expert)
    client.force_login(expert)

    for address in (
        reverse("review", args=[review.pk]),
        reverse("dialogue", args=[dialogue.pk]),
    ):
        page = client.get(address, **ENGLISH).content.decode()
        assert '<span class="chip leaf">Empathy</span>' in page
        assert '<q class="small">听起来你很害怕。</q>' in page
        # A file had named it in Chinese; what the project does not know is said too.
        assert '<span class="chip dawn">Fear</span>' in page
        assert "? smile · Lost" in page


def test_labels_of_a_page_are_asked_for_once(
    client, project, django_assert_max_num_queries
):
    make_schemes(project)
    admin = make_member(project, "admin")
    dialogue = make_approved(project, edited=labelled(project))
    client.force_login(admin)
    address = reverse("dialogue", args=[dialogue.pk])

    with django_assert_max_num_queries(40) as asked:
        client.get(address)

    assert sum("dialogues_labelscheme" in one["sql"] for one in asked) <= 2


def test_strategies_of_a_question_s_answers_are_shown_as_labels(client, project):
    answer = {
        "text": "先抱抱他。再听他说。",
        "labels": [
            {"scheme": "psyqa", "label": "Direct Guidance", "start": 0, "end": 5}
        ],
    }
    topic = make_topic(
        project, meta={"answers": [answer, {"text": "嗯。", "labels": []}]}
    )
    volunteer = make_member(project, "volunteer")
    work = make_assignment(
        project, author=volunteer, dialogue=make_drafted(project, topic=topic)
    )
    client.force_login(volunteer)

    page = client.get(reverse("assignment", args=[work.pk]), **ENGLISH).content.decode()

    assert "psyqa · Direct Guidance" in page
    assert '<q class="small">先抱抱他。</q>' in page
