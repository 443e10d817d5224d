"""Every message id of the house: from Python in every room, and from the templates."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
HOUSE = HERE.parents[1]
SOURCES = (
    ("engine", [("**.py", "python")]),
    ("forms", [("**.py", "python")]),
    ("persistence", [("**.py", "python")]),
    ("web", [("**.py", "python"), ("templates/**.html", "jinja2")]),
)
SPOKEN = "en"
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}


def gather() -> Catalog:
    """A catalogue of everything there is to translate."""
    catalog = Catalog()
    for message, place in _found():
        catalog.add(message, locations=[(place, 0)])
    return catalog


def _found() -> Iterator[tuple[str | tuple[str, ...], str]]:
    for room, methods in SOURCES:
        for name, _line, message, _comments, _context in extract_from_dir(
            str(HOUSE / room), method_map=methods, keywords=KEYWORDS, directory_filter=_ours
        ):
            yield message, f"{room}/{name}"


def _ours(folder: str) -> bool:
    return Path(folder).name not in {"node_modules", "dist", "__pycache__"}


def update() -> None:
    """Bring every catalogue up to date: new ids come in untranslated, old ones go."""
    for path in sorted(HERE.glob("*/LC_MESSAGES/messages.po")):
        with path.open("rb") as read:
            catalog = read_po(read, locale=path.parts[-3])
        catalog.update(gather(), no_fuzzy_matching=True, update_header_comment=False)
        catalog.header_comment = "# What the pages say."
        if path.parts[-3] == SPOKEN:
            _echo(catalog)
        catalog.obsolete.clear()
        with path.open("wb") as written:
            write_po(written, catalog, width=110, omit_header=False, no_location=True, sort_output=True)


def _echo(catalog: Catalog) -> None:
    """In the language the ids are written in, every id is its own translation."""
    for message in catalog:
        if message.id:
            message.string = message.id


if __name__ == "__main__":
    update()
