"""Writes docs/verbs.md from the tables that the verbs obey.

Write the page again with
``python manage.py shell -c "from tests.verbs_page import write; write()"``.
"""

from pathlib import Path

from dialogues import permissions
from dialogues.history import is_system
from dialogues.models import (
    Dialogue,
    Draft,
    DraftBatch,
    Import,
    PeerReading,
    Proposal,
    SupportCall,
)
from exports.models import Release
from reviewers.models import (
    Bulk,
    Case,
    Norming,
    Review,
    is_expert_or_admin,
    is_reviewer,
)
from reviewers.models.bulk import is_its_owner, is_its_owner_or_admin
from reviewers.models.cases import is_safeguarding_or_system, may_sign
from reviewers.models.norming import is_invited, leads, leads_or_system, takes_part
from trainer.models import ModelServer, Run

TRACKED = [
    Dialogue,
    Review,
    Case,
    Norming,
    Bulk,
    PeerReading,
    Proposal,
    SupportCall,
    DraftBatch,
    Draft,
    Import,
    Release,
    Run,
    ModelServer,
]
PAGE = Path(__file__).parent.parent / "docs" / "verbs.md"
WORDS = {
    is_system: "the system",
    is_reviewer: "the expert who claimed it",
    is_expert_or_admin: "an expert · an admin",
    permissions.is_admin: "an admin",
    permissions.is_admin_or_system: "an admin · the system",
    permissions.is_author: "its author",
    permissions.is_expert: "an expert",
    permissions.is_holder: "its holder",
    permissions.is_member: "any member",
    permissions.is_asker: "who asked",
    permissions.is_peer_reader: "who reads it",
    permissions.is_peer_author: "its author",
    permissions.is_peer_author_or_system: "its author · the system",
    permissions.may_read_as_peer: "a volunteer who wrote none of it and is no expert",
    permissions.is_helper: "a marked member who did not ask",
    permissions.is_proposer: "who proposed it",
    permissions.is_safeguarding: "a marked member",
    is_safeguarding_or_system: "a marked member · the system",
    is_its_owner: "who previewed it",
    is_its_owner_or_admin: "who previewed it · an admin",
    is_invited: "an expert who was invited",
    leads: "who opened it · an admin",
    leads_or_system: "who opened it · an admin · the system",
    takes_part: "who was invited · who opened it · an admin",
    may_sign: "a marked member who wrote none of it",
    permissions.may_choose_draft: "who holds its dialogue · the system",
    permissions.may_claim: "a volunteer",
    permissions.may_decide: "an expert who wrote none of it",
}
HEAD = """\
# Who moves what

Every status in Queqiao moves by one of these verbs and by nothing else: the row is
locked, the person is asked for their permission, the status is compared with the table,
and one event that nobody can change is written. Where it leads to the same status, the
act is only recorded. A verb may still be refused for what other rows say:
an open question of the checklist, a revision that is no longer the latest, a disclosure.

This page is written from the `CHANGES` of each model; a test compares the two. Write it
again with `python manage.py shell -c "from tests.verbs_page import write; write()"`.
"""


def render():
    return "\n".join([HEAD, *(section(model) for model in TRACKED)])


def section(model):
    rows = [
        f"| {verb} | {', '.join(rule.sources)} → {', '.join(rule.targets) or 'the same'} "
        f"| {WORDS[rule.may]} |"
        for verb, rule in model.CHANGES.items()
    ]
    moves = [
        f"    {source} --> {target}: {verb}"
        for verb, rule in model.CHANGES.items()
        for source in rule.sources
        for target in rule.targets
    ]
    return "\n".join(
        [
            f"## {model.__name__}",
            "",
            "| verb | from → to | by |",
            "|---|---|---|",
            *rows,
            "",
            "```mermaid",
            "stateDiagram-v2",
            *moves,
            "```",
            "",
        ],
    )


def write():
    PAGE.write_text(render(), encoding="utf-8")
