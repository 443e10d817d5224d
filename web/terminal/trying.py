"""`opora try`: a diagram runs in memory, step by step."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from engine.clock import ManualClock
from engine.errors import OporaError, Refused
from engine.kernel.plan import Plan
from engine.proof import DIAGRAMS, Sheaf
from engine.trial import Answers, Took, Trial
from web.terminal import output, typed
from web.terminal.files import Family, Unreadable, beside, text_of
from web.terminal.output import FAILED, FINE, as_json, plain, say, say_json, stop

MOST = 1000


@click.command(name="try")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--process", default="", help="Its id; default: the one that nothing calls, executable ones first.")
@click.option("--answers", help="A file of JSON: element id (or message name) -> values, a list of them, or null.")
@click.option("--clock", help="When it begins, ISO 8601; default: now.")
@click.option("--steps", default=MOST, show_default=True, type=click.IntRange(1, 1_000_000), help="At most so many.")
@as_json
def try_(file: Path, **chosen: Any) -> None:
    """Run a diagram in memory: nothing is stored and nobody is asked.

    What is due fires, messages with an answer come, waiting tasks are completed in order; where nothing else
    can happen the clock is wound to the next timer. Answers: {"values": {...}} is what the case begins with; a
    task without an entry is completed with nothing, with null it is left open; of a list, each visit takes one.
    A service task answers with the value given for its result, else its function is called, if it is built in.

    Exit code 0: done or waiting; 1: failed; 2: wrong usage.
    JSON (also whenever the output is no terminal), a line per step: {"step", "done", "element", "kind", "name",
    "at", "passed", "marking"}; at last {"status": done, waiting or failed, "exit", "element", "sentence", "at",
    "steps", "marking", "values"}, after a refusal with "findings".
    """
    teller = Teller(chosen["as_json"] or not sys.stdout.isatty())
    answers, moment = _answers(chosen["answers"]), typed.moment(chosen["clock"])
    try:
        plan = _plan(file, chosen["process"])
    except (Refused, Unreadable) as error:
        teller.refused(error)
        stop(FAILED)
    if strangers := answers.strangers(plan):
        raise click.UsageError(f"No element and no message is called {', '.join(strangers)}.")
    trial = Trial(plan, ManualClock(moment.now), moment.calendar, answers)
    stop(teller.tell(trial, chosen["steps"]))


def _answers(path: str | None) -> Answers:
    given = typed.context(typed.contents(path, "--answers"), "--answers") if path else {}
    try:
        return Answers(given)
    except ValueError as error:
        raise click.UsageError(f"--answers: {error} has neither values, nor a list of them, nor null.") from error


def _plan(path: Path, process: str) -> Plan:
    """The plan to try; raises Refused and Unreadable."""
    if path.is_dir():
        family = Family.around(path)
        sheaf = Sheaf(beside(sorted(path.glob("*.bpmn"))))
        process = process or (family.main if family else "")
        if (drawn := sheaf.drawing(process)) is None:
            raise click.UsageError(f"No diagram in {path} draws the process to try; choose one with --process.")
        return sheaf.plan(drawn, process)
    if not path.name.endswith(DIAGRAMS):
        raise click.UsageError(f"{path} is none of {', '.join(DIAGRAMS)}.")
    text_of(path)
    return Sheaf(beside([path])).plan(str(path), process)


@dataclass(slots=True)
class Teller:
    """Tells a trial while it goes on."""

    in_json: bool
    steps: int = 0

    def tell(self, trial: Trial, most: int) -> int:
        """Every step and how it ended; the exit code."""
        try:
            for took in trial.run(most):
                self._step(took)
        except OporaError as error:
            at = str(error.params.get("node", "")) or (trial.at_work.id if trial.at_work else "")
            self._end(trial, {"status": "failed", "element": at, "sentence": output.sentence(error)})
            return FAILED
        if trial.state.ended:
            self._end(trial, {"status": "done", "exit": trial.state.ended})
        else:
            self._end(trial, {"status": "waiting", "sentence": _why(trial, self.steps)})
        return FINE

    def refused(self, error: OporaError) -> None:
        """It could not even begin."""
        found = error.findings if isinstance(error, Refused) else ()
        findings = [output.finding(each, each.file) for each in found]
        if self.in_json:
            told = error.sentence if isinstance(error, Refused) else error.plain()
            say_json({"status": "failed", "sentence": told, "steps": 0, "findings": findings})
        else:
            say(f"failed: {error.plain()}")

    def _step(self, took: Took) -> None:
        self.steps += 1
        if self.in_json:
            say_json({
                "step": self.steps, "done": took.done, "element": took.node.id, "kind": took.node.kind,
                "name": took.node.name, "at": took.at.isoformat(), "passed": took.passed, "marking": took.marking,
            })  # fmt: skip
            return
        name = f" {took.node.name}" if took.node.name else ""
        where = ", ".join(took.marking) or "–"
        say(f"{took.at:%Y-%m-%d %H:%M}  {took.done:<9}  {took.node.id}{name}  ->  {where}")

    def _end(self, trial: Trial, told: Mapping[str, Any]) -> None:
        if not self.in_json:
            words = told.get("exit") or told["sentence"]
            say(f"{told['status']}: {words}")
            return
        marking = [token.node for token in trial.state.tokens.values()]
        known = {"status": "", "exit": None, "element": None, "sentence": ""} | dict(told)
        where = {"at": trial.now.isoformat(), "steps": self.steps, "marking": marking}
        values = {name: plain(value) for name, value in trial.state.values.items()}
        say_json({**known, **where, "values": values})


def _why(trial: Trial, steps: int) -> str:
    if trial.stopped:
        return f"Stopped after {steps} steps; it may well go round without end."
    return f"It waits at {', '.join(token.node for token in trial.state.tokens.values())}."
