"""Files as they lie on a disk: texts in any encoding XML allows, a family's folder, what lies beside a file."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine import definitions
from engine.definitions import Bundle
from engine.errors import OporaError
from engine.proof import DIAGRAMS, FORMS, TABLES
from engine.roles import parse as parse_roles
from web.settings import HOUSE

KNOWN = (*DIAGRAMS, *TABLES, *FORMS)
LARGEST = 8 * 1024 * 1024
MOST_NEIGHBOURS = 200
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


class Unreadable(OporaError):
    """A file that is no text, or too much of it."""

    code = "unreadable"
    sentence = "%(path)s cannot be read as text of at most %(limit)s MiB."

    def __init__(self, path: Path) -> None:
        super().__init__(path=path, limit=LARGEST >> 20)
        self.path = str(path)


def text_of(path: Path) -> str:
    """The text of a file; raises Unreadable."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
        if len(raw) <= LARGEST:
            return raw.decode(_encoding(raw))
    except (OSError, LookupError, ValueError) as error:
        raise Unreadable(path) from error
    raise Unreadable(path)


def _encoding(raw: bytes) -> str:
    marked = next((encoding for mark, encoding in _MARKS.items() if raw.startswith(mark)), None)
    declared = _DECLARED.match(raw[:400])
    return marked or (declared[1].decode("ascii") if declared else "utf-8")


def beside(paths: Iterable[Path]) -> dict[str, str]:
    """The texts of the files that can be read, and of the diagrams and tables that lie beside them, by path."""
    given = list(paths)
    for folder in dict.fromkeys(path.parent for path in given):
        near = sorted(path for path in folder.iterdir() if path.suffix in {".bpmn", ".dmn"} and path.is_file())
        given += near[:MOST_NEIGHBOURS]
    found: dict[str, str] = {}
    for path in dict.fromkeys(given):
        try:
            found[str(path)] = text_of(path)
        except Unreadable:  # whoever asked for this one tells so
            continue
    return found


@dataclass(frozen=True, slots=True)
class Family:
    """A family's folder as it would be deployed: `processes/FAMILY`, its forms in `forms/FAMILY`.

    Roles and forms are those that lie around the folder as they lie around ours, else ours.
    """

    folder: Path

    @classmethod
    def around(cls, path: Path) -> "Family | None":
        """The family a folder is, or to which a diagram or table belongs."""
        folder = path if path.is_dir() else path.parent
        belongs = path.is_dir() or path.name.endswith((*DIAGRAMS, *TABLES))
        return cls(folder) if belongs and (folder / "process.toml").is_file() else None

    @property
    def forms(self) -> Path:
        own = self.folder.resolve().parent.parent / "forms"
        return own if (own / self.folder.resolve().name).is_dir() else HOUSE / "forms"

    @property
    def roles(self) -> list[str]:
        """The keys of the roles; raises Unreadable."""
        own = self.folder.resolve().parent / "roles.toml"
        path = own if own.is_file() else HOUSE / "processes" / "roles.toml"
        try:
            return [role.key for role in parse_roles(text_of(path))]
        except (KeyError, TypeError, ValueError, AssertionError) as error:
            raise Unreadable(path) from error

    @property
    def main(self) -> str:
        """The id of the main process; "" where process.toml does not say."""
        try:
            return str(tomllib.loads(text_of(self.folder / "process.toml")).get("main", ""))
        except ValueError:
            return ""

    def bundle(self) -> Bundle:
        """What would be deployed; raises Unreadable."""
        for path in (*self.folder.glob("*.*"), *(self.forms / self.folder.resolve().name).glob("*.*")):
            if path.name.endswith(definitions.BUNDLED) and not _is_utf8(path):
                raise Unreadable(path)
        return definitions.read(self.folder.resolve(), self.forms)

    def place(self, name: str) -> str:
        """The path of a file of the bundle."""
        own = self.folder / name
        return str(own if own.is_file() or "/" not in name else self.forms / name)


def _is_utf8(path: Path) -> bool:
    try:
        text_of(path).encode()
        path.read_bytes().decode()
    except (Unreadable, OSError, ValueError):
        return False
    return True
