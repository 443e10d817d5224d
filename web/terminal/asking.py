"""`opora decide` and `opora feel`: asking a decision or an expression without a case."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from engine import decisions
from engine.decisions import Decision
from engine.feel import FeelError, compile_expression
from engine.feel.printing import printed
from engine.feel.values import kind
from web.terminal import typed
from web.terminal.files import text_of
from web.terminal.output import FAILED, answering, as_json, plain, problem, say, say_json, stop

clock_option = click.option("--clock", help="The present moment, ISO 8601; default: now.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--decision", "key", default="", help="Its id; default: the one that no other requires.")
@click.option("--input", "given", default="{}", metavar="JSON", help="The values, as JSON or @FILE.")
@clock_option
@as_json
def decide(file: Path, key: str, given: str, **chosen: Any) -> None:
    """Ask a decision of a DMN FILE.

    Exit code 0: it answered; 1: the file or a value is wrong, or the rules disagree; 2: wrong usage.
    JSON: {"decision", "name", "value", "text", "rules"}, or {"error": {"code", "sentence"}}.
    """
    values, moment = typed.context(given, "--input"), typed.moment(chosen["clock"])
    with answering(chosen["as_json"]):
        decision = _chosen(decisions.parse(text_of(file), file.name), key)
        outcome = decision.decide(typed.dated(decision, values), moment)
        text = printed(outcome.value)
    told = {"decision": decision.id, "name": decision.name, "value": plain(outcome.value), "text": text}
    if chosen["as_json"]:
        say_json({**told, "rules": list(outcome.rules)})
    else:
        rules = f"  ({', '.join(outcome.rules)})" if outcome.rules else ""
        say(f"{decision.name}: {'null' if text is None else text}{rules}")


def _chosen(found: Mapping[str, Decision], key: str) -> Decision:
    """The decision asked for, else the only one that no other requires; raises UsageError."""
    if key:
        if key not in found:
            raise click.UsageError(f"There is no decision {key}, only {', '.join(found)}.")
        return found[key]
    required = {each.id for decision in found.values() for each in decision.requires}
    last = [decision for decision in found.values() if decision.id not in required]
    if len(last) != 1:
        names = ", ".join(decision.id for decision in last)
        raise click.UsageError(f"Choose one with --decision: {names}." if last else "The file holds no decision.")
    return last[0]


@click.command(context_settings={"ignore_unknown_options": True})  # an expression may begin with a minus
@click.argument("expression")
@click.option("--context", "given", default="{}", metavar="JSON", help="The names it may use, as JSON or @FILE.")
@clock_option
@as_json
def feel(expression: str, given: str, clock: str | None, as_json: bool) -> None:
    """Evaluate a FEEL EXPRESSION.

    Exit code 0: it has a value, null too; 1: it cannot be read or asks for too much; 2: wrong usage.
    JSON: {"value", "kind", "text"}, or {"error": {"code", "position", "sentence"}}.
    """
    values, moment = typed.context(given, "--context"), typed.moment(clock)
    text = expression.strip().removeprefix("=")
    try:
        value = compile_expression(text, values.keys()).evaluate(values, moment)
        shown = printed(value)
    except FeelError as error:
        _misread(error, text, as_json)
        stop(FAILED)
    if as_json:
        say_json({"value": plain(value), "kind": kind(value), "text": shown})
    else:
        say("null" if shown is None else shown)


def _misread(error: FeelError, text: str, as_json: bool) -> None:
    """The sentence, and the line of the expression with a mark under the place."""
    if as_json:
        say_json({"error": problem(error)})
        return
    before, after = text[: error.position], text[error.position :]
    start = before.rpartition("\n")[2]
    say(f"{start}{after.partition(chr(10))[0]}\n{' ' * len(start)}^", err=True)
    say(f"Error: {error.plain()}", err=True)
