"""Every room says what it is for, and no module is a drawer for everything."""

from pathlib import Path

from tests.architecture.house import ROOT, files, listed, name

DRAWERS = {"utils", "util", "helpers", "helper", "manager", "managers", "base", "common", "misc", "shared"}


def test_every_room_and_the_folders_in_it_have_a_readme() -> None:
    folders = {folder for folder in _folders() if len(folder.relative_to(ROOT).parts) <= 2}
    folders |= {path.parent for path in files("process.toml", "*.form.json", within=("processes", "forms"))}
    folders |= {ROOT / "processes", ROOT / "tests"}
    offenders = [name(folder) for folder in folders if not (folder / "README.md").is_file()]
    assert not offenders, listed(offenders)


def test_no_module_is_a_drawer_for_everything() -> None:
    offenders = [name(path) for path in files("*.py") if {path.stem, path.parent.name} & DRAWERS]
    assert not offenders, listed(offenders)


def test_every_room_is_a_package() -> None:
    loose = {name(folder) for folder in _folders() if not (folder / "__init__.py").is_file()}
    offenders = loose - {"web/frontend", "persistence/migrations"}
    assert not offenders, listed(offenders)


def test_the_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make demo" in readme
    assert "make test" in readme


def _folders() -> set[Path]:
    return {path.parent for path in files("*.py")}
