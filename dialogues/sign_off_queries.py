"""Which version of a text is in use, which one waits for an expert, and who may read it.

This is the one place that says so: a project that asks for signatures uses the newest
version that has one (or that was kept), every other project the newest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from dialogues.models import (
    Instruction,
    Project,
    Role,
    SignOff,
    SignOffSwitch,
    User,
)
from dialogues.models.sign_offs import NAMES, TEXTS, Version, kind_of, title_of
from dialogues.prepared import prepared

Row = TypeVar("Row", bound=Model)
Act = SignOff.Act
DECIDED = (Act.SIGNED, Act.RETURNED)


def name_of(version: Version) -> str:
    """What tells it from others of its kind; empty where a project has but one."""
    kind = kind_of(version)
    return str(getattr(version, NAMES[kind])) if kind in NAMES else ""


def usable(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those versions that nothing speaks against using: also older ones."""
    done = SignOff.objects.filter(
        **{_kind(rows.model): OuterRef("pk")},
        act__in=(Act.SIGNED, Act.KEPT),
    )
    return rows.filter(Q(project__sign_off_asked=False) | Exists(done))


def in_use(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Of each text the version that is used now: the newest usable one."""
    newer = usable(_same_text(rows.model)).filter(version__gt=OuterRef("version"))
    return usable(rows).filter(~Exists(newer))


def newest(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Of each text the version that was written last, whether it is used or not."""
    newer = _same_text(rows.model).filter(version__gt=OuterRef("version"))
    return rows.filter(~Exists(newer))


def instruction_in_use(project: Project) -> Instruction | None:
    return in_use(project.instructions.all()).first()


def versions_of(version: Version) -> QuerySet[Any]:
    """Every version of the same text."""
    kind = kind_of(version)
    same = {NAMES[kind]: name_of(version)} if kind in NAMES else {}
    return TEXTS[kind].objects.filter(project=version.project_id, **same)


def version_in_use(version: Version) -> Any:
    """What is used of this text now; none where no version ever was."""
    return in_use(versions_of(version)).first()


def is_newest(version: Version) -> bool:
    return not versions_of(version).filter(version__gt=version.version).exists()


def is_usable(version: Version) -> bool:
    return usable(versions_of(version)).filter(pk=version.pk).exists()


def named_version(project: Project, kind: str, name: str, number: int) -> Any:
    """One version by what an address says of it; none where there is no such one."""
    if kind not in TEXTS or bool(name) != (kind in NAMES):
        return None
    same = {NAMES[kind]: name} if name else {}
    rows = TEXTS[kind].objects.filter(project=project, version=number, **same)
    return rows.select_related("project").first()


@dataclass(frozen=True)
class Standing:
    """How one version stands: who proposed it, who decided, whether it is used."""

    version: Any
    proposed: SignOff | None
    kept: SignOff | None
    decided: SignOff | None
    newest: bool
    used: Any

    @property
    def title(self) -> str:
        return title_of(self.version)

    @property
    def in_use(self) -> bool:
        return bool(self.used == self.version)

    @property
    def signed(self) -> SignOff | None:
        return self.decided if self.decided and self.decided.act == Act.SIGNED else None

    @property
    def returned(self) -> SignOff | None:
        return self.decided if self.decided and self.decided.act != Act.SIGNED else None

    @property
    def author(self) -> User | None:
        if self.proposed:
            return self.proposed.by
        return getattr(self.version, "created_by", None) if not self.kept else None

    @property
    def readable(self) -> bool:
        """Whether an expert can decide: nobody has, and nothing newer is there."""
        begun = self.proposed or self.kept
        return bool(begun) and self.newest and not self.decided

    @property
    def waits(self) -> bool:
        """Whether it may not be used before; what was kept is used as it is."""
        return self.readable and not self.kept


def standing(version: Version) -> Standing:
    acts = {row.act: row for row in version.sign_offs.select_related("by")}
    return Standing(
        version,
        acts.get(Act.PROPOSED),
        acts.get(Act.KEPT),
        acts.get(Act.SIGNED) or acts.get(Act.RETURNED),
        newest=is_newest(version),
        used=version_in_use(version),
    )


def waiting(project: Project) -> QuerySet[SignOff]:
    """The proposals that nobody has decided on, the oldest first."""
    return _still_open(project, Act.PROPOSED)


def unread(project: Project) -> QuerySet[SignOff]:
    """What is in use although no expert here has signed it."""
    return _still_open(project, Act.KEPT)


def _still_open(project: Project, act: str) -> QuerySet[SignOff]:
    same = Q()
    for kind in TEXTS:
        same |= Q(**{kind: OuterRef(kind)})
    others = SignOff.objects.filter(same, project=OuterRef("project"))
    settles = DECIDED if act == Act.KEPT else (*DECIDED, Act.KEPT)
    rows = project.sign_offs.filter(
        ~Exists(others.filter(act__in=settles)),
        act=act,
        project__sign_off_asked=True,
    )
    for kind, model in TEXTS.items():
        names = [NAMES[kind]] if kind in NAMES else []
        newer = model.objects.filter(
            project=OuterRef("project"),
            version__gt=OuterRef(f"{kind}__version"),
            **{name: OuterRef(f"{kind}__{name}") for name in names},
        )
        rows = rows.filter(~Exists(newer))
    return rows.select_related("by", "project", *TEXTS).order_by("at", "id")


def waiting_for(user: User, project: Project) -> QuerySet[SignOff]:
    """What waits for this expert to read it: nobody decides on their own."""
    return waiting(project).exclude(by=user)


def how_many_wait_for(user: User, project: Project) -> int:
    return len(_waiting_ids(user, project))


@prepared
def _waiting_ids(user: User, project: Project) -> QuerySet[SignOff, int]:
    return waiting_for(user, project).order_by().values_list("pk", flat=True)


def who_may_sign(project: Project, author: User | None) -> QuerySet[User]:
    """The experts of the project who did not write it."""
    people = _members(project, Role.EXPERT)
    return people.exclude(pk=author.pk) if author else people


def admins_of(project: Project) -> QuerySet[User]:
    return _members(project, Role.ADMIN)


def _members(project: Project, role: str) -> QuerySet[User]:
    members = project.memberships.filter(ended_at=None, roles__contains=[role])
    return User.objects.filter(is_active=True, pk__in=members.values("user"))


def switches_of(project: Project) -> QuerySet[SignOffSwitch]:
    """Who began to ask for signatures and who gave it up, the latest first."""
    return project.sign_off_switches.select_related("by").order_by("-id")


def decisions_of(project: Project) -> QuerySet[SignOff]:
    """What experts signed or sent back, the latest first."""
    return (
        project.sign_offs.filter(act__in=DECIDED)
        .select_related("by", "project", *TEXTS)
        .order_by("-at", "id")
    )


def with_waiting(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Each row of newest versions with whether it ``waits`` for an expert."""
    own = SignOff.objects.filter(**{_kind(rows.model): OuterRef("pk")})
    return rows.annotate(
        waits=Exists(own.filter(act=Act.PROPOSED, project__sign_off_asked=True))
        & ~Exists(own.exclude(act=Act.PROPOSED)),
    )


def with_signatures(rows: QuerySet[Row]) -> QuerySet[Row]:
    """The rows with what ``signature`` reads of each."""
    return rows.prefetch_related("sign_offs__by")


def signature(version: Version) -> SignOff | None:
    """Who signed this version and when; none where nobody has."""
    return next(
        (row for row in version.sign_offs.all() if row.act == Act.SIGNED),
        None,
    )


def _kind(model: type[Model]) -> str:
    return next(kind for kind, one in TEXTS.items() if one is model)


def _same_text(model: type[Any]) -> QuerySet[Any]:
    name = NAMES.get(_kind(model))
    same = {name: OuterRef(name)} if name else {}
    return model.objects.filter(project=OuterRef("project"), **same)
