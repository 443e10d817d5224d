"""Handing a task to a colleague, putting it off, talking about a case, passing it on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.errors import Conflict, Gone, Invalid, NotAllowed, NotFound
from engine.handing import Handing
from engine.memory import MemoryStore
from engine.replay import Versions, replay
from engine.roles import Actor, Grant
from engine.service import Answers
from engine.stores import File
from engine.talk import Attachment, Remark, Talk
from engine.transferring import Offer, Transferring
from tests.persistence.garden import ANNA, AUDITOR, BORIS, EVERYBODY, HEAD, Garden, roles

VERA = Actor("vera", "Vera", (Grant("gardener", "north"),))
SOUTHERN = Actor("sonya", "Sonya", (Grant("gardener", "south"),))
PHOTO = Attachment("leaf.png", File("image/png", b"\x89PNG"))


@pytest.fixture
def garden() -> Garden:
    store = MemoryStore()
    garden = Garden(store).prepare()
    store.people = {one.id: one.grants for one in (*EVERYBODY, VERA, SOUTHERN)}
    return garden


@pytest.fixture
def handing(garden: Garden) -> Handing:
    return Handing(garden.store, garden.clock, garden.ids, roles())


@pytest.fixture
def talk(garden: Garden) -> Talk:
    return Talk(garden.store, garden.clock, garden.ids, roles())


@pytest.fixture
def passing(garden: Garden) -> Transferring:
    return Transferring(garden.store, garden.clock, garden.ids, roles())


def sown(garden: Garden) -> tuple[str, int]:
    case_id = garden.sow("Rose", gardener="anna")
    return case_id, garden.token(case_id, "water")


def replays(garden: Garden, case_id: str) -> None:
    """What happened can be replayed to the case as it stands."""
    found = replay(garden.store.history(case_id), Versions(garden.store.definition, garden.store.calendar))
    assert found.differences == ()
    case = garden.store.case(case_id)
    assert replace(found.case, version=case.version, head=case.head) == case


def test_a_colleague_does_what_he_was_asked_or_gives_it_back(garden: Garden, handing: Handing) -> None:
    case_id, token = sown(garden)
    handing.delegate(ANNA, case_id, token, BORIS.id, "I am ill")
    task = garden.store.case(case_id).tasks[token]
    assert (task.assignee, task.lender) == (BORIS.id, ANNA.id)
    assert roles().may(ANNA, "case.read", garden.store.case(case_id).subject)
    with pytest.raises(Conflict):
        garden.water(case_id)
    handing.give_back(BORIS, case_id, token)
    task = garden.store.case(case_id).tasks[token]
    assert (task.assignee, task.lender) == (ANNA.id, None)
    replays(garden, case_id)


def test_the_note_to_a_colleague_is_sealed(garden: Garden, handing: Handing) -> None:
    case_id, token = sown(garden)
    handing.delegate(ANNA, case_id, token, BORIS.id, "I am ill")
    event = garden.store.history(case_id)[-1]
    assert (event.kind, event.private) == ("task.delegated", {"note": "I am ill"})
    assert "ill" not in repr(event.data)


def test_who_asked_may_take_a_task_back_others_may_not(garden: Garden, handing: Handing) -> None:
    case_id, token = sown(garden)
    handing.delegate(ANNA, case_id, token, BORIS.id)
    with pytest.raises(NotAllowed):
        handing.give_back(VERA, case_id, token)
    handing.give_back(ANNA, case_id, token)
    with pytest.raises(Gone):
        handing.give_back(ANNA, case_id, token)


@pytest.mark.parametrize("to", ["anna", "head", "sonya", "nobody"])
def test_a_task_is_handed_only_to_another_person_with_its_role_in_the_team(
    garden: Garden, handing: Handing, to: str
) -> None:
    case_id, token = sown(garden)
    with pytest.raises(Invalid):
        handing.delegate(ANNA, case_id, token, to)


def test_a_day_to_come_back_moves_no_deadline(garden: Garden, handing: Handing) -> None:
    case_id, token = sown(garden)
    due = garden.store.case(case_id).tasks[token].due
    until = garden.clock.now() + timedelta(days=1)
    handing.put_off(ANNA, case_id, token, until)
    task = garden.store.case(case_id).tasks[token]
    assert (task.follow_up, task.due) == (until, due)
    handing.put_off(ANNA, case_id, token, None)
    assert garden.store.case(case_id).tasks[token].follow_up is None
    replays(garden, case_id)


def test_a_day_that_is_past_and_a_colleague_s_task_are_refused(garden: Garden, handing: Handing) -> None:
    case_id, token = sown(garden)
    with pytest.raises(Invalid):
        handing.put_off(ANNA, case_id, token, garden.clock.now())
    with pytest.raises(Conflict):
        handing.put_off(BORIS, case_id, token, garden.clock.now() + timedelta(days=1))


def test_a_new_holder_s_day_is_not_the_former_s(garden: Garden, handing: Handing) -> None:
    case_id, token = sown(garden)
    handing.put_off(ANNA, case_id, token, garden.clock.now() + timedelta(days=1))
    handing.delegate(ANNA, case_id, token, BORIS.id)
    assert garden.store.case(case_id).tasks[token].follow_up is None


def test_a_comment_is_put_in_other_words_by_its_writer_alone(garden: Garden, talk: Talk) -> None:
    case_id, token = sown(garden)
    talk.comment(ANNA, case_id, Remark("Dry", ("head", "anna"), token))
    written = garden.store.history(case_id)[-1]
    assert written.data["mentions"] == ["head"]
    assert written.private == {"text": "Dry"}
    with pytest.raises(NotAllowed):
        talk.edit_comment(HEAD, case_id, written.seq, Remark("Wet"))
    talk.edit_comment(ANNA, case_id, written.seq, Remark("Very dry"))
    assert [event.private["text"] for event in garden.store.history(case_id)[-2:]] == ["Dry", "Very dry"]
    with pytest.raises(NotFound):
        talk.edit_comment(ANNA, case_id, 1, Remark("Not a comment"))
    replays(garden, case_id)


@pytest.mark.parametrize("text", ["", "  \n", "x" * 10_001])
def test_a_comment_says_something_and_not_too_much(garden: Garden, talk: Talk, text: str) -> None:
    case_id, _token = sown(garden)
    with pytest.raises(Invalid):
        talk.comment(ANNA, case_id, Remark(text))


def test_who_only_reads_a_case_writes_nothing_in_it(garden: Garden, talk: Talk) -> None:
    case_id, _token = sown(garden)
    for stranger in (AUDITOR, BORIS):
        with pytest.raises(NotAllowed):
            talk.comment(stranger, case_id, Remark("Hello"))
        with pytest.raises(NotAllowed):
            talk.attach(stranger, case_id, PHOTO)


def test_a_comment_sent_twice_counts_once(garden: Garden, talk: Talk) -> None:
    case_id, _token = sown(garden)
    for _ in range(2):
        talk.comment(ANNA, case_id, Remark("Once", command="c-1"))
    assert sum(event.kind == "comment.written" for event in garden.store.history(case_id)) == 1


def test_a_file_is_taken_away_with_a_reason_and_stays_in_the_history(garden: Garden, talk: Talk) -> None:
    case_id, _token = sown(garden)
    talk.attach(ANNA, case_id, PHOTO)
    event = garden.store.history(case_id)[-1]
    assert event.private["name"] == "leaf.png"
    assert "leaf" not in repr(event.data)
    with pytest.raises(Invalid):
        talk.remove_file(ANNA, case_id, event.seq, " ")
    talk.remove_file(HEAD, case_id, event.seq, "another plant")
    assert garden.store.file(case_id, PHOTO.file.checksum).content == PHOTO.file.content


def test_a_case_passes_to_who_takes_it_with_its_open_tasks(garden: Garden, passing: Transferring) -> None:
    case_id, token = sown(garden)
    passing.offer_transfer(ANNA, case_id, Offer("gardener", "boris", "north", "I move away", "All is well"))
    assert garden.store.case(case_id).seats["gardener"] == ANNA.id
    with pytest.raises(NotAllowed):
        passing.accept_transfer(VERA, case_id)
    passing.accept_transfer(BORIS, case_id)
    case = garden.store.case(case_id)
    assert (case.seats["gardener"], case.tasks[token].assignee, case.transfer) == (BORIS.id, BORIS.id, None)
    replays(garden, case_id)


def test_a_case_goes_to_another_team_and_what_its_people_cannot_do_there_is_offered(
    garden: Garden, passing: Transferring
) -> None:
    case_id = garden.sow("Rose", gardener="anna")
    garden.service.complete(ANNA, case_id, garden.token(case_id, "water"), Answers({"is_ripe": "yes"}))
    garden.service.claim(HEAD, case_id, garden.token(case_id, "harvest"))
    passing.offer_transfer(ANNA, case_id, Offer("gardener", "sonya", "south", "The family moved", ""))
    passing.accept_transfer(SOUTHERN, case_id)
    case = garden.store.case(case_id)
    assert (case.team, case.seats["gardener"]) == ("south", SOUTHERN.id)
    assert [task.assignee for task in case.tasks.values()] == [None]
    replays(garden, case_id)


def test_an_offer_is_declined_with_a_reason_or_withdrawn(garden: Garden, passing: Transferring) -> None:
    case_id, _token = sown(garden)
    offer = Offer("gardener", "boris", "north", "I move away")
    passing.offer_transfer(ANNA, case_id, offer)
    with pytest.raises(Invalid):
        passing.offer_transfer(HEAD, case_id, replace(offer, to="vera"))
    with pytest.raises(Invalid):
        passing.decline_transfer(BORIS, case_id, "")
    passing.decline_transfer(BORIS, case_id, "I have twelve already")
    passing.offer_transfer(HEAD, case_id, replace(offer, to="vera"))
    passing.withdraw_transfer(ANNA, case_id)
    assert garden.store.case(case_id).transfer is None
    with pytest.raises(Gone):
        passing.accept_transfer(VERA, case_id)
    replays(garden, case_id)


def test_a_place_one_does_not_hold_is_not_one_s_to_offer(garden: Garden, passing: Transferring) -> None:
    case_id, _token = sown(garden)
    with pytest.raises(NotAllowed):
        passing.offer_transfer(BORIS, case_id, Offer("gardener", "vera", "north", "Why not"))
    for to, team in (("anna", "north"), ("sonya", "north"), ("head", "north")):
        with pytest.raises(Invalid):
            passing.offer_transfer(ANNA, case_id, Offer("gardener", to, team, "Why not"))


def test_two_corrections_of_one_record_the_second_learns_who_was_first(garden: Garden) -> None:
    case_id, _token = sown(garden)
    garden.service.correct(HEAD, case_id, 1, Answers({"plant": "Peony"}), "a slip")
    with pytest.raises(Conflict) as caught:
        garden.service.correct(HEAD, case_id, 1, Answers({"plant": "Tulip"}), "another slip")
    assert caught.value.who == HEAD.id


def test_a_correction_says_why(garden: Garden) -> None:
    case_id, _token = sown(garden)
    with pytest.raises(Invalid):
        garden.service.correct(HEAD, case_id, 1, Answers({"plant": "Peony"}), " ")


def test_a_task_knows_what_opened_it(garden: Garden) -> None:
    case_id, token = sown(garden)
    assert garden.store.case(case_id).tasks[token].cause == "sown"
    garden.water(case_id, ripe=True)
    assert [task.cause for task in garden.store.case(case_id).tasks.values()] == ["water"]
