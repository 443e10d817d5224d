"""The page of one case: where it stands, what was written, what happened."""

from datetime import timedelta

import pytest

from engine.errors import NotFound
from engine.roles import Actor
from engine.service import Answers
from persistence.queries import case_page
from tests.persistence.garden import ANNA, AUDITOR, BORIS, HEAD, MONDAY, SOUTH, Watched, definition

WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    ("actor", "sees"), [(ANNA, True), (BORIS, True), (HEAD, True), (AUDITOR, True), (SOUTH, False)]
)
def test_a_case_is_found_only_by_those_who_may_see_it(garden: Watched, actor: Actor, sees: bool) -> None:
    case = garden.sow("Rose")
    with garden.look(actor) as viewer:
        if sees:
            assert case_page.head(viewer, case).title == "Rose"
        else:
            with pytest.raises(NotFound):
                case_page.head(viewer, case)


def test_who_may_see_a_case_may_not_therefore_read_its_history(garden: Watched) -> None:
    case = garden.sow("Rose")
    with garden.look(ANNA) as viewer, pytest.raises(NotFound):
        case_page.head(viewer, case, "history.read")


def test_the_head_names_people_and_stages(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="boris")
    with garden.look(ANNA) as viewer:
        head = case_page.head(viewer, case)
        seats = case_page.seats(viewer, head)
    assert (head.number, head.team_title, head.lead_name, head.opened_by_name) == (
        "G-2026-001", "Team north", "Boris", "Anna",
    )  # fmt: skip
    assert [(stage.node, stage.name) for stage in head.stages] == [("grow", "Growing")]
    assert [(seat.seat, seat.name) for seat in seats] == [("gardener", "Boris")]
    assert (head.version, head.opened_at, head.exit) == (1, MONDAY, None)


def test_the_marking_shows_where_tokens_stand_and_which_way_they_came(garden: Watched) -> None:
    case = garden.sow("Rose")
    garden.water(case)
    with garden.look(ANNA) as viewer:
        marking = case_page.marking(viewer, case_page.head(viewer, case))
    assert {(mark.node, mark.kind, mark.stage) for mark in marking.active} == {
        ("grow", "scope", "grow"),
        ("wait", "event", "grow"),
    }
    assert {"water", "ripe", "g6"} <= marking.done
    assert "harvest" not in marking.done


def test_a_message_that_can_be_sent_is_offered_to_its_role(garden: Watched) -> None:
    case = garden.sow("Rose")
    with garden.look(HEAD) as viewer:
        head = case_page.head(viewer, case)
        (message,) = case_page.messages(viewer, head)
    assert (message.title, message.message, message.form, message.role) == ("Lost", "lost", "garden/loss", "head")
    garden.service.send_message(HEAD, case, message.token, Answers({}))
    with garden.look(HEAD) as viewer:
        head = case_page.head(viewer, case)
        assert case_page.messages(viewer, head) == ()
        assert case_page.marking(viewer, head).active == ()
        assert (head.exit_title, head.stages) == ("Withered", ())


def test_routing_values_are_there_for_prefilling(garden: Watched) -> None:
    case = garden.sow("Rose")
    with garden.look(ANNA) as viewer:
        assert case_page.values(viewer, case_page.head(viewer, case)) == {"plant": "Rose"}


def test_records_come_opened_and_newest_first(garden: Watched) -> None:
    case = garden.sow("Rose", note="from a friend")
    garden.clock.advance(timedelta(hours=1))
    garden.water(case, note="a dry week", by=BORIS)
    with garden.look(ANNA) as viewer:
        head = case_page.head(viewer, case)
        newest, oldest = case_page.records(viewer, garden.vault, head)
        assert case_page.record(viewer, garden.vault, head, oldest.seq) == oldest
        with pytest.raises(NotFound):
            case_page.record(viewer, garden.vault, head, 99)
    assert (newest.form, newest.node_name, newest.by_name) == ("garden/water", "Water the plant", "Boris")
    assert newest.answers == {"is_ripe": False, "note": "a dry week"}
    assert oldest.answers == {"plant": "Rose", "note": "from a friend"}
    assert oldest.at == MONDAY


def test_the_latest_record_of_each_form_is_found(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna")
    for note in ("first", "second"):
        garden.water(case, note=note)
        garden.clock.advance(WEEK)
        garden.fire_due()
    with garden.look(ANNA) as viewer:
        head = case_page.head(viewer, case)
        found = case_page.latest(viewer, garden.vault, head, {"garden/water", "garden/loss"})
    assert {form: row.answers["note"] for form, row in found.items()} == {"garden/water": "second"}


def test_the_timeline_tells_what_people_and_clocks_did(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna")
    garden.water(case)
    garden.clock.advance(WEEK)
    garden.fire_due()
    with garden.look(ANNA) as viewer:
        head = case_page.head(viewer, case)
        told = case_page.timeline(viewer, garden.vault, (head, definition())).rows
        whole = case_page.timeline(viewer, garden.vault, (head, definition()), inputs_only=False).rows
        first = whole[-1]
    assert [(row.kind, row.actor_name, row.node_name) for row in told] == [
        ("timer.fired", None, "A week"),
        ("task.completed", "Anna", "Water the plant"),
        ("case.opened", "Anna", "Sow"),
    ]
    assert len(whole) > len(told)
    assert (first.seq, first.is_input, first.data["number"]) == (1, True, "G-2026-001")


def test_a_long_timeline_comes_in_pages(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna")
    for _ in range(12):
        garden.water(case)
        garden.clock.advance(WEEK)
        garden.fire_due()
    with garden.look(ANNA) as viewer:
        head = case_page.head(viewer, case)
        seen, after = [], None
        while True:
            page = case_page.timeline(viewer, garden.vault, (head, definition()), after, inputs_only=False)
            seen += [row.seq for row in page]
            if page.next is None:
                break
            after = page.next
    assert seen == list(range(len(seen), 0, -1))
    assert len(seen) == garden.store.case(case).seq


def test_a_case_knows_the_one_it_follows_and_the_one_that_follows_it(garden: Watched) -> None:
    case = garden.sow("Rose")
    garden.water(case, ripe=True)
    garden.service.complete(HEAD, case, garden.token(case, "harvest"), Answers({"again": "yes"}))
    with garden.look(HEAD) as viewer:
        old = case_page.head(viewer, case)
        (after,) = case_page.kin(viewer, old)
        new = case_page.head(viewer, after.id)
        (before,) = case_page.kin(viewer, new)
    assert (old.exit, after.relation, after.title, after.visible) == ("sown_again", "successor", "Rose", True)
    assert (before.id, before.relation) == (case, "predecessor")
    with garden.look(SOUTH) as viewer:
        (hidden,) = case_page.kin(viewer, old)
    assert (hidden.title, hidden.visible) == ("", False)


def test_a_case_after_another_inherits_what_was_written(garden: Watched) -> None:
    case = garden.sow("Rose", gardener="anna", note="from the old case")
    garden.water(case, ripe=True)
    garden.service.complete(HEAD, case, garden.token(case, "harvest"), Answers({"again": "yes"}))
    with garden.look(HEAD) as viewer:
        (successor,) = case_page.kin(viewer, case_page.head(viewer, case))
        head = case_page.head(viewer, successor.id)
        found = case_page.latest(viewer, garden.vault, head, {"garden/seed"})
        told = case_page.inherited(viewer, garden.vault, head)
    assert found["garden/seed"].answers["note"] == "from the old case"
    assert [row.form for row in told] == ["garden/harvest", "garden/water", "garden/seed"]
