"""Form definitions and reference pages of a folder, read with limits."""

import json
from pathlib import Path
from typing import Any

from forms.errors import BadForm, Problem
from forms.messages import N_, Message

FORM, PAGE = ".form.json", ".md"
LARGEST = 256 * 1024


def load(folder: Path) -> dict[str, dict[str, Any]]:
    """Raw definitions by key (`casework/05_first_visit_report`), sorted. Raises BadForm."""
    return {key: read(key, text) for key, text in _texts(folder, FORM).items()}


def pages(folder: Path) -> dict[str, str]:
    """Reference pages (Markdown) by key; READMEs are none. Raises BadForm."""
    return {key: text for key, text in _texts(folder, PAGE).items() if key.rsplit("/")[-1] != "README"}


def read(key: str, text: str) -> dict[str, Any]:
    """A raw definition from JSON; a key given twice is an error. Raises BadForm."""
    if len(text.encode(errors="replace")) > LARGEST:
        raise _bad(key, N_("is larger than %(max)s bytes"), max=LARGEST)
    try:
        raw = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        sentence = N_(
            "is not JSON; look for a missing comma, quotation mark or bracket in line %(line)s, character %(column)s"
        )
        raise _bad(key, sentence, line=error.lineno, column=error.colno) from error
    except (ValueError, RecursionError) as error:
        raise _bad(key, N_("is not JSON: %(reason)s"), reason=str(error)) from error
    if not isinstance(raw, dict):
        raise _bad(key, N_("must be an object"))
    return raw


def _texts(folder: Path, ending: str) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob(f"*{ending}")):
        key = path.relative_to(folder).as_posix().removesuffix(ending)
        if path.stat().st_size > LARGEST:
            raise _bad(key, N_("is larger than %(max)s bytes"), max=LARGEST)
        try:
            found[key] = path.read_text("utf-8")
        except UnicodeDecodeError as error:
            raise _bad(key, N_("is not written in UTF-8")) from error
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r} is given twice")
    return made


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _bad(key: str, sentence: str, **params: Any) -> BadForm:
    return BadForm([Problem(key, Message(sentence, params))])
