"""Emergencies: messages a method marks as such (`emergency` in process.toml), two taps away wherever they can come."""

from collections.abc import Iterable

from engine.definitions import Definition
from engine.roles import Actor
from persistence.queries import definitions
from persistence.queries.case_page import CaseHead, MessageRow
from web import desk


def names(definition: Definition) -> frozenset[str]:
    """The messages that are emergencies in this version."""
    return frozenset(definition.settings.get("emergency", ()))


def among(messages: Iterable[MessageRow], head: CaseHead) -> list[MessageRow]:
    """Those of a case's messages that are emergencies."""
    marked = names(desk.definition(head))
    return [row for row in messages if row.message in marked]


def sendable(actor: Actor) -> bool:
    """Whether the actor may send an emergency of some method; one that names no role is everybody's."""
    if not desk.may("message.send"):
        return False
    found = (desk.services().store.definition(row.checksum) for row in definitions.in_force(desk.viewer()))
    return any(_roles(definition) & (actor.roles | {""}) for definition in found)


def _roles(definition: Definition) -> frozenset[str]:
    marked = names(definition)
    nodes = definition.plan.nodes.values() if marked else ()
    return frozenset(node.task.role for node in nodes if node.task and node.event.name in marked)
