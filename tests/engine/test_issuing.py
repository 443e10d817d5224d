"""Documents are issued with numbers of their own, kept with the case, and change nothing in it."""

from dataclasses import replace

import pytest

from engine.errors import NotAllowed, NotFound, Suspended
from engine.issuing import Copy, Files, Issuing, Order, Registered
from engine.memory import MemoryStore
from engine.operating import Operating
from engine.replay import Versions, replay
from engine.roles import Actor, Grant, parse
from engine.stores import File
from tests.persistence.garden import ANNA, HEAD, ROLES, Garden

MORE_ROLES = parse(ROLES.replace('"document.issue:team"', '"document.issue:team", "case.operate:team"'))


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def render(registered: Registered) -> Files:
    text = f"{registered.number} of {registered.at:%d.%m.%Y}".encode()
    return {"docx": File(DOCX, text), "pdf": File("application/pdf", b"%PDF-" + text)}


ORDER = Order("contract", "{case}/{n}-{year}", "0" * 64, render, "command-1")


@pytest.fixture
def garden() -> Garden:
    return Garden(MemoryStore()).prepare()


@pytest.fixture
def issuing(garden: Garden) -> Issuing:
    return Issuing(garden.store, garden.clock, garden.ids, MORE_ROLES)


def test_a_document_bears_the_number_and_the_day_it_was_issued(garden: Garden, issuing: Issuing) -> None:
    case = garden.sow()
    issuing.issue_document(HEAD, case, ORDER)
    event = garden.store.history(case)[-1]
    assert (event.kind, event.data["number"], event.private) == ("document.issued", "G-2026-001/1-2026", {})
    file = garden.store.file(case, event.data["files"]["docx"])
    assert file.content.decode() == "G-2026-001/1-2026 of 02.03.2026"


def test_documents_of_a_key_are_counted_by_year_over_all_cases(garden: Garden, issuing: Issuing) -> None:
    for number in range(3):
        case = garden.sow()
        issuing.issue_document(HEAD, case, replace(ORDER, command=f"c{number}"))
        issuing.issue_document(HEAD, case, replace(ORDER, document="act", command=f"a{number}"))
    assert garden.store.history(case)[-1].data["number"] == "G-2026-003/3-2026"


def test_the_same_command_issues_once(garden: Garden, issuing: Issuing) -> None:
    case = garden.sow()
    issuing.issue_document(HEAD, case, ORDER)
    assert issuing.issue_document(HEAD, case, ORDER).repeated
    assert [event.kind for event in garden.store.history(case)].count("document.issued") == 1


def test_a_signed_copy_is_filed_beside_what_was_issued(garden: Garden, issuing: Issuing) -> None:
    case = garden.sow()
    issuing.issue_document(HEAD, case, ORDER)
    seq = garden.store.history(case)[-1].seq
    issuing.file_signed(HEAD, case, Copy(seq, "jpg", File("image/jpeg", b"scan")))
    event = garden.store.history(case)[-1]
    assert (event.kind, event.data["signs"], event.data["document"]) == ("document.signed", seq, "contract")
    assert garden.store.file(case, event.data["files"]["jpg"]).content == b"scan"


def test_a_copy_needs_the_document_it_is_a_copy_of(garden: Garden, issuing: Issuing) -> None:
    case = garden.sow()
    for seq in (1, 99):
        with pytest.raises(NotFound):
            issuing.file_signed(HEAD, case, Copy(seq, "pdf", File("application/pdf", b"scan")))


def test_only_who_may_issues_documents(garden: Garden, issuing: Issuing) -> None:
    case = garden.sow()
    for nobody in (ANNA, Actor("far", "Far", (Grant("head", "south"),))):
        with pytest.raises(NotAllowed):
            issuing.issue_document(nobody, case, ORDER)


def test_a_suspended_case_issues_nothing(garden: Garden, issuing: Issuing) -> None:
    case = garden.sow()
    Operating(garden.store, garden.clock, garden.ids, MORE_ROLES).suspend(HEAD, case, "Asked to wait")
    with pytest.raises(Suspended):
        issuing.issue_document(HEAD, case, ORDER)


def test_replay_passes_over_documents(garden: Garden, issuing: Issuing) -> None:
    case = garden.sow()
    issuing.issue_document(HEAD, case, ORDER)
    garden.water(case, ripe=True)
    replayed = replay(garden.store.history(case), Versions(garden.store.definition, garden.store.calendar))
    assert replayed.differences == ()
    assert replayed.case.seq == garden.store.case(case).seq
