"""Volunteers read for each other over REST: the same verbs, the same silence about names."""

import pytest

from dialogues.models import PeerReading
from tests.factories.peers import make_peer, make_peer_project, make_waiting
from tests.factories.people import make_member

pytestmark = pytest.mark.django_db
HOME = "/api/v1/projects/companion"


@pytest.fixture
def project():
    return make_peer_project("companion")


def test_the_road_of_a_peer_and_of_an_author(api, project):
    waiting = make_waiting(project)
    dialogue, author = waiting.dialogue, waiting.revision.author
    peer, expert = api(make_peer(project)), api(make_member(project, "expert"))
    [first, _last] = dialogue.head.turns

    taken = peer.post(f"{HOME}/peer-readings/claim/").json()
    assert (taken["id"], taken["status"], taken["turns"]) == (
        str(waiting.pk),
        "taken",
        dialogue.head.turns,
    )
    assert author.username not in str(taken)
    address = f"/api/v1/peer-readings/{taken['id']}"
    assert peer.get(f"{address}/").json() == taken
    # They read it there and nowhere else.
    assert peer.get(f"/api/v1/dialogues/{dialogue.pk}/").status_code == 404

    said = {"turn": first["id"], "text": "她先说了什么？"}
    done = peer.post(f"{address}/finish/", {"points": [said]}).json()
    assert (done["status"], done["points"]) == ("points", [said])
    again = peer.post(f"{address}/finish/", {"points": []})
    assert (again.status_code, again.json()["code"]) == (409, "wrong_status")

    own = api(author)
    [comment] = own.get(f"/api/v1/dialogues/{dialogue.pk}/comments/").json()["results"]
    assert (comment["text"], comment["by"], comment["as_peer"]) == (
        said["text"],
        None,
        True,
    )
    state = f"/api/v1/dialogues/{dialogue.pk}/peer-reading/"
    assert own.get(state).json()["points"] is True
    # Who still decides reads neither the points nor that there are any.
    seen = expert.get(state).json()
    assert (seen["points"], seen["until"] is None) == (False, False)
    assert expert.get(f"/api/v1/dialogues/{dialogue.pk}/comments/").json()[
        "results"
    ] == ([])
    assert expert.post(f"{HOME}/reviews/claim/").status_code == 204

    left = own.post(f"/api/v1/dialogues/{dialogue.pk}/leave-as-it-is/").json()
    assert left == {"until": None, "points": False}
    review = expert.post(f"{HOME}/reviews/claim/").json()
    assert review["dialogue"] == str(dialogue.pk)


def test_leaving_one_to_others(api, project):
    waiting = make_waiting(project)
    peer = api(make_peer(project))
    address = f"/api/v1/peer-readings/{waiting.pk}"

    peer.post(f"{HOME}/peer-readings/claim/")
    assert peer.post(f"{address}/give-back/").status_code == 204
    assert peer.get(f"{address}/").status_code == 404
    peer.post(f"{HOME}/peer-readings/claim/")
    assert peer.post(f"{address}/skip/", {"reason": "我认识她"}).status_code == 204
    assert peer.post(f"{HOME}/peer-readings/claim/").status_code == 204
    assert list(
        PeerReading.objects.get().events.values_list("verb", "note"),
    ) == [
        ("wait", ""),
        ("take", ""),
        ("give back", ""),
        ("take", ""),
        ("skip", "我认识她"),
    ]


def test_an_admin_sets_the_stage(api, project):
    admin = api(make_member(project, "admin"))
    wanted = {"on": False, "level": "senior", "days": 7}

    assert admin.post(f"{HOME}/peer-stage/", wanted).json() == wanted
    assert admin.get(f"{HOME}/peer-stage/").json() == wanted
    answer = admin.post(f"{HOME}/peer-stage/", {**wanted, "days": 40})
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["days"])
