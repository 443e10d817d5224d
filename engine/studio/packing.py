"""Definitions as a folder in a zip, byte for byte there and back; what comes in is hostile until it was judged.

The folder is laid out as the house is: `processes/KEY/…` and `forms/KEY/…`, so it can be unpacked over it.
"""

import io
import stat
import zipfile
from collections.abc import Mapping

from engine.errors import N_
from engine.studio.draft import MOST_BYTES, MOST_FILES, is_name
from engine.studio.store import Unfit

EPOCH = (1980, 1, 1, 0, 0, 0)
MOST_FAMILIES = 30
MOST_IN_ALL = 24 * 1024 * 1024
PLACES = ("processes", "forms")
ENCRYPTED = 0x1

Families = dict[str, dict[str, str]]


def pack(families: Mapping[str, Mapping[str, str]]) -> bytes:
    """The files of families, key → name → text, as a zip; the same files give the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in sorted(_laid_out(families).items()):
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, text.encode())
    return written.getvalue()


def unpack(content: bytes) -> Families:
    """Families, key → name → text. Raises Unfit for everything that `pack` would not have written."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _sorted_out(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise Unfit(N_("The file is no zip archive that can be read.")) from error


def _laid_out(families: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {_path(key, name): text for key, files in families.items() for name, text in files.items()}


def _path(key: str, name: str) -> str:
    inside = "/" not in name or name.startswith("scenarios/")
    return f"processes/{key}/{name}" if inside else f"forms/{name}"


def _sorted_out(archive: zipfile.ZipFile) -> Families:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES * MOST_FAMILIES:
        raise Unfit(N_("There are too many files in the archive."))
    families: Families = {}
    left = MOST_IN_ALL
    for entry in entries:
        key, name = _name(entry)
        text = _text(archive, entry, left)
        left -= len(text)
        if name in families.setdefault(key, {}):
            raise Unfit(N_("The file %(name)s is in the archive twice."), name=entry.filename[:120])
        families[key][name] = text
    if not families or any("process.toml" not in files for files in families.values()):
        raise Unfit(N_("The archive holds no whole method: process.toml is missing."))
    return families


def _name(entry: zipfile.ZipInfo) -> tuple[str, str]:
    """The family's key and the file's name in it; raises Unfit for every other place."""
    place, _slash, rest = entry.filename.partition("/")
    key, _slash, name = rest.partition("/")
    name = name if place == "processes" else rest
    link = stat.S_ISLNK(entry.external_attr >> 16)
    fits = place in PLACES and bool(key) and is_name(name) and _path(key, name) == entry.filename
    if link or entry.flag_bits & ENCRYPTED or not fits:
        sentence = N_("The archive holds %(name)s, which is no file of a method. Nothing was taken from it.")
        raise Unfit(sentence, name=entry.filename[:120])
    return key, name


def _text(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> str:
    """An entry's text; what its header says of its size is not believed."""
    with archive.open(entry) as packed:
        content = packed.read(min(MOST_BYTES, left) + 1)
    if len(content) > min(MOST_BYTES, left):
        raise Unfit(N_("The file %(name)s is larger than a megabyte."), name=entry.filename[:120])
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise Unfit(N_("The file %(name)s is not written in UTF-8."), name=entry.filename[:120]) from None
