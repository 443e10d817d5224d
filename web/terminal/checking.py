"""`opora check`: whether files could be deployed, and everything that is wrong with them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from engine import definitions, proof
from engine.checks import Finding
from engine.functions import BUILT_IN
from engine.proof import Sheaf
from web.terminal import output
from web.terminal.files import KNOWN, Family, Unreadable, beside
from web.terminal.output import FAILED, FINE, as_json, say, say_json, spoken, stop


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding, the path of its file, and the line where known."""

    finding: Finding
    file: str
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.finding.severity}: {self.finding.element or '–'}: {spoken(self.finding)}"


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@as_json
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Judge FILES: diagrams (.bpmn, .xml), tables (.dmn), forms (.json) or folders with such.

    A family's folder, or a diagram or table beside its process.toml, is judged as it would be deployed. Any
    other file is judged on BPMN or DMN alone: what Opora needs besides, such as roles and forms, is a warning.

    Exit code 0: can be deployed; 1: refused; 2: wrong usage.
    JSON: {"deployable", "errors", "warnings", "findings": [{"file", "line", "element", "severity", "code",
    "sentence"}]}.
    """
    found = list({str(placed): placed for placed in _judged(files)}.values())
    errors = sum(placed.finding.severity == "error" for placed in found)
    if as_json:
        counts = {"deployable": not errors, "errors": errors, "warnings": len(found) - errors}
        say_json(counts | {"findings": [output.finding(each.finding, each.file, each.line) for each in found]})
    else:
        for placed in found:
            say(str(placed))
        verdict = "Refused" if errors else "Can be deployed"
        say(f"{verdict}: {_counted(errors, 'error')}, {_counted(len(found) - errors, 'warning')}.")
    stop(FAILED if errors else FINE)


def _judged(given: Sequence[Path]) -> Iterator[Placed]:
    families = [(path, Family.around(path)) for path in given]
    for folder in dict.fromkeys(family.folder for _, family in families if family):
        yield from _family(Family(folder))
    yield from _loose([found for path, family in families if not family for found in _inside(path)])


def _inside(path: Path) -> list[Path]:
    """A file, or what lies in a folder; raises UsageError for what is neither diagram nor table nor form."""
    if path.is_dir():
        found = sorted(each for each in path.iterdir() if each.name.endswith(KNOWN) and each.is_file())
        if not found:
            raise click.UsageError(f"In {path} there is nothing to check.")
        return found
    if not path.name.endswith(KNOWN):
        raise click.UsageError(f"{path} is none of {', '.join(KNOWN)}.")
    return [path]


def _family(family: Family) -> Iterator[Placed]:
    try:
        bundle = family.bundle()
        _, findings = definitions.review(bundle, family.roles, BUILT_IN)
    except Unreadable as error:
        yield _unreadable(error)
        return
    for finding in findings:
        text = bundle.files.get(finding.file)
        yield Placed(finding, family.place(finding.file), proof.line(text, finding) if text else None)


def _loose(paths: Sequence[Path]) -> Iterator[Placed]:
    sheaf = Sheaf(beside(paths))
    for path in dict.fromkeys(paths):
        if str(path) not in sheaf.texts:
            yield _unreadable(Unreadable(path))
            continue
        for finding in sheaf.judge(str(path)):
            file = finding.file or str(path)
            yield Placed(finding, file, proof.line(sheaf.texts[file], finding))


def _unreadable(error: Unreadable) -> Placed:
    return Placed(Finding(error.path, "", error.code, error.plain()), error.path)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
