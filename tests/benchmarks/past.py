"""What a nation's cases went through: visits of stages and steps, written by the database itself beside `nation`."""

from collections.abc import Iterator

from sqlalchemy import create_engine, event

from tests.benchmarks import nation
from tests.benchmarks.nation import DAY, FAMILY, POSTGRESQL, SQLITE, STAGES, Size, Words

STEPS = 2
COLUMNS = (
    "case_id, visit, kind, process, definition, team, node, stage, lead, holder, opened_at, opened_on, due, changes, "
    "done_at, done_on, outcome, worked, paced, missed, late, paused, pauses, extensions"
)


def settle(url: str, size: Size) -> None:
    """Fill an empty database with so many cases and with their past."""
    nation.settle(url, size)
    engine = create_engine(url)
    words = POSTGRESQL if engine.dialect.name == "postgresql" else SQLITE
    if words is SQLITE:
        event.listen(engine, "connect", nation._prepare_sqlite)
    with engine.begin() as connection:
        (definition,) = connection.exec_driver_sql("SELECT max(definition) FROM register").one()
        for statement in _statements(words, size, definition):
            connection.connection.cursor().execute(statement)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if words is POSTGRESQL else "ANALYZE")
    engine.dispose()


def _statements(words: Words, size: Size, definition: str) -> Iterator[str]:
    """Every case went through its stages one after another, an open one up to where it stands."""
    yield nation._drawn(words, size)
    yield (
        "INSERT INTO role_grant (account_id, role, team) SELECT id, 'curator', "
        "'team' || (CAST(substr(id, 2, length(id) - 1 - length(substr(id, position_of))) AS integer) + 1) FROM people"
    ).replace("FROM people", f"FROM ({_people(words, size)}) AS people")
    yield (
        "INSERT INTO fact SELECT case_id, 'complexity_level', CASE luck % 3 WHEN 0 THEN 'low' WHEN 1 THEN 'medium' "
        "ELSE 'high' END FROM drawn WHERE is_open = 1 AND luck % 4 > 0"
    )
    yield _whole(words, definition)
    numbers = words.numbers.format(STAGES).replace("n(i)", "s(s)").replace(") AS n", ") AS s")
    stage = "(s.s - 1)" if words is POSTGRESQL else "(s.i - 1)"
    yield _visits(words, (definition, stage, numbers), "stage", 0)
    for step in range(1, STEPS + 1):
        yield _visits(words, (definition, stage, numbers), "step", step)


def _people(words: Words, size: Size) -> str:
    place = "position('-' in id)" if words is POSTGRESQL else "instr(id, '-')"
    return f"SELECT id, {place} AS position_of FROM account WHERE id LIKE 'p%' LIMIT {size.teams * size.people}"


def _whole(words: Words, definition: str) -> str:
    done = "is_open = 0"
    return (
        f"INSERT INTO visit ({COLUMNS}) SELECT case_id, 0, 'case', '{FAMILY}', '{definition}', 'team' || (team + 1), "
        f"'{FAMILY}', NULL, 'p' || team || '-' || person, NULL, {words.at('-opened')}, {words.on('-opened')}, NULL, '[]', "
        f"CASE WHEN {done} THEN {words.at('-moved')} END, CASE WHEN {done} THEN {words.on('-moved')} END, "
        f"CASE WHEN {done} THEN 'exit' || (i % 12) END, CASE WHEN {done} THEN (opened - moved) / 200 END, "
        f"CASE WHEN {done} THEN (opened - moved) / 200 / 540 * 540 END, {_bool(words, 'luck % 3 = 0')}, 0, 0, 0, 0 FROM drawn"
    )


def _visits(words: Words, about: tuple[str, str, str], kind: str, step: int) -> str:
    definition, stage, numbers = about
    began = f"-(opened - (opened - moved) / {STAGES} * {stage})"
    ended = f"-(opened - (opened - moved) / {STAGES} * ({stage} + 1) + 1)"
    done = f"(is_open = 0 OR {stage} < stage)"
    node = f"'stage' || {stage}" if kind == "stage" else f"'node' || {stage} || '-{step}'"
    late = f"(luck + {stage} + {step}) % 5 = 0"
    changed = f"(luck + {stage}) % 29 = 0" if kind == "step" else "1 = 0"
    return (
        f"INSERT INTO visit ({COLUMNS}) SELECT case_id, {stage} * 4 + 1 + {step}, '{kind}', '{FAMILY}', '{definition}', "
        f"'team' || (team + 1), {node}, 'stage' || {stage}, 'p' || team || '-' || person, "
        f"'p' || team || '-' || person, {words.at(began)}, {words.on(began)}, {words.at(f'{began} + {3 * DAY}')}, '[]', "
        f"CASE WHEN {done} THEN {words.at(ended)} END, CASE WHEN {done} THEN {words.on(ended)} END, "
        f"CASE WHEN {done} THEN CASE WHEN luck % 11 = 0 THEN 'withdrawn' ELSE 'done' END END, "
        f"CASE WHEN {done} THEN (i % 997) * 30 END, CASE WHEN {done} THEN (i % 997) * 30 / 60 * 60 END, "
        f"{_bool(words, late)}, CASE WHEN {late} THEN (i % 83) * 60 ELSE 0 END, 0, "
        f"CASE WHEN {changed} THEN 1 ELSE 0 END, 0 FROM drawn, {numbers} WHERE is_open = 0 OR {stage} <= stage"
    )


def _bool(words: Words, condition: str) -> str:
    return f"({condition})" if words is POSTGRESQL else f"CASE WHEN {condition} THEN 1 ELSE 0 END"
