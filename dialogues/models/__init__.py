from dialogues.models.assignments import Assignment
from dialogues.models.batches import BatchDrafter, DraftBatch, DraftBatchEvent
from dialogues.models.calls import Call
from dialogues.models.courses import (
    CourseRules,
    Guideline,
    GuidelineRead,
    Lesson,
    LessonTry,
    Level,
    Qualification,
)
from dialogues.models.dialogues import (
    Approval,
    Dialogue,
    DialogueEvent,
    Revision,
)
from dialogues.models.drafters import Drafter
from dialogues.models.drafting_changes import DrafterChange, QuotaChange
from dialogues.models.drafts import Draft, DraftEvent
from dialogues.models.idempotency import IdempotentAnswer
from dialogues.models.judgements import Answer, Comment, Finding, Fingerprint
from dialogues.models.keeping import Keeping
from dialogues.models.labels import LabelScheme, SchemeLabel
from dialogues.models.peers import PeerReading, PeerReadingEvent, PeerStage
from dialogues.models.people import (
    Consent,
    Membership,
    MembershipChange,
    Project,
    Role,
    User,
)
from dialogues.models.proposals import Proposal, ProposalEvent
from dialogues.models.reasons import Reason
from dialogues.models.search import SearchText
from dialogues.models.sign_offs import SignOff, SignOffSwitch
from dialogues.models.sources import (
    Import,
    ImportEvent,
    RejectedRow,
    Source,
    SourceTerms,
)
from dialogues.models.talk import Notice, NoticeChoice, Resolution
from dialogues.models.texts import Checklist, ChecklistItem, Instruction, Prompt
from dialogues.models.topics import Priority, Quota, Topic
from dialogues.models.well_being import (
    CareChoice,
    Certificate,
    HeavyCategory,
    SupportCall,
    SupportCallEvent,
)

__all__ = [
    "Answer",
    "Approval",
    "Assignment",
    "BatchDrafter",
    "Call",
    "CareChoice",
    "Certificate",
    "Checklist",
    "ChecklistItem",
    "Comment",
    "Consent",
    "CourseRules",
    "Dialogue",
    "DialogueEvent",
    "Draft",
    "DraftBatch",
    "DraftBatchEvent",
    "DraftEvent",
    "Drafter",
    "DrafterChange",
    "Finding",
    "Fingerprint",
    "Guideline",
    "GuidelineRead",
    "HeavyCategory",
    "IdempotentAnswer",
    "Import",
    "ImportEvent",
    "Instruction",
    "Keeping",
    "LabelScheme",
    "Lesson",
    "LessonTry",
    "Level",
    "Membership",
    "MembershipChange",
    "Notice",
    "NoticeChoice",
    "PeerReading",
    "PeerReadingEvent",
    "PeerStage",
    "Priority",
    "Project",
    "Prompt",
    "Proposal",
    "ProposalEvent",
    "Qualification",
    "Quota",
    "QuotaChange",
    "Reason",
    "RejectedRow",
    "Resolution",
    "Revision",
    "Role",
    "SchemeLabel",
    "SearchText",
    "SignOff",
    "SignOffSwitch",
    "Source",
    "SourceTerms",
    "SupportCall",
    "SupportCallEvent",
    "Topic",
    "User",
]
