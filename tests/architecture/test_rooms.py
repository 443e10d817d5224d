"""Every room says what it is for, and no module is a drawer for everything."""

from pathlib import Path

from tests.architecture.house import ROOT, files, listed, name

DRAWERS = {"utils", "util", "helpers", "helper", "manager", "managers", "base", "common", "misc", "shared"}


def test_every_folder_of_the_house_has_a_readme() -> None:
    folders = {path.parent for path in files("*.py")}
    folders |= {path.parent for path in files("process.toml", "*.form.json", within=("processes", "forms"))}
    folders |= {ROOT / "processes", ROOT / "tests"}
    offenders = [name(folder) for folder in folders if not (folder / "README.md").is_file()]
    assert not offenders, listed(offenders)


def test_no_module_is_a_drawer_for_everything() -> None:
    offenders = [name(path) for path in files("*.py") if {path.stem, path.parent.name} & DRAWERS]
    assert not offenders, listed(offenders)


def test_every_room_is_a_package() -> None:
    folders = {path.parent for path in files("*.py")}
    loose = {name(folder) for folder in folders if not (folder / "__init__.py").is_file()}
    offenders = loose - {"web/frontend", "persistence/migrations"}
    assert not offenders, listed(offenders)


def test_the_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make demo" in readme
    assert "make test" in readme


def test_compiled_and_built_files_are_not_written_by_hand() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {"/web/static/dist/", "node_modules/", "*.mo"} <= set(ignored)


def test_the_lock_files_pin_every_package_with_hashes() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        pinned = [line for line in _lines(lock) if not line.startswith(" ")]
        assert all("==" in line for line in pinned), name(lock)
        assert all(line.endswith("\\") for line in pinned), name(lock)


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
