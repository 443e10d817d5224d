"""From a draft to a version: asked for with a note, approved by a second person, published at once or at its time."""

from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.definitions import Definition
from engine.errors import N_, Conflict, Refused
from engine.roles import Actor
from engine.stores import Chore, Store, Trail
from engine.studio.draft import APPROVED, ASKED, OPEN, Draft, Edit
from engine.studio.request import DONE, FAILED, SENT_BACK, TAKEN_BACK, WILL, Behind, OwnWork, Request
from engine.studio.service import EDIT, Studio
from engine.studio.store import Closed, Unfit
from engine.studio.walking import REMEMBERED, Walked, walk_all

APPROVE = "definitions.approve"
CHORE = "publication"
LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What whoever asks says of it: a note, when, and the scenarios he knows to go astray."""

    note: str
    due: datetime | None = None
    astray: Collection[str] = ()


class Publishing:
    """The verbs of publication. Nobody approves his own; errors keep a draft back; a version is for ever."""

    def __init__(self, studio: Studio, versions: Store) -> None:
        self.studio, self.store, self.versions = studio, studio.store, versions
        self._walked: OrderedDict[tuple[str, str], list[Walked]] = OrderedDict()

    def ask(self, actor: Actor, draft_id: str, wanted: Wanted) -> Request:
        """Ask for publication; the draft rests until it is decided.

        Raises Refused with findings, Behind, Closed, Unfit for a note that is missing or scenarios not named.
        """
        self.studio.require(actor, EDIT)
        draft, now = self.store.draft(draft_id), self.studio.clock.now()
        note = wanted.note.strip()[:LONGEST_NOTE]
        if not note:
            raise Unfit(N_("Say in a note what changes and why: it stays with the version."))
        if wanted.due and wanted.due <= now:
            raise Unfit(N_("The moment of publication has passed already."))
        if not any(draft.changes()) and draft.base:
            raise Unfit(N_("Nothing was changed in this draft, so there is nothing to publish."))
        definition = self._publishable(draft)
        astray = tuple(walked.name for walked in self.walked(draft, definition) if not walked.is_fine)
        if set(astray) - set(wanted.astray):
            raise Unfit(N_("Some scenarios do not go as they say. Mend them, or say that this is meant."))
        request = Request(draft_id, draft.serial, note, wanted.due, now, actor.id, astray)
        self.store.ask(request)
        return request

    def take_back(self, actor: Actor, draft_id: str) -> None:
        """Go on with a draft that waits for approval or its time. Raises Closed."""
        self.studio.require(actor, EDIT)
        self.store.decide(draft_id, TAKEN_BACK, self.studio.clock.now(), actor.id, "")

    def send_back(self, actor: Actor, draft_id: str, remark: str) -> None:
        """Decline with a remark; the draft can be changed again. Raises Closed, Unfit."""
        self.studio.require(actor, APPROVE)
        if not remark.strip():
            raise Unfit(N_("Say what ought to be put right."))
        self.store.decide(draft_id, SENT_BACK, self.studio.clock.now(), actor.id, remark.strip()[:LONGEST_NOTE])

    def approve(self, actor: Actor, draft_id: str) -> Definition | None:
        """Approve what another person asked for: published now, or None when its time is to come.

        Raises OwnWork, Refused, Behind, Closed.
        """
        self.studio.require(actor, APPROVE)
        draft, request = self.store.draft(draft_id), self.store.request(draft_id)
        if draft.state != ASKED or request is None:
            raise Closed(None, draft.state)
        if actor.id in {request.asked_by, *draft.authors}:
            raise OwnWork()
        definition, now = self._publishable(draft), self.studio.clock.now()
        if request.due and request.due > now:
            self.store.approve(draft_id, now, actor.id, Chore(CHORE, f"{CHORE}:{draft_id}", request.due,
                                                              {"draft": draft_id}))  # fmt: skip
            return None
        self._publish(draft, definition, request, Approval(actor.id, now))
        return definition

    def publish_due(self, draft_id: str) -> None:
        """Publish an approved draft whose time has come; what cannot be published any more goes back to its author."""
        draft, request = self.store.draft(draft_id), self.store.request(draft_id)
        if draft.state != APPROVED or request is None or request.decided_by is None or request.decided_at is None:
            return
        try:
            definition = self._publishable(draft)
            self._publish(draft, definition, request, Approval(request.decided_by, request.decided_at))
        except (Refused, Conflict) as error:
            self.store.decide(draft_id, FAILED, self.studio.clock.now(), request.decided_by, error.sentence)

    def walked(self, draft: Draft, definition: Definition) -> list[Walked]:
        """The draft's scenarios, walked against it; the same files are walked once."""
        key = (draft.process, definition.checksum)
        if key not in self._walked:
            self._walked[key] = walk_all(draft, definition, self.studio.roles)
        while len(self._walked) > REMEMBERED:
            self._walked.popitem(last=False)
        return self._walked[key]

    def clashes(self, draft: Draft) -> dict[str, tuple[str | None, str | None]]:
        """Files changed both in the draft and by who published meanwhile: name → (mine, theirs)."""
        _checksum, _title, current = self.store.origin(draft.process)
        moved = {name for name, _kind in draft.changes() if current.get(name) != draft.origin.get(name)}
        both = {name: (draft.files.get(name), current.get(name)) for name in sorted(moved)}
        return {name: pair for name, pair in both.items() if pair[0] != pair[1]}

    def carry_over(self, actor: Actor, draft_id: str, mine: Collection[str]) -> None:
        """Let the draft begin from the version in force; of files that clash, `mine` stay and the others are theirs."""
        self.studio.require(actor, EDIT)
        draft = self.store.draft(draft_id)
        checksum, _title, current = self.store.origin(draft.process)
        theirs: Mapping[str, tuple[str | None, str | None]] = self.clashes(draft)
        edits = [Edit(name, draft.revision(name), pair[1]) for name, pair in theirs.items() if name not in mine]
        self.store.rebase(draft_id, checksum, edits, (self.studio.clock.now(), actor.id))

    def is_behind(self, draft: Draft) -> bool:
        """Whether another version is in force than the one the draft began from."""
        if draft.base is None:
            return False
        return self.store.origin(draft.process)[0] != draft.base

    def _publishable(self, draft: Draft) -> Definition:
        if self.is_behind(draft):
            raise Behind()
        definition, findings = self.studio.judged(draft)
        if definition is None:
            raise Refused([finding for finding in findings if finding.severity == "error"])
        return definition

    def _publish(self, draft: Draft, definition: Definition, request: Request, approval: "Approval") -> None:
        trail = Trail(request.note, approval.by, approval.at, "studio", draft.id, draft.base, request.astray)
        self.versions.publish(draft.bundle, definition, self.studio.clock.now(), request.asked_by, trail)


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved, and when."""

    by: str
    at: datetime


__all__ = ["DONE", "OPEN", "WILL", "Approval", "Publishing", "Wanted"]
