"""Accounts, sign-ins and drafts."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from engine.errors import Conflict
from engine.roles import Grant
from persistence import accounts, drafts
from persistence.accounts import NewAccount
from persistence.personal_tables import draft
from persistence.queries import drafts as typed
from persistence.queries import people
from persistence.queries.people import Account, Session
from persistence.tables import case_key
from tests.persistence.garden import ANNA, MONDAY, Watched

HOUR = timedelta(hours=1)


def account(garden: Watched, login: str) -> Account:
    with garden.database.reading() as reader:
        found = people.by_login(reader, login)
    assert found
    return found


def sign_in(garden: Watched, opened: Session) -> None:
    garden.database.write(lambda connection: accounts.open_session(connection, opened))


def keep(garden: Watched, place: str, pairs: list[tuple[str, str]]) -> None:
    with garden.database.reading() as reader:
        ready = drafts.seal(reader, garden.store.vault, ("anna", place, pairs), MONDAY)
    garden.database.write(lambda connection: drafts.save(connection, ready))


def test_an_account_is_found_with_what_it_holds(garden: Watched) -> None:
    anna = account(garden, "anna")
    assert anna.actor == ANNA
    with garden.database.reading() as reader:
        assert people.by_id(reader, "anna") == anna
        assert people.by_login(reader, "nobody") is None
        assert people.names(reader, {"anna", "nobody"}) == {"anna": "Anna"}
        assert [one.name for one in people.everybody(reader)] == ["Anna", "Auditor", "Boris", "Head", "South"]
        assert [team.title for team in people.teams(reader)] == ["Team north", "Team south"]


def test_a_login_belongs_to_one_person(garden: Watched) -> None:
    with pytest.raises(Conflict):
        garden.database.write(lambda c: accounts.add(c, NewAccount("x", "anna", "Other", "-"), MONDAY))


def test_a_person_field_offers_active_holders_of_the_role_in_the_team(garden: Watched) -> None:
    garden.database.write(lambda c: accounts.grant(c, "audit", [Grant("gardener", None)]))
    with garden.database.reading() as reader:
        assert [one.name for one in people.with_role(reader, "gardener", "north")] == ["Anna", "Auditor", "Boris"]
        assert [one.name for one in people.with_role(reader, "gardener", None)] == ["Auditor"]
    garden.database.write(lambda c: accounts.set_active(c, "anna", False))
    with garden.database.reading() as reader:
        assert [one.name for one in people.with_role(reader, "gardener", "north")] == ["Auditor", "Boris"]


def test_a_sign_in_lasts_until_it_expires_or_is_ended(garden: Watched) -> None:
    for key in ("one", "two"):
        opened = Session(key, "anna", MONDAY, MONDAY, MONDAY + HOUR)
        sign_in(garden, opened)
    with garden.database.reading() as reader:
        assert people.by_session(reader, "one", MONDAY) == account(garden, "anna")
        assert people.by_session(reader, "one", MONDAY + HOUR) is None
        assert people.by_session(reader, "three", MONDAY) is None
        assert len(people.sessions(reader, "anna")) == 2
    later = MONDAY + 2 * HOUR
    garden.database.write(lambda c: accounts.touch_session(c, "one", later, later + HOUR))
    garden.database.write(lambda c: accounts.close_session(c, "two"))
    with garden.database.reading() as reader:
        assert people.by_session(reader, "one", later) is not None
        assert not people.is_idle(reader, "one", later)
        assert people.is_idle(reader, "one", later + timedelta(seconds=1))
        assert people.by_session(reader, "two", MONDAY) is None


def test_a_closed_account_is_signed_out_everywhere(garden: Watched) -> None:
    opened = Session("one", "anna", MONDAY, MONDAY, MONDAY + HOUR)
    garden.database.write(lambda c: accounts.open_session(c, opened))
    garden.database.write(lambda c: accounts.set_active(c, "anna", False))
    with garden.database.reading() as reader:
        assert people.by_session(reader, "one", MONDAY) is None
        assert people.sessions(reader, "anna") == ()


def test_expired_sign_ins_are_forgotten(garden: Watched) -> None:
    for key, at in (("old", MONDAY), ("new", MONDAY + 2 * HOUR)):
        opened = Session(key, "anna", at, at, at + HOUR)
        sign_in(garden, opened)
    with garden.database.reading() as reader:
        assert [one.key for one in people.sessions(reader, "anna")] == ["new"]


def test_a_draft_is_kept_as_typed_until_the_task_is_done(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna")
    place = drafts.place(case, garden.token(case, "water"))
    for pairs in ([("note", "dry")], [("note", "dry, "), ("note", "again"), ("is_ripe", "")]):
        keep(garden, place, pairs)
    with garden.database.reading() as reader:
        draft = typed.draft(reader, garden.store.vault, "anna", place)
        assert typed.draft(reader, garden.store.vault, "boris", place) is None
    assert draft
    assert (draft.revision, draft.pairs) == (2, (("note", "dry, "), ("note", "again"), ("is_ripe", "")))
    garden.water(case)
    with garden.database.reading() as reader:
        assert typed.draft(reader, garden.store.vault, "anna", place) is None


def test_a_draft_of_a_message_goes_with_the_last_chance_to_send_it(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna")
    ((token, _node, _name),) = garden.store.case(case).state.messages()
    place = drafts.place(case, token)
    keep(garden, place, [("note", "frost")])
    garden.water(case, ripe=True)
    with garden.database.reading() as reader:
        assert typed.draft(reader, garden.store.vault, "anna", place) is None


def test_a_draft_can_be_thrown_away(garden: Watched) -> None:
    keep(garden, "open:garden", [("plant", "R")])
    with garden.database.reading() as reader:
        assert typed.draft(reader, garden.store.vault, "anna", "open:garden")
    garden.database.write(lambda c: drafts.discard(c, "anna", "open:garden"))
    with garden.database.reading() as reader:
        assert typed.draft(reader, garden.store.vault, "anna", "open:garden") is None


def test_a_draft_is_sealed_at_rest_and_goes_with_the_case_s_key(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna")
    place = drafts.place(case, garden.token(case, "water"))
    keep(garden, place, [("note", "dry as dust")])
    keep(garden, "open:garden", [("note", "dry as dust")])
    with garden.database.reading() as reader:
        stored = reader.execute(select(draft.c.sealed)).scalars().all()
    assert len(stored) == 2
    assert all(b"dust" not in bytes(sealed) for sealed in stored)
    garden.database.write(lambda connection: connection.execute(delete(case_key).where(case_key.c.case_id == case)))
    with garden.database.reading() as reader:
        assert reader.execute(select(draft.c.place)).scalars().all() == ["open:garden"]
