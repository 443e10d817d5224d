"""Accounts: who can sign in, and as what. Every change is logged by account ids, without names."""

import logging
import re
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.errors import Conflict, NotFound
from engine.roles import Grant
from persistence.queries import people
from persistence.queries.people import Account
from web import desk
from web.auth import passwords
from web.auth.permissions import requires
from web.services import NewAccount

log = logging.getLogger(__name__)
blueprint = Blueprint("accounts", __name__, url_prefix="/people")
LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._-]{1,38})[a-z0-9]")
LONGEST_NAME, MOST_ROLES, SPARE = 120, 20, 2


@dataclass(frozen=True)
class Typed:
    """What was typed about an account; `problems` by field."""

    name: str
    login: str
    grants: tuple[Grant, ...]
    active: bool
    problems: dict[str, str] = field(default_factory=dict)


@blueprint.get("/")
@requires("accounts.manage")
def page() -> str:
    """All accounts with their roles and teams."""
    reader = desk.viewer().reader
    teams = {team.key: team.title for team in people.teams(reader)}
    return render_template("accounts/page.html", accounts=people.everybody(reader), teams=teams)


@blueprint.get("/new")
@requires("accounts.manage")
def new() -> str:
    """An empty account."""
    return _show(None, Typed("", "", (), True))


@blueprint.post("/new")
@requires("accounts.manage")
def create() -> Any:
    """Let a person sign in; the password is shown once."""
    typed = _read()
    problems = _problems(typed) | _login_problems(typed.login)
    if problems:
        return _show(None, Typed(typed.name, typed.login, typed.grants, True, problems)), 422
    services, secret = desk.services(), passwords.fresh()
    made = NewAccount(services.ids.new(), typed.login, typed.name, passwords.seal(secret), typed.grants)
    try:
        services.keeper.add_account(made, services.clock.now())
    except Conflict:
        taken = {"login": _("Somebody has this name already.")}
        return _show(None, Typed(typed.name, typed.login, typed.grants, True, taken)), 422
    log.info("account %s made by %s", made.id, desk.actor().id)
    return render_template("accounts/password.html", name=typed.name, login=typed.login, secret=secret)


@blueprint.get("/<account_id>")
@requires("accounts.manage")
def one(account_id: str) -> str:
    """One account, to be changed."""
    account = _find(account_id)
    return _show(account, Typed(account.name, account.login, account.grants, account.active))


@blueprint.post("/<account_id>")
@requires("accounts.manage")
def change(account_id: str) -> Any:
    """Give the person another name or other roles, close the account or open it again."""
    account, typed = _find(account_id), _read()
    problems = _problems(typed) | _own_problems(account, typed)
    if problems:
        return _show(account, Typed(typed.name, account.login, typed.grants, typed.active, problems)), 422
    desk.put_away()
    desk.services().keeper.change_account(account_id, typed.name, typed.grants, typed.active)
    held = ", ".join(f"{grant.role}@{grant.team or '*'}" for grant in typed.grants)
    state = "active" if typed.active else "closed"
    log.info("account %s is %s with roles %s, changed by %s", account_id, state, held, desk.actor().id)
    flash(_("The account is changed."), "done")
    return redirect(url_for("accounts.one", account_id=account_id), 303)


@blueprint.post("/<account_id>/password")
@requires("accounts.manage")
def reset(account_id: str) -> Any:
    """A new password, shown once; whoever is signed in with the old one is signed out."""
    account, secret = _find(account_id), passwords.fresh()
    desk.put_away()
    desk.services().keeper.reset_secret(account_id, passwords.seal(secret))
    log.info("password of account %s reset by %s", account_id, desk.actor().id)
    return render_template("accounts/password.html", name=account.name, login=account.login, secret=secret)


def _find(account_id: str) -> Account:
    account = people.by_id(desk.viewer().reader, account_id)
    if account is None:
        raise NotFound()
    return account


def _read() -> Typed:
    form = request.form
    rows = zip(form.getlist("role")[:MOST_ROLES], form.getlist("team")[:MOST_ROLES], strict=False)
    grants = tuple(dict.fromkeys(Grant(role, team or None) for role, team in rows if role))
    name, login = " ".join(form.get("name", "").split()), form.get("login", "").strip().lower()
    return Typed(name, login, grants, form.get("active") == "yes")


def _problems(typed: Typed) -> dict[str, str]:
    found = {}
    known = {team.key for team in people.teams(desk.viewer().reader)} | {None}
    if not typed.name:
        found["name"] = _("Write the person's name.")
    elif len(typed.name) > LONGEST_NAME:
        found["name"] = _("At most %(num)s characters.", num=LONGEST_NAME)
    if not typed.grants or any(g.role not in desk.services().roles or g.team not in known for g in typed.grants):
        found["roles"] = _("Choose at least one role.")
    return found


def _login_problems(login: str) -> dict[str, str]:
    if LOGIN.fullmatch(login):
        return {}
    return {"login": _("3 to 40 Latin letters, digits, dots or dashes.")}


def _own_problems(account: Account, typed: Typed) -> dict[str, str]:
    """Nobody locks himself out."""
    roles = desk.services().roles
    if account.id != desk.actor().id:
        return {}
    if not typed.active:
        return {"active": _("You cannot close your own account.")}
    keeps = any(name == "accounts.manage" for g in typed.grants if g.role in roles for name, _r in _powers(g.role))
    return {} if keeps else {"roles": _("You would no longer be able to manage accounts.")}


def _powers(role: str) -> frozenset[tuple[str, str]]:
    return desk.services().roles[role].permissions


def _show(account: Account | None, typed: Typed) -> str:
    spare = (Grant("", None),) * (SPARE if typed.grants else 1)
    return render_template(
        "accounts/one.html",
        account=account,
        typed=typed,
        grants=(*typed.grants, *spare),
        roles=desk.services().roles,
        teams=people.teams(desk.viewer().reader),
    )
