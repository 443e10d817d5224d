"""People of a case: who holds which place, and passing a place on with its open tasks."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.errors import NotFound
from persistence.queries import case_page, people, worklist
from persistence.queries.case_page import CaseHead, SeatRow
from persistence.queries.people import Person
from web import desk, seating
from web.auth.permissions import requires

blueprint = Blueprint("seats", __name__, url_prefix="/cases/<case_id>/people")


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in the case. `able` could hold it instead; `tasks` of its holder would go along."""

    key: str
    title: str
    holder: str
    able: tuple[Person, ...]
    tasks: int


@blueprint.get("")
@requires("case.read")
def page(case_id: str) -> str:
    """Who holds which place in the case."""
    head = case_page.head(desk.viewer(), case_id)
    may = not head.exit and desk.reaches("task.assign", case_id)
    tasks = worklist.next_tasks(desk.viewer(), case_id) if may else ()
    able = _able(head) if may else {}
    seats = [
        Seat(
            row.seat,
            seating.title(row.seat, desk.definition(head)),
            row.name,
            tuple(person for person in able.get(row.seat, ()) if person.id != row.account),
            sum(task.seat == row.seat and task.assignee == row.account for task in tasks),
        )
        for row in case_page.seats(desk.viewer(), head)
    ]
    return render_template("cases/people.html", head=head, seats=seats, may=may)


@blueprint.post("/<seat>")
@requires("task.assign")
def change(case_id: str, seat: str) -> Any:
    """Pass the place to another person, with its open tasks."""
    head = case_page.head(desk.viewer(), case_id, "task.assign")
    row = _held(head, seat)
    able = {person.id: person.name for person in _able(head).get(row.seat, ())}
    to = request.form.get("to", "")
    back = redirect(url_for("seats.page", case_id=case_id), 303)
    if head.exit or to not in able or to == row.account:
        flash(_("Choose a person."), "late")
        return back
    desk.services().cases.change_seat(desk.actor(), case_id, seat, to)
    flash(_("The place is passed to %(name)s, open tasks went along.", name=able[to]), "done")
    return back


def _held(head: CaseHead, seat: str) -> SeatRow:
    for row in case_page.seats(desk.viewer(), head):
        if row.seat == seat:
            return row
    raise NotFound()


def _able(head: CaseHead) -> dict[str, tuple[Person, ...]]:
    """Who could hold each seat; people of a role are looked up once."""
    definition, found = desk.definition(head), {}
    roles = {row.seat: definition.role_of(row.seat) for row in case_page.seats(desk.viewer(), head)}
    for role in set(roles.values()):
        found[role] = people.with_role(desk.viewer().reader, role, head.team)
    return {seat: found[role] for seat, role in roles.items()}
