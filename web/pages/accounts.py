"""Accounts: who can sign in, and as what."""

from flask import Blueprint, render_template

from persistence.queries import people
from web import desk
from web.auth.permissions import requires

blueprint = Blueprint("accounts", __name__, url_prefix="/people")


@blueprint.get("/")
@requires("accounts.manage")
def page() -> str:
    """All accounts with their roles and teams."""
    reader = desk.viewer().reader
    teams = {team.key: team.title for team in people.teams(reader)}
    return render_template("accounts/page.html", accounts=people.everybody(reader), teams=teams)
