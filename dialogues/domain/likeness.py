"""Which dialogue of a project is nearly the same as another, found by fingerprints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from dialogues.checks.places import Alike
from dialogues.domain.turns import Turn
from dialogues.fingerprints import Fingerprint, fingerprint_of, likeness
from dialogues.models import Fingerprint as Stored

ALIKE = 0.7
# A band is stored for its first few bearers only: ten thousand dialogues with one
# text find these few, and not each other. Several, so that one may be edited away.
MOST_BEARERS = 4

# Of rows that were just written the planner has no figures: it would read them all,
# or, without the fence of OFFSET, all of the project. The three go in one message.
BEARERS = """
SET LOCAL enable_seqscan = off;
SELECT DISTINCT stored.dialogue_id, dialogue.draft_id,
    stored.content, stored.signature, stored.bands, dialogue.created_at
FROM unnest(%s::text[]) AS wanted (bands)
CROSS JOIN LATERAL (
    SELECT * FROM dialogues_fingerprint
    WHERE bands && wanted.bands::bigint[]
    OFFSET 0
) AS stored
JOIN dialogues_dialogue AS dialogue ON dialogue.id = stored.dialogue_id
WHERE stored.project_id = %s AND stored.dialogue_id <> ALL(%s)
ORDER BY dialogue.created_at, stored.dialogue_id;
SET LOCAL enable_seqscan = DEFAULT
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What a dialogue says in its latest revision; its rows need not be written yet."""

    dialogue: UUID
    revision: UUID
    turns: list[Turn]
    draft: UUID | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Bearer:
    """A dialogue with a fingerprint; ``bands`` are those it can be found by."""

    dialogue: UUID
    draft: UUID | None
    fingerprint: Fingerprint
    bands: list[int] = field(default_factory=list)


def note_fingerprints(
    project: UUID,
    said: Sequence[Said],
) -> dict[UUID, Alike]:
    """Store what dialogues of one project say, and return what each is most like.

    For the caller's transaction, for one dialogue or for a thousand at a time; they
    are compared with what is stored and with those before them in ``said``. Put the
    answer into ``Setting.alike`` and the checks make a finding of it. Dialogues of
    one draft are no copies of each other. What two transactions write at the same
    moment is not compared. A finding speaks of its revision: it is not looked at
    again when the other dialogue changes later.
    """
    prints = [fingerprint_of(one.turns) for one in said]
    bearers: dict[int, list[Bearer]] = defaultdict(list)
    for known in _bearers(project, said, prints):
        for band in known.bands:
            bearers[band].append(known)
    found: dict[UUID, Alike] = {}
    new: list[tuple[Said, Bearer]] = []
    for one, fingerprint in zip(said, prints, strict=True):
        bands = fingerprint.bands
        if near := _nearest(one, fingerprint, (bearers[band] for band in bands)):
            found[one.dialogue] = near
        free = [band for band in bands if len(bearers[band]) < MOST_BEARERS]
        bearer = Bearer(one.dialogue, one.draft, fingerprint, free)
        for band in free:
            bearers[band].append(bearer)
        new.append((one, bearer))
    _store(project, new)
    return found


def _nearest(
    said: Said,
    fingerprint: Fingerprint,
    bearers: Iterable[list[Bearer]],
) -> Alike | None:
    """The first of those that are the most alike, if they are enough alike."""
    near: Alike | None = None
    for other in dict.fromkeys(one for some in bearers for one in some):
        if said.draft and said.draft == other.draft:
            continue
        share = likeness(fingerprint, other.fingerprint)
        percent = round(100 * share)
        if share >= ALIKE and (near is None or percent > near.percent):
            near = Alike(str(other.dialogue), percent)
    return near


def _bearers(
    project: UUID,
    said: Sequence[Said],
    prints: Iterable[Fingerprint],
) -> list[Bearer]:
    """The stored dialogues that share a band with one of these, the oldest first."""
    wanted = [f"{{{','.join(map(str, one.bands))}}}" for one in prints if one.signature]
    if not wanted:
        return []
    themselves = [one.dialogue for one in said]
    with connection.cursor() as cursor:
        cursor.execute(BEARERS, [wanted, project, themselves])
        cursor.nextset()
        rows = cursor.fetchall()
    return [
        Bearer(
            dialogue,
            draft,
            Fingerprint(bytes(content), bytes(signature)),
            bands,
        )
        for dialogue, draft, content, signature, bands, _at in rows
    ]


def _store(project: UUID, new: Iterable[tuple[Said, Bearer]]) -> None:
    """Write the fingerprints, over those of the dialogues' earlier revisions."""
    Stored.objects.bulk_create(
        (
            Stored(
                dialogue_id=one.dialogue,
                project_id=project,
                revision_id=one.revision,
                content=bearer.fingerprint.content,
                signature=bearer.fingerprint.signature,
                bands=bearer.bands,
            )
            for one, bearer in new
        ),
        update_conflicts=True,
        unique_fields=["dialogue"],
        update_fields=["revision", "content", "signature", "bands"],
    )
