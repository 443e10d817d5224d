"""The `opora` command as a script runs it."""

import json
from typing import Any

from click.testing import CliRunner, Result

from tests.engine import dmn
from web.cli import main
from web.services import Services
from web.settings import HOUSE

MORNING = "2026-03-02T10:00:00+03:00"
CASEWORK = HOUSE / "processes" / "casework"
TABLE = dmn.file(
    dmn.input_data("age", "number"),
    dmn.input_data("born", "date"),
    dmn.decision("kind", dmn.table(["age: number"], ['< 18 -> "child"', '>= 18 -> "adult"']), ["age"]),
    dmn.decision("next_year", dmn.formula('born + duration("P1Y")'), ["born"]),
    dmn.decision("both", dmn.formula("[kind, string(next_year)]"), requires=["kind", "next_year"]),
)


def opora(*words: object, services: Services | None = None) -> Result:
    """Run a command, on an installation where it needs one."""
    return CliRunner().invoke(main, [str(word) for word in words], obj=services)


def lines(result: Result) -> list[Any]:
    """The lines of JSON it printed."""
    return [json.loads(line) for line in result.stdout.splitlines()]
