"""Notices: what a person is told, how much of it is unread, how he wants to be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Select, and_, case, exists, false, func, literal, or_, select, true

from engine.errors import NotFound
from engine.notices import Preference
from engine.roles import PERMISSIONS, Roles
from persistence.notice_tables import letter, notice, notice_read, preference
from persistence.projections.register import table as register
from persistence.projections.worklist import table as open_task
from persistence.queries.page import Order, Page
from persistence.queries.scope import Condition, Viewer, within
from persistence.tables import account, role_grant

MAY = "may:"
MOST = 99
"""Counting the unread ends at one more."""
SIZE = 30


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice; the case's title is told only within the viewer's reach. `open`: what it asks for is still to do."""

    id: int
    kind: str
    case_id: str | None
    case_number: str | None
    case_title: str
    within: bool
    token: int | None
    place: str | None
    about: str
    by_name: str | None
    at: datetime
    due: datetime | None
    open: bool
    unread: bool


def unread(viewer: Viewer) -> int:
    """How many notices the viewer has not read, up to one more than `MOST`."""
    found = select(notice.c.id).where(_mine(viewer), _unread(viewer), _open()).limit(MOST + 1).subquery()
    return viewer.reader.execute(select(func.count()).select_from(found)).scalar_one()


def page(viewer: Viewer, after: str | None = None, size: int = SIZE, only_unread: bool = False) -> Page[NoticeRow]:
    """Notices for the viewer, the newest first; those to his roles only while there is something to do."""
    found = _ORDER.cut(viewer.reader, _seen_by(viewer, only_unread), after, size)
    return Page(tuple(_row(row) for row in found.rows), found.next)


def one(viewer: Viewer, notice_id: int) -> NoticeRow:
    """One notice; raises NotFound when it is not for the viewer."""
    row = viewer.reader.execute(_seen_by(viewer, False).where(notice.c.id == notice_id)).first()
    if row is None:
        raise NotFound()
    return _row(row)


def _seen_by(viewer: Viewer, only_unread: bool) -> Select[Any]:
    chosen: list[Condition] = [_mine(viewer), or_(notice.c.account_id.is_not(None), _open())]
    chosen += [_unread(viewer), _open()] if only_unread else []
    return (
        select(
            notice, register.c.number.label("case_number"), _title(viewer), account.c.name.label("by_name"),
            case((_open(), 1), else_=0).label("open"), case((_unread(viewer), 1), else_=0).label("unread"),
        )
        .outerjoin(register, register.c.case_id == notice.c.case_id)
        .outerjoin(account, account.c.id == notice.c.by)
        .where(*chosen)
    )  # fmt: skip


def waiting(viewer: Viewer) -> tuple[NoticeRow, ...]:
    """What is to go into the viewer's next mail."""
    ids = select(letter.c.notice_id).where(letter.c.account_id == viewer.actor.id)
    query = (
        select(
            notice, register.c.number.label("case_number"), literal("").label("title"),
            account.c.name.label("by_name"), case((_open(), 1), else_=0).label("open"), literal(1).label("unread"),
        )
        .outerjoin(register, register.c.case_id == notice.c.case_id)
        .outerjoin(account, account.c.id == notice.c.by)
        .where(notice.c.id.in_(ids))
        .order_by(notice.c.id)
    )  # fmt: skip
    return tuple(_row(row) for row in viewer.reader.execute(query))


def latest(reader: Connection, before: datetime) -> int:
    """The id of the last notice up to a moment; 0 where there is none."""
    return int(
        reader.execute(select(func.coalesce(func.max(notice.c.id), 0)).where(notice.c.at <= before)).scalar_one()
    )


def wish(reader: Connection, who: str) -> Preference:
    """How a person wants to be told; the defaults where he never said."""
    row = reader.execute(select(preference).where(preference.c.account_id == who)).first()
    return _preference(row) if row else Preference(who)


def with_address(reader: Connection) -> dict[str, Preference]:
    """The wishes of everybody who may sign in and gave an address for mail."""
    query = select(preference).join(account, account.c.id == preference.c.account_id)
    return {
        row.account_id: _preference(row)
        for row in reader.execute(query.where(preference.c.email != "", account.c.active))
    }


def by_feed(reader: Connection, hashed: str) -> str | None:
    """Whose calendar has this address (by its hash); None where it was given up or the account closed."""
    query = select(preference.c.account_id).join(account, account.c.id == preference.c.account_id)
    return reader.execute(query.where(preference.c.feed == hashed, account.c.active)).scalar()


def holders(reader: Connection, roles: Roles, role: str, team: str | None) -> list[str]:
    """The accounts that a notice to a role (or to a permission) in a team is for."""
    wanted = _able(roles, role.removeprefix(MAY)) if role.startswith(MAY) else [role]
    here: Condition = or_(role_grant.c.team.is_(None), role_grant.c.team == team) if team else true()
    query = select(role_grant.c.account_id).where(role_grant.c.role.in_(wanted), here).distinct()
    return sorted(reader.execute(query).scalars())


def _able(roles: Roles, permission: str) -> Sequence[str]:
    return [role.key for role in roles if permission in {name for name, _reach in role.permissions}]


_ORDER = Order((notice.c.id,), falling=True)


def _title(viewer: Viewer) -> Any:
    seen = within(viewer, "case.read", register.c.case_id, register.c.team)
    return case((seen, register.c.title), else_=None).label("title")


def _mine(viewer: Viewer) -> Condition:
    held = [
        and_(
            notice.c.role == grant.role,
            or_(notice.c.team == grant.team, notice.c.team.is_(None)) if grant.team else true(),
        )
        for hat in viewer.actor.hats
        for grant in hat.grants
    ]
    able = [f"{MAY}{name}" for name in PERMISSIONS if viewer.roles.may(viewer.actor, name)]
    me, absent = viewer.actor.id, viewer.actor.ids[1:]
    theirs = and_(notice.c.account_id.in_(absent), notice.c.token.is_not(None), _open()) if absent else false()
    return or_(
        notice.c.account_id == me,
        theirs,
        and_(
            notice.c.account_id.is_(None),
            or_(notice.c.by.is_(None), notice.c.by != me),
            or_(notice.c.role.in_(able), *held),
        ),
    )


def _unread(viewer: Viewer) -> Condition:
    me = viewer.actor.id
    seen = select(func.coalesce(func.max(preference.c.seen), 0)).where(preference.c.account_id == me).scalar_subquery()
    read = exists().where(notice_read.c.account_id == me, notice_read.c.notice_id == notice.c.id)
    return and_(notice.c.id > seen, ~read)


def _open() -> Condition:
    """Whether the task it is about is still to be done; what is about no task stays open until it is read."""
    here = (open_task.c.case_id == notice.c.case_id, open_task.c.token == notice.c.token)
    free = or_(notice.c.kind != "offered", open_task.c.assignee.is_(None))
    return or_(notice.c.token.is_(None), exists().where(*here, free))


def _row(row: Any) -> NoticeRow:
    told = row._mapping
    return NoticeRow(
        row.id, row.kind, row.case_id, told["case_number"], told["title"] or "", told["title"] is not None, row.token,
        row.place, row.about, told["by_name"], row.at, row.due, bool(told["open"]), bool(told["unread"]),
    )  # fmt: skip


def _preference(row: Any) -> Preference:
    return Preference(
        row.account_id, row.email, orjson.loads(row.channels), row.digest_hour, row.quiet_from, row.quiet_to,
        row.days_off, row.feed is not None,
    )  # fmt: skip
