"""Lists show what `may` allows, no more and no less."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from engine.case import Case
from engine.roles import REACHES, Actor, Grant, Role, Roles
from engine.tasks import OpenTask
from persistence import projections
from persistence.database import Database
from persistence.projections import Change
from persistence.projections.register import table as register
from persistence.queries.scope import Viewer, within
from persistence.schema import migrate
from persistence.writes import run_all
from tests.persistence.garden import MONDAY, definition
from tests.postgres import Server

TEAMS, KEYS, PEOPLE = ("north", "south"), ("gardener", "head", "guest"), ("anna", "boris", "vera")
NAMES = ("case.read", "task.work", "history.read")

THOROUGH = settings(max_examples=max(200, settings().max_examples))

teams, keys, people = st.sampled_from(TEAMS), st.sampled_from(KEYS), st.sampled_from(PEOPLE)
reaches = st.sampled_from((*REACHES, "own", "own"))
permissions = st.frozensets(st.tuples(st.sampled_from(NAMES), reaches), min_size=1, max_size=2)
some_roles = st.lists(permissions, min_size=len(KEYS), max_size=len(KEYS)).map(
    lambda granted: Roles({key: Role(key, key, None, held) for key, held in zip(KEYS, granted, strict=True)})
)
some_grants = st.lists(st.builds(Grant, keys, st.none() | teams), min_size=1, max_size=3).map(tuple)
absent = st.builds(Actor, people, st.just(""), some_grants, st.just("deputy"))
actors = st.builds(
    Actor,
    people,
    st.just(""),
    some_grants,
    st.none(),
    st.just(()) | st.lists(absent, min_size=1, max_size=2).map(tuple),
)
"""Some of them stand in for others just now."""


@st.composite
def a_case(draw: st.DrawFn) -> Case:
    case = Case(
        f"case-{draw(st.uuids()).hex}", "garden", definition().checksum, f"G-{draw(st.uuids()).hex}", draw(teams),
        draw(st.none() | people), MONDAY, MONDAY,
    )  # fmt: skip
    case.seats = draw(st.dictionaries(st.sampled_from(("gardener", "head")), people, max_size=2))
    for token in range(draw(st.integers(0, 3))):
        holder, lender = draw(st.none() | people), draw(st.none() | people)
        case.tasks[token] = OpenTask(token, "water", draw(keys), "gardener", MONDAY, assignee=holder, lender=lender)
    return case


class Undo(Exception):
    """Takes the rows of an example back."""


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path_factory.mktemp('scope')}/scope.db"
    migrate(url)
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def postgres(postgres_server: Server) -> Iterator[Database]:
    with postgres_server.database(postgres_server.template("migrated", migrate)) as url:
        opened = Database(url)
        yield opened
        opened.close()


@THOROUGH
@given(st.lists(a_case(), min_size=1, max_size=4), actors, some_roles, st.sampled_from(NAMES))
def test_the_twin_of_may_agrees_with_may(
    sqlite: Database, cases: list[Case], actor: Actor, roles: Roles, permission: str
) -> None:
    allowed = {case.id for case in cases if roles.may(actor, permission, case.subject)}
    assert _listed(sqlite, cases, Viewing(actor, roles, permission)) == allowed


@given(st.lists(a_case(), min_size=1, max_size=4), actors, some_roles, st.sampled_from(NAMES))
def test_the_twin_of_may_agrees_on_postgresql_too(
    postgres: Database, cases: list[Case], actor: Actor, roles: Roles, permission: str
) -> None:
    allowed = {case.id for case in cases if roles.may(actor, permission, case.subject)}
    assert _listed(postgres, cases, Viewing(actor, roles, permission)) == allowed


def test_a_task_offered_to_a_role_i_hold_in_another_team_does_not_make_the_case_mine(sqlite: Database) -> None:
    case = Case("case-1", "garden", definition().checksum, "G-1", "north", None, MONDAY, MONDAY)
    case.tasks[1] = OpenTask(1, "water", "head", "head", MONDAY)
    roles = Roles({key: Role(key, key, None, frozenset({("case.read", "own")})) for key in KEYS})
    actor = Actor("anna", "", (Grant("gardener", "north"), Grant("head", "south")))
    assert not roles.may(actor, "case.read", case.subject)
    assert _listed(sqlite, [case], Viewing(actor, roles, "case.read")) == set()


@dataclass(frozen=True)
class Viewing:
    """Who looks, and by which permission."""

    actor: Actor
    roles: Roles
    permission: str


def _listed(database: Database, cases: Sequence[Case], viewing: Viewing) -> set[str]:
    """The cases a list would show; their rows are taken back afterwards."""
    found: set[str] = set()

    def act(connection: Connection) -> None:
        for case in cases:
            for one in projections.ALL:
                run_all(connection, one.writes(Change(case, definition(), [])))
        viewer = Viewer(connection, viewing.actor, viewing.roles, MONDAY)
        reach = within(viewer, viewing.permission, register.c.case_id, register.c.team)
        found.update(connection.execute(select(register.c.case_id).where(reach)).scalars())
        raise Undo

    with pytest.raises(Undo):
        database.write(act)
    return found
