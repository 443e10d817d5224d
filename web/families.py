"""The process families a person meets: a list can be narrowed to one of them once there are several."""

from collections.abc import Iterable

from engine.definitions import Definition
from persistence.queries import definitions
from persistence.queries.definitions import InForce
from web import desk


def choices(permission: str) -> tuple[InForce, ...]:
    """Families in which the person has a role; all of them where the permission reaches beyond own cases."""
    viewer = desk.viewer()
    found = definitions.in_force(viewer)
    reaches = {reach for reach, _team in viewer.roles.reaches(viewer.actor, permission)}
    if reaches - {"own"}:
        return found
    return tuple(row for row in found if _roles(desk.services().store.definition(row.checksum)) & viewer.actor.roles)


def apart(found: Iterable[InForce]) -> frozenset[str]:
    """Those whose cases are no families: lists of families leave them out until they are chosen."""
    settings = ((row.process, desk.services().store.definition(row.checksum).settings) for row in found)
    return frozenset(process for process, told in settings if told.get("apart"))


def _roles(definition: Definition) -> frozenset[str]:
    return frozenset(node.task.role for node in definition.plan.nodes.values() if node.task)
