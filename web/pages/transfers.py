"""Passing a case on: offered with a summary, read by the new person, taken, declined or withdrawn."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.errors import Invalid, NotFound
from engine.transferring import Offer
from persistence.queries import case_page, people, transfers, worklist
from persistence.queries.case_page import CaseHead, SeatRow
from web import desk, handover, messages, seating
from web.auth.permissions import requires, signed_in

blueprint = Blueprint("transfers", __name__, url_prefix="/cases/<case_id>/transfer")
MOST = 20_000


@blueprint.get("")
@signed_in
def page(case_id: str) -> Any:
    """To whom the case is offered; or the offer, for who is asked to take it."""
    try:
        row, reason, summary = transfers.offered(desk.viewer(), desk.services().vault, case_id)
    except NotFound:
        return _offering(case_page.head(desk.viewer(), case_id))
    definition = desk.services().store.definition(row.definition)
    seat = seating.title(row.seat, definition)
    return render_template("transfers/offered.html", row=row, reason=reason, summary=summary, seat=seat)


@blueprint.post("")
@requires("case.read")
def offer(case_id: str) -> Any:
    """Offer a place in the case to a person, with a reason and a summary."""
    head = case_page.head(desk.viewer(), case_id)
    seat, _dot, rest = request.form.get("to", "").partition("|")
    team, _dot, to = rest.partition("|")
    reason, summary = (request.form.get(name, "").replace("\r\n", "\n").strip() for name in ("reason", "summary"))
    desk.put_away()
    try:
        made = Offer(seat, to, team, reason[:MOST], summary[:MOST])
        desk.services().transferring.offer_transfer(desk.actor(), case_id, made)
    except Invalid as error:
        return _offering(head, error), 422
    flash(_("The case is offered. Until it is taken, everything stays with you."), "done")
    return redirect(url_for("transfers.page", case_id=case_id), 303)


@blueprint.post("/accept")
@signed_in
def accept(case_id: str) -> Any:
    """Take the case, with its open tasks."""
    desk.services().transferring.accept_transfer(desk.actor(), case_id)
    flash(_("The case is yours now, with its open tasks."), "done")
    return redirect(url_for("overview.page", case_id=case_id), 303)


@blueprint.post("/decline")
@signed_in
def decline(case_id: str) -> Any:
    """Say no, and why."""
    try:
        reason = request.form.get("reason", "").strip()
        desk.services().transferring.decline_transfer(desk.actor(), case_id, reason)
    except Invalid:
        flash(_("Write the reason: it stays in the history."), "late")
        return redirect(url_for("transfers.page", case_id=case_id), 303)
    flash(_("You declined. The case stays where it was."), "done")
    return redirect(url_for("worklist.page"), 303)


@blueprint.post("/withdraw")
@requires("case.read")
def withdraw(case_id: str) -> Any:
    """Take the offer back."""
    case_page.head(desk.viewer(), case_id)
    desk.put_away()
    desk.services().transferring.withdraw_transfer(desk.actor(), case_id)
    flash(_("The offer is withdrawn."), "done")
    return redirect(url_for("transfers.page", case_id=case_id), 303)


def _offering(head: CaseHead, error: Invalid | None = None) -> str:
    """The offer that is open, else the form that makes one."""
    viewer = desk.viewer()
    passing = transfers.of_case(viewer, head)
    seats = _seats(head) if not passing and not head.exit else []
    definition = desk.definition(head)
    typed = request.form if error else {}
    problems = {name: [messages.say(one) for one in found] for name, found in (error.errors if error else {}).items()}
    return render_template(
        "transfers/page.html",
        head=head,
        passing=passing,
        mine=passing is not None and desk.actor().id == passing.by,
        words=transfers.words(viewer, desk.services().vault, head.id, passing.seq) if passing else ("", ""),
        places=[(row, seating.title(row.seat, definition), _able(row, head)) for row in seats],
        title=seating.title(passing.seat, definition) if passing else "",
        typed=typed,
        summary=typed.get("summary") or ("" if passing or not seats else handover.summary(head)),
        problems=problems,
        tasks=len(worklist.of_case(viewer, head)),
    )


def _seats(head: CaseHead) -> list[SeatRow]:
    """The places the viewer may offer: his own, or every one where he gives tasks and seats to people."""
    every = case_page.seats(desk.viewer(), head)
    may = desk.reaches("task.assign", head.id)
    return [row for row in every if may or row.account == desk.actor().id]


def _able(row: SeatRow, head: CaseHead) -> list[people.Seated]:
    role = desk.definition(head).role_of(row.seat)
    found = people.anywhere(desk.viewer().reader, role)
    return sorted(
        (one for one in found if one.id != row.account),
        key=lambda one: (one.team != head.team, one.team_title, one.name),
    )
