"""`opora case`: an operator's hands, with a reason and an event each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from engine.case import Case
from engine.kernel.state import Token
from web.terminal.office import TERMINAL, Office, enter
from web.terminal.output import answering, as_json, say, say_json

reason_option = click.option("--reason", required=True, help="Why; it stays in the case's history.")


@dataclass(frozen=True, slots=True)
class Bench:
    """The office and the case that lies on the bench."""

    office: Office
    word: str

    def case(self) -> Case:
        """The case as it stands; raises NotFound."""
        return self.office.case(self.word)


@click.group()
@click.argument("case", metavar="CASE")
@click.pass_context
def case(context: click.Context, case: str) -> None:
    """Operate on a CASE (its id or number) where its diagram did not foresee the way.

    AT is an element's id, or a token's number where several tokens stand on one element; `show` tells both.

    Exit code 0: done; 1: the case does not allow it; 2: wrong usage.
    JSON: {"case", "number", "done", "suspended", "exit", "tokens": [{"token", "element", "waits"}],
    "incidents": [{"token", "element", "reason"}]}, or {"error": {"code", "sentence"}}.
    """
    with answering(in_json=False):
        context.obj = Bench(enter(), case)


Act = Callable[[Office, Case], object]


def _do(done: str, in_json: bool, act: Act | None = None) -> None:
    """Act on the case if there is anything to do, then tell where it stands."""
    bench: Bench = click.get_current_context().obj
    with answering(in_json):
        found = bench.case()
        if act:
            act(bench.office, found)
            found = bench.office.case(found.id)
    if in_json:
        say_json(_told(found, done))
        return
    state = f"ended: {found.exit}" if found.exit else "suspended" if found.suspended else "open"
    say(f"{found.number} {state}")
    for token in found.state.tokens.values():
        say(f"  {token.id:>4}  {token.node}  ({token.kind})")
    for wait, node, why in found.state.incidents():
        say(f"  {wait:>4}  {node}  failed: {why}")


def _told(found: Case, done: str) -> dict[str, Any]:
    tokens = [{"token": t.id, "element": t.node, "waits": t.kind} for t in found.state.tokens.values()]
    names = {"case": found.id, "number": found.number, "done": done}
    incidents = [{"token": key, "element": node, "reason": why} for key, node, why in found.state.incidents()]
    return {**names, "suspended": found.suspended, "exit": found.exit, "tokens": tokens, "incidents": incidents}


def _token(found: Case, word: str) -> int:
    """The token with that number or on that element; raises ClickException unless there is just one."""
    if word.isdecimal() and int(word) in found.state.tokens:
        return int(word)
    return _only([token for token in found.state.tokens.values() if token.node == word], word)


def _only(tokens: list[Token], word: str) -> int:
    if len(tokens) != 1:
        numbers = ", ".join(str(token.id) for token in tokens)
        raise click.ClickException(
            f"At {word} stand the tokens {numbers}." if tokens else f"No token stands at {word}."
        )
    return tokens[0].id


def _incident(found: Case, word: str) -> int:
    """The incident with that number, of the token with that number, or on that element; raises ClickException."""
    waits = [found.state.waits[key] for key, _, _ in found.state.incidents()]
    meant = [wait.id for wait in waits if word in {str(wait.id), str(wait.token), wait.node}]
    if len(meant) != 1:
        numbers = ", ".join(str(key) for key in meant)
        raise click.ClickException(f"At {word} failed {numbers}." if meant else f"Nothing has failed at {word}.")
    return meant[0]


def _in_stage(office: Office, found: Case, to: str) -> int:
    """A token of the stage in which the element `to` lies; raises ClickException."""
    node = office.services.store.definition(found.definition).plan.nodes.get(to)
    state = found.state
    within = [token for token in state.tokens.values() if node and state.scopes[token.scope].key == node.scope]
    stages = {token.scope for token in within}
    if len(stages) > 1:
        numbers = ", ".join(str(token.id) for token in within)
        raise click.ClickException(f"The stage of {to} runs several times; choose with --at one of {numbers}.")
    return _only(within[:1], f"the stage of {to}")


@case.command()
@as_json
def show(as_json: bool) -> None:
    """Tell where the case stands; nothing is changed."""
    _do("show", as_json)


@case.command()
@click.argument("at")
@reason_option
@as_json
def skip(at: str, reason: str, as_json: bool) -> None:
    """Let the task AT pass undone."""
    _do("skip", as_json, lambda office, found: office.operating.skip(TERMINAL, found.id, _token(found, at), reason))


@case.command()
@click.argument("at")
@click.argument("to")
@reason_option
@as_json
def place(at: str, to: str, reason: str, as_json: bool) -> None:
    """Put the token AT on the element TO of the same stage."""

    def act(office: Office, found: Case) -> None:
        office.operating.place(TERMINAL, found.id, _token(found, at), to, reason)

    _do("place", as_json, act)


@case.command()
@click.argument("to")
@click.option("--at", help="A token of the stage, where the stage runs several times.")
@reason_option
@as_json
def rewind(to: str, at: str | None, reason: str, as_json: bool) -> None:
    """Begin the stage of the element TO again from there; everything else in the stage is withdrawn."""

    def act(office: Office, found: Case) -> None:
        token = _token(found, at) if at else _in_stage(office, found, to)
        office.operating.rewind(TERMINAL, found.id, token, to, reason)

    _do("rewind", as_json, act)


@case.command()
@click.argument("at")
@reason_option
@as_json
def retry(at: str, reason: str, as_json: bool) -> None:
    """Try again what failed AT an element: a service, or the step after a timer."""
    _do(
        "retry", as_json, lambda office, found: office.operating.retry(TERMINAL, found.id, _incident(found, at), reason)
    )


@case.command()
@reason_option
@as_json
def cancel(reason: str, as_json: bool) -> None:
    """End the case where no exit of its diagram fits."""
    _do("cancel", as_json, lambda office, found: office.operating.cancel(TERMINAL, found.id, reason))


@case.command()
@reason_option
@as_json
def suspend(reason: str, as_json: bool) -> None:
    """Stop the case: its tasks cannot be done and its timers do not fire."""
    _do("suspend", as_json, lambda office, found: office.operating.suspend(TERMINAL, found.id, reason))


@case.command()
@reason_option
@as_json
def resume(reason: str, as_json: bool) -> None:
    """Let a suspended case go on."""
    _do("resume", as_json, lambda office, found: office.operating.resume(TERMINAL, found.id, reason))
