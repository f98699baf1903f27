from reviewers.models.cases import Case, CaseEvent, HelpLine, Signature
from reviewers.models.reviews import Review, ReviewEvent, is_reviewer

__all__ = [
    "Case",
    "CaseEvent",
    "HelpLine",
    "Review",
    "ReviewEvent",
    "Signature",
    "is_reviewer",
]
