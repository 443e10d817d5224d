"""What is derived can be dropped and made anew, row for row."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from engine.errors import Damaged, NotFound
from engine.issuing import Issuing
from engine.service import Answers
from engine.stores import File
from engine.talk import Attachment, Remark, Talk
from engine.transferring import Offer, Transferring
from persistence import projections, rebuild
from persistence.projections import Projection
from persistence.tables import case_state
from tests.conformance_signals import listening, publish
from tests.engine.test_issuing import ORDER
from tests.persistence.garden import ANNA, HEAD, Watched, roles

NAMES = [one.name for one in projections.ALL]


@pytest.fixture
def lived(garden: Watched) -> Watched:
    """Cases at several places of their lives."""
    cases = [garden.sow(f"Rose {number}", gardener="anna") for number in range(4)]
    garden.water(cases[0])
    garden.water(cases[1], ripe=True)
    garden.service.complete(HEAD, cases[1], garden.token(cases[1], "harvest"), Answers({"again": "yes"}))
    Issuing(garden.store, garden.clock, garden.ids, roles()).issue_document(HEAD, cases[2], ORDER)
    talked_over(garden, cases[2])
    garden.clock.advance(timedelta(days=7))
    garden.fire_due()
    garden.water(cases[3])  # too late
    garden.clock.advance(timedelta(days=7))
    (job, *_) = garden.store.claim(garden.clock.now(), 1, timedelta(minutes=1), "fence")
    garden.service.give_up(job, "unfit")
    publish(garden, "listening", listening())
    garden.service.open(ANNA, "listening", "north", Answers({}))
    return garden


def talked_over(garden: Watched, case_id: str) -> None:
    """A case with a comment put in other words, a file taken away, and its gardener's place on its way."""
    talk = Talk(garden.store, garden.clock, garden.ids, roles())
    talk.comment(HEAD, case_id, Remark("Anna, look", ("anna",)))
    said = garden.store.case(case_id).seq
    talk.edit_comment(HEAD, case_id, said, Remark("Anna and Boris, look", ("anna", "boris")))
    for name in ("leaf.png", "root.png"):
        talk.attach(ANNA, case_id, Attachment(name, File("image/png", name.encode())))
    talk.remove_file(ANNA, case_id, garden.store.case(case_id).seq, "blurred")
    passing = Transferring(garden.store, garden.clock, garden.ids, roles())
    passing.offer_transfer(ANNA, case_id, Offer("gardener", "boris", "north", "I move away", "All is well"))


def rows(garden: Watched, one: Projection) -> list[Any]:
    with garden.database.reading() as reader:
        return sorted(map(repr, reader.execute(select(one.table))))


@pytest.mark.parametrize("name", NAMES)
def test_a_projection_dropped_and_rebuilt_is_the_same(lived: Watched, name: str) -> None:
    one = next(one for one in projections.ALL if one.name == name)
    before = rows(lived, one)
    lived.database.write(lambda connection: connection.execute(one.table.delete()))
    assert rows(lived, one) == []
    assert rebuild.projection(lived.store, name) == 6
    assert rows(lived, one) == before != []


def test_rebuilding_removes_what_does_not_belong(lived: Watched) -> None:
    seats = next(one for one in projections.ALL if one.name == "seat")
    before = rows(lived, seats)
    strays = [{"case_id": case, "seat": "stray", "account_id": "anna"} for case in ("case-2", "aaa", "zzz")]
    lived.database.write(lambda connection: connection.execute(seats.table.insert(), strays))
    rebuild.projection(lived.store, "seat")
    assert rows(lived, seats) == before


def test_there_is_no_projection_of_another_name(lived: Watched) -> None:
    with pytest.raises(NotFound):
        rebuild.projection(lived.store, "horoscope")


def test_a_lost_state_is_made_anew_from_its_history(lived: Watched) -> None:
    before = lived.store.case("case-1")
    lived.database.write(lambda connection: connection.execute(update(case_state).values(state=b"\x00{}")))
    with pytest.raises(Damaged):
        lived.store.case("case-1")
    rebuild.state(lived.store, "case-1")
    assert lived.store.case("case-1") == before
    lived.water("case-1")


def test_a_history_that_does_not_replay_gives_no_state(lived: Watched) -> None:
    sentence = "UPDATE case_state SET seq = seq - 1 WHERE case_id = 'case-1'"
    lived.database.write(lambda connection: connection.execute(text(sentence)))
    with pytest.raises(Damaged):
        rebuild.state(lived.store, "case-1")
