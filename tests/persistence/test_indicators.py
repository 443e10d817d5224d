"""Coded answers are counted as they are written and corrected, read within reach, and by few statements."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, text

from engine import definitions, indicators
from engine.definitions import Bundle
from engine.errors import NotAllowed
from engine.indicators import Facts, Period, around
from engine.roles import Actor, Grant, parse
from engine.service import Answers
from persistence import rebuild
from persistence.projections.counted import table as counted
from persistence.projections.spans import table as span
from persistence.queries.indicators import Place, cases, course, facts
from tests.persistence.garden import ANNA, AUDITOR, BORIS, BUNDLE, HEAD, MONDAY, SETTINGS, SOUTH, Watched, definition

GARDEN = Place("garden")
MARCH = around("month", MONDAY.date())
WANTED = indicators.of(
    {
        "key": "garden",
        "indicator": [
            {"key": count, "title": count, "formula": count, "top": {"count": count, "of": "watered"}}
            for count in indicators.COUNTS
        ],
    }
)


def seen(garden: Watched, actor: Actor = HEAD, period: Period = MARCH, where: Place = GARDEN) -> Facts:
    with garden.look(actor) as viewer:
        return facts(viewer, where, WANTED, period, definition().counted)


def value(garden: Watched, key: str, actor: Actor = HEAD, period: Period = MARCH) -> int:
    one = next(one for one in WANTED if one.key == key)
    return int(indicators.read(one, seen(garden, actor, period), period).above)


def rows(garden: Watched) -> list[tuple[Any, ...]]:
    with garden.database.reading() as reader:
        return [tuple(row) for row in reader.execute(select(counted).order_by(*counted.primary_key))]


def test_an_answer_is_counted_without_its_words(garden: Watched) -> None:
    case_id = garden.sow("Rose", gardener="anna")
    garden.water(case_id, note="My aunt is ill")
    ((case, _seq, what, _row, day, until, number, said),) = rows(garden)
    assert (case, what, day, until, number, said) == (case_id, "garden:watered", "2026-03-02", None, 1.0, "no")


def test_a_moment_counts_on_the_organisation_s_day(garden: Watched) -> None:
    case_id = garden.sow("Rose", gardener="anna")
    garden.clock.advance(timedelta(hours=15))  # 22:00 in UTC, the next day in Moscow
    garden.water(case_id)
    assert rows(garden)[0][4] == "2026-03-03"


def test_a_correction_takes_the_place_of_what_it_corrects_on_its_day(garden: Watched) -> None:
    case_id = garden.sow("Rose", gardener="anna")
    garden.water(case_id, ripe=True)
    (before,) = rows(garden)
    garden.clock.advance(timedelta(days=40))
    garden.service.correct(HEAD, case_id, before[1], Answers({"is_ripe": "no"}), "Looked again")
    (after,) = rows(garden)
    assert (after[4], after[6], after[7]) == (before[4], 1.0, "no")
    garden.service.correct(HEAD, case_id, after[1], Answers({"is_ripe": "yes"}), "Looked once more")
    (again,) = rows(garden)
    assert (again[4], again[6]) == (before[4], 2.0)
    assert rebuild.projection(garden.store, "counted") == 1
    assert rows(garden) == [again]


def test_a_span_ends_with_its_case(garden: Watched) -> None:
    case_id = garden.sow("Rose", gardener="anna")
    garden.water(case_id, ripe=True)
    garden.clock.advance(timedelta(days=3))
    garden.service.complete(HEAD, case_id, garden.token(case_id, "harvest"), Answers({}))
    other = garden.sow("Palm")
    with garden.database.reading() as reader:
        found = {row.case_id: tuple(row)[2:] for row in reader.execute(select(span))}
    assert found[case_id] == ("2026-03-02", "2026-03-05", "harvested")
    assert found[other] == ("2026-03-05", indicators.FOREVER, None)


def test_numbers_are_of_the_period_only(garden: Watched) -> None:
    first, second = garden.sow("Rose", gardener="anna"), garden.sow("Palm", gardener="anna")
    garden.water(first)
    garden.clock.advance(timedelta(days=33))
    garden.fire_due()
    garden.water(first, ripe=True)
    garden.water(second)
    april = MARCH.after
    told = {key: (value(garden, key), value(garden, key, period=april)) for key in ("cases", "rows", "sum", "last_sum")}
    assert told == {"cases": (1, 2), "rows": (1, 2), "sum": (1, 3), "last_sum": (1, 3)}
    assert (value(garden, "change_sum"), value(garden, "change_sum", period=april)) == (0, 1)
    assert value(garden, "changed_cases", period=april) == 1
    assert (value(garden, "open_cases"), value(garden, "open_cases", period=april)) == (1, 2)
    assert value(garden, "opened_cases", period=april) == 0


def test_an_empty_period_has_nothing(garden: Watched) -> None:
    garden.water(garden.sow("Rose", gardener="anna"))
    assert seen(garden, period=around("year", date(2024, 5, 1))) == Facts()


def test_numbers_are_read_within_reach(garden: Watched) -> None:
    for plant, by, team in (("Rose", ANNA, "north"), ("Palm", SOUTH, "south")):
        garden.water(garden.sow(plant, by=by, team=team), by=by)
    assert [value(garden, "rows", actor) for actor in (AUDITOR, HEAD, ANNA, SOUTH)] == [2, 1, 1, 1]
    with pytest.raises(NotAllowed):
        value(garden, "rows", Actor("nobody", "Nobody", ()))


def test_a_team_and_a_region_narrow_the_numbers(garden: Watched) -> None:
    for plant, by, team in (("Rose", ANNA, "north"), ("Palm", SOUTH, "south")):
        garden.water(garden.sow(plant, by=by, team=team), by=by)
    garden.database.write(
        lambda connection: connection.execute(text("UPDATE team SET region = 'Far' WHERE key='south'"))
    )
    found = [Place("garden", "south"), Place("garden", region="Far"), Place("garden", region="Near")]
    assert [len(seen(garden, AUDITOR, where=where).spans) for where in found] == [1, 1, 0]


COUNTER = """
[[role]]
key = "counter"
title = "Counts, and opens only what is his own"
permissions = ["indicators.read:all", "case.read:own"]
"""


def test_cases_that_may_be_counted_but_not_opened_have_no_name(garden: Watched) -> None:
    mine, other = garden.sow("Rose", gardener="anna"), garden.sow("Palm", by=BORIS, gardener="boris")
    anna = Actor("anna", "Anna", (Grant("counter", None),))
    with garden.look(anna) as viewer:
        found = {
            row.id: (row.title, row.visible) for row in cases(replace(viewer, roles=parse(COUNTER)), [mine, other])
        }
    assert found == {mine: ("Rose", True), other: ("", False)}


def test_a_case_tells_its_course(garden: Watched) -> None:
    case_id = garden.sow("Rose", gardener="anna")
    garden.water(case_id)
    garden.clock.advance(timedelta(days=8))
    garden.fire_due()
    garden.water(case_id, ripe=True)
    with garden.look(HEAD) as viewer:
        told = course(viewer, case_id, ["garden:watered"])["garden:watered"]
    assert [(int(point.number), point.value) for point in told] == [(1, "no"), (2, "yes")]


def published(changed: str) -> tuple[Bundle, definitions.Definition]:
    bundle = Bundle({**BUNDLE.files, "process.toml": changed})
    return bundle, definitions.compile(bundle)


def test_an_indicator_added_later_counts_what_was_written_before(garden: Watched) -> None:
    garden.water(garden.sow("Rose", gardener="anna"), ripe=True)
    more = '\n[[counted]]\nkey = "ripe"\ntitle = "Ripe"\nfrom = [{ form = "garden/water", where = "is_ripe = true" }]\n'
    garden.store.publish(*published(SETTINGS + more), garden.clock.now(), None)
    (job,) = garden.store.claim(garden.clock.now() + timedelta(minutes=1), 10, timedelta(minutes=1), "fence")
    assert (job.kind, job.payload) == ("recount", {"process": "garden"})
    assert rebuild.counts(garden.store, "garden") == 1
    assert {row[2] for row in rows(garden)} == {"garden:watered", "garden:ripe"}


def test_the_same_sets_again_are_not_counted_anew(garden: Watched) -> None:
    garden.store.publish(*published(SETTINGS.replace("Gardening", "Growing")), garden.clock.now(), None)
    assert garden.store.next_due() is None


def statements(garden: Watched) -> list[tuple[str, Any]]:
    asked: list[tuple[str, Any]] = []
    with garden.look(HEAD) as viewer:
        event.listen(viewer.reader, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
        facts(viewer, Place("garden"), WANTED, MARCH, definition().counted)
    return asked


def test_many_cases_cost_no_more_statements_than_few(garden: Watched) -> None:
    garden.water(garden.sow("Rose", gardener="anna"))
    few = len(statements(garden))
    for number in range(8):
        garden.water(garden.sow(f"Rose {number}", gardener="anna"))
    assert len(statements(garden)) == few == 5


def test_only_rows_of_the_period_are_read(garden: Watched) -> None:
    """Every look at the counted rows goes through an index that begins with what is asked for."""
    garden.water(garden.sow("Rose", gardener="anna"))
    plans = list(_plans(garden))
    if not plans:
        return  # PostgreSQL has as good indexes, and tells its plans in other words
    read = [step for step in plans if " counted" in step or " span" in step or " recent" in step]
    assert read
    assert [step for step in read if step.startswith("SCAN") and "USING" not in step] == []
    assert any("counted_day (what=? AND day>? AND day<?)" in step for step in read)
    assert any("span_process (process=? AND ended>?)" in step for step in read)


def _plans(garden: Watched) -> Any:
    for sentence, given in statements(garden):
        with garden.database.reading() as reader:
            if reader.dialect.name != "sqlite":
                return
            driver: Any = reader.connection.driver_connection
            for row in driver.execute(f"EXPLAIN QUERY PLAN {sentence}", given):
                yield str(row[3])


def test_an_erased_case_is_counted_no_more_after_a_rebuild(garden: Watched) -> None:
    case_id = garden.sow("Rose", gardener="anna")
    garden.water(case_id)
    keys: Mapping[str, str] = {"case": case_id}
    garden.database.write(
        lambda connection: connection.execute(text("DELETE FROM case_key WHERE case_id = :case"), keys)
    )
    rebuild.projection(garden.store, "counted")
    assert rows(garden) == []
