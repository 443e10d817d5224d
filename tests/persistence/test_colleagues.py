"""Lists about colleagues: who is called where, what is put off, what is offered, emergencies that can be told."""

from datetime import timedelta
from functools import partial
from typing import Any

from engine.handing import Handing
from engine.operating import Operating
from engine.roles import parse
from engine.talk import Remark, Talk
from engine.transferring import Offer, Transferring
from persistence import personal
from persistence.queries import emergencies, talk, transfers, worklist
from tests.persistence.garden import ANNA, BORIS, HEAD, ROLES, SOUTH, Watched, roles


def handing(garden: Watched) -> Handing:
    return Handing(garden.store, garden.clock, garden.ids, roles())


def mine(garden: Watched, **filters: Any) -> list[str]:
    with garden.look(ANNA) as viewer:
        return [row.case_title for row in worklist.page(viewer, worklist.Filters(**filters))]


def test_what_is_put_off_is_listed_apart_until_its_day_and_counted(garden: Watched) -> None:
    for plant in ("Rose", "Peony"):
        case = garden.sow(plant, gardener="anna")
    until = garden.clock.now() + timedelta(hours=20)
    handing(garden).put_off(ANNA, case, garden.token(case, "water"), until)
    assert (mine(garden, put_off=False), mine(garden, put_off=True)) == (["Rose"], ["Peony"])
    with garden.look(ANNA) as viewer:
        counted = worklist.counts(viewer)
    assert (counted.mine, counted.put_off) == (1, 1)
    garden.clock.advance(timedelta(hours=21))
    assert mine(garden, put_off=False) == ["Rose", "Peony"]


def test_a_suspended_case_asks_nobody_for_anything(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna")
    operator = parse(ROLES.replace('"case.read:team"', '"case.read:team", "case.operate:team"', 1))
    Operating(garden.store, garden.clock, garden.ids, operator).suspend(HEAD, case, "flood")
    assert mine(garden) == []
    with garden.look(ANNA) as viewer:
        assert worklist.counts(viewer).mine == 0
        assert [row.suspended for row in worklist.next_tasks(viewer, case)] == [True]


def test_who_is_called_reads_it_once(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna")
    Talk(garden.store, garden.clock, garden.ids, roles()).comment(
        HEAD, case, Remark("Anna, water it", ("anna", "boris"))
    )
    with garden.look(ANNA) as viewer:
        (row,) = talk.unread(viewer, garden.vault)
        assert row.text == "Anna, water it"
    with garden.look(BORIS) as viewer:
        assert talk.unread(viewer, garden.vault) == ()  # he may not see the case
    for seq in (row.seq, 1):
        garden.database.write(partial(personal.read_mentions, account_id="anna", case_id=case, seq=seq))
    with garden.look(ANNA) as viewer:
        assert talk.unread(viewer, garden.vault) == ()


def test_a_summary_is_read_by_who_is_asked_and_by_nobody_else(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna")
    passing = Transferring(garden.store, garden.clock, garden.ids, roles())
    passing.offer_transfer(ANNA, case, Offer("gardener", "boris", "north", "I move away", "All is well"))
    with garden.look(BORIS) as viewer:
        row, reason, summary = transfers.offered(viewer, garden.vault, case)
        assert (row.by_name, reason, summary) == ("Anna", "I move away", "All is well")
    with garden.look(SOUTH) as viewer:
        assert transfers.mine(viewer) == ()
    passing.accept_transfer(BORIS, case)
    with garden.look(HEAD) as viewer:
        assert transfers.mine(viewer) == ()


def test_emergencies_are_listed_for_who_may_tell_them(garden: Watched) -> None:
    garden.sow("Rose", gardener="anna")
    with garden.look(HEAD) as viewer:
        assert [(row.title, row.what) for row in emergencies.cases(viewer, {"lost"})] == [("Rose", "Lost")]
        assert emergencies.cases(viewer, {"other"}).rows == ()
    for stranger in (ANNA, SOUTH):
        with garden.look(stranger) as viewer:
            assert emergencies.cases(viewer, {"lost"}).rows == ()


def test_a_lender_still_sees_the_case_of_the_task_he_handed_on(garden: Watched) -> None:
    case = garden.sow("Rose", by=ANNA)
    handing(garden).delegate(BORIS, case, garden.token(case, "water"), "anna")
    with garden.look(BORIS) as viewer:
        assert [row.lender_name for row in worklist.next_tasks(viewer, case)] == ["Boris"]
