"""A case is stored whole: what it knows after an action it knows before the next."""

from dataclasses import MISSING, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine.case import Case
from engine.deadlines import Extension
from engine.reckoning import Pause
from engine.sums import Amount
from engine.tasks import Delay, OpenTask
from engine.transfer import Transfer
from persistence import cases
from tests.persistence.garden import MONDAY, Watched

IN_COLUMNS = {"id", "version", "seq", "head"}
LATER = MONDAY + timedelta(days=1)


def everything(garden: Watched) -> Case:
    """A case in which every field says something."""
    case = garden.store.case(garden.sow())
    task = OpenTask(
        7, "water", "gardener", "gardener", MONDAY, "grow", "anna", MONDAY, MONDAY, LATER, MONDAY,
        (Pause(MONDAY, LATER, "away"),), (Extension(2, "days", "illness"),), "boris", LATER, "sown",
    )  # fmt: skip
    case.tasks, case.seats, case.reached, case.begun = {7: task}, {"head": "boris"}, {"sown": MONDAY}, {3: MONDAY}
    case.amounts = (Amount(4, "hours", date(2026, 3, 2), Decimal("1.50")),)
    case.delays = (Delay(4, "water", MONDAY, LATER),)
    case.transfer = Transfer("head", "anna", "boris", "north", MONDAY, 9)
    case.predecessor, case.suspended, case.moved_at = "another", True, LATER
    return case


def unsaid(thing: Any) -> set[str]:
    """Fields that are as they are when nothing was said."""
    found = set()
    for field in fields(thing):
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        if default is not MISSING and getattr(thing, field.name) == default:
            found.add(field.name)
    return found


def test_nothing_a_case_knows_is_lost_when_it_is_stored(garden: Watched) -> None:
    case = everything(garden)
    assert unsaid(case) <= IN_COLUMNS, "say something in the new field, else nobody sees that it is lost"
    assert unsaid(case.tasks[7]) == set()
    again = cases.decode(case.id, cases.encode(case))
    for field in fields(case):
        if field.name not in IN_COLUMNS:
            assert getattr(again, field.name) == getattr(case, field.name), field.name
