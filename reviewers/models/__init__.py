from reviewers.models.agreement import AgreementReport
from reviewers.models.bulk import Bulk, BulkEvent, BulkRow
from reviewers.models.cases import Case, CaseEvent, Signature
from reviewers.models.help import HelpEdition
from reviewers.models.judging import JudgeAnswer
from reviewers.models.norming import (
    Norming,
    NormingEvent,
    NormingPlace,
    NormingSeat,
    NormingVote,
    NormingWord,
)
from reviewers.models.queue import Handover, Risk, Sitting, SittingPlace
from reviewers.models.reviews import (
    Review,
    ReviewEvent,
    SecondOpinions,
    is_expert_or_admin,
    is_reviewer,
)

__all__ = [
    "AgreementReport",
    "Bulk",
    "BulkEvent",
    "BulkRow",
    "Case",
    "CaseEvent",
    "Handover",
    "HelpEdition",
    "JudgeAnswer",
    "Norming",
    "NormingEvent",
    "NormingPlace",
    "NormingSeat",
    "NormingVote",
    "NormingWord",
    "Review",
    "ReviewEvent",
    "Risk",
    "SecondOpinions",
    "Signature",
    "Sitting",
    "SittingPlace",
    "is_expert_or_admin",
    "is_reviewer",
]
