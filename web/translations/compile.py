"""Compile the catalogues: `.po` is what people write, `.mo` what the pages read. Run by `make`."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).resolve().parent


def compile_catalogues() -> None:
    """Compile every catalogue that is newer than its compiled twin."""
    for source in CATALOGUES.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as read, compiled.open("wb") as written:
            write_mo(written, read_po(read))


if __name__ == "__main__":
    compile_catalogues()
