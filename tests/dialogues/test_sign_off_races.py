"""Two experts on one version, and a signature against a newer version."""

import threading

import pytest
from django.db import connection

from dialogues.domain import sign_offs
from dialogues.domain.prompting import revise_prompt
from dialogues.history import Refused
from dialogues.prompt_queries import prompts_in_use
from dialogues.sign_off_queries import waiting
from tests.factories import make_member
from tests.factories.sign_offs import make_asking, make_proposed


def at_once(*acts):
    """Do these at the same moment; what each raised, or nothing."""
    barrier, ends = threading.Barrier(len(acts)), []

    def run(act):
        barrier.wait()
        try:
            act()
        except Refused as refused:
            ends.append(refused.code)
        else:
            ends.append("")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


@pytest.mark.django_db(transaction=True)
def test_of_two_experts_one_decides():
    project = make_asking()
    second = make_proposed(project)
    one, other = (make_member(project, "expert") for _n in range(2))

    ends = at_once(
        lambda: sign_offs.decide(second, decision="signed", by=one),
        lambda: sign_offs.decide(second, decision="returned", note="x", by=other),
    )

    assert ends == ["", "decided"]
    assert second.sign_offs.filter(act__in=["signed", "returned"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_signature_and_a_newer_version_meet_in_an_order():
    project = make_asking()
    admin = make_member(project, "admin")
    expert = make_member(project, "expert")
    second = make_proposed(project, by=admin)

    ends = at_once(
        lambda: sign_offs.decide(second, decision="signed", by=expert),
        lambda: revise_prompt(
            project, name="talk", text="新{topic}。", seen=2, by=admin
        ),
    )

    third = project.prompts.get(version=3)
    assert ends in (["", ""], ["", "newer_version"])
    assert prompts_in_use(project).get().version == (2 if ends == ["", ""] else 1)
    assert [row.version for row in waiting(project)] == [third]
