"""Small enough to be read: files, functions, lists of parameters."""

from pathlib import Path

from tests.architecture.house import ROOMS, files, functions, name

EVERYWHERE = (*ROOMS, "tests")


def test_no_file_is_longer_than_300_lines() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in _sources()}
    assert {place: lines for place, lines in lengths.items() if lines > 300} == {}


def test_no_function_is_longer_than_30_lines() -> None:
    found = {f.place: f.lines for path in files("*.py") for f in functions(path)}
    assert {place: lines for place, lines in found.items() if lines > 30} == {}


def test_no_test_is_longer_than_60_lines() -> None:
    found = {f.place: f.lines for path in files("*.py", within=("tests",)) for f in functions(path)}
    assert {place: lines for place, lines in found.items() if lines > 60} == {}


def test_no_function_has_more_than_5_parameters() -> None:
    found = {f.place: f.parameters for path in files("*.py") for f in functions(path)}
    assert {place: parameters for place, parameters in found.items() if parameters > 5} == {}


def _sources() -> list[Path]:
    return files("*.py", "*.js", "*.mjs", "*.css", "*.html", within=EVERYWHERE)
