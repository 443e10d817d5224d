"""How cases flow: what began and ended day by day, how old what is open is, and how cases ended."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, select

from engine import pace
from engine.pace import Spread
from engine.visits import WITHDRAWN
from persistence.projections.visits import is_open
from persistence.projections.visits import table as visit
from persistence.queries.paces import Chosen, narrow
from persistence.queries.scope import Condition, Viewer

Daily = Mapping[str, Mapping[date, int]]
"""By element, how many on which day."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Visits since the first day of a period, until now: begun, ended (withdrawn too), ended late; and open now."""

    begun: Daily
    ended: Daily
    late: Daily
    open: Mapping[str, int]

    def standing(self, node: str, day: date) -> int:
        """How many were open when that day ended."""
        later = sum(count for ended, count in self.ended.get(node, {}).items() if ended > day)
        newer = sum(count for begun, count in self.begun.get(node, {}).items() if begun > day)
        return self.open.get(node, 0) + later - newer


@dataclass(frozen=True, slots=True)
class Exit:
    """A way in which cases ended: how many in the period, and how long they had been open, in working minutes."""

    key: str
    count: int
    spread: Spread


def flow(viewer: Viewer, chosen: Chosen, nodes: Iterable[str]) -> Flow:
    """What happened at the elements since the period began."""
    here = _at(viewer, chosen, nodes)
    day = visit.c.opened_on
    began = select(visit.c.node, day, func.count()).where(here, day >= chosen.since).group_by(visit.c.node, day)
    last = visit.c.done_on
    too_late = func.sum(case((and_(visit.c.missed, visit.c.outcome != WITHDRAWN), 1), else_=0))
    ended = select(visit.c.node, last, func.count(), too_late).where(here, last >= chosen.since)
    standing = select(visit.c.node, func.count()).where(here, is_open).group_by(visit.c.node)
    ends, late = _empty(), _empty()
    for node, when, count, missed in viewer.reader.execute(ended.group_by(visit.c.node, last)):
        ends[node][when], late[node][when] = count, missed
    return Flow(_daily(viewer.reader.execute(began)), ends, late, dict(map(tuple, viewer.reader.execute(standing))))


def ages(viewer: Viewer, chosen: Chosen, nodes: Iterable[str]) -> Daily:
    """Since when what is open now has been open."""
    alike = (visit.c.node, visit.c.opened_on)
    query = select(*alike, func.count()).where(_at(viewer, chosen, nodes), is_open).group_by(*alike)
    return _daily(viewer.reader.execute(query))


def exits(viewer: Viewer, chosen: Chosen, root: str) -> tuple[Exit, ...]:
    """How the cases ended that ended in the period, the commonest way first; `root` is the main process."""
    ended = visit.c.done_on.between(chosen.since, chosen.until)
    query = select(visit.c.outcome, visit.c.paced, func.count()).where(_at(viewer, chosen, [root]), ended)
    paces: dict[str, dict[int, int]] = defaultdict(dict)
    for key, paced, count in viewer.reader.execute(query.group_by(visit.c.outcome, visit.c.paced)):
        paces[key][paced] = count
    found = (Exit(key, sum(counts.values()), pace.spread(counts)) for key, counts in paces.items())
    return tuple(sorted(found, key=lambda one: (-one.count, one.key)))


def _at(viewer: Viewer, chosen: Chosen, nodes: Iterable[str]) -> Condition:
    return and_(visit.c.node.in_(sorted(set(nodes))), narrow(viewer, chosen))


def _empty() -> dict[str, dict[date, int]]:
    return defaultdict(lambda: defaultdict(int))


def _daily(rows: Iterable[Any]) -> Daily:
    found = _empty()
    for node, day, count in rows:
        found[node][day] = count
    return found
