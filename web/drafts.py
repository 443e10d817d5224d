"""What is being typed, kept on the server as typed: nothing written is ever lost."""

from collections.abc import Iterable

from flask import current_app
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from persistence.queries import drafts
from persistence.queries.drafts import Draft
from web import desk

Pair = tuple[str, str]
NOT_TYPED = frozenset({"csrf_token", "command", "next", "team", "_add", "_remove", "_draft", "after", "alike"})
MOST = 500_000


def typed(pairs: Iterable[Pair]) -> list[Pair]:
    """What a person typed, without tokens and buttons."""
    return [(name, value) for name, value in pairs if name not in NOT_TYPED]


def find(place: str) -> Draft | None:
    """My draft at a place."""
    return drafts.draft(desk.viewer().reader, desk.services().vault, desk.actor().id, place)


def keep(place: str, pairs: Iterable[Pair], account: str | None = None) -> None:
    """Save what is typed; raises RequestEntityTooLarge for what is too long to be kept."""
    kept, owner, at = typed(pairs), account or desk.actor().id, desk.services().clock.now()
    if sum(len(name) + len(value) for name, value in kept) > MOST:
        raise RequestEntityTooLarge()
    desk.services().keeper.save_draft(owner, place, kept, at)


def discard(place: str) -> None:
    """Forget the draft once it was sent, or by wish."""
    desk.services().keeper.discard_draft(desk.actor().id, place)


def at(case_id: str, token: int) -> str:
    """The place of a task's or a message's form."""
    return desk.services().keeper.draft_place(case_id, token)


def opening(process: str) -> str:
    """The place of a start form."""
    return f"open:{process}"


def correction(case_id: str, seq: int) -> str:
    """The place of a correction's form."""
    return f"{case_id}:record:{seq}"


def keep_at(path: str, account: str, pairs: Iterable[Pair]) -> None:
    """Save what was typed before the session ended, when the path leads to a form."""
    adapter = current_app.url_map.bind("")
    try:
        _endpoint, parts = adapter.match(path.partition("?")[0], method="GET")
    except HTTPException:
        return
    if "case_id" in parts and "token" in parts:
        keep(at(parts["case_id"], parts["token"]), pairs, account)
    elif "case_id" in parts and "seq" in parts:
        keep(correction(parts["case_id"], parts["seq"]), pairs, account)
    elif "process" in parts:
        keep(opening(parts["process"]), pairs, account)
