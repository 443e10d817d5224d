"""What colleagues said about a case, the files they laid beside it, and who is mentioned where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from engine.errors import NotFound
from engine.stores import File
from persistence import files, history
from persistence.personal_tables import mention_read
from persistence.projections.attachments import table as attachment
from persistence.projections.comments import table as comment
from persistence.projections.mentions import table as mention
from persistence.projections.register import table as register
from persistence.projections.seats import table as seat
from persistence.projections.worklist import table as open_task
from persistence.queries.case_head import CaseHead
from persistence.queries.page import SIZE, Order, Page
from persistence.queries.people import Person
from persistence.queries.scope import Viewer, within
from persistence.tables import account, event, role_grant
from persistence.vault import Seal, Vault


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment with its words as they stand; `edits` counts how often they were changed."""

    seq: int
    token: int | None
    node: str | None
    by: str | None
    by_name: str | None
    at: datetime
    edits: int
    edited_at: datetime
    text: str
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file beside the case or a task. `removed` is when it was taken away, `reason` why."""

    seq: int
    token: int | None
    node: str | None
    media: str
    size: int
    by: str | None
    by_name: str | None
    at: datetime
    name: str
    note: str
    removed: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A comment in which the viewer is named and that he has not read."""

    case_id: str
    case_number: str
    case_title: str
    seq: int
    comment: int
    by_name: str | None
    at: datetime
    text: str


_COMMENTS: Select[Any] = (
    select(comment, account.c.name.label("by_name"), event.c.kind, event.c.header, event.c.sealed,
           event.c.at.label("edited_at"))
    .join(event, and_(event.c.case_id == comment.c.case_id, event.c.seq == comment.c.latest))
    .outerjoin(account, account.c.id == comment.c.by)
)  # fmt: skip
_ORDER = Order((comment.c.seq,), falling=True)
_gone, _gone_event = attachment.c.removed, event.alias()
_FILES: Select[Any] = (
    select(attachment, account.c.name.label("by_name"), event.c.sealed, _gone_event.c.sealed.label("gone_sealed"),
           _gone_event.c.at.label("gone_at"))
    .join(event, and_(event.c.case_id == attachment.c.case_id, event.c.seq == attachment.c.seq))
    .outerjoin(_gone_event, and_(_gone_event.c.case_id == attachment.c.case_id, _gone_event.c.seq == _gone))
    .outerjoin(account, account.c.id == attachment.c.by)
)  # fmt: skip
MOST_FILES, MOST_MENTIONS = 200, 20


def comments(
    viewer: Viewer, vault: Vault, head: CaseHead, token: int | None = None, after: str | None = None
) -> Page[CommentRow]:
    """Comments on the case, or on one task of it, the newest first."""
    query = _COMMENTS.where(comment.c.case_id == head.id)
    query = query.where(comment.c.token == token) if token is not None else query
    found = _ORDER.cut(viewer.reader, query, after, SIZE)
    seal = history.seal_of(viewer.reader, vault, head.id) if found.rows else None
    return Page(tuple(_comment(row, seal) for row in found.rows), found.next)


def comment_at(viewer: Viewer, vault: Vault, head: CaseHead, seq: int) -> CommentRow:
    """One comment; raises NotFound."""
    row = viewer.reader.execute(_COMMENTS.where(comment.c.case_id == head.id, comment.c.seq == seq)).first()
    if row is None:
        raise NotFound()
    return _comment(row, history.seal_of(viewer.reader, vault, head.id))


def attached(viewer: Viewer, vault: Vault, head: CaseHead, token: int | None = None) -> tuple[FileRow, ...]:
    """Files beside the case and its tasks, or beside one task, the newest first; those taken away come along."""
    query = _FILES.where(attachment.c.case_id == head.id)
    query = query.where(attachment.c.token == token) if token is not None else query
    rows = viewer.reader.execute(query.order_by(attachment.c.seq.desc()).limit(MOST_FILES)).all()
    seal = history.seal_of(viewer.reader, vault, head.id) if rows else None
    return tuple(_file(row, seal) for row in rows)


def attached_at(viewer: Viewer, vault: Vault, head: CaseHead, seq: int) -> tuple[FileRow, File]:
    """One file with its content; raises NotFound, also for one that was taken away."""
    query = _FILES.where(attachment.c.case_id == head.id, attachment.c.seq == seq, attachment.c.removed.is_(None))
    row = viewer.reader.execute(query).first()
    if row is None:
        raise NotFound()
    told = _file(row, history.seal_of(viewer.reader, vault, head.id))
    return told, files.read(viewer.reader, vault, head.id, row.file)


def counts(viewer: Viewer, case_id: str, token: int | None = None) -> tuple[int, int]:
    """How many comments and files there are, of a case the viewer is known to see, or of one task of it."""
    said, laid = [comment.c.case_id == case_id], [attachment.c.case_id == case_id, attachment.c.removed.is_(None)]
    if token is not None:
        said, laid = [*said, comment.c.token == token], [*laid, attachment.c.token == token]
    both = [select(func.count()).select_from(table).where(*chosen).scalar_subquery()
            for table, chosen in ((comment, said), (attachment, laid))]  # fmt: skip
    row = viewer.reader.execute(select(*both)).one()
    return int(row[0]), int(row[1])


def unread(viewer: Viewer, vault: Vault) -> tuple[MentionRow, ...]:
    """Where the viewer is named and has not read it, within the cases he may see, the newest first."""
    mine = mention.c.account_id == viewer.actor.id
    read = and_(mention_read.c.account_id == mention.c.account_id, mention_read.c.case_id == mention.c.case_id)
    query = (
        select(mention, register.c.number, register.c.title, account.c.name.label("by_name"), event.c.kind,
               event.c.sealed)
        .join(register, register.c.case_id == mention.c.case_id)
        .join(event, and_(event.c.case_id == mention.c.case_id, event.c.seq == mention.c.seq))
        .outerjoin(mention_read, read)
        .outerjoin(account, account.c.id == mention.c.by)
        .where(mine, or_(mention_read.c.seq.is_(None), mention_read.c.seq < mention.c.seq))
        .where(within(viewer, "case.read", mention.c.case_id, register.c.team))
        .order_by(mention.c.at.desc(), mention.c.seq.desc())
        .limit(MOST_MENTIONS)
    )  # fmt: skip
    return tuple(_mention(viewer, vault, row) for row in viewer.reader.execute(query))


def circle(viewer: Viewer, head: CaseHead) -> tuple[Person, ...]:
    """Who can be called: the people of the case, who wrote in it, and those of its team who see all its cases."""
    ways = (
        select(seat.c.account_id).where(seat.c.case_id == head.id),
        select(open_task.c.assignee).where(open_task.c.case_id == head.id),
        select(open_task.c.lender).where(open_task.c.case_id == head.id),
        select(register.c.opened_by).where(register.c.case_id == head.id),
        select(comment.c.by).where(comment.c.case_id == head.id),
    )
    seeing = [role.key for role in viewer.roles if role.permissions & {("case.read", "team"), ("case.read", "all")}]
    team = select(role_grant.c.account_id).where(role_grant.c.team == head.team, role_grant.c.role.in_(seeing))
    here = or_(*(account.c.id.in_(way) for way in (*ways, team)))
    query = select(account.c.id, account.c.name).where(here, account.c.active).order_by(account.c.name, account.c.id)
    return tuple(Person(*row) for row in viewer.reader.execute(query))


def _comment(row: Any, seal: Seal | None) -> CommentRow:
    private = seal.open(row.sealed, row.case_id, row.latest, row.kind) if seal else {}
    mentioned: Sequence[str] = history.read(row.header).data.get("mentions", ())
    return CommentRow(row.seq, row.token, row.node, row.by, row.by_name, row.at, row.edits, row.edited_at,
                      private.get("text", ""), tuple(mentioned))  # fmt: skip


def _file(row: Any, seal: Seal | None) -> FileRow:
    private = seal.open(row.sealed, row.case_id, row.seq, "file.attached") if seal else {}
    why = seal.open(row.gone_sealed, row.case_id, row.removed, "file.removed") if seal and row.removed else {}
    return FileRow(row.seq, row.token, row.node, row.media, row.size, row.by, row.by_name, row.at,
                   private.get("name", ""), private.get("note", ""), row.gone_at, why.get("reason", ""))  # fmt: skip


def _mention(viewer: Viewer, vault: Vault, row: Any) -> MentionRow:
    seal = history.seal_of(viewer.reader, vault, row.case_id)
    private = seal.open(row.sealed, row.case_id, row.seq, row.kind) if seal else {}
    return MentionRow(row.case_id, row.number, row.title, row.seq, row.comment, row.by_name, row.at,
                      private.get("text", ""))  # fmt: skip
