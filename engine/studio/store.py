"""What drafts need remembered, as a protocol; `persistence.studio` implements it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from engine.errors import N_, Conflict, OporaError
from engine.stores import Chore
from engine.studio.draft import Change, Draft, Edit
from engine.studio.request import Request


class Clash(Conflict):
    """Somebody saved the file between reading and saving; `theirs` is what he saved, `name` the file."""

    code = "clash"
    sentence = N_("Somebody else has changed this file meanwhile. Nothing was overwritten.")

    def __init__(self, theirs: Change) -> None:
        super().__init__(theirs.by, theirs.name, theirs.at)
        self.theirs = theirs


class Closed(Conflict):
    """The draft cannot be changed: it waits for approval, or it was published or discarded (`what`)."""

    code = "closed"
    sentence = N_("This draft cannot be changed any more, or not now: it waits for approval or is over.")


class Unfit(OporaError):
    """A file, name or title that no draft takes; `sentence` says why."""

    code = "unfit"

    def __init__(self, sentence: str, **params: object) -> None:
        self.sentence = sentence
        super().__init__(**params)


class DraftStore(Protocol):
    """Where drafts live."""

    def begin(self, draft: Draft) -> None:
        """Remember a new draft with the files it begins from."""

    def draft(self, draft_id: str) -> Draft:
        """The draft as it stands; raises NotFound."""

    def save(self, draft_id: str, edits: Sequence[Edit], at: datetime, by: str) -> list[Change]:
        """Save files, all or none. Raises Clash for a file that moved on, Closed, NotFound."""

    def rename(self, draft_id: str, title: str) -> None:
        """Give the draft another title."""

    def change(self, draft_id: str, name: str, revision: int) -> Change:
        """One save of a file; revision 0 has no author. Raises NotFound."""

    def close(self, draft_id: str, state: str, at: datetime, by: str) -> None:
        """End an open draft as discarded or published. Raises Closed, NotFound."""

    def origin(self, process: str) -> tuple[str, str, dict[str, str]]:
        """Checksum, title and files of the version in force; raises NotFound."""

    def is_taken(self, process: str) -> bool:
        """Whether a process of that key was published or begun as a draft that still lives."""

    def attend(self, draft_id: str, account_id: str, name: str, at: datetime) -> None:
        """Say that somebody is at a file now; only his latest word is kept."""

    def request(self, draft_id: str) -> Request | None:
        """The latest publication asked for, if any was."""

    def ask(self, request: Request) -> None:
        """Remember the request and let the draft rest. Raises Closed when it was changed or closed meanwhile."""

    def approve(self, draft_id: str, at: datetime, by: str, chore: Chore) -> None:
        """Note the approval, and the chore that will publish. Raises Closed."""

    def decide(self, draft_id: str, state: str, at: datetime, by: str, remark: str) -> None:
        """End the request and let the draft be changed again. Raises Closed when none waits."""

    def rebase(self, draft_id: str, base: str, edits: Sequence[Edit], saved: tuple[datetime, str]) -> None:
        """Let the draft begin from another version, with these files saved. Raises Clash, Closed."""
