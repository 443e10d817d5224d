"""What comes late or twice: forms posted again, stale pages, workers that come back."""

from hypothesis.stateful import precondition, rule

from engine.errors import Conflict, Gone, NotFound
from engine.roles import Actor
from engine.service import Answers
from tests.persistence.garden import HEAD
from tests.proofs.estate import Estate, people, some


class Late(Estate):
    """None of it changes anything."""

    @precondition(lambda self: self.sent)
    @rule(number=some)
    def send_twice(self, number: int) -> None:
        """A form that is posted again counts once."""
        _key, verb = self.sent[number % len(self.sent)]
        assert verb(self.people_of(None)).repeated

    @precondition(lambda self: self.closed)
    @rule(number=some, actor=people)
    def stale_form(self, number: int, actor: Actor) -> None:
        """Somebody answers a task that another has done, and is told who, if the case is his business."""
        key, token, who = self.closed[number % len(self.closed)]
        if self.plants[key].suspended:
            return
        try:
            self.people_of(None).complete(actor, key, token, Answers({"is_ripe": "yes"}))
        except Conflict as error:
            assert error.who == who
        except NotFound:
            assert actor.id != HEAD.id, "the head sees every case of the team"
        else:
            raise AssertionError("a closed task was done again")

    @precondition(lambda self: self.fired)
    @rule(number=some)
    def late_worker(self, number: int) -> None:
        """A worker comes back to a timer that has been fired."""
        self.refused((Gone,), lambda service: service.wake(self.fired[number % len(self.fired)]))
