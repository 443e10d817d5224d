"""Who may do what: roles as data, one `may`, default deny.

A permission reads `name:reach`, where reach is `own`, `team` or `all`:
`own` cases are those in which the actor holds a seat or a task, which he opened, or in which a
task is offered to a role he has in the case's team.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

REACHES = ("own", "team", "all")

PERMISSIONS = {
    "case.open": "open a case",
    "case.read": "see a case",
    "task.work": "claim and complete tasks offered to one's roles",
    "task.assign": "give tasks and seats to other people",
    "message.send": "send a message to a case, such as a refusal at any stage",
    "case.discuss": "write comments on a case and lay files beside it",
    "deadline.extend": "extend, pause and resume deadlines",
    "record.correct": "correct an earlier record",
    "document.issue": "issue documents of a case and file their signed copies",
    "register.read": "see the register of cases",
    "deadlines.read": "see what is late and soon late, by stage",
    "reports.read": "see how long stages take, how many cases people have, and what became of them",
    "indicators.read": "see the indicators of the methods and the cases behind them",
    "history.read": "see the events of a case, step by step, and verify them",
    "oversight.read": "look everything over, see signed checkpoints and who looked at what",
    "case.export": "take cases along: books, packages that verify elsewhere, event logs",
    "definitions.read": "see the deployed diagrams, tables and forms",
    "definitions.edit": "change drafts of methods and ask for their publication",
    "definitions.approve": "approve what another person drafted, so that it is published",
    "case.operate": "skip and move steps, rewind, cancel, suspend and migrate cases, with a reason",
    "documents.edit": "replace templates of documents and put them in force",
    "accounts.manage": "manage accounts",
}

STANDING_IN = frozenset({
    "case.open", "case.read", "task.work", "task.assign", "message.send", "case.discuss", "deadline.extend",
    "record.correct", "document.issue", "register.read", "deadlines.read",
})  # fmt: skip
"""What of an absent person's permissions passes to who stands in for him: his cases, not his offices."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the method: who one may be in the organisation."""

    key: str
    title: str
    reports_to: str | None
    permissions: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held by an account, in one team or (None) in all."""

    role: str
    team: str | None


@dataclass(frozen=True)
class Actor:
    """A signed-in person: account id and what it holds.

    `absent` are the people he stands in for just now, each an actor by whose rights he may act: its `hand` is his id.
    """

    id: str
    name: str
    grants: tuple[Grant, ...]
    hand: str | None = None
    absent: tuple["Actor", ...] = ()

    @cached_property
    def hats(self) -> tuple["Actor", ...]:
        """Himself, then each person he stands in for."""
        return (replace(self, absent=()), *self.absent) if self.absent else (self,)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The accounts whose tasks are his to do just now, his own first."""
        return tuple(hat.id for hat in self.hats)

    @property
    def person(self) -> str:
        """The account of whoever acts."""
        return self.hand or self.id

    def has_role(self, role: str, team: str | None) -> bool:
        """Whether the actor holds `role` in `team`."""
        return any(grant.role == role and grant.team in (None, team) for grant in self.grants)

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)


@dataclass(frozen=True, slots=True)
class Subject:
    """What `may` needs to know of a case: its team, its people, the roles tasks are offered to."""

    team: str
    members: frozenset[str]
    offered: frozenset[str]


class Roles:
    """The roles of the organisation, read from `processes/roles.toml`."""

    def __init__(self, roles: Mapping[str, Role]) -> None:
        self._roles = dict(roles)

    def __iter__(self) -> Iterator[Role]:
        return iter(self._roles.values())

    def __contains__(self, key: object) -> bool:
        return key in self._roles

    def __getitem__(self, key: str) -> Role:
        return self._roles[key]

    def title(self, key: str) -> str:
        """The role's title, or its key when the role is no longer known."""
        return self._roles[key].title if key in self._roles else key

    def reaches(self, actor: Actor, permission: str) -> frozenset[tuple[str, str | None]]:
        """Pairs (reach, team) by which the actor himself holds the permission; team None means every team."""
        if actor.hand and permission not in STANDING_IN:
            return frozenset()
        return frozenset(
            (reach, grant.team)
            for grant in actor.grants
            if grant.role in self._roles
            for name, reach in self._roles[grant.role].permissions
            if name == permission
        )

    def may(self, actor: Actor, permission: str, subject: Subject | None = None) -> bool:
        """Whether the actor, or who he stands in for, holds the permission, for `subject` when one is named.

        The SQL twin is `persistence.queries.scope`; a property test holds them together.
        """
        return any(self._may(hat, permission, subject) for hat in actor.hats)

    def _may(self, actor: Actor, permission: str, subject: Subject | None) -> bool:
        reaches = self.reaches(actor, permission)
        if subject is None:
            return bool(reaches)
        return any(_covers(reach, team, actor, subject) for reach, team in reaches)


def _covers(reach: str, team: str | None, actor: Actor, subject: Subject) -> bool:
    if reach == "all":
        return True
    return team in (None, subject.team) and (reach == "team" or is_own(actor, subject))


def is_own(actor: Actor, subject: Subject) -> bool:
    """Whether the case is the actor's own: a member of it, or a task is offered to a role of his."""
    return actor.id in subject.members or any(actor.has_role(role, subject.team) for role in subject.offered)


def parse(text: str) -> Roles:
    """Roles from TOML text; raises ValueError that names the role and the word that is wrong."""
    return Roles({role.key: role for role in map(_role, tomllib.loads(text)["role"])})


def _role(entry: Mapping[str, object]) -> Role:
    key, listed = str(entry["key"]), entry.get("permissions", [])
    assert isinstance(listed, list)
    permissions = frozenset(_permission(key, str(word)) for word in listed)
    superior = entry.get("reports_to")
    return Role(key, str(entry["title"]), str(superior) if superior else None, permissions)


def _permission(role: str, word: str) -> tuple[str, str]:
    name, _, reach = word.partition(":")
    reach = reach or "all"
    if name not in PERMISSIONS or reach not in REACHES:
        raise ValueError(f"role {role}: unknown permission {word}")
    return name, reach
