"""The house as a set of files: what the architecture tests look at."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("engine", "forms", "persistence", "web")
GENERATED = {"__pycache__", "node_modules", "dist", "versions"}


def files(*patterns: str, within: tuple[str, ...] = ROOMS) -> list[Path]:
    """Files written by hand below the named folders."""
    found = (path for room in within for pattern in patterns for path in (ROOT / room).rglob(pattern))
    return sorted(path for path in found if path.is_file() and not GENERATED & set(path.relative_to(ROOT).parts))


def name(path: Path) -> str:
    """The path as people say it."""
    return path.relative_to(ROOT).as_posix()


def listed(offenders: Iterable[str]) -> str:
    """What a failing rule prints: one offender a line."""
    return "\n" + "\n".join(sorted(offenders))


@dataclass(frozen=True)
class Function:
    """A function or method as it is written."""

    place: str
    lines: int
    parameters: int


def functions(path: Path) -> Iterator[Function]:
    """Every function of a Python file; docstrings, self and cls are not counted."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Function(f"{name(path)}:{node.lineno} {node.name}", _lines(node), _parameters(node))


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    docstring = 0
    if ast.get_docstring(node) is not None:
        first = node.body[0]
        docstring = (first.end_lineno or first.lineno) - first.lineno + 1
    return (node.end_lineno or node.lineno) - node.lineno + 1 - docstring


def _parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    arguments = node.args
    named = [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return len(named) - (1 if named[:1] in (["self"], ["cls"]) else 0)
