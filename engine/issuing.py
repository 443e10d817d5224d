"""Documents of a case: issued with a number of their own, and their signed copies taken back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.actions import Actions, Outcome
from engine.case import Case
from engine.errors import NotFound
from engine.roles import Actor
from engine.stores import File, Work

PERMISSION = "document.issue"
Files = Mapping[str, File]
"""The files of one paper by their ending (`docx`, `pdf`)."""


@dataclass(frozen=True, slots=True)
class Registered:
    """What a document bears: its number, and its moment in the organisation's time zone."""

    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """A document to be issued.

    `pattern` makes its number of `case`, `year` and `n`, which counts documents of this key in the
    process and year. `render` makes the files; it may be called again when somebody was faster.
    """

    document: str
    pattern: str
    template: str
    render: Callable[[Registered], Files]
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """The signed copy of the document issued by the event `seq`."""

    seq: int
    ending: str
    file: File
    command: str | None = None


@dataclass(frozen=True, slots=True)
class _Paper:
    """What happens (an event's kind and data), and the files that go with it."""

    kind: str
    data: Mapping[str, Any]
    files: Files


class Issuing(Actions):
    """The verbs around documents. A case that has ended still issues its papers; a suspended one does not."""

    def issue_document(self, actor: Actor, case_id: str, order: Order) -> Outcome:
        """Number a document, make its files and keep them with the case."""

        def act(work: Work, actor: Actor) -> Outcome:
            if order.command and work.done(order.command):
                return Outcome(case_id, repeated=True)
            case = self._allowed(actor, work, case_id)
            at = work.calendar().local(self.clock.now())
            n = work.number(f"{case.process}/{order.document}", at.year)
            number = order.pattern.format(case=case.number, year=at.year, n=n)
            files = order.render(Registered(number, at))
            data = {"document": order.document, "number": number, "template": order.template, "files": _sums(files)}
            paper = _Paper("document.issued", data, files)
            return self._keep(work, case, actor, paper, order.command)

        return self.attempt_as(actor, act)

    def file_signed(self, actor: Actor, case_id: str, copy: Copy) -> Outcome:
        """Keep the signed copy of an issued document beside it. Raises NotFound when it was not issued."""

        def act(work: Work, actor: Actor) -> Outcome:
            if copy.command and work.done(copy.command):
                return Outcome(case_id, repeated=True)
            case = self._allowed(actor, work, case_id)
            issued = work.event(case_id, copy.seq)
            if issued is None or issued.kind != "document.issued":
                raise NotFound()
            files = {copy.ending: copy.file}
            told = {name: issued.data[name] for name in ("document", "number")}
            data = {**told, "signs": copy.seq, "files": _sums(files)}
            return self._keep(work, case, actor, _Paper("document.signed", data, files), copy.command)

        return self.attempt_as(actor, act)

    def _keep(self, work: Work, case: Case, actor: Actor, paper: "_Paper", command: str | None) -> Outcome:
        journal = self.journal(work, case)
        journal.note(paper.kind, actor, paper.data, command=command)
        for file in paper.files.values():
            work.keep(case.id, file)
        return self.finish(work, journal)

    def _allowed(self, actor: Actor, work: Work, case_id: str) -> Case:
        case = self.running(work, case_id)
        self.require(actor, PERMISSION, case)
        return case


def _sums(files: Files) -> dict[str, str]:
    return {ending: file.checksum for ending, file in files.items()}
