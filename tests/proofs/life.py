"""What can happen to a garden: every verb of people, operators and the clock, crashes and restarts among them."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from engine.errors import Conflict, Suspended
from engine.replay import Versions, replay
from engine.roles import Actor
from engine.service import Answers, CaseService, DeadlineChange, Outcome
from tests.persistence.garden import HEAD, LEASE
from tests.proofs.audit import known
from tests.proofs.estate import OPERATOR, PEOPLE, VERSIONS, fates, gardeners, people, some, workers, yes
from tests.proofs.late import Late
from tests.proofs.plant import Plant
from tests.proofs.stores import Reached, trying

ANSWERS = {"water": {"is_ripe": "no"}, "harvest": {}, "remind": {}}
DAY = timedelta(days=1)
MOST = 5  # cases that people open in one life


class Life(Late):
    """Derived classes say which store it is lived in."""

    # --- people -------------------------------------------------------------------------------

    @initialize(gardener=gardeners)
    def first_case(self, gardener: str) -> None:
        self.open(None, gardener)

    @precondition(lambda self: len(self.plants) < MOST)
    @rule(fate=fates, gardener=st.none() | gardeners)
    def open(self, fate: str | None, gardener: str | None) -> None:
        command, given = self.command(), {"plant": "Rose"} | ({"gardener": gardener} if gardener else {})

        def verb(service: CaseService) -> Outcome:
            return service.open(PEOPLE["anna"], "garden", "north", Answers(given, command))

        if self.act(fate, verb):
            self.grow({"gardener": gardener} if gardener else {})
            self.sent.append((f"case-{self.ids._last}", verb))

    def grow(self, seats: dict[str, str]) -> None:
        plant = self.plants[f"case-{self.ids._last}"] = Plant(seats)
        plant.thirsty(self.clock.now())

    @precondition(lambda self: self.has_task)
    @rule(number=some, actor=workers, fate=fates, answer=yes)
    def complete(self, number: int, actor: Actor, fate: str | None, answer: bool) -> None:
        key, plant, task = self.task(number)
        name = {"water": "is_ripe", "harvest": "again"}.get(task.node)
        given, command = ({name: "yes" if answer else "no"} if name else {}), self.command()

        def verb(service: CaseService) -> Outcome:
            return service.complete(actor, key, task.token, Answers(given, command))

        if error := self.expected(plant, task, actor):
            return self.refused((error,), verb)
        if not self.act(fate, verb):
            return None
        self.sent.append((key, verb))
        self.closed.append((key, task.token, actor.id))
        plant.kinds.append("task.completed")
        if task.node == "water":
            plant.is_ripe = answer
        plant.pass_over(task.node, task.assignee, self.clock.now())
        if task.node == "harvest" and answer:
            plant.over("sown_again")
            self.grow({})
        return None

    @precondition(lambda self: self.has_task)
    @rule(number=some, actor=people, fate=fates)
    def claim(self, number: int, actor: Actor, fate: str | None) -> None:
        key, plant, task = self.task(number)
        if task.assignee != actor.id and (error := self.expected(plant, task, actor)):
            told = (Conflict, error) if task.assignee else (error,)  # who works in the case learns who has it
            return self.refused(told, lambda service: service.claim(actor, key, task.token))
        if plant.suspended:
            return self.refused((Suspended,), lambda service: service.claim(actor, key, task.token))
        if self.act(None if task.assignee else fate, lambda service: service.claim(actor, key, task.token)):
            self._passes_to(plant, task.node, task.assignee, actor.id, "task.claimed")
        return None

    def _passes_to(self, plant: Plant, node: str, before: str | None, after: str | None, kind: str) -> None:
        if before == after and kind == "task.claimed":
            return
        held = plant.held(node)
        held[held.index(before)] = after
        plant.kinds.append(kind)

    @precondition(lambda self: self.has_task)
    @rule(number=some, fate=fates)
    def release(self, number: int, fate: str | None) -> None:
        key, plant, task = self.task(number)
        if not plant.suspended and self.act(fate, lambda service: service.release(HEAD, key, task.token)):
            self._passes_to(plant, task.node, task.assignee, None, "task.released")

    @precondition(lambda self: self.has_task)
    @rule(number=some, to=gardeners, fate=fates)
    def assign(self, number: int, to: str, fate: str | None) -> None:
        key, plant, task = self.task(number)
        if task.node != "water":
            to = "head"
        if not plant.suspended and self.act(fate, lambda service: service.assign(HEAD, key, task.token, to)):
            self._passes_to(plant, task.node, task.assignee, to, "task.assigned")

    @precondition(lambda self: self.has_open)
    @rule(number=some, to=gardeners, fate=fates)
    def change_gardener(self, number: int, to: str, fate: str | None) -> None:
        key, plant = self.case(number)
        if self.act(fate, lambda service: service.change_seat(HEAD, key, "gardener", to)):
            before = plant.seats.get("gardener")
            plant.water = [to if who and who == before else who for who in plant.water]
            plant.seats["gardener"] = to
            plant.kinds.append("seat.changed")

    @precondition(lambda self: self.has_open)
    @rule(number=some, fate=fates)
    def lose(self, number: int, fate: str | None) -> None:
        """The head's message ends a growing case at any time."""
        key, plant = self.case(number)
        if plant.suspended or not plant.is_growing:
            return
        ((token, _, _),) = self.store.case(key).state.messages()
        command = self.command()

        def verb(service: CaseService) -> Outcome:
            return service.send_message(HEAD, key, token, Answers({}, command))

        if self.act(fate, verb):
            self.closed.append((key, token, HEAD.id))
            plant.kinds.append("message.received")
            plant.over("withered")
            self.sent.append((key, verb))

    @precondition(lambda self: self.has_task)
    @rule(number=some, kind=st.sampled_from(["deadline.extended", "deadline.paused", "deadline.resumed"]), fate=fates)
    def change_deadline(self, number: int, kind: str, fate: str | None) -> None:
        key, plant, task = self.task(number)
        change = DeadlineChange(kind, "because", 1)
        paused = bool(task.pauses) and task.pauses[-1].until is None
        if plant.suspended or task.node != "water" or paused != (kind == "deadline.resumed"):
            return
        if self.act(fate, lambda service: service.change_deadline(HEAD, key, task.token, change)):
            plant.kinds.append(kind)

    @rule(number=some, answer=yes, fate=fates)
    def correct(self, number: int, answer: bool, fate: str | None) -> None:
        """The last record of a watering, else the opening's."""
        key, plant = self.case(number, is_open=False)
        told = [event for event in self.store.history(key) if event.data.get("form") in {"garden/water", "garden/seed"}]
        if not told:
            return  # a follow-up that nobody has answered anything in
        last, ripe = told[-1], {"is_ripe": "yes" if answer else "no"}
        given = {"plant": "Peony"} if last.data["form"] == "garden/seed" else ripe
        if self.act(
            fate, lambda service: service.correct(HEAD, key, last.seq, Answers(given, self.command()), "a slip")
        ):
            plant.kinds.append("record.corrected")
            plant.is_ripe = answer if "is_ripe" in given else plant.is_ripe

    # --- the clock ----------------------------------------------------------------------------

    @rule(hours=st.integers(1, 200), fate=fates, limit=st.integers(1, 4))
    def time_passes(self, hours: int, fate: str | None, limit: int) -> None:
        self.clock.advance(timedelta(hours=hours))
        for job in self.store.claim(self.clock.now(), limit, LEASE, self.command()):
            plant = self.plants[job.case_id]
            node = next(node for token, node, _ in self.store.case(job.case_id).timers if token == job.token)
            if self.act(fate, lambda service, job=job: service.wake(job)):  # type: ignore[misc]
                plant.fired(node, self.clock.now())
                self.fired.append(job)

    @rule()
    def everything_due_fires(self) -> None:
        """Leases of the dead run out; after that nothing due is left."""
        self.clock.advance(LEASE + LEASE)
        while any(due <= self.clock.now() for plant in self.plants.values() for _, due in plant.timers):
            before = len(self.fired)
            self.time_passes(0, None, 10)
            assert len(self.fired) > before, "a timer that is due is nobody's"

    @rule()
    def another_process(self) -> None:
        self.restart()

    # --- operators ----------------------------------------------------------------------------

    @precondition(lambda self: self.has_task)
    @rule(number=some, fate=fates)
    def skip(self, number: int, fate: str | None) -> None:
        key, plant, task = self.task(number)
        if plant.suspended:
            return
        if self.operate(fate, lambda operating: operating.skip(OPERATOR, key, task.token, "it rained")):
            plant.kinds.append("task.skipped")
            plant.pass_over(task.node, task.assignee, self.clock.now())
            self.closed.append((key, task.token, OPERATOR.id))

    @precondition(lambda self: self.has_task)
    @rule(number=some, fate=fates)
    def begin_again(self, number: int, fate: str | None) -> None:
        key, plant, task = self.task(number)
        if plant.suspended:
            return
        to = "grow" if task.node == "harvest" else "water"
        if self.operate(fate, lambda operating: operating.rewind(OPERATOR, key, task.token, to, "wrong plant")):
            plant.kinds.append("stage.rewound")
            plant.begin_again(self.clock.now())

    @precondition(lambda self: self.has_open)
    @rule(number=some, fate=fates, node=st.sampled_from(["water", "wait"]))
    def put_elsewhere(self, number: int, fate: str | None, node: str) -> None:
        """From watering to waiting, or back."""
        key, plant = self.case(number)
        found = [token for token in self.store.case(key).state.tokens.values() if token.node == node]
        if plant.suspended or not found:
            return
        to = "wait" if node == "water" else "water"
        if self.operate(fate, lambda operating: operating.place(OPERATOR, key, found[0].id, to, "neighbours")):
            plant.kinds.append("token.placed")
            if node == "wait":
                plant.thirsty(self.clock.now())
            else:
                plant.water, plant.dry_at, plant.wait_until = [], None, self.clock.now() + 7 * DAY

    @precondition(lambda self: self.has_open)
    @rule(number=some, fate=fates, sure=st.integers(0, 9))
    def suspend_resume_or_cancel(self, number: int, fate: str | None, sure: int) -> None:
        key, plant = self.case(number)
        verb = "resume" if plant.suspended else "cancel" if sure == 0 else "suspend"
        if self.operate(fate, lambda operating: getattr(operating, verb)(OPERATOR, key, "the court decides")):
            plant.kinds.append({"resume": "case.resumed", "cancel": "case.cancelled"}.get(verb, "case.suspended"))
            plant.suspended = verb == "suspend"
            if verb == "cancel":
                plant.over("cancelled")

    @precondition(lambda self: self.has_open)
    @rule(number=some, fate=fates)
    def move_to_the_other_version(self, number: int, fate: str | None) -> None:
        key, plant = self.case(number)
        to = 1 - plant.version
        if self.operate(fate, lambda operating: operating.migrate(OPERATOR, key, VERSIONS[to].checksum, {})):
            plant.kinds.append("case.migrated")
            plant.version = to

    # --- what always holds --------------------------------------------------------------------

    @invariant()
    def nothing_is_lost_or_multiplied(self) -> None:
        for key, plant in self.plants.items():
            case = self.store.case(key)
            assert sorted(((task.node, task.assignee) for task in case.tasks.values()), key=repr) == plant.tasks
            assert sorted((node, due) for _, node, due in case.timers) == sorted(plant.timers)
            assert (case.exit, case.suspended, case.seats) == (plant.exit, plant.suspended, plant.seats)
            assert case.definition == VERSIONS[plant.version].checksum

    @invariant()
    def everything_acknowledged_is_in_the_history_once_and_replays(self) -> None:
        versions = Versions(self.store.definition, self.store.calendar)
        for key, plant in self.changed():
            history = self.store.history(key)
            assert [event.kind for event in history if event.is_input] == plant.kinds
            again = replay(history, versions)
            assert again.differences == ()
            assert known(again.case) == known(self.store.case(key))

    @invariant()
    def what_is_shown_can_be_done(self) -> None:
        service = CaseService(trying(self.store), self.clock, self.ids, self.people_of(None).roles)
        actor = [*PEOPLE.values()][self.steps % len(PEOPLE)]
        for key, token, node in self.shown(actor):
            if self.plants[key].suspended:
                continue
            try:
                service.complete(actor, key, token, Answers(ANSWERS[node]))
            except Reached:
                continue
            raise AssertionError("a task is shown that cannot be completed")

    @invariant()
    def the_store_is_sound(self) -> None:
        self.steps += 1
        self.check_store()
