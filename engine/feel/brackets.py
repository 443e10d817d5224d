"""Constructs in brackets: groups, ranges, lists, contexts, tests and arguments."""

from abc import abstractmethod
from collections.abc import Callable

from engine.feel import nodes as n
from engine.feel.cursor import Cursor
from engine.feel.errors import DOUBLE_KEY, FeelError
from engine.feel.names import Names, collapsed

COMPARISON_SIGNS = ("=", "!=", "<", "<=", ">", ">=")
CLOSING = (")", "]", "[")


class Brackets(Cursor):
    """`in_range` says that a `[` may be the open end of a range."""

    in_range = False

    def bracketed(self) -> n.Node:
        token = self.token
        if token.kind == "symbol" and token.text in {"(", "[", "]", "{"}:
            self.take()
            kinds = {"(": self._group, "[": self._list, "]": self._range, "{": self._context}
            return kinds[token.text](token.start)
        raise self.refusal()

    def _group(self, at: int) -> n.Node:
        """`(1 + 2)`, `(1..5)`, or `(< 5)`: a range without one end."""
        if self.at(*COMPARISON_SIGNS):
            found: n.Node = self.test()
        else:
            found = self._end_of_range()
            if self.at(".."):
                return self._range_from(at, found, included=False)
        self.expect(")")
        return found

    def bracketed_tests(self) -> tuple[n.Node, ...]:
        """After `in (`: a range, or tests separated by commas."""
        at = self.expect("(").start
        first = self._end_of_range() if not self.at(*COMPARISON_SIGNS) else self.test()
        if self.at(".."):
            return (self._range_from(at, first, included=False),)
        tests = [first]
        while self.accept(","):
            tests.append(self.test())
        self.expect(")")
        return tuple(tests)

    def _list(self, at: int) -> n.Node:
        if self.accept("]"):
            return n.Sequence(at, ())
        first = self._end_of_range()
        if self.at(".."):
            return self._range_from(at, first, included=True)
        items = [first]
        while self.accept(","):
            items.append(self.test())
        self.expect("]")
        return n.Sequence(at, tuple(items))

    def _range(self, at: int) -> n.Node:
        return self._range_from(at, self._end_of_range(), included=False)

    def _range_from(self, at: int, start: n.Node, *, included: bool) -> n.Node:
        self.expect("..")
        outside, self.in_range = self.in_range, True
        end = self.expression(4)
        self.in_range = outside
        if not self.at(*CLOSING):
            raise self.refusal()
        return n.Interval(at, start, end, included, self.take().text == "]")

    def _end_of_range(self) -> n.Node:
        outside, self.in_range = self.in_range, False
        found = self.test()
        self.in_range = outside
        return found

    def _context(self, at: int) -> n.Node:
        """Each entry knows the entries before it."""
        keys: list[str] = []
        values: list[n.Node] = []
        depth = len(self.layers)
        while not self.at("}"):
            keys.append(self._key(keys))
            self.expect(":")
            values.append(self.expression())
            self.layers.append(Names([keys[-1]]))
            if not self.accept(","):
                break
        del self.layers[depth:]
        self.expect("}")
        return n.Context(at, tuple(keys), tuple(values))

    def _key(self, before: list[str]) -> str:
        token = self.token
        if token.kind == "string":
            name = self.take().text
        elif token.kind == "word":
            while self.token.kind in {"word", "number"} or self.at("-", "+", "*", "/", "'", ".", "**"):
                self.take()
            name = collapsed(self.text[token.start : self.row[self.index - 1].end])
        else:
            raise self.refusal()
        if name in before:
            raise FeelError(DOUBLE_KEY, token.start, name=name)
        return name

    def arguments(self) -> tuple[tuple[n.Node, ...], tuple[str, ...]]:
        """`(1, 2)` or `(from: 1, to: 2)`; names are given to all arguments or to none."""
        self.expect("(")
        outside, self.in_range = self.in_range, False
        names: list[str] = []
        values: list[n.Node] = []
        while not self.at(")"):
            if self._is_named():
                names.append(self._key(names))
                self.expect(":")
            values.append(self.expression())
            if not self.accept(","):
                break
        self.in_range = outside
        if names and len(names) != len(values):
            raise self.refusal()
        self.expect(")")
        return tuple(values), tuple(names)

    def _is_named(self) -> bool:
        ahead = 0
        while self.ahead(ahead).kind == "word":
            ahead += 1
        return ahead > 0 and self.ahead(ahead).text == ":"

    @abstractmethod
    def test(self, floor: int = 1) -> n.Node:
        """One unary test."""

    @abstractmethod
    def expression(self, floor: int = 1) -> n.Node:
        """One expression."""

    @abstractmethod
    def separated(self, part: Callable[[], n.Node]) -> tuple[n.Node, ...]:
        """Parts with commas between."""
