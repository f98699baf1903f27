"""Care over REST: a word with a supervisor, hours in writing, and what is heavy."""

import pytest

from dialogues.heavy_queries import categories_of
from dialogues.models import Assignment, Notice, SupportCall
from tests.factories import make_member, make_project, make_submitted
from tests.factories.cases import make_reported

pytestmark = pytest.mark.django_db
HOME = "/api/v1/projects/companion"


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def person(project):
    return make_member(project, "volunteer", username="lin")


@pytest.fixture
def helper(project):
    return make_member(project, "expert", safeguarding=True)


def test_a_word_is_asked_listed_answered_and_read(api, project, person, helper):
    dialogue = make_submitted(project, author=person)
    asked = {"text": "读完睡不着。", "dialogue": str(dialogue.pk)}

    call = api(person).post(f"{HOME}/support/", asked)
    again = api(person).post(f"{HOME}/support/", {})
    [waiting] = api(helper).get(f"{HOME}/support/").json()["results"]
    none = api(make_member(project, "admin")).get(f"{HOME}/support/").json()["results"]
    pk = call.json()["id"]
    own_answer = api(person).post(f"/api/v1/support/{pk}/answer/", {"text": "x"})
    answered = api(helper).post(f"/api/v1/support/{pk}/answer/", {"text": "来找我。"})

    assert (call.status_code, again.status_code, none) == (201, 409, [])
    assert (waiting["by"], waiting["text"], waiting["dialogue"]) == (
        "lin",
        "读完睡不着。",
        str(dialogue.pk),
    )
    assert (call.json()["verbs"], waiting["verbs"]) == (["withdraw"], ["answer"])
    assert (own_answer.status_code, answered.json()["verbs"]) == (403, [])
    read = api(person).get(f"/api/v1/support/{pk}/").json()
    assert (read["status"], read["answer"]) == ("answered", "来找我。")
    told = Notice.objects.filter(kind="support").order_by("at")
    assert [row.user for row in told] == [helper, person]


@pytest.mark.usefixtures("helper")
def test_a_word_is_about_what_one_may_read(api, project, person):
    hidden = make_reported(make_submitted(project))

    answer = api(person).post(f"{HOME}/support/", {"dialogue": str(hidden.pk)})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["dialogue"])
    assert not SupportCall.objects.exists()


@pytest.mark.usefixtures("helper")
def test_a_word_is_taken_back(api, person):
    pk = api(person).post(f"{HOME}/support/", {}).json()["id"]

    taken = api(person).post(f"/api/v1/support/{pk}/withdraw/")
    twice = api(person).post(f"/api/v1/support/{pk}/withdraw/")

    assert (taken.json()["status"], twice.status_code) == ("withdrawn", 409)


def test_hours_are_put_in_writing_and_found_by_their_code(api, project, person):
    make_submitted(project, author=person)
    Assignment.objects.update(seconds=5400)
    name = {"name": "林晓"}

    none = api(make_member(project, "volunteer")).post(f"{HOME}/certificates/", name)
    paper = api(person).post(f"{HOME}/certificates/", name).json()
    again = api(person).post(f"{HOME}/certificates/", name).json()

    assert (none.status_code, none.json()["code"]) == (409, "no_hours")
    assert paper == again
    assert (paper["username"], paper["name"], paper["minutes"]) == ("lin", "林晓", 90)
    assert api(person).get(f"{HOME}/certificates/").json()["results"] == [paper]
    address = f"/api/v1/certificates/{paper['code'].lower()}/"
    for role, status in (("admin", 200), ("expert", 404), ("volunteer", 404)):
        assert api(make_member(project, role)).get(address).status_code == status


def test_admins_say_what_is_heavy_and_take_it_back(api, project):
    admin = api(make_member(project, "admin"))
    built_in = admin.get(f"{HOME}/heavy-categories/").json()["categories"]
    loss = {
        "slug": "loss",
        "name": {"zh-hans": "失去", "en": "Loss"},
        "note": {"zh-hans": "有人离开了。", "en": "Somebody is gone."},
        "words": ["去世", "离开"],
        "disclosures": True,
    }

    written = admin.post(f"{HOME}/heavy-categories/", {"categories": [loss]})
    twice = admin.post(f"{HOME}/heavy-categories/", {"categories": [loss, loss]})

    assert written.json() == {"categories": [loss]}
    assert twice.status_code == 400
    assert [one.slug for one in categories_of(project)] == ["loss"]
    back = admin.post(f"{HOME}/heavy-categories/", {"categories": []}).json()
    assert back == {"categories": built_in}
