"""DMN files for tests, written from rows of text."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def file(*parts: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="{NAMESPACE}" name="t">{"".join(parts)}</definitions>'


def input_data(name: str, kind: str = "", key: str = "") -> str:
    reference = f' typeRef="{kind}"' if kind else ""
    return f'<inputData id="{key or "in_" + name}" name="{name}"><variable name="{name}"{reference}/></inputData>'


def decision(key: str, logic: str, inputs: Sequence[str] = (), requires: Sequence[str] = ()) -> str:
    needed = "".join(
        f'<informationRequirement><requiredInput href="#in_{name}"/></informationRequirement>' for name in inputs
    )
    needed += "".join(
        f'<informationRequirement><requiredDecision href="#{name}"/></informationRequirement>' for name in requires
    )
    return f'<decision id="{key}" name="{key}"><variable name="{key}"/>{needed}{logic}</decision>'


def formula(text: str) -> str:
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def table(columns: Sequence[str], rows: Sequence[str], policy: str = "UNIQUE", **more: str) -> str:
    """Columns read `expression: type | allowed`, rows `cell | cell -> answer | answer`."""
    aggregation = f' aggregation="{more["aggregation"]}"' if "aggregation" in more else ""
    outputs = more.get("outputs", "result").split(" ; ")
    return (
        f'<decisionTable hitPolicy="{policy}"{aggregation}>'
        + "".join(map(_input, columns))
        + "".join(_output(column, more.get("default", "")) for column in outputs)
        + "".join(_rule(number, row, len(columns)) for number, row in enumerate(rows, 1))
        + "</decisionTable>"
    )


def _text(tag: str, text: str, attributes: str = "") -> str:
    return f"<{tag}{attributes}><text>{escape(text.strip())}</text></{tag}>"


def _input(column: str) -> str:
    head, _, allowed = column.partition(" | ")
    expression, _, kind = head.partition(": ")
    reference = f' typeRef="{kind}"' if kind else ""
    values = _text("inputValues", allowed) if allowed else ""
    return f"<input>{_text('inputExpression', expression, reference)}{values}</input>"


def _output(column: str, default: str) -> str:
    name, _, order = column.partition(" | ")
    values = _text("outputValues", order) if order else ""
    other = _text("defaultOutputEntry", default) if default else ""
    return f'<output name="{name}">{values}{other}</output>'


def _rule(number: int, row: str, columns: int) -> str:
    cells, _, answers = row.partition(" -> ")
    entries = [_text("inputEntry", cell) for cell in cells.split(" | ")] if columns else []
    given = [_text("outputEntry", answer) for answer in answers.split(" | ")]
    return f'<rule id="r{number}">{"".join(entries)}{"".join(given)}</rule>'
