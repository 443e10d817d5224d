"""Why a text cannot be read, in sentences people can act on, whatever parser said it."""

import re
import tomllib
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import errors as expat

from engine.errors import N_


class Reason(str):
    """A sentence inside another one: a text for terminals that still knows its message id and params."""

    sentence: str
    params: dict[str, Any]

    def __new__(cls, sentence: str, **params: Any) -> "Reason":
        made = super().__new__(cls, sentence % params if params else sentence)
        made.sentence, made.params = sentence, params
        return made


_XML = {
    expat.XML_ERROR_NO_ELEMENTS: N_("line %(line)s: the file is empty or ends before anything was said."),
    expat.XML_ERROR_TAG_MISMATCH: N_("line %(line)s: the closing tag is not that of the element opened last."),
    expat.XML_ERROR_UNCLOSED_TOKEN: N_(
        "line %(line)s: a tag is opened here and not finished; the file may be cut off."
    ),
    expat.XML_ERROR_DUPLICATE_ATTRIBUTE: N_("line %(line)s: the same attribute is given twice."),
    expat.XML_ERROR_UNBOUND_PREFIX: N_("line %(line)s: a prefix before a colon is declared nowhere."),
    expat.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: N_(
        "line %(line)s: there is something after the end of the file's contents."
    ),
    expat.XML_ERROR_UNDEFINED_ENTITY: N_("line %(line)s: a word between & and ; is known nowhere."),
}
_XML_ELSE = N_("line %(line)s: the signs cannot stand so; look for a missing quotation mark or a bare & or <.")

_LINE = N_("line %(line)s: a line is “name = value”; names are of Latin letters, digits, _ and -.")
_TWICE = N_("line %(line)s: this name was given a value already.")
_TOML = (
    ("Illegal character '\\n'", N_("line %(line)s: the text in quotation marks is not closed on its line.")),
    ("Unterminated string", N_("line %(line)s: the text in quotation marks is never closed.")),
    ("Invalid value", N_("line %(line)s: after “=” comes a text in quotes, a number, true, false, a date or a list.")),
    ("Invalid statement", _LINE),
    ("Invalid initial character for a key", _LINE),
    ("Expected '='", N_("line %(line)s: “=” is missing after the name.")),
    ("Cannot overwrite", _TWICE),
    ("Duplicate inline table key", _TWICE),
    ("Cannot declare", N_("line %(line)s: this section was begun already; repeated sections stand in [[ ]].")),
    ("Cannot mutate", N_("line %(line)s: this section was ended already and takes nothing more.")),
    ("Unclosed array", N_("line %(line)s: a list is opened with [ and not closed, or a comma is missing in it.")),
    ("Unclosed inline table", N_("line %(line)s: a group is opened with { and not closed, or lacks a comma.")),
    ("Expected newline", N_("line %(line)s: the line goes on after its value ended; begin a new one.")),
    ("Unescaped '\\'", N_("line %(line)s: a \\ in a text is written twice: \\\\.")),
    ("Expected ']", N_("line %(line)s: the name of a section is not closed with ].")),
    ("Invalid date", N_("line %(line)s: there is no such date or time.")),
)  # fmt: skip
_TOML_ELSE = N_("line %(line)s cannot be read.")


def xml(error: Exception) -> str:
    """What is wrong with an XML text."""
    if not isinstance(error, ParseError):
        return str(error)
    sentence = _XML.get(expat.messages.get(error.code, ""), _XML_ELSE)
    return Reason(sentence, line=error.position[0])


def toml(error: tomllib.TOMLDecodeError, text: str) -> Reason:
    """What is wrong with a TOML text."""
    told = str(error)
    place = re.search(r"at line (\d+)", told)
    line = int(place[1]) if place else text.count("\n") + 1
    return Reason(next((said for start, said in _TOML if told.startswith(start)), _TOML_ELSE), line=line)
