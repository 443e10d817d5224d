"""Small enough to be read: files, functions, lists of parameters."""

from collections.abc import Iterable

from tests.architecture.house import ROOMS, files, functions, listed, name


def test_no_file_is_longer_than_300_lines() -> None:
    sources = files("*.py", "*.js", "*.mjs", "*.css", "*.html", within=(*ROOMS, "tests"))
    _at_most(300, ((name(path), len(path.read_text(encoding="utf-8").splitlines())) for path in sources))


def test_no_function_is_longer_than_30_lines() -> None:
    _at_most(30, ((f.place, f.lines) for path in files("*.py") for f in functions(path)))


def test_no_test_is_longer_than_60_lines() -> None:
    _at_most(60, ((f.place, f.lines) for path in files("*.py", within=("tests",)) for f in functions(path)))


def test_no_function_has_more_than_5_parameters() -> None:
    _at_most(5, ((f.place, f.parameters) for path in files("*.py") for f in functions(path)))


def _at_most(limit: int, counts: Iterable[tuple[str, int]]) -> None:
    offenders = [f"{place}: {count}" for place, count in counts if count > limit]
    assert not offenders, listed(offenders)
