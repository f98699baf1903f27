"""What a draft asks of the database: a batch of thousands lives by it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dialogues.domain import draft_runs
from dialogues.sample_endpoint.answers import stored_dialogues
from tests.dialogues.orders import order, outcomes
from tests.factories import make_member, make_project

pytestmark = pytest.mark.django_db

TOPICS = [one.topic for one in stored_dialogues() if one.project == "child-companion"]


def cost(*, drafts):
    project = make_project()
    batch = order(project, make_member(project, "admin"), *TOPICS[:drafts])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        draft_runs.run_batch(batch)
    assert outcomes(batch) == {"drafted": drafts}
    return len(asked)


@pytest.mark.usefixtures("script")
def test_each_more_draft_asks_at_most_twenty_one_times():
    few, many = cost(drafts=2), cost(drafts=10)

    assert (many - few) / 8 < 22
