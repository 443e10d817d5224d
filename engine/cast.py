"""People who play the roles in scenarios and the demo, and what they type where a scenario is silent."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.calendars import Calendar
from engine.clock import Clock
from engine.definitions import Definition
from engine.kernel.plan import Node
from engine.roles import Actor
from forms import samples
from forms.made_up import MadeUp


class Troupe:
    """A cast (engine.simulation.Cast) of given people; the same seed gives the same answers."""

    def __init__(self, people: Sequence[Actor], clock: Clock, calendar: Calendar, seed: int = 1) -> None:
        self._people, self._clock, self._calendar, self._turn = people, clock, calendar, seed
        self._made_up = MadeUp(seed, clock.now())
        self._crews: dict[str, dict[str, list[str]]] = {}

    def settle(self, surname: str) -> None:
        """The cases they work on from now on are those of this family."""
        self._made_up.settle(surname)

    def holder(self, role: str, team: str) -> Actor:
        """Somebody with that role in that team, each in turn; raises LookupError."""
        able = [person for person in self._people if person.has_role(role, team)]
        if not able:
            raise LookupError(f"nobody is {role} in {team}")
        self._turn += 1
        return able[self._turn % len(able)]

    def account(self, account_id: str) -> Actor:
        """The person with that account; raises LookupError."""
        found = next((person for person in self._people if person.id == account_id), None)
        if found is None:
            raise LookupError(account_id)
        return found

    def answers(self, definition: Definition, node: Node, given: Mapping[str, Any], team: str) -> dict[str, Any]:
        """Plausible answers to the node's form around those given; {} when it has no form."""
        form = definition.form_of(node)
        if form is None:
            return {}
        self._made_up.now = self._calendar.local(self._clock.now())
        self._made_up.people = self._by_role(team)
        return samples.fill(form, given, self._made_up)

    def _by_role(self, team: str) -> dict[str, list[str]]:
        if team not in self._crews:
            roles = {role for person in self._people for role in person.roles}
            crew = {role: [who.id for who in self._people if who.has_role(role, team)] for role in sorted(roles)}
            self._crews[team] = crew
        return self._crews[team]
