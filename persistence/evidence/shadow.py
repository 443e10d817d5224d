"""Projections of one case made anew beside the real ones, in memory."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Table, create_engine

from persistence import projections
from persistence.evidence import raw
from persistence.evidence.raw import Raw
from persistence.findings import Finding
from persistence.projections import Change
from persistence.projections.projection import Diffed
from persistence.tables import metadata
from persistence.writes import run_all


class Shadow:
    """A little database that holds what the projections of one case ought to be."""

    def __init__(self) -> None:
        self._engine = create_engine("sqlite://", hide_parameters=True)
        self._connection = self._engine.connect()
        self._connection.begin()
        metadata.create_all(self._connection, [one.table for one in projections.ALL])

    def close(self) -> None:
        """Forget it."""
        self._connection.close()
        self._engine.dispose()

    def compare(self, real: Connection, case_id: str, life: Sequence[Change]) -> Iterable[Finding]:
        """Every row of the case that is not as its life says."""
        last = life[-1]
        whole = Change(
            last.case, last.definition, [event for change in life for event in change.events], calendar=last.calendar
        )
        for one in projections.ALL:
            for change in [whole] if isinstance(one, Diffed) else life:
                run_all(self._connection, one.writes(change))
            wanted = raw.rows(self._connection, one.table, {"case_id": case_id})
            self._connection.execute(one.table.delete())
            yield from differing(one.table, case_id, wanted, raw.rows(real, one.table, {"case_id": case_id}))


def differing(table: Table, case_id: str, wanted: Sequence[Raw], found: Sequence[Raw]) -> Iterable[Finding]:
    """Where rows are not those that ought to be there."""
    there, known = {raw.key(table, row): row for row in found}, {raw.key(table, row): row for row in wanted}
    for place in {**known, **there}:
        row = "/".join(place)
        if place not in there:
            yield Finding(table.name, case_id, row, "missing")
        elif place not in known:
            yield Finding(table.name, case_id, row, "extra")
        elif there[place] != known[place]:
            columns = [name for name, value in known[place].items() if there[place].get(name) != value]
            yield Finding(table.name, case_id, row, "differs", ", ".join(columns))
