"""The history of a case for who checks it: every event as stored, and whether the chain holds."""

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request

from persistence.queries import case_page, history
from persistence.queries.history import EventRow
from web import desk, events
from web.auth.permissions import requires

blueprint = Blueprint("history", __name__, url_prefix="/cases/<case_id>/history")


@dataclass(frozen=True, slots=True)
class Shown:
    """An event with its parts as readable JSON."""

    row: EventRow
    name: str
    data: str
    private: str


@blueprint.get("")
@requires("history.read")
def page(case_id: str) -> str:
    """Events in order, with the verdict on the chain."""
    viewer = desk.viewer()
    head = case_page.head(viewer, case_id, "history.read")
    found = history.events(viewer, desk.services().vault, head, request.args.get("after") or None)
    nodes = desk.definition(head).plan.nodes
    shown = [
        Shown(row, events.name(row.kind, _node(row, nodes)), _json(row.data), _json(row.private) if row.private else "")
        for row in found.rows
    ]
    return render_template(
        "history/page.html", head=head, events=shown, more=found.next, verdict=history.verify(viewer, head)
    )


def _node(row: EventRow, nodes: Any) -> str:
    node = nodes.get(str(row.data.get("node", "")))
    return node.name if node else ""


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True, default=str)
