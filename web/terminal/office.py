"""An installation as its operator at the terminal sees it: who has the terminal has the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import click

from engine.case import Case
from engine.errors import NotFound
from engine.operating import PERMISSION, Operating
from engine.relocating import Relocating
from engine.roles import Actor, Grant, Role, Roles
from persistence.queries import definitions, register
from persistence.queries.definitions import DefinitionRow
from persistence.queries.register import CaseRow, Filters
from persistence.queries.scope import Viewer
from web import commands
from web.services import Services
from web.settings import from_environment

TERMINAL = Actor("terminal", "terminal", (Grant("terminal", None),))
"""Who stands in the history for what was done from a terminal."""

MAY = frozenset((permission, "all") for permission in (PERMISSION, "case.read", "register.read", "definitions.read"))
ROLES = Roles({"terminal": Role("terminal", "", None, MAY)})
SHORTEST = 6
"""So many characters of a checksum name a version."""


@dataclass(frozen=True)
class Office:
    """Cases and versions, and the verbs of an operator."""

    services: Services

    @cached_property
    def operating(self) -> Operating:
        return Operating(self.services.store, self.services.clock, self.services.ids, ROLES)

    @property
    def relocating(self) -> Relocating:
        return Relocating(self.operating, self.services.relocating.ledger)

    def case(self, word: str) -> Case:
        """The case with that id or number; raises NotFound."""
        try:
            return self.services.store.case(word)
        except NotFound:
            found = [row.id for row in self._rows(Filters(status="all", text=word)) if row.number == word]
            if not found:
                raise
            return self.services.store.case(found[0])

    def open_cases(self, process: str) -> list[str]:
        """The ids of the open cases of a process, as they are now."""
        return [row.id for row in self._rows(Filters(process=process))]

    def version(self, process: str, word: str) -> DefinitionRow:
        """The version in force (`current`), or the one whose checksum begins so; raises UsageError."""
        with self._looking() as viewer:
            versions = definitions.versions(viewer, process)
        if not versions:
            raise click.UsageError(f"There is no process {process}.")
        named = [row for row in versions if len(word) >= SHORTEST and row.checksum.startswith(word.lower())]
        found = [row for row in versions if row.current] if word == "current" else named
        if len(found) != 1:
            known = ", ".join(row.checksum[:12] for row in versions)
            raise click.UsageError(f"{word} names no version of {process}, or several; there are {known}.")
        return found[0]

    def _rows(self, filters: Filters) -> Iterator[CaseRow]:
        with self._looking() as viewer:
            after = None
            while True:
                page = register.page(viewer, filters, after)
                yield from page.rows
                if page.next is None:
                    return
                after = page.next

    @contextmanager
    def _looking(self) -> Iterator[Viewer]:
        with self.services.database.reading() as reader:
            yield Viewer(reader, TERMINAL, ROLES, self.services.clock.now())


def enter() -> Office:
    """This installation's office: the one handed in by whoever runs the command, else the environment's.

    Raises Damaged for a database that cannot be trusted, ClickException for settings that cannot be.
    """
    if given := click.get_current_context().find_object(Services):
        return Office(given)
    try:
        return Office(commands.opened(from_environment()))
    except ValueError as error:
        raise click.ClickException(str(error)) from error
