"""An emergency in two taps: the case is chosen here, what was done is told on the next page; approvals follow."""

from flask import Blueprint, render_template, request

from persistence.queries import definitions
from persistence.queries import emergencies as cases
from web import desk, emergencies
from web.auth.permissions import requires

blueprint = Blueprint("emergency", __name__, url_prefix="/emergency")


@blueprint.get("")
@requires("message.send")
def page() -> str:
    """The cases of which an emergency can be told."""
    viewer = desk.viewer()
    store = desk.services().store
    every = [emergencies.names(store.definition(row.checksum)) for row in definitions.in_force(viewer)]
    found = cases.cases(viewer, frozenset().union(*every), request.args.get("after") or None)
    return render_template("worklist/emergency.html", page=found)
