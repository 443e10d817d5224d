"""What is sealed opens only with its key, in its place."""

import pytest

from engine.errors import Damaged
from engine.history import Event
from persistence.vault import Vault
from tests.persistence.garden import MONDAY

EVENT = Event("c1", 7, "task.completed", MONDAY, private={"record": {"name": "Ivan", "sum": 1.5}})


def test_what_is_sealed_opens_in_its_own_place_only() -> None:
    _wrapped, seal = Vault(Vault.new_master()).new_key("c1")
    sealed = seal.close(EVENT)
    assert b"Ivan" not in sealed
    assert seal.open(sealed, "c1", 7, "task.completed") == EVENT.private
    for place in (("c2", 7, "task.completed"), ("c1", 8, "task.completed"), ("c1", 7, "case.opened")):
        with pytest.raises(Damaged):
            seal.open(sealed, *place)
    with pytest.raises(Damaged):
        seal.open(sealed[:-1] + b"\x00", "c1", 7, "task.completed")


def test_the_same_words_are_never_sealed_alike() -> None:
    _wrapped, seal = Vault(Vault.new_master()).new_key("c1")
    assert seal.close(EVENT) != seal.close(EVENT)


def test_an_event_without_private_part_has_nothing_to_seal() -> None:
    _wrapped, seal = Vault(Vault.new_master()).new_key("c1")
    assert seal.close(Event("c1", 1, "task.claimed", MONDAY)) == b""
    assert seal.open(b"", "c1", 1, "task.claimed") == {}


def test_a_wrapped_key_opens_for_its_case_under_its_master_only() -> None:
    vault = Vault(Vault.new_master())
    wrapped, seal = vault.new_key("c1")
    assert vault.unwrap("c1", wrapped).open(seal.close(EVENT), "c1", 7, "task.completed") == EVENT.private
    with pytest.raises(Damaged):
        vault.unwrap("c2", wrapped)
    with pytest.raises(Damaged):
        Vault(Vault.new_master()).unwrap("c1", wrapped)


def test_a_master_key_has_its_length() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(b"short")
