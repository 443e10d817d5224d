"""Which cases the person may open, and with which form."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.definitions import Definition
from persistence.queries import definitions
from persistence.queries.people import Team
from persistence.queries.scope import Viewer
from web import desk


@dataclass(frozen=True)
class Opening:
    """A process the person may open, and for which teams."""

    definition: Definition
    title: str
    teams: tuple[Team, ...]


def choices(viewer: Viewer) -> Sequence[Opening]:
    """What the person may open; empty without `case.open` or the role of the start form."""
    if not viewer.roles.may(viewer.actor, "case.open"):
        return ()
    mine = desk.my_teams()
    found = (_opening(row.checksum, viewer, mine) for row in definitions.in_force(viewer))
    return [opening for opening in found if opening.teams]


def _opening(checksum: str, viewer: Viewer, mine: Sequence[Team]) -> Opening:
    definition = desk.services().store.definition(checksum)
    role = definition.start.task.role if definition.start.task else ""
    teams = tuple(team for team in mine if any(hat.has_role(role, team.key) for hat in viewer.actor.hats))
    form = definition.form_of(definition.start)
    return Opening(definition, form.title if form else definition.title, teams)
