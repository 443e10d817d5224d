"""My day narrowed down: which filters the address holds, in words, and as an address."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for
from flask_babel import gettext as _

from persistence.queries import people, worklist
from persistence.queries.worklist import Filters
from web import desk, families

NAMES = ("show", "process", "team", "stage", "late", "case")
"""What an address of the day may hold; nothing personal is among it."""
MOST = 200


@dataclass(frozen=True, slots=True)
class Told:
    """A filter that is on, in words, and the address without it."""

    words: str
    without: str


def filters() -> Filters:
    """The filters of this request's address."""
    args = request.args
    return Filters(
        process=args.get("process") or None,
        team=args.get("team") or None,
        stage=args.get("stage") or None,
        lateness=worklist.LATE if args.get("late") else None,
        number=args.get("case", "").strip()[:MOST] or None,
    )


def told() -> list[Told]:
    """The filters that are on."""
    args = request.args
    on = {name: args[name] for name in NAMES[1:] if args.get(name)}
    words = {"late": _("Late only"), "case": _("Case %(number)s", number=on.get("case", ""))}
    for name, value in on.items():
        words.setdefault(name, _titles(name).get(value, value))
    return [Told(words[name], address(**{name: None})) for name in on]


def address(**changed: Any) -> str:
    """The day's address as it is now, with some of it changed."""
    held = {name: request.args[name] for name in NAMES if request.args.get(name)}
    return url_for("worklist.page", **{name: value for name, value in {**held, **changed}.items() if value})


def query() -> str:
    """What of the address a saved filter keeps."""
    return tidy(request.form.get("query", ""))


def tidy(text: str) -> str:
    """A query with the known names alone, in order."""
    held = dict(parse_qsl(text[:2000]))
    return urlencode([(name, held[name][:MOST]) for name in NAMES if held.get(name)])


def _titles(name: str) -> dict[str, str]:
    if name == "process":
        return {one.process: one.title for one in families.choices("task.work")}
    if name == "team":
        return {one.key: one.title for one in people.teams(desk.viewer().reader)}
    return dict(worklist.stages(desk.viewer()))
