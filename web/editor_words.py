"""The words of the editors in the browser: our own by key, those of the libraries by their English text."""

from flask_babel import gettext as _

from engine.errors import N_
from web.library_words import MODELLER, TABLES

SAID = {
    "saved": N_("Saved at {at}"),
    "changing": N_("Saving…"),
    "offline": N_("No connection: it will be saved as soon as there is one. Keep the page open."),
    "refused": N_("Not saved. {why}"),
    "refused-plain": N_("The server did not take it."),
    "theirs": N_("This is what your colleague saved."),
    "cannot-open": N_("This file cannot be shown here."),
    "others-here": N_("Also at this file: {who}."),
    "others-elsewhere": N_("At other files of the draft: {who}."),
    "moved": N_("The file was changed by somebody else: open the page again before you go on."),
    "error": N_("Mistake"),
    "warning": N_("Worth a look"),
    "no-findings": N_("The checks find nothing wrong."),
    "clash": N_("{who} saved this diagram at {at}, after you had opened it"),
    "clash-why": N_(
        "Nothing was overwritten: both are here. Whatever you choose, every save stays in the history of the file."
    ),
    "mine": N_("Yours, not saved yet"),
    "theirs-of": N_("{who}, {at}"),
    "take-theirs": N_("Go on from theirs"),
    "keep-mine": N_("Save mine after theirs"),
    "save-mine": N_("Keep mine as a file"),
    "taken-away": N_("The file was taken away."),
    "import-refused": N_("The file was not taken"),
    "import-refused-why": N_("The draft stays as it was. Put this right in the file and try again:"),
    "close": N_("Close"),
    "row": N_("row {number}"),
    "whole": N_("How the decisions hang together"),
    "unknown": N_("there is none"),
    "remove": N_("Remove: {name}"),
}
PANEL = {
    "who": N_("Who and with which form"),
    "role": N_("Role"),
    "seat": N_("Seat in the case"),
    "seat-hint": N_("Whoever holds it gets the task at once. Empty: named as the role."),
    "form": N_("Form"),
    "open-form": N_("Open the form"),
    "deadline": N_("Deadline"),
    "amount": N_("How many"),
    "unit": N_("Of what"),
    "working_days": N_("working days"),
    "working_hours": N_("working hours"),
    "hours": N_("hours, day and night"),
    "days": N_("calendar days"),
    "months": N_("months"),
    "anchor": N_("Counted from"),
    "from-entry": N_("the moment the step opened"),
    "from-case": N_("the opening of the case"),
    "from-fact": N_("the answer “{name}”"),
    "from-task": N_("the end of the step “{name}”"),
    "warn": N_("Warn earlier by"),
    "warn-hint": N_("In the same unit. Empty: one working day, or a sixth of the time."),
    "method": N_("The method"),
    "line": N_("Line of visibility"),
    "front": N_("in view"),
    "back": N_("behind the scenes"),
    "source": N_("Rules of the source"),
    "add-rule": N_("add a rule"),
    "documents": N_("Documents"),
    "documents-hint": N_("Their numbers, separated by spaces."),
    "references": N_("Pages shown beside the form"),
    "add-page": N_("add a page"),
    "when": N_("When"),
    "is-default": N_("The way when no other fits"),
    "condition": N_("Condition (FEEL)"),
    "values": N_("Values that can be asked for"),
    "timer": N_("Time"),
    "timer-kind": N_("What kind of time"),
    "date": N_("a moment"),
    "duration": N_("a span"),
    "cycle": N_("again and again"),
    "date-text": N_("2026-12-31T18:00:00+03:00, or FEEL after ="),
    "duration-text": N_("P14D, PT2H, or FEEL after ="),
    "cycle-text": N_("R/P1M, or FEEL after ="),
    "decision": N_("Decision"),
    "table": N_("Decision table"),
    "open-table": N_("Open the table"),
    "result": N_("The value it sets"),
    "script": N_("Calculation"),
    "script-text": N_("What is calculated (FEEL)"),
    "service": N_("Automatic step"),
    "function": N_("Function"),
    "stage": N_("Stage"),
    "called": N_("Its diagram"),
    "open-stage": N_("Open the diagram"),
    "exit": N_("Exit"),
    "outcome": N_("What kind of end"),
    "good": N_("good"),
    "neutral": N_("neutral"),
    "bad": N_("bad"),
    "opens": N_("Opens a new case of the method"),
    "opens-hint": N_("The key of the method; it inherits values and documents."),
}


def diagrams() -> dict[str, str]:
    """What the modeller and its panel of properties say."""
    return {text: _(text) for text in MODELLER}


def tables() -> dict[str, str]:
    """What the editor of decision tables says."""
    return {text: _(text) for text in TABLES}


def said() -> dict[str, str]:
    """Our own sentences, by key."""
    return {key: _(text) for key, text in {**SAID, **PANEL}.items()}
