"""What always holds of the garden, looked at after every step."""

from hypothesis.stateful import invariant

from engine.replay import Versions, replay
from engine.service import Answers, CaseService
from tests.proofs.audit import known
from tests.proofs.estate import PEOPLE, VERSIONS, Estate
from tests.proofs.stores import Reached, trying

ANSWERS = {"water": {"is_ripe": "no"}, "harvest": {}, "remind": {}}


class Sound(Estate):
    """The invariants."""

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
