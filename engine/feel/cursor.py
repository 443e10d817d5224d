"""A place in a row of tokens, and the names that are known there."""

from engine.feel.errors import ENDS_EARLY, EXPECTED, TOO_DEEP, UNEXPECTED, FeelError
from engine.feel.lexer import Token, tokens
from engine.feel.limits import MAX_NESTING
from engine.feel.names import KEYWORDS, Names


class Cursor:
    """What every parser needs: look, take, expect, refuse."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.row = tokens(text)
        self.index = 0
        self.layers = [names]
        self._nesting = 0

    @property
    def token(self) -> Token:
        return self.row[self.index]

    def ahead(self, count: int) -> Token:
        return self.row[min(self.index + count, len(self.row) - 1)]

    def take(self) -> Token:
        token = self.row[self.index]
        if token.kind != "end":
            self.index += 1
        return token

    def at(self, *symbols: str) -> bool:
        """Whether one of these symbols or keywords comes next; a string never counts as one."""
        return self.token.kind in {"symbol", "word"} and self.token.text in symbols

    def accept(self, symbol: str) -> bool:
        if self.at(symbol):
            self.index += 1
            return True
        return False

    def expect(self, symbol: str) -> Token:
        if not self.at(symbol):
            if self.token.kind == "end":
                raise self.refusal()
            raise FeelError(EXPECTED, self.token.start, wanted=symbol, found=self.token.text)
        return self.take()

    def refusal(self) -> FeelError:
        """The token that comes next does not fit."""
        if self.token.kind == "end":
            return FeelError(ENDS_EARLY, self.token.start)
        return FeelError(UNEXPECTED, self.token.start, found=self.token.text)

    def enter(self) -> None:
        """One bracket deeper."""
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise FeelError(TOO_DEEP, self.token.start)

    def leave(self) -> None:
        self._nesting -= 1

    def known(self) -> tuple[str, int]:
        """The longest known name that begins here, and how many tokens it takes."""
        best: tuple[str, int] = "", 0
        for layer in reversed(self.layers):
            found = layer.longest(self.row, self.index, self.text)
            if found[1] > best[1]:
                best = found
        return best

    def words(self) -> str:
        """All words that stand in a row here, up to the next keyword; taken."""
        if self.token.kind != "word":
            raise self.refusal()
        row = [self.take().text]
        while self.token.kind == "word" and self.token.text not in KEYWORDS:
            row.append(self.take().text)
        return " ".join(row)
