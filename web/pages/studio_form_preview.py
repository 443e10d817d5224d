"""A form of a draft as people will see it, made by the renderer of real forms; filled in and checked, never kept."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from engine.errors import NotFound
from engine.studio.draft import Draft
from forms import samples, schema, wire
from forms.errors import InvalidAnswers
from forms.fields import FormDefinition, Option
from forms.made_up import MadeUp
from forms.prefill import offering
from web import desk, filling, form_reading, sheet
from web.auth.permissions import requires
from web.pages.studio_forms import ENDING
from web.security import POLICY

blueprint = Blueprint("studio_form_preview", __name__, url_prefix="/studio/<draft_id>/form-preview")
FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
FARTHEST = 30
"""So many saves back a form without mistakes is looked for."""


@blueprint.get("/<path:name>")
@requires("definitions.read")
def page(draft_id: str, name: str) -> Response:
    """The form, empty."""
    return _page(draft_id, name, [])


@blueprint.post("/<path:name>")
@requires("definitions.read")
def check(draft_id: str, name: str) -> Response:
    """The form with what was typed: judged, a row more or less, or filled in plausibly."""
    return _page(draft_id, name, filling.posted())


def _page(draft_id: str, name: str, pairs: list[tuple[str, str]]) -> Response:
    draft = desk.services().studio.draft(desk.actor(), draft_id)
    if name not in draft.files or not name.endswith(ENDING):
        raise NotFound()
    form, is_newest = _form(draft, name)
    if form is None:
        return _framed(render_template("studio/form/preview.html", name=name, sheet=None))
    pairs, errors, accepted = _done(form, pairs)
    offers = {field.of: tuple(_example(field.of, number) for number in (1, 2)) for field in offering(form)}
    filled = sheet.Filling(pairs, errors, _people, "preview", offers)
    shown = sheet.build(form, filled, desk.now())
    return _framed(render_template(
        "studio/form/preview.html", name=name, sheet=shown, newest=is_newest, accepted=accepted,
    ))  # fmt: skip


def _form(draft: Draft, name: str) -> tuple[FormDefinition | None, bool]:
    """The form; where it has mistakes, its latest save without any."""
    key, store = name.removesuffix(ENDING), desk.services().studio.store
    form = form_reading.parsed(key, draft.files[name])
    if form is not None:
        return form, True
    first = 0 if name in draft.origin else 1
    for revision in range(draft.revision(name) - 1, max(first, draft.revision(name) - FARTHEST) - 1, -1):
        text = store.change(draft.id, name, revision).text
        form = form_reading.parsed(key, text) if text else None
        if form is not None:
            return form, False
    return None, False


def _done(
    form: FormDefinition, pairs: list[tuple[str, str]]
) -> tuple[list[tuple[str, str]], Any, dict[str, Any] | None]:
    """What the button asks for: pairs, problems, and the values that go to the diagram when all is well."""
    if not pairs:
        return [], {}, None
    if "_fill" in request.form:
        fake = MadeUp(len(pairs), desk.now())
        fake.people = {role.key: [f"{role.key}-1", f"{role.key}-2"] for role in desk.services().roles}
        return wire.pairs(form, samples.fill(form, {}, fake)), {}, None
    if {"_add", "_remove"} & set(request.form):
        return filling.with_rows(form, pairs), {}, None
    kept = wire.pairs(form, wire.answers(form, pairs))
    try:
        return kept, {}, schema.validate(form, wire.answers(form, pairs), desk.now()).exports
    except InvalidAnswers as invalid:
        return kept, invalid.errors, None


def _people(role: str | None) -> tuple[Option, ...]:
    """Two made-up people with the role, or one of each."""
    roles = [found for found in desk.services().roles if role in (None, found.key)]
    numbers = (1, 2) if role else (1,)
    return tuple(Option(f"{found.key}-{n}", f"{found.title} {n}") for found in roles for n in numbers)


def _example(of: Any, number: int) -> str:
    return f"{of[0][0].rpartition(':')[2]} {number}"


def _framed(html: str) -> Response:
    answer = make_response(html)
    answer.headers["Content-Security-Policy"] = FRAMED
    return answer
