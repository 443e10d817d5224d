"""Regular expressions read into small programs that `matcher` runs in linear time, without backtracking.

Understood: characters, `.`, classes, `\\d \\w \\s \\i \\c \\p{L}` and their opposites, `^ $ |`, groups,
`* + ? {n,m}`, lazy ones too, flags `i s m x q`. Refused: references back, looking around, class subtraction.
"""

import unicodedata
from collections.abc import Callable
from functools import lru_cache

from engine.feel.matcher import Instruction, Pattern

MAX_PATTERN = 500  # characters
MAX_PROGRAM = 2_000  # instructions; `a{1000}` alone takes a thousand
MAX_GROUPS = 20  # brackets within brackets

Fits = Callable[[str], bool]
Emit = Callable[[], list[Instruction]]


class BadPatternError(ValueError):
    """Not a regular expression, or one that is refused."""


@lru_cache(maxsize=256)
def compile_pattern(text: str, flags: str) -> Pattern | None:
    """None when the pattern or the flags are not understood."""
    if len(text) > MAX_PATTERN or not set(flags) <= set("ismxq"):
        return None
    try:
        reader = _Reader(text, frozenset(flags))
        body = reader.literal() if "q" in flags else reader.whole()
        return Pattern(tuple(body), reader.groups)
    except BadPatternError:
        return None


class _Reader:
    """Recursive descent; every method hands back the instructions of what it read, with relative jumps."""

    def __init__(self, text: str, flags: frozenset[str]) -> None:
        self.text = "".join(text.split()) if "x" in flags and "q" not in flags else text
        self.flags = flags
        self.at = 0
        self.groups = 0
        self._depth = 0

    def literal(self) -> list[Instruction]:
        return [("char", self._char(char)) for char in self.text]

    def whole(self) -> list[Instruction]:
        body = self._alternatives()
        if self.at < len(self.text):
            raise BadPatternError(self.text)
        return body

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _next(self) -> str:
        if self.at >= len(self.text):
            raise BadPatternError(self.text)
        self.at += 1
        return self.text[self.at - 1]

    def _accept(self, char: str) -> bool:
        if self.text.startswith(char, self.at):
            self.at += len(char)
            return True
        return False

    def _alternatives(self) -> list[Instruction]:
        body = self._sequence()
        while self._accept("|"):
            other = self._sequence()
            body = [("split", (1, len(body) + 2)), *body, ("jump", len(other) + 1), *other]
        return self._checked(body)

    def _sequence(self) -> list[Instruction]:
        body: list[Instruction] = []
        while self._peek() not in {"", "|", ")"}:
            body += self._repeated(self._atom())
            self._checked(body)
        return body

    def _checked(self, body: list[Instruction]) -> list[Instruction]:
        if len(body) > MAX_PROGRAM:
            raise BadPatternError(self.text)
        return body

    def _atom(self) -> list[Instruction]:
        char = self._next()
        if char == "(":
            return self._group()
        if char in "*+?{}]":
            raise BadPatternError(self.text)
        if char in "^$":
            return [({"^": "begin", "$": "end"}[char], "m" in self.flags)]
        return [("char", self._single(char))]

    def _single(self, char: str) -> Fits:
        if char == ".":
            return (lambda _: True) if "s" in self.flags else (lambda c: c not in "\n\r")
        if char == "[":
            return self._class()
        return self._escape() if char == "\\" else self._char(char)

    def _char(self, char: str) -> Fits:
        if "i" in self.flags:
            both = {char.lower(), char.upper(), char}
            return both.__contains__
        return char.__eq__

    def _group(self) -> list[Instruction]:
        self._depth += 1
        if self._depth > MAX_GROUPS:
            raise BadPatternError(self.text)
        number = 0
        if not self._accept("?:"):
            self.groups += 1
            number = self.groups
        body = self._alternatives()
        if self._next() != ")":
            raise BadPatternError(self.text)
        self._depth -= 1
        return [("save", 2 * number), *body, ("save", 2 * number + 1)] if number else body

    def _repeated(self, body: list[Instruction]) -> list[Instruction]:
        least, most = self._bounds()
        if (least, most) == (1, 1):
            return body
        lazy = self._accept("?")
        if self._peek() in {"*", "+", "?", "{"} and self._peek():
            raise BadPatternError(self.text)
        if (len(body) + 1) * max(least, most or 0) > MAX_PROGRAM:
            raise BadPatternError(self.text)
        if most is None:
            return body * least + self._star(body, lazy)
        return body * least + self._maybe(body, most - least, lazy)

    def _bounds(self) -> tuple[int, int | None]:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._accept(sign):
                return bounds
        if not self._accept("{"):
            return 1, 1
        least = self._integer()
        most: int | None = least
        if self._accept(","):
            most = None if self._peek() == "}" else self._integer()
        if self._next() != "}" or (most is not None and most < least):
            raise BadPatternError(self.text)
        return least, most

    def _integer(self) -> int:
        digits = ""
        while self._peek() in set("0123456789"):
            digits += self._next()
        if not 1 <= len(digits) <= 4:
            raise BadPatternError(self.text)
        return int(digits)

    @staticmethod
    def _star(body: list[Instruction], lazy: bool) -> list[Instruction]:
        size = len(body)
        return [("split", (size + 2, 1) if lazy else (1, size + 2)), *body, ("jump", -size - 1)]

    @staticmethod
    def _maybe(body: list[Instruction], times: int, lazy: bool) -> list[Instruction]:
        """Each further turn may be left out, and with it all that follow."""
        found: list[Instruction] = []
        for _ in range(times):
            rest = [*body, *found]
            skip = len(rest) + 1
            found = [("split", (skip, 1) if lazy else (1, skip)), *rest]
        return found

    def _escape(self) -> Fits:
        char = self._next()
        if char.lower() in _CLASSES:
            fits = _CLASSES[char.lower()]
            return fits if char.islower() else (lambda c: not fits(c))
        if char in "pP":
            return self._category(char == "p")
        if char in _CONTROLS:
            return self._char(_CONTROLS[char])
        if char.isalnum():
            raise BadPatternError(self.text)
        return self._char(char)

    def _category(self, positive: bool) -> Fits:
        if self._next() != "{":
            raise BadPatternError(self.text)
        end = self.text.find("}", self.at)
        name = self.text[self.at : end]
        if end < 0 or not 1 <= len(name) <= 2 or name[0] not in "LMNPZSC":
            raise BadPatternError(self.text)
        self.at = end + 1
        return lambda c: unicodedata.category(c).startswith(name) is positive

    def _class(self) -> Fits:
        negative = self._accept("^")
        members: list[Fits] = []
        while not (self._peek() == "]" and members):
            members.append(self._member())
        self.at += 1
        found = tuple(members)
        return lambda c: any(fits(c) for fits in found) is not negative

    def _member(self) -> Fits:
        char = self._next()
        if char == "[":
            raise BadPatternError(self.text)
        if char == "\\" and self._peek() not in set("nrt\\|.?*+(){}-[]^$ "):
            return self._escape()
        first = self._plain(char)
        if self._peek() != "-" or self.text[self.at + 1 : self.at + 2] in {"]", ""}:
            return self._char(first)
        self.at += 1
        last = self._plain(self._next())
        if last < first or last == "[":
            raise BadPatternError(self.text)
        if "i" in self.flags:
            return lambda c: first <= c.lower() <= last or first <= c.upper() <= last
        return lambda c: first <= c <= last

    def _plain(self, char: str) -> str:
        if char != "\\":
            return char
        escaped = self._next()
        return _CONTROLS.get(escaped, escaped)


_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
_CLASSES: dict[str, Fits] = {
    "d": lambda c: unicodedata.category(c) == "Nd",
    "w": lambda c: unicodedata.category(c)[0] not in "PZC",
    "s": lambda c: c in " \t\n\r",
    "i": lambda c: c.isalpha() or c in "_:",
    "c": lambda c: c.isalnum() or c in "_:-.\u00b7",
}
