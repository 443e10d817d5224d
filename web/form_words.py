"""The words of the form editor: kinds of fields, and what each of their attributes means."""

from dataclasses import dataclass

from engine.errors import N_

KINDS = {
    "line": N_("One line of text"),
    "text": N_("Several lines of text"),
    "choice": N_("One of several answers"),
    "select": N_("One of a list"),
    "choices": N_("Any of several answers"),
    "yesno": N_("Yes or no"),
    "agree": N_("A box to tick"),
    "date": N_("Date"),
    "datetime": N_("Date and time"),
    "integer": N_("Whole number"),
    "decimal": N_("Number with a fraction"),
    "money": N_("Sum of money"),
    "phone": N_("Telephone"),
    "email": N_("E-mail"),
    "person": N_("A colleague"),
    "pick": N_("One of what was written earlier"),
    "group": N_("Rows of questions"),
    "note": N_("Words without a question"),
    "computed": N_("A number reckoned from answers"),
}


@dataclass(frozen=True, slots=True)
class About:
    """An attribute of a field: which widget edits it, in which part of the panel, its label and hint."""

    widget: str
    part: str
    label: str
    hint: str = ""


ATTRIBUTES = {
    "label": About("area", "question", N_("Question")),
    "hint": About("area", "question", N_("Hint under the question")),
    "required": About("flag", "question", N_("Must be answered")),
    "row": About("line", "question", N_("What one row is called")),
    "options": About("options", "options", N_("Answers offered")),
    "when": About("feel", "when", N_("Ask only if"),
                  N_("Empty: it is always asked. Only earlier questions can be named.")),
    "export": About("line", "flow", N_("Name of its value for the diagram"),
                    N_("Conditions and deadlines ask for it by this name.")),
    "prefill": About("sources", "flow", N_("Begins with"),
                     N_("One source a line; the first that has an answer counts.")),
    "of": About("sources", "flow", N_("Offers what was written in"),
                N_("One source a line; with | between them, the first of the line that has any.")),
    "other": About("flag", "flow", N_("Something else may be written")),
    "points": About("words", "flow", N_("Reckoned from the answers"),
                    N_("Names of questions with spaces; ROWS.NAME for every row.")),
    "how": About("line", "flow", N_("How it is reckoned"), N_("sum, mean or percent")),
    "role": About("role", "flow", N_("Whoever holds the role")),
    "seat": About("line", "flow", N_("Takes the place in the case")),
    "min": About("line", "limits", N_("No less than")),
    "max": About("line", "limits", N_("No more than")),
    "past": About("flag", "limits", N_("Today or earlier")),
    "future": About("flag", "limits", N_("Today or later")),
    "rows": About("line", "limits", N_("Height in lines")),
    "sample": About("lines", "sample", N_("Examples"),
                    N_("One a line; the demonstration and trying out draw from them. @full_name is made up.")),
}  # fmt: skip

PARTS = {
    "question": N_("Question"),
    "options": N_("Answers offered"),
    "when": N_("Condition"),
    "limits": N_("Limits"),
    "flow": N_("Where it comes from and where it goes"),
    "sample": N_("Examples"),
}
OTHERS = {
    "form": {
        "title": About("line", "question", N_("Title")),
        "intro": About("area", "question", N_("Words above the questions")),
        "documents": About("numbers", "flow", N_("Numbers of its documents"),
                           N_("As the guide numbers them, with commas.")),
        "source": About("words", "flow", N_("Rules it comes from"), N_("Codes of the method's rules, with spaces.")),
        "references": About("references", "flow", N_("Reference pages beside it")),
    },
    "section": {
        "title": About("line", "question", N_("Heading")),
        "hint": About("area", "question", N_("Words under the heading")),
    },
    "rule": {
        "check": About("feel", "question", N_("All is well when")),
        "message": About("area", "question", N_("What is said when it is not")),
        "fields": About("names", "question", N_("At which questions it is said")),
    },
}  # fmt: skip
