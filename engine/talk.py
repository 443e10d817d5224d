"""What colleagues tell each other about a case: comments, and files laid beside it or beside a task."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.actions import Actions, Outcome, require_reason
from engine.case import Case
from engine.errors import N_, Gone, Invalid, NotAllowed, NotFound
from engine.history import Event
from engine.roles import Actor
from engine.stores import File, Work
from forms.messages import Message

PERMISSION = "case.discuss"
EMPTY = N_("Write something first.")
TOO_LONG = N_("That is too long for a comment: at most %(most)s letters.")
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody says: in a task of the case, or (None) about the whole of it; `mentions` are account ids."""

    text: str
    mentions: Sequence[str] = ()
    token: int | None = None
    command: str | None = None

    def check(self) -> None:
        """Raise Invalid when it says nothing, or too much."""
        if not self.text.strip():
            raise Invalid({"text": [Message(EMPTY)]})
        if len(self.text) > MOST:
            raise Invalid({"text": [Message(TOO_LONG, {"most": MOST})]})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file with its name, both personal, and the task it belongs to, if it does."""

    name: str
    file: File
    note: str = ""
    token: int | None = None
    command: str | None = None

    @property
    def ending(self) -> str:
        """What the file's name ends with."""
        return self.name.rpartition(".")[2].lower()


class Talk(Actions):
    """The verbs of the discussion."""

    def comment(self, actor: Actor, case_id: str, remark: Remark) -> Outcome:
        """Write to the colleagues of the case."""
        remark.check()

        def act(work: Work, actor: Actor) -> Outcome:
            if _repeated(work, actor, remark.command):
                return Outcome(case_id, repeated=True)
            case = self._allowed(work, actor, case_id)
            data = _place(case, remark.token) | {"mentions": sorted(set(remark.mentions) - {actor.person})}
            return self._note(work, case, actor, ("comment.written", data, {"text": remark.text}, remark.command))

        return self.attempt_as(actor, act)

    def edit_comment(self, actor: Actor, case_id: str, seq: int, remark: Remark) -> Outcome:
        """Put one's own comment in other words; the former ones stay in the history."""
        remark.check()

        def act(work: Work, actor: Actor) -> Outcome:
            case = self._allowed(work, actor, case_id)
            written = _event(work, case_id, seq, "comment.written")
            if written.actor != actor.person:
                raise NotAllowed()
            data = {"edits": seq, "mentions": sorted(set(remark.mentions) - {actor.person})}
            return self._note(work, case, actor, ("comment.edited", data, {"text": remark.text}, remark.command))

        return self.attempt_as(actor, act)

    def attach(self, actor: Actor, case_id: str, attachment: Attachment) -> Outcome:
        """Lay a file beside the case or a task of it."""

        def act(work: Work, actor: Actor) -> Outcome:
            if _repeated(work, actor, attachment.command):
                return Outcome(case_id, repeated=True)
            case, file = self._allowed(work, actor, case_id), attachment.file
            data = _place(case, attachment.token)
            data |= {"files": {attachment.ending: file.checksum}, "media": file.media, "size": len(file.content)}
            told = {"name": attachment.name, "note": attachment.note}
            work.keep(case_id, file)
            return self._note(work, case, actor, ("file.attached", data, told, attachment.command))

        return self.attempt_as(actor, act)

    def remove_file(self, actor: Actor, case_id: str, seq: int, reason: str) -> Outcome:
        """Take away a file one attached oneself, or any where one may correct records; it stays in the history."""
        require_reason(reason)

        def act(work: Work, actor: Actor) -> Outcome:
            case = self._allowed(work, actor, case_id)
            attached = _event(work, case_id, seq, "file.attached")
            if attached.actor != actor.person:
                self.require(actor, "record.correct", case)
            return self._note(work, case, actor, ("file.removed", {"removes": seq}, {"reason": reason}, None))

        return self.attempt_as(actor, act)

    def _allowed(self, work: Work, actor: Actor, case_id: str) -> Case:
        case = work.case(case_id)
        self.require(actor, PERMISSION, case)
        return case

    def _note(
        self, work: Work, case: Case, actor: Actor, told: tuple[str, Mapping[str, Any], Mapping[str, Any], str | None]
    ) -> Outcome:
        kind, data, private, command = told
        journal = self.journal(work, case)
        journal.note(kind, actor, data, private, command)
        return self.finish(work, journal)


def _place(case: Case, token: int | None) -> dict[str, Any]:
    """Where it belongs; raises Gone when the task is no longer open."""
    if token is None:
        return {}
    if token not in case.tasks:
        raise Gone()
    return {"token": token, "node": case.tasks[token].node}


def _event(work: Work, case_id: str, seq: int, kind: str) -> Event:
    found = work.event(case_id, seq)
    if found is None or found.kind != kind:
        raise NotFound()
    return found


def _repeated(work: Work, actor: Actor, command: str | None) -> bool:
    event = work.done(command) if command else None
    return event is not None and event.actor == actor.person
