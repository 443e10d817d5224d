"""Everything people can do to a case, as verbs, beside those of the clock. Each is one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.actions import Outcome, beaten, require_reason
from engine.case import Case
from engine.clockwork import Clockwork
from engine.definitions import Definition
from engine.errors import N_, Conflict, Gone, Invalid, NotAllowed, NotFound
from engine.journal import Journal
from engine.kernel.plan import Node
from engine.roles import Actor
from engine.stores import Work
from engine.tasks import DeadlineChange, OpenTask
from forms.definition import FormDefinition
from forms.errors import InvalidAnswers
from forms.messages import Message
from forms.schema import Validated, validate

__all__ = ["Answers", "CaseService", "DeadlineChange", "Outcome"]

NO_HOLDER = N_("Choose somebody who has this role in the team.")


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person typed into a form, and the command id that makes it count once.

    Of a case that opens: `after` is the ended case it continues; `alike` which cases like it the person saw,
    and what he chose.
    """

    given: Mapping[str, Any]
    command: str | None = None
    after: str | None = None
    alike: Mapping[str, Any] | None = None


class CaseService(Clockwork):
    """The verbs. Reads as the list of what Opora lets people do."""

    # --- people -------------------------------------------------------------------------------

    def open(self, actor: Actor, process: str, team: str, answers: Answers) -> Outcome:
        """Open a case with its start form (T1: register a signal)."""

        def act(work: Work, actor: Actor) -> Outcome:
            definition = work.current(process)
            self._require_opener(actor, definition, team)
            if repeated := _repeated(work, actor, answers.command):
                return repeated
            journal = self.journal(work, Case(self.ids.new(), team=team, predecessor=answers.after), definition)
            given = self._validated(work, journal, definition.form_of(definition.start), answers)
            kept = self._kept(work, actor, definition, answers.after)
            journal.open(actor, team, replace(given, exports={**kept, **given.exports}), answers.command)
            if answers.alike:
                journal.note("case.compared", actor, answers.alike)
            return self.finish(work, journal)

        return self.attempt_as(actor, act)

    def claim(self, actor: Actor, case_id: str, token: int) -> Outcome:
        """Take an offered task."""

        def act(work: Work, actor: Actor) -> Outcome:
            case, task = self.open_task(work, actor, case_id, token)
            if task.assignee == actor.id:
                return Outcome(case_id)
            if task.assignee and actor.has_role(task.role, case.team):
                raise Conflict(task.assignee, "task.claimed", task.claimed_at)
            self._require_worker(actor, case, task)
            journal = self.journal(work, case)
            journal.note("task.claimed", actor, {"token": token, "node": task.node})
            return self.finish(work, journal)

        return self.attempt_as(actor, act)

    def release(self, actor: Actor, case_id: str, token: int) -> Outcome:
        """Give a claimed task back to its role."""

        def act(work: Work, actor: Actor) -> Outcome:
            case, task = self.open_task(work, actor, case_id, token)
            if task.assignee != actor.id:
                self.require(actor, "task.assign", case)
            journal = self.journal(work, case)
            journal.note("task.released", actor, {"token": token, "node": task.node})
            return self.finish(work, journal)

        return self.attempt_as(actor, act)

    def complete(self, actor: Actor, case_id: str, token: int, answers: Answers) -> Outcome:
        """Answer a task's form; the diagram decides what comes next."""

        def act(work: Work, actor: Actor) -> Outcome:
            if repeated := _repeated(work, actor, answers.command):
                return repeated
            case, task = self.open_task(work, actor, case_id, token)
            self._require_worker(actor, case, task)
            journal = self.journal(work, case)
            node = journal.definition.plan.nodes[task.node]
            given = self._validated(work, journal, journal.definition.form_of(node), answers)
            journal.complete(actor, task, given, answers.command)
            return self.finish(work, journal)

        return self.attempt_as(actor, act)

    def send_message(self, actor: Actor, case_id: str, token: int, answers: Answers) -> Outcome:
        """Send a message that the case waits for, such as a refusal at any stage."""

        def act(work: Work, actor: Actor) -> Outcome:
            if repeated := _repeated(work, actor, answers.command):
                return repeated
            case = self.running(work, case_id)
            self.require(actor, "message.send", case)
            journal = self.journal(work, case)
            name, node = _awaited(work, case, journal.definition, token)
            if node.task and node.task.role and not actor.has_role(node.task.role, case.team):
                raise NotAllowed()
            given = self._validated(work, journal, journal.definition.form_of(node), answers)
            journal.receive(actor, (token, name, node), given, answers.command)
            return self.finish(work, journal)

        return self.attempt_as(actor, act)

    def correct(self, actor: Actor, case_id: str, seq: int, answers: Answers, reason: str) -> Outcome:
        """Correct the record made by the event `seq`, and say why; the earlier one stays in the history."""

        def act(work: Work, actor: Actor) -> Outcome:
            if repeated := _repeated(work, actor, answers.command):
                return repeated
            case = work.case(case_id)
            self.require(actor, "record.correct", case)
            earlier, journal = work.event(case_id, seq), self.journal(work, case)
            form = journal.definition.forms.get(earlier.data.get("form", "")) if earlier else None
            if earlier is None or form is None:
                raise NotFound()
            if later := work.correction(case_id, seq):
                raise Conflict(later.actor, later.kind, later.at)
            given = self._validated(work, journal, form, answers)
            require_reason(reason)
            journal.correct(actor, earlier, given, answers.command, reason)
            return self.finish(work, journal)

        return self.attempt_as(actor, act)

    def assign(self, actor: Actor, case_id: str, token: int, to: str) -> Outcome:
        """Give an open task to a person."""

        def act(work: Work, actor: Actor) -> Outcome:
            case, task = self.open_task(work, actor, case_id, token)
            self.require(actor, "task.assign", case)
            journal = self.journal(work, case)
            _require_holder(work, to, task.role, case.team)
            journal.note("task.assigned", actor, {"token": token, "node": task.node, "to": to})
            return self.finish(work, journal)

        return self.attempt_as(actor, act)

    def change_seat(self, actor: Actor, case_id: str, seat: str, to: str) -> Outcome:
        """Pass a place in the case, such as its curator's, to another person with its open tasks."""

        def act(work: Work, actor: Actor) -> Outcome:
            case = work.case(case_id)
            self.require(actor, "task.assign", case)
            journal = self.journal(work, case)
            _require_holder(work, to, journal.definition.role_of(seat), case.team)
            journal.note("seat.changed", actor, {"seat": seat, "to": to})
            return self.finish(work, journal)

        return self.attempt_as(actor, act)

    def change_deadline(self, actor: Actor, case_id: str, token: int, change: DeadlineChange) -> Outcome:
        """Extend, pause or resume a task's deadline, with a reason."""
        require_reason(change.reason)

        def act(work: Work, actor: Actor) -> Outcome:
            case, task = self.open_task(work, actor, case_id, token)
            self.require(actor, "deadline.extend", case)
            change.check(task)
            journal = self.journal(work, case)
            data = {"token": token, "node": task.node, **change.data()}
            journal.note(change.kind, actor, data, {"reason": change.reason})
            return self.finish(work, journal)

        return self.attempt_as(actor, act)

    # --- how ----------------------------------------------------------------------------------

    def _require_opener(self, actor: Actor, definition: Definition, team: str) -> None:
        role = definition.start.task.role if definition.start.task else ""
        if not self.roles.may(actor, "case.open") or not actor.has_role(role, team):
            raise NotAllowed()

    def _kept(self, work: Work, actor: Actor, definition: Definition, after: str | None) -> Mapping[str, Any]:
        """What a case knows from the ended one it continues; raises Gone for one that is open or of another family."""
        if after is None:
            return {}
        earlier = work.case(after)
        self.require(actor, "case.read", earlier)
        if earlier.exit is None or earlier.process != definition.key:
            raise Gone()
        return definition.inherited(earlier.state.values)

    def _require_worker(self, actor: Actor, case: Case, task: OpenTask) -> None:
        """A claimed task is its assignee's alone; an offered one anybody's in its role."""
        mine = task.assignee == actor.id
        if not mine and not actor.has_role(task.role, case.team):
            raise NotAllowed()
        if not mine and task.assignee:
            raise Conflict(task.assignee, "task.claimed", task.claimed_at)
        self.require(actor, "task.work", case)

    def _validated(self, work: Work, journal: Journal, form: FormDefinition | None, answers: Answers) -> Validated:
        if form is None:
            return Validated({}, {}, {})
        try:
            given = validate(form, answers.given, journal.calendar.local(self.clock.now()))
        except InvalidAnswers as error:
            raise Invalid(error.errors) from error
        _require_holders(work, form, given, journal.case.team)
        return given


def _require_holders(work: Work, form: FormDefinition, given: Validated, team: str) -> None:
    """Whoever is named for a role has it in the case's team."""
    asked = [field for field in form.fields if field.role and given.record.get(field.name)]
    wrong = [field for field in asked if not work.holds(given.record[field.name], str(field.role), team)]
    if wrong:
        raise Invalid({field.name: [Message(NO_HOLDER)] for field in wrong})


def _require_holder(work: Work, account: str, role: str, team: str) -> None:
    if not work.holds(account, role, team):
        raise Invalid({"to": [Message(NO_HOLDER)]})


def _repeated(work: Work, actor: Actor, command: str | None) -> Outcome | None:
    event = work.done(command) if command else None
    return Outcome(event.case_id, repeated=True) if event and event.actor == actor.person else None


def _awaited(work: Work, case: Case, definition: Definition, token: int) -> tuple[str, Node]:
    for waiting, node, name in case.state.messages():
        if waiting == token:
            return name, definition.plan.nodes[node]
    raise beaten(work, case.id, token)
