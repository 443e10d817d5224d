"""A case is read as it was written, down to the last field."""

from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal

from engine.case import Case
from engine.sums import Amount
from engine.tasks import Delay
from persistence.cases import decode, encode
from tests.persistence.garden import Watched

MOMENT = datetime(2026, 3, 2, 7, tzinfo=UTC)
COLUMNS = {"id", "version", "seq", "head"}


def test_a_case_keeps_what_its_records_told_and_what_was_late(garden: Watched) -> None:
    case = garden.store.case(garden.sow())
    case.amounts = (Amount(3, "hours", date(2026, 3, 1), Decimal("2.50")),)
    case.delays = (Delay(4, "water", MOMENT, MOMENT),)
    again = decode(case.id, encode(case))
    assert {name: getattr(again, name) for name in _names()} == {name: getattr(case, name) for name in _names()}


def _names() -> list[str]:
    return [field.name for field in fields(Case) if field.name not in COLUMNS]
