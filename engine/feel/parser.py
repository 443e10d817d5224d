"""Tokens to tree: operator precedence for expressions, one method per construct."""

from collections.abc import Callable

from engine.feel import nodes as n
from engine.feel.errors import TOO_DEEP, FeelError
from engine.feel.limits import MAX_DEPTH
from engine.feel.names import Names
from engine.feel.primaries import Primaries

COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
BINDING = {
    "or": 1, "and": 2, "between": 3, "in": 3, **dict.fromkeys(COMPARISONS, 3),
    "+": 4, "-": 4, "*": 5, "/": 5, "**": 6,
}  # fmt: skip


class Parser(Primaries):
    """The whole grammar; what an expression may begin with is in `Primaries`."""

    def expression(self, floor: int = 1) -> n.Node:
        """Everything that binds at least as tightly as `floor`; operators of one rank go left to right."""
        self.enter()
        left = self.unary()
        while self.token.kind != "string" and (rank := BINDING.get(self.token.text, 0)) >= floor:
            left = self._continued(left, rank)
        self.leave()
        return left

    def _continued(self, left: n.Node, rank: int) -> n.Node:
        token = self.take()
        if token.text in {"and", "or"}:
            return self._logic(token.text, token.start, left)
        if token.text == "between":
            low = self.expression(4)
            self.expect("and")
            return n.Between(token.start, left, low, self.expression(4))
        if token.text == "in":
            return n.In(token.start, left, self.alternatives())
        right = self.expression(rank + 1)
        make = n.Comparison if token.text in COMPARISONS else n.Arithmetic
        return make(token.start, token.text, left, right)

    def _logic(self, op: str, at: int, left: n.Node) -> n.Node:
        """A chain of one operator is one flat node."""
        parts = [left, self.expression(BINDING[op] + 1)]
        while self.accept(op):
            parts.append(self.expression(BINDING[op] + 1))
        return n.Logic(at, op, tuple(parts))

    def unary(self) -> n.Node:
        """A minus binds more tightly than any operator: `-3 ** 2` is 9."""
        signs = []
        while self.at("-"):
            signs.append(self.take().start)
        operand = self.postfix(self.primary())
        for at in reversed(signs):
            operand = n.Negative(at, operand)
        return operand

    def alternatives(self) -> tuple[n.Node, ...]:
        """What may follow `in`: one test, or several in round brackets."""
        if not self.at("("):
            return (self.test(4),)
        return self.bracketed_tests()

    def test(self, floor: int = 1) -> n.Node:
        """`< 5`, or any expression: a value, a range, a list."""
        if self.token.kind == "symbol" and self.token.text in COMPARISONS:
            token = self.take()
            return n.Test(token.start, token.text, self.expression(4))
        return self.expression(floor)

    def unary_tests(self) -> n.Tests:
        """A cell of a decision table: `-`, `not(...)`, or alternatives separated by commas."""
        at = self.token.start
        if self.at("-") and self.ahead(1).kind == "end":
            self.take()
            return n.Tests(at, ())
        if self._is_negation():
            self.index += 2
            tests = self.separated(self.test)
            self.expect(")")
            return n.Tests(at, tests, negated=True)
        return n.Tests(at, self.separated(self.test))

    def _is_negation(self) -> bool:
        """`not(...)` over the whole cell; `not(a) and b` is an ordinary expression."""
        if not (self.at("not") and self.ahead(1).text == "("):
            return False
        open_brackets = 0
        for index in range(self.index + 1, len(self.row)):
            token = self.row[index]
            if token.kind == "symbol":
                open_brackets += {"(": 1, ")": -1}.get(token.text, 0)
            if open_brackets == 0:
                return self.row[index + 1].kind == "end"
        return False

    def separated(self, part: Callable[[], n.Node]) -> tuple[n.Node, ...]:
        """One part or more, with commas between."""
        parts = [part()]
        while self.accept(","):
            parts.append(part())
        return tuple(parts)


def parse_expression(text: str, names: Names) -> n.Node:
    """Raises FeelError with the position of what does not fit."""
    return _whole(Parser(text, names), Parser.expression)


def parse_unary_tests(text: str, names: Names) -> n.Node:
    """`?` is the tested value; raises FeelError with the position of what does not fit."""
    parser = Parser(text, names)
    parser.layers.append(Names(["?"]))
    return _whole(parser, Parser.unary_tests)


def _whole(parser: Parser, begin: Callable[[Parser], n.Node]) -> n.Node:
    tree = begin(parser)
    if parser.token.kind != "end":
        raise parser.refusal()
    if n.depth(tree) > MAX_DEPTH:
        raise FeelError(TOO_DEEP, tree.at)
    return tree
