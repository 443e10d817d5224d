"""What may stand in a source file, and what may not."""

import ast
import json
import re
import tomllib
from pathlib import Path

from tests.architecture.house import ROOMS, ROOT, files, listed, name

HERE = Path(__file__).parent
CYRILLIC = re.compile("[\u0400-\u04ff]")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|WIP)\b")
MACHINE = re.compile(r"(?<![\w.])/(root|home|work)/\w|\.pyenv\b|/tmp/\w")
HOSTS = re.compile(r"https?://[\w.-]*(regist|pypi|npmjs|pythonhosted|debian)[\w.-]*", re.IGNORECASE)
TEXT = ("*.py", "*.js", "*.mjs", "*.css", "*.html", "*.md", "*.toml", "*.json", "*.bpmn", "*.dmn", "*.po")


def test_russian_lives_in_data_and_translations_not_in_source() -> None:
    _absent(CYRILLIC, files("*.py", "*.js", "*.mjs", "*.css", "*.html"))


def test_nothing_is_left_unfinished() -> None:
    _absent(UNFINISHED, _everything())


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    _absent(MACHINE, _everything())


def test_no_file_names_a_package_registry() -> None:
    locks = [*ROOT.glob("*.lock"), *files("package-lock.json", ".npmrc")]
    _absent(HOSTS, [*_everything(), *locks])
    _absent(re.compile('"resolved"'), files("package-lock.json"))


def test_no_role_or_process_is_named_in_code() -> None:
    """Code never knows a process or a role by its key: roles.toml and process.toml do."""
    roles = tomllib.loads((ROOT / "processes" / "roles.toml").read_text(encoding="utf-8"))["role"]
    processes = [path.parent.name for path in (ROOT / "processes").glob("*/process.toml")]
    keys = {role["key"] for role in roles} | set(processes)
    found = [f"{place} {text!r}" for path in files("*.py") for place, text in _strings(path) if text in keys]
    assert not found, listed(found)


def test_every_word_of_our_diagram_vocabulary_is_explained() -> None:
    descriptor = json.loads((ROOT / "processes" / "opora.json").read_text(encoding="utf-8"))
    explained = (ROOT / "processes" / "README.md").read_text(encoding="utf-8")
    words = {p["name"] for kind in descriptor["types"] for p in kind.get("properties", [])}
    offenders = [word for word in words if f"`{word.split(':')[-1]}`" not in explained]
    assert not offenders, listed(offenders)


def _everything() -> list[Path]:
    top = [path for pattern in ("*.md", "*.toml", "Makefile", "*.py") for path in ROOT.glob(pattern)]
    rest = files(*TEXT, within=(*ROOMS, "processes", "tests"))
    return [path for path in (*top, *rest) if path.parent != HERE]


def _absent(pattern: re.Pattern[str], paths: list[Path]) -> None:
    found = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{name(path)}:{number} {line.strip()[:80]}")
    assert not found, listed(found)


def _strings(path: Path) -> list[tuple[str, str]]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    constants = [node for node in nodes if isinstance(node, ast.Constant)]
    return [(f"{name(path)}:{node.lineno}", node.value) for node in constants if isinstance(node.value, str)]
