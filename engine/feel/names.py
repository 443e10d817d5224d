"""Known names, of one word or several, found in a row of tokens by the longest match."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from engine.feel.lexer import Token, tokens

KEYWORDS = frozenset({
    "for", "return", "in", "if", "then", "else", "some", "every", "satisfies", "and", "or",
    "between", "instance", "of", "function", "true", "false", "null",
})  # fmt: skip


def collapsed(text: str) -> str:
    """Runs of white space inside a name count as one blank."""
    return " ".join(text.split())


class Names:
    """One layer of names; an `open` layer takes any name, known or not."""

    def __init__(self, known: Iterable[str] = (), *, open: bool = False) -> None:
        self.known = frozenset(collapsed(name) for name in known)
        self.open = open
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in self.known - KEYWORDS:
            parts = tuple(token.text for token in tokens(name)[:-1])
            if parts:
                self._by_first.setdefault(parts[0], []).append((parts, name))
        for candidates in self._by_first.values():
            candidates.sort(key=lambda candidate: -len(candidate[0]))

    def longest(self, row: Sequence[Token], at: int, text: str) -> tuple[str, int]:
        """The name that begins at token `at` and how many tokens it takes; 0 when there is none."""
        for parts, name in self._by_first.get(row[at].text, ()):
            end = at + len(parts)
            found = tuple(token.text for token in row[at:end])
            if found == parts and (len(parts) == 1 or _written(row[at:end], text) == name):
                return name, len(parts)
        return "", 0

    def nearest(self, name: str) -> str:
        """A known name that looks like this one, or nothing."""
        return next(iter(get_close_matches(name, self.known, n=1)), "")


def _written(row: Sequence[Token], text: str) -> str:
    return collapsed(text[row[0].start : row[-1].end])
