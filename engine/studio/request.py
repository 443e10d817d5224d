"""The way of a draft to publication: asked for by one person, approved by another."""

from dataclasses import dataclass
from datetime import datetime

from engine.errors import N_, Conflict, NotAllowed

WAITS, WILL, DONE, SENT_BACK, TAKEN_BACK, FAILED = "asked", "approved", "published", "sent back", "taken back", "failed"


@dataclass(frozen=True, slots=True)
class Request:
    """Publication asked for. `due` is None for at once; `astray` names the scenarios that do not go as they say.

    Decided by whom, when and with what remark, once it is.
    """

    draft_id: str
    serial: int
    note: str
    due: datetime | None
    asked_at: datetime
    asked_by: str
    astray: tuple[str, ...] = ()
    state: str = WAITS
    decided_at: datetime | None = None
    decided_by: str | None = None
    remark: str = ""


class OwnWork(NotAllowed):
    """Whoever asked for a publication, or wrote what is to be published, does not approve it."""

    code = "own-work"
    sentence = N_("Nobody approves his own work: another person has to look at it.")


class Behind(Conflict):
    """Another version was published after the draft began: to publish it would undo that one."""

    code = "behind"
    sentence = N_("Another version was published since this draft began. Carry the draft over to it first.")
