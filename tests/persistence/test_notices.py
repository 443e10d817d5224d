"""Who is told what: with the action itself, by the clock, once, and nobody of what he did himself."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from engine.errors import NotAllowed
from engine.handing import Handing
from engine.notices import AT_ONCE, HERE, Escalation, Preference
from engine.roles import Actor
from engine.talk import Remark, Talk
from engine.tasks import DeadlineChange
from engine.transferring import Offer, Transferring
from persistence.notice_tables import letter, notice
from persistence.noticeboard import Noticeboard
from persistence.queries import notices
from tests.persistence.garden import ANNA, BORIS, HEAD, MONDAY, OFFICE, SOUTH, Watched, roles

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
AT_ONCE_UP = (Escalation(0, 1),)


def board(garden: Watched, rules: tuple[Escalation, ...] = AT_ONCE_UP) -> Noticeboard:
    return Noticeboard(garden.database, roles(), rules)


def told(garden: Watched, actor: Actor, every: bool = False) -> list[str]:
    with garden.look(actor) as viewer:
        rows = [row.kind for row in notices.page(viewer, only_unread=not every).rows]
        assert every or notices.unread(viewer) == len(rows)
    return rows


@contextmanager
def between(garden: Watched) -> Iterator[tuple[datetime, datetime]]:
    """The span of a sweep a minute long that ends now."""
    yield garden.clock.now() - MINUTE, garden.clock.now()


def sweep(garden: Watched, rules: tuple[Escalation, ...] = AT_ONCE_UP) -> None:
    with between(garden) as span:
        board(garden, rules).sweep(OFFICE, *span)


def due(garden: Watched, case: str) -> datetime:
    found = garden.store.case(case).tasks[garden.token(case, "water")].due
    assert found
    return found


def test_a_task_for_a_role_is_told_to_everybody_of_it_in_the_team_but_who_made_it(garden: Watched) -> None:
    garden.sow("Rose")
    assert told(garden, BORIS) == ["offered"]
    assert told(garden, ANNA) == told(garden, SOUTH) == []


def test_a_taken_task_asks_nobody_else_any_more(garden: Watched) -> None:
    case = garden.sow("Rose")
    garden.service.claim(ANNA, case, garden.token(case, "water"))
    assert told(garden, BORIS) == told(garden, BORIS, every=True) == []


def test_who_holds_the_place_is_told_of_his_new_task_and_who_did_it_himself_is_not(garden: Watched) -> None:
    garden.sow("Rose", gardener="boris")
    garden.sow("Peony", gardener="anna")
    assert told(garden, BORIS) == ["opened"]
    assert told(garden, ANNA) == []


def test_what_people_hand_to_each_other_is_told_to_who_gets_it(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna")
    token, handing = garden.token(case, "water"), Handing(garden.store, garden.clock, garden.ids, roles())
    handing.delegate(ANNA, case, token, "boris")
    assert told(garden, BORIS) == ["delegated"]
    handing.give_back(BORIS, case, token)
    assert told(garden, ANNA) == ["returned"]
    garden.service.assign(HEAD, case, token, "boris")
    assert told(garden, BORIS) == ["assigned", "delegated"]
    garden.service.change_seat(HEAD, case, "gardener", "boris")
    assert told(garden, BORIS)[0] == "seat"


def test_who_is_called_is_told_once_however_often_the_words_change(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna")
    talk = Talk(garden.store, garden.clock, garden.ids, roles())
    talk.comment(HEAD, case, Remark("@Anna", ("anna",)))
    seq = garden.store.case(case).seq
    talk.edit_comment(HEAD, case, seq, Remark("@Anna, please", ("anna",)))
    assert told(garden, ANNA) == ["mention"]


def test_an_offer_and_its_answer_are_told(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna")
    passing = Transferring(garden.store, garden.clock, garden.ids, roles())
    passing.offer_transfer(ANNA, case, Offer("gardener", "boris", "north", "I move away"))
    assert told(garden, BORIS) == ["transfer_offered"]
    passing.decline_transfer(BORIS, case, "too many")
    assert told(garden, ANNA) == ["transfer_declined"]


def test_an_action_that_is_refused_tells_nobody(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna")
    with pytest.raises(NotAllowed):
        garden.service.assign(BORIS, case, garden.token(case, "water"), "boris")
    with garden.database.reading() as reader:
        assert reader.execute(select(func.count()).select_from(notice)).scalar_one() == 0


def test_a_deadline_is_reminded_of_and_told_late_once_and_its_superior_hears_of_it(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna")
    garden.clock.wind_to(due(garden, case) + MINUTE / 2)
    for _ in range(2):
        sweep(garden)
    assert told(garden, ANNA) == ["late"]
    assert told(garden, HEAD) == ["escalated"]
    assert told(garden, BORIS) == told(garden, SOUTH) == []


def test_a_deadline_that_moved_is_not_told_at_its_old_moment(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna")
    was = due(garden, case)
    change = DeadlineChange("deadline.extended", "rain", 2)
    garden.service.change_deadline(HEAD, case, garden.token(case, "water"), change)
    garden.clock.wind_to(was + MINUTE / 2)
    sweep(garden)
    assert told(garden, ANNA) == []
    garden.clock.wind_to(due(garden, case) + MINUTE / 2)
    sweep(garden)
    assert told(garden, ANNA) == ["late"]


def test_a_second_rule_tells_on_the_morning_of_a_later_working_day(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna")
    rules = (Escalation(2, 1),)
    after = due(garden, case)  # Wednesday
    for days in (1, 2):
        garden.clock.wind_to(OFFICE.opens((after + days * DAY).date()) + MINUTE / 2)
        sweep(garden, rules)
        assert told(garden, HEAD) == ([] if days == 1 else ["escalated"])


def test_a_day_to_come_back_is_told_when_it_has_come(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna")
    until = garden.clock.now() + DAY
    Handing(garden.store, garden.clock, garden.ids, roles()).put_off(ANNA, case, garden.token(case, "water"), until)
    garden.clock.wind_to(until)
    sweep(garden)
    assert told(garden, ANNA) == ["follow_up"]


def test_what_is_done_is_no_longer_unread(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="boris")
    assert told(garden, BORIS) == ["opened"]
    garden.water(case, ripe=True, by=BORIS)
    assert told(garden, BORIS) == []
    assert told(garden, BORIS, every=True) == ["opened"]


def test_marks_are_a_persons_own(garden: Watched) -> None:
    garden.sow("Rose", by=SOUTH, team="south")
    for plant in ("Rose", "Peony"):
        garden.sow(plant)
    with garden.look(BORIS) as viewer:
        newest, older = notices.page(viewer).rows
    board(garden).read("boris", newest.id)
    assert told(garden, BORIS) == ["offered"]
    board(garden).read_all("boris", newest.id)
    assert told(garden, BORIS) == []
    assert older.id < newest.id


def test_a_title_is_told_only_within_reach(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna")
    passing = Transferring(garden.store, garden.clock, garden.ids, roles())
    passing.offer_transfer(ANNA, case, Offer("gardener", "south", "south", "I move away"))
    with garden.look(SOUTH) as viewer:
        (row,) = notices.page(viewer).rows
    assert (row.case_title, row.within) == ("", False)


def test_only_who_wants_mail_at_once_gets_a_letter_and_not_at_night(garden: Watched) -> None:
    here = board(garden)
    wish = Preference("boris", "b@example.org", {"offered": AT_ONCE})
    here.prefer(wish, None)
    here.prefer(Preference("anna", "a@example.org", {"offered": HERE}), None)
    garden.clock.wind_to(datetime(2026, 3, 6, 21, 30, tzinfo=OFFICE.zone))  # Friday evening
    garden.sow("Rose")
    assert not here.post(OFFICE, garden.clock.now())
    here.post(OFFICE, garden.clock.now())
    with garden.database.reading() as reader:
        assert [row.account_id for row in reader.execute(select(letter))] == ["boris"]
    (job,) = garden.store.claim(datetime(2026, 3, 9, 9, 0, tzinfo=OFFICE.zone), 100, DAY, "f")
    assert (job.kind, job.payload) == ("letter", {"account": "boris"})
    assert job.due == datetime(2026, 3, 9, 9, 0, tzinfo=OFFICE.zone)
    assert garden.store.claim(datetime(2026, 3, 9, 8, 59, tzinfo=OFFICE.zone), 100, DAY, "g") == []


def test_quiet_hours_may_lie_within_a_day_and_days_off_may_be_allowed() -> None:
    noon = Preference("a", quiet_from=12, quiet_to=14, days_off=True)
    saturday = datetime(2026, 3, 7, 13, 0, tzinfo=OFFICE.zone)
    assert noon.audible(OFFICE, saturday) == saturday + timedelta(hours=1)
    assert replace(noon, days_off=False).audible(OFFICE, saturday) == datetime(2026, 3, 9, 9, 0, tzinfo=OFFICE.zone)
    assert Preference("a", quiet_from=0, quiet_to=0).audible(OFFICE, MONDAY) == MONDAY


def test_the_daily_letter_waits_for_the_hour_of_a_working_day() -> None:
    friday = datetime(2026, 3, 6, 8, 59, tzinfo=OFFICE.zone)
    wish = Preference("a", digest_hour=9)
    assert wish.next_digest(OFFICE, friday) == friday + MINUTE
    assert wish.next_digest(OFFICE, friday + MINUTE) == datetime(2026, 3, 9, 9, 0, tzinfo=OFFICE.zone)
    assert replace(wish, digest_hour=None).next_digest(OFFICE, friday) is None


def test_old_notices_go(garden: Watched) -> None:
    garden.sow("Rose")
    board(garden).forget(garden.clock.now() + MINUTE)
    assert told(garden, BORIS, every=True) == []
