"""Deadlines: what is late and soon late, by stage, and whom it waits for."""

from flask import Blueprint, render_template, request

from persistence.queries import deadline_board, incidents
from persistence.queries.deadline_board import StageLoad
from web import desk, families
from web.auth.permissions import requires

blueprint = Blueprint("deadlines", __name__, url_prefix="/deadlines")


@blueprint.get("/")
@requires("deadlines.read")
def page() -> str:
    """The load of every stage, and the urgent tasks of one stage or of all."""
    viewer, team = desk.viewer(), request.args.get("team") or None
    family = request.args.get("family") or None
    board = deadline_board.board(viewer, family, team)
    chosen = _chosen(board)
    return render_template(
        "deadlines/page.html",
        board=board,
        chosen=chosen,
        urgent=deadline_board.urgent(viewer, chosen, request.args.get("after") or None, family, team),
        late=sum(stage.late for stage in board),
        soon=sum(stage.soon for stage in board),
        tasks=sum(stage.tasks for stage in board),
        teams=desk.my_teams(),
        team=team,
        family=family,
        families=families.choices("deadlines.read"),
        incidents=incidents.count(viewer) if desk.may("case.operate") else 0,
        several=len({stage.process for stage in board}) > 1,
    )


def _chosen(board: tuple[StageLoad, ...]) -> StageLoad | None:
    process, stage = request.args.get("process"), request.args.get("stage")
    return next((load for load in board if (load.process, load.stage or "") == (process, stage)), None)
