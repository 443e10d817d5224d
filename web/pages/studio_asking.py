"""What the editors ask the server: what a step may name, whether a text can be read, whether a file may come in."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _

from engine.deadlines import Rule
from engine.errors import OporaError
from engine.functions import BUILT_IN
from engine.proof import Sheaf
from engine.studio import asking
from engine.studio.draft import Draft
from engine.studio.offers import Offers, offers
from web import desk, explain, findings, messages
from web.auth.permissions import requires

blueprint = Blueprint("studio_asking", __name__, url_prefix="/studio/<draft_id>")
LONGEST = 5000


@blueprint.get("/offers")
@requires("definitions.read")
def offered(draft_id: str) -> Response:
    """Everything a step may name, by its words: roles, forms, pages, tables, stages, services, values."""
    draft = _draft(draft_id)
    roles = [{"key": role.key, "title": role.title} for role in desk.services().roles]
    services = [{"key": key, "inputs": dict(found.inputs), "output": found.output} for key, found in BUILT_IN.items()]
    return jsonify({**asdict(offers(draft.files)), "roles": roles, "services": services})


@blueprint.post("/ask")
@requires("definitions.read")
def ask(draft_id: str) -> Any:
    """{about, …} → {said} or {error}: a deadline in words, an expression, a timer, a cell of a table."""
    given = request.get_json(silent=True)
    if not isinstance(given, dict) or any(not isinstance(text, str) or len(text) > LONGEST for text in given.values()):
        return jsonify(error=_("This form cannot be accepted")), 400
    answer = ANSWERS.get(given.pop("about", ""))
    if answer is None:
        return jsonify(error=_("This form cannot be accepted")), 400
    try:
        return jsonify(said=answer(given, offers(_draft(draft_id).files)))
    except OporaError as error:
        return jsonify(error=messages.error(error))


@blueprint.post("/proof")
@requires("definitions.read")
def proof(draft_id: str) -> Any:
    """{name, text} → {findings}: a file judged beside those of the draft, before it comes in."""
    given = desk.told()
    name, text = given.get("name"), given.get("text")
    if not isinstance(name, str) or not isinstance(text, str):
        return jsonify(error=_("This form cannot be accepted")), 400
    files = {**_draft(draft_id).files, name: text}
    found = Sheaf(files).judge(name)
    return jsonify(findings=[asdict(each) for each in findings.said(found, files=files)])


def _draft(draft_id: str) -> Draft:
    return desk.services().studio.draft(desk.actor(), draft_id)


def _deadline(given: Mapping[str, str], known: Offers) -> str:
    rule = Rule.parse({key: text for key, text in given.items() if text})
    names = {f"task:{task.key}": task.title for task in known.tasks}
    names |= {f"fact:{value.name}": value.title for value in known.values}
    return explain.rule_said(rule, names)


def _expression(given: Mapping[str, str], known: Offers) -> str:
    asking.expression(given.get("text", ""), _names(known))
    return ""


def _tests(given: Mapping[str, str], _known: Offers) -> str:
    asking.tests(given.get("text", ""))
    return ""


def _plain(given: Mapping[str, str], _known: Offers) -> str:
    asking.expression(given.get("text", ""))
    return ""


def _timer(given: Mapping[str, str], known: Offers) -> str:
    asking.timer(given.get("kind", ""), given.get("text", ""), _names(known))
    return ""


def _names(known: Offers) -> set[str]:
    return {value.name for value in known.values} | {"loopCounter"}


ANSWERS: Mapping[str, Callable[[Mapping[str, str], Offers], str]] = {
    "deadline": _deadline,
    "expression": _expression,
    "tests": _tests,
    "plain": _plain,
    "timer": _timer,
}
