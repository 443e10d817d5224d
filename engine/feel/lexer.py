"""Text to tokens. Words are kept single; names of several words are put together by the parser."""

from typing import NamedTuple

from engine.feel.errors import OPEN_COMMENT, OPEN_STRING, TOO_LONG, FeelError
from engine.feel.limits import MAX_SOURCE

DIGITS = frozenset("0123456789")
PAIRS = frozenset({"**", "..", "<=", ">=", "!=", "->"})
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
HEX = frozenset("0123456789abcdefABCDEF")


class Token(NamedTuple):
    """`kind` is number, string, word, symbol or end; `text` of a string is its unescaped content."""

    kind: str
    text: str
    start: int
    end: int


def begins_word(char: str) -> bool:
    """Letters of any script, `_`, and the symbols that the DMN grammar allows in names."""
    return char.isalpha() or char == "_" or "\u200c" <= char <= "\u200d" or _is_sign(char)


def _is_sign(char: str) -> bool:
    return "\u2070" <= char <= "\u218f" or "\u2c00" <= char <= "\u2fef" or char >= "\U00010000"


def _continues_word(char: str) -> bool:
    return char.isalnum() or begins_word(char) or "\u0300" <= char <= "\u036f"


def tokens(text: str) -> list[Token]:
    """Raises FeelError for an unclosed string or comment, and for an oversized text."""
    if len(text) > MAX_SOURCE:
        raise FeelError(TOO_LONG, limit=MAX_SOURCE)
    found: list[Token] = []
    at = 0
    while (at := _skip(text, at)) < len(text):
        token = _token(text, at)
        found.append(token)
        at = token.end
    found.append(Token("end", "", len(text), len(text)))
    return found


def _skip(text: str, at: int) -> int:
    """Past white space and comments."""
    while at < len(text):
        if text[at].isspace() or text[at] == "\ufeff":
            at += 1
        elif text.startswith("//", at):
            line_end = text.find("\n", at)
            at = len(text) if line_end < 0 else line_end
        elif text.startswith("/*", at):
            close = text.find("*/", at + 2)
            if close < 0:
                raise FeelError(OPEN_COMMENT, at)
            at = close + 2
        else:
            break
    return at


def _token(text: str, at: int) -> Token:
    char = text[at]
    if char in DIGITS or (char == "." and text[at + 1 : at + 2] in DIGITS and text[at + 1 : at + 2]):
        return _number(text, at)
    if char == '"':
        return _string(text, at)
    if begins_word(char):
        end = at + 1
        while end < len(text) and _continues_word(text[end]):
            end += 1
        return Token("word", text[at:end], at, end)
    size = 2 if text[at : at + 2] in PAIRS else 1
    return Token("symbol", text[at : at + size], at, at + size)


def _number(text: str, at: int) -> Token:
    end = _digits(text, at)
    if text[end : end + 1] == "." and text[end + 1 : end + 2] in DIGITS:
        end = _digits(text, end + 1)
    if text[end : end + 1] in {"e", "E"}:
        sign = end + 2 if text[end + 1 : end + 2] in {"+", "-"} else end + 1
        if text[sign : sign + 1] in DIGITS:
            end = _digits(text, sign)
    return Token("number", text[at:end], at, end)


def _digits(text: str, at: int) -> int:
    while at < len(text) and text[at] in DIGITS:
        at += 1
    return at


def _string(text: str, at: int) -> Token:
    parts: list[str] = []
    here = at + 1
    while here < len(text) and text[here] != '"':
        if text[here] == "\\":
            part, here = _escape(text, here)
        else:
            part, here = text[here], here + 1
        parts.append(part)
    if here >= len(text):
        raise FeelError(OPEN_STRING, at)
    return Token("string", "".join(parts), at, here + 1)


def _escape(text: str, at: int) -> tuple[str, int]:
    """An unknown escape stays as it is, so that patterns such as `\\d` need no doubling."""
    char = text[at + 1 : at + 2]
    if char in ESCAPES and char:
        return ESCAPES[char], at + 2
    size = {"u": 4, "U": 6}.get(char, 0)
    code = text[at + 2 : at + 2 + size]
    if size and len(code) == size and HEX.issuperset(code) and int(code, 16) < 0x110000:
        return _joined(text, int(code, 16), at + 2 + size)
    return "\\", at + 1


def _joined(text: str, code: int, at: int) -> tuple[str, int]:
    """Two halves of a surrogate pair make one character; a half alone is replaced."""
    if not 0xD800 <= code < 0xE000:
        return chr(code), at
    low = text[at + 2 : at + 6]
    if code < 0xDC00 and text.startswith("\\u", at) and len(low) == 4 and HEX.issuperset(low):
        second = int(low, 16)
        if 0xDC00 <= second < 0xE000:
            return chr(0x10000 + ((code - 0xD800) << 10) + (second - 0xDC00)), at + 6
    return "\ufffd", at
