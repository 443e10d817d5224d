"""What must hold of a database at rest, whatever happened to it before."""

from collections import Counter
from typing import Any

import orjson
from sqlalchemy import Select, select, text

from engine.case import Case
from engine.history import first_break
from engine.replay import Versions, replay
from persistence import history, projections, rebuild, schema
from persistence.projections import Projection
from persistence.store import CaseStore
from persistence.tables import case_state, event, job


def audit(store: CaseStore) -> int:
    """Check everything that can be checked; how many cases that were. A failure names its case."""
    schema.check(store.database)
    cases = found(store, select(case_state.c.case_id))
    for (case_id,) in cases:
        check_chain(store, case_id)
        check_replay(store, case_id)
    check_timers(store)
    for one in projections.ALL:
        check_projection(store, one)
    return len(cases)


def check_chain(store: CaseStore, case_id: str) -> None:
    """No event is missing, none is foreign, and the case ends where its history ends."""
    with store.database.reading() as reader:
        rows = history.ALL.fetch(reader, case_id=case_id)
    links = [(bytes(header), bytes(sealed), bytes(stored)) for header, sealed, stored in rows]
    assert first_break(links) is None, f"the chain of {case_id} is broken"
    case = store.case(case_id)
    assert (len(links), links[-1][2]) == (case.seq, case.head), f"{case_id} does not end where its history ends"


def check_replay(store: CaseStore, case_id: str) -> None:
    """What happened leads to what is stored."""
    again = replay(store.history(case_id), Versions(store.definition, store.calendar))
    assert again.differences == (), f"{case_id} replays differently"
    assert known(again.case) == known(store.case(case_id)), f"{case_id} replays to another case"


def known(case: Case) -> tuple[object, ...]:
    """All of a case but its chain's head, which covers random seals."""
    return (
        case.state, case.tasks, case.seats, case.reached, case.suspended, case.definition,
        case.seq, case.version, case.number, case.moved_at,
    )  # fmt: skip


def check_timers(store: CaseStore) -> None:
    """Jobs are the timers that cases wait for, no more and no fewer."""
    jobs = sorted(
        (row.case_id, row.token, row.at) for row in found(store, select(job.c.case_id, job.c.token, job.c.at))
    )
    cases = [store.case(case_id) for (case_id,) in found(store, select(case_state.c.case_id))]
    assert jobs == sorted((case.id, token, due) for case in cases for token, _node, due in case.timers)


def check_projection(store: CaseStore, one: Projection) -> None:
    """A list's rows are those that a rebuild gives."""
    before = sorted(map(repr, found(store, select(one.table))))
    rebuild.projection(store, one.name)
    assert sorted(map(repr, found(store, select(one.table)))) == before, f"{one.name} differs from its rebuild"


def commands(store: CaseStore) -> set[str]:
    """Every command that was carried out."""
    return {row.command for row in found(store, select(event.c.command).where(event.c.command.is_not(None)))}


def firings(store: CaseStore) -> Counter[tuple[str, int]]:
    """How often each timer fired, by case and token (a token is never used again)."""
    fired = found(store, select(event.c.case_id, event.c.token).where(event.c.kind == "timer.fired"))
    return Counter((row.case_id, row.token) for row in fired)


def reasons(store: CaseStore) -> Counter[str]:
    """How often each reason was given for moving a deadline."""
    kind = "deadline.extended"
    cases = found(store, select(event.c.case_id).where(event.c.kind == kind).distinct())
    told = (each for (case_id,) in cases for each in store.history(case_id) if each.kind == kind)
    return Counter(each.private["reason"] for each in told)


def actors(store: CaseStore, kind: str) -> list[str | None]:
    """Who did it, over all cases."""
    return [
        orjson.loads(row.header)["actor"] for row in found(store, select(event.c.header).where(event.c.kind == kind))
    ]


def found(store: CaseStore, query: Select[Any]) -> list[Any]:
    with store.database.reading() as reader:
        return list(reader.execute(query))


def count(store: CaseStore, sentence: str) -> int:
    """The number that a query answers with."""
    with store.database.reading() as reader:
        return int(reader.execute(text(sentence)).scalar() or 0)
