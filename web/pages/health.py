"""Whether the server and its database answer."""

from flask import Blueprint

from persistence.queries import people
from web import desk
from web.auth.permissions import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
@public
def page() -> dict[str, str]:
    """`ok` when a read of the database succeeds; anything else is an error answer."""
    with desk.services().database.reading() as reader:
        people.teams(reader)
    return {"status": "ok"}
