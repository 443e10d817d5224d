"""A fresh machine gets what the project asks for, the same everywhere."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, files, listed, name

TARGETS = ("demo", "test", "check", "bench", "nightly", "lock", "bundle", "pictures", "clean")
NAME = re.compile(r"^[A-Za-z0-9._-]+")


def test_make_alone_prints_itself() -> None:
    printed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert not [target for target in TARGETS if f"make {target} " not in printed]


def test_the_locks_hold_everything_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    asked = {"requirements.lock": [*project["project"]["dependencies"], *groups["build"]]}
    asked["requirements-dev.lock"] = [*asked["requirements.lock"], *groups["dev"]]
    asked["requirements-node.lock"] = groups["node"]
    for lock, wanted in asked.items():
        missing = {_name(line) for line in wanted if isinstance(line, str)} - _pinned(ROOT / lock).keys()
        assert not missing, f"{lock}: run make lock{listed(missing)}"


def test_what_is_tested_is_what_runs() -> None:
    running, tested = _pinned(ROOT / "requirements.lock"), _pinned(ROOT / "requirements-dev.lock")
    assert {package: tested.get(package) for package in running} == running


@pytest.mark.parametrize("lock", sorted(path.name for path in ROOT.glob("requirements*.lock")))
def test_a_lock_pins_every_package_with_hashes(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if line[:1].isalnum()]
    offenders = [line for line in packages if "==" not in line or not line.endswith("\\")]
    assert packages
    assert not offenders, listed(offenders)


def test_what_is_built_is_not_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {"/web/static/dist/", "node_modules/", "*.mo"} <= set(ignored)


def test_scripts_of_the_pages_come_with_exact_versions() -> None:
    for path in files("package.json"):
        loose = re.findall(r'"[\w@./-]+": "[\^~*][^"]*"', path.read_text(encoding="utf-8"))
        assert not loose, f"{name(path)}{listed(loose)}"


def _name(requirement: str) -> str:
    found = NAME.match(requirement)
    assert found
    return re.sub(r"[._-]+", "-", found[0]).lower()


def _pinned(lock: Path) -> dict[str, set[str]]:
    """Versions by package; a package may have several, for different Pythons."""
    pinned: dict[str, set[str]] = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if "==" in line and not line.startswith(" "):
            package, version = line.split(" ")[0].split("==")
            pinned.setdefault(_name(package), set()).add(version)
    return pinned
