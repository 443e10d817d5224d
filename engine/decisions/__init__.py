"""Decisions in DMN: tables and expressions, compiled when they are deployed."""

from engine.decisions.build import Model
from engine.decisions.errors import DecisionError, RulesDisagree, WrongValue
from engine.decisions.lint import lint
from engine.decisions.model import Decision, Outcome
from engine.decisions.notes import Notes
from engine.decisions.source import read
from engine.errors import Refused

__all__ = ["Decision", "DecisionError", "Outcome", "RulesDisagree", "WrongValue", "lint", "parse"]


def parse(text: str, file: str) -> dict[str, Decision]:
    """The decisions of a DMN file by their ids; raises Refused with every finding at once."""
    notes = Notes(file)
    decisions = Model(read(text, file), notes).decisions()
    if notes.findings:
        raise Refused(notes.findings)
    return decisions
