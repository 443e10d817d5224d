"""The team's work now: what is late, why, whom it waits for, who has too much, what falls due this week."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import Blueprint, render_template, request

from engine import loads as rules
from engine.loads import Load
from persistence.queries import deadline_board, loads
from persistence.queries.deadline_board import Narrowed, StageLoad
from web import advice, desk, families
from web.auth.permissions import requires

blueprint = Blueprint("deadlines", __name__, url_prefix="/deadlines")
DAYS, SHOWN = 7, 8


@blueprint.get("/")
@requires("deadlines.read")
def page() -> str:
    """What is late and for whom it waits, what falls due this week, the load of every stage, the urgent tasks."""
    viewer, team = desk.viewer(), request.args.get("team") or None
    family = request.args.get("family") or None
    board = deadline_board.board(viewer, family, team)
    chosen, narrowed = _chosen(board), Narrowed(family, team)
    count, ending = deadline_board.ending(viewer, narrowed, _end_of_week())
    return render_template(
        "deadlines/page.html",
        board=board,
        chosen=chosen,
        shown=None if chosen or "all" in request.args or "after" in request.args else SHOWN,
        urgent=deadline_board.urgent(viewer, chosen, request.args.get("after") or None, family, team),
        behind=deadline_board.behind(viewer, narrowed),
        overloaded=list(_overloaded(family, team)),
        ending=ending,
        this_week=count,
        late=sum(stage.late for stage in board),
        tasks=sum(stage.tasks for stage in board),
        teams=desk.my_teams(),
        team=team,
        family=family,
        families=families.choices("deadlines.read"),
        several=len({stage.process for stage in board}) > 1,
    )


def _chosen(board: tuple[StageLoad, ...]) -> StageLoad | None:
    process, stage = request.args.get("process"), request.args.get("stage")
    return next((load for load in board if (load.process, load.stage or "") == (process, stage)), None)


def _end_of_week() -> datetime:
    """The midnight from Sunday to Monday that ends this week of work; on a day off the next one's."""
    today = desk.calendar().opening(desk.now()).date()
    return desk.calendar().midnight(today + timedelta(days=DAYS - today.weekday()))


def _overloaded(family: str | None, team: str | None) -> Iterator[tuple[Load, str, list[str]]]:
    """Who has more than the norms of a method allow: the load, the process, the norms."""
    if not desk.may(loads.PERMISSION):
        return
    for row in families.choices(loads.PERMISSION):
        definition = desk.services().store.definition(row.checksum)
        scale = rules.scale(definition.settings)
        if not scale.rules or family not in (None, row.process):
            continue
        of = advice.leading(row.process, definition, team)
        for one in loads.loads(desk.viewer(), of, scale):
            if over := [norm.title for norm in one.load.breaks(scale)]:
                yield one.load, row.process, over
