"""Signing in and out."""

import hashlib
import json
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from persistence.queries import people
from web import demo_people, desk, drafts, filling
from web.addresses import local
from web.auth import passwords, sessions
from web.auth.permissions import public, signed_in
from web.limits import limiter

blueprint = Blueprint("session", __name__)
MOST_KEPT = 200_000


def _name_typed() -> str:
    """Whose door is knocked at, whoever knocks: tries for one account count together. No name is kept."""
    login = request.form.get("login", "").strip().casefold()
    return "login:" + hashlib.sha256(login.encode()).hexdigest()


def _failed(answer: Response) -> bool:
    return answer.status_code == 401


@blueprint.get("/sign-in")
@public
def page() -> Any:
    """The sign-in page; who is signed in already goes on."""
    wanted = local(request.args.get("next"))
    return redirect(wanted, 303) if desk.person() else form(wanted)


@blueprint.post("/sign-in")
@public
@limiter.limit("10/minute;60/hour")
@limiter.limit("10/hour", key_func=_name_typed, deduct_when=_failed)
def sign_in() -> Any:
    """Check name and password; the same sentence whatever was wrong."""
    login, password = request.form.get("login", "").strip(), request.form.get("password", "")
    with desk.services().database.reading() as reader:
        account = people.by_login(reader, login)
    fits = passwords.fits(account.secret if account else None, password)
    if account is None or not fits or not account.active:
        problem = _("The name or the password is not right.")
        return form(local(request.form.get("next")), problem, kept=_kept()), 401
    if passwords.outdated(account.secret):
        sealed = passwords.seal(password)
        desk.services().keeper.set_secret(account.id, sealed)
    return _go_on(account)


@blueprint.post("/sign-in/demo")
@public
def as_guest() -> Any:
    """One tap in the demonstration; there is no such door elsewhere."""
    account = demo_people.find(request.form.get("account", ""))
    if account is None:
        return form(local(None), _("The name or the password is not right.")), 401
    return _go_on(account)


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """End the session."""
    sessions.sign_out(desk.person())
    return redirect(url_for("session.page"), 303)


def unauthorized() -> Any:
    """Who is not signed in goes to the sign-in page, and what was typed goes along."""
    if request.method == "GET":
        return redirect(url_for("session.page", next=request.full_path.rstrip("?")), 303)
    problem = _("You were signed out. Sign in to go on: what you typed is kept.")
    return form(request.path, problem, kept=drafts.typed(filling.posted())), 401


def form(wanted: str, problem: str = "", kept: list[tuple[str, str]] | None = None) -> str:
    """The sign-in page; what was typed before the session ended travels with it."""
    text = json.dumps(kept, ensure_ascii=False) if kept else ""
    guests = demo_people.guests()
    return render_template("session/sign_in.html", next=wanted, problem=problem, kept=text, guests=guests,
                           login=request.form.get("login", ""))  # fmt: skip


def _go_on(account: people.Account) -> Response:
    """Sign in, put what was typed into the draft of its place, and follow the way that was wanted."""
    sessions.sign_in(account)
    wanted = local(request.form.get("next"))
    kept = _kept()
    if kept:
        drafts.keep_at(wanted, account.id, kept)
    return redirect(wanted, 303)


def _kept() -> list[tuple[str, str]]:
    text = request.form.get("kept", "")
    if not text or len(text) > MOST_KEPT:
        return []
    try:
        kept = [(str(name), str(value)) for name, value in json.loads(text)]
        json.dumps(kept, ensure_ascii=False).encode()
        return kept
    except (ValueError, TypeError, RecursionError):
        return []
