"""A case that has been worked on for thousands of rounds costs what a young one does, in time and in room."""

from pathlib import Path

import pytest

from tests.benchmarks.measure import interleaved, table
from tests.benchmarks.office import Office, lay_out

pytestmark = pytest.mark.benchmark

AGES = (10, 100, 1_000, 10_000)
ASIDE = ("open_task", "standing", "seat", "awaited_message", "job", "passed", "term")
"""Tables that follow from where a case stands; beside them there is one row in the register."""


def test_an_action_and_its_state_do_not_grow_with_a_case(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/office.db"
    lay_out(url, len(AGES))
    office = Office(url)
    for number, age in enumerate(AGES):
        for _ in range(age):
            office.act(number)
    jobs = {str(age): lambda number=number: office.act(number) for number, age in enumerate(AGES)}
    times = interleaved(jobs, rounds=15, calls=30)
    sizes = [_stored(office, number) for number in range(len(AGES))]
    office.close()
    young = times[str(AGES[0])].cpu
    rows = [
        (age, times[str(age)].cpu * 1000, times[str(age)].cpu / young, *size)
        for age, size in zip(AGES, sizes, strict=True)
    ]
    table("A durable action by the age of its case", ("rounds", "CPU ms", "ratio", "state bytes", "rows beside"), rows)
    assert times[str(AGES[-1])].cpu / young <= 1.2
    assert sizes[-1][0] <= 4096


def _stored(office: Office, number: int) -> tuple[int, int]:
    """Bytes of the state, and rows of the lists that follow from it."""
    case = office.places[number].case_id
    with office.database.reading() as reader:
        state = reader.exec_driver_sql("SELECT length(state) FROM case_state WHERE case_id = ?", (case,)).scalar_one()
        rows = sum(
            reader.exec_driver_sql(f"SELECT count(*) FROM {name} WHERE case_id = ?", (case,)).scalar_one()
            for name in ASIDE
        )
    return int(state), int(rows)
