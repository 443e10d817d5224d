"""Work in the background that is no timer of a case: one module per kind, `ALL` is the list.

A chore is claimed by one worker under a lease, so it is done by one at a time; it may be done twice when its
worker dies, so doing it again must do no harm. What takes longer than half a lease does a part and goes on
at once with the rest (`again` with the same key and what is left).
"""

from web.chores import notices
from web.chores.event_log import EVENT_LOG
from web.chores.kind import Kind
from web.chores.openings import OPENINGS
from web.chores.overseeing import FORGETTING, INSPECTING, SIGNING
from web.chores.publication import PUBLICATION
from web.chores.recount import RECOUNT
from web.chores.relocation import RELOCATION
from web.chores.signals import SIGNALS
from web.chores.walks import WALKS

ALL: tuple[Kind, ...] = (
    EVENT_LOG, OPENINGS, PUBLICATION, RECOUNT, RELOCATION, SIGNALS, SIGNING, INSPECTING, FORGETTING,
    WALKS, notices.WATCHING, notices.LETTER, notices.DIGEST, notices.FORGETTING,
)  # fmt: skip

__all__ = ["ALL", "Kind"]
