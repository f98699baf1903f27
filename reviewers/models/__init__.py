from reviewers.models.agreement import AgreementReport
from reviewers.models.cases import Case, CaseEvent, HelpLine, Signature
from reviewers.models.reviews import (
    Review,
    ReviewEvent,
    SecondOpinions,
    is_expert_or_admin,
    is_reviewer,
)

__all__ = [
    "AgreementReport",
    "Case",
    "CaseEvent",
    "HelpLine",
    "Review",
    "ReviewEvent",
    "SecondOpinions",
    "Signature",
    "is_expert_or_admin",
    "is_reviewer",
]
