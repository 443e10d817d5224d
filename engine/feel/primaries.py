"""What an expression may begin with, and what may follow it at once: calls, paths, filters."""

from abc import abstractmethod
from collections.abc import Callable
from decimal import Decimal

from engine.feel import nodes as n
from engine.feel.arithmetic import NUMBERS
from engine.feel.brackets import Brackets
from engine.feel.errors import BAD_LITERAL, HUGE_NUMBER, UNKNOWN_FUNCTION, UNKNOWN_NAME, UNKNOWN_NAME_GUESS, FeelError
from engine.feel.functions import FUNCTION_NAMES, fitting
from engine.feel.names import KEYWORDS, Names
from engine.feel.temporal import parse_temporal
from engine.feel.typenames import read_type

CONSTANTS = {"true": True, "false": False, "null": None}
AFTER_A_RANGE = frozenset({")", ",", "]", "}", "and", "or", "then", "else", "return", "satisfies"})


class Primaries(Brackets):
    """Literals, names, keyword constructs and their endings."""

    def primary(self) -> n.Node:
        token = self.token
        if token.kind == "number":
            return n.Literal(self.take().start, number(token.text, token.start))
        if token.kind == "string":
            return n.Literal(self.take().start, token.text)
        if token.kind == "word" or token.text == "?":
            return self._word()
        if token.text == "@" and self.ahead(1).kind == "string":
            return self._at_literal()
        return self.bracketed()

    def _at_literal(self) -> n.Node:
        at = self.take().start
        token = self.take()
        value = parse_temporal(token.text)
        if value is None:
            raise FeelError(BAD_LITERAL, at, found=token.text)
        return n.Literal(at, value)

    def _word(self) -> n.Node:
        """A longer name wins over a shorter one, and any known name over a keyword it begins with."""
        name, size = self.known()
        function, width = FUNCTION_NAMES.longest(self.row, self.index, self.text)
        if width and width >= size and self.ahead(width).text == "(" and not self._is_local(name, width):
            return self._call(function, width)
        if size:
            at = self.token.start
            self.index += size
            return n.Name(at, name)
        if width and not any(layer.open for layer in self.layers):
            self.index += width
            return n.Standard(self.row[self.index - width].start, function)
        if self.token.text in KEYWORDS:
            return self._keyword()
        return self._unknown()

    def _is_local(self, name: str, width: int) -> bool:
        """A name bound inside the expression hides a standard function of the same length."""
        found = any(name in layer.known for layer in self.layers[1:])
        return bool(name) and found and self.known()[1] == width

    def _unknown(self) -> n.Node:
        at = self.token.start
        name = "?" if self.accept("?") else self.words()
        if self.at("("):
            raise FeelError(UNKNOWN_FUNCTION, at, name=name)
        if name != "?" and any(layer.open for layer in self.layers):
            return n.Name(at, name)
        guess = next(filter(None, (layer.nearest(name) for layer in self.layers)), "")
        raise FeelError(UNKNOWN_NAME_GUESS if guess else UNKNOWN_NAME, at, name=name, guess=guess)

    def _keyword(self) -> n.Node:
        token = self.take()
        if token.text in CONSTANTS:
            return n.Literal(token.start, CONSTANTS[token.text])
        construct: Callable[[int], n.Node] | None = {
            "if": self._conditional,
            "for": self._for,
            "some": lambda at: self._quantified(at, every=False),
            "every": lambda at: self._quantified(at, every=True),
            "function": self._lambda,
        }.get(token.text)
        if construct is None:
            self.index -= 1
            raise self.refusal()
        return construct(token.start)

    def _conditional(self, at: int) -> n.Node:
        test = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        return n.Conditional(at, test, then, self.expression())

    def _for(self, at: int) -> n.Node:
        iterations = self._iterations()
        self.expect("return")
        self.layers.append(Names(["partial"]))
        body = self.expression()
        del self.layers[-1 - len(iterations) :]
        return n.For(at, iterations, body)

    def _quantified(self, at: int, *, every: bool) -> n.Node:
        iterations = self._iterations()
        self.expect("satisfies")
        body = self.expression()
        del self.layers[-len(iterations) :]
        return n.Quantified(at, every, iterations, body)

    def _iterations(self) -> tuple[n.Iteration, ...]:
        """Each name is known to the iterations after it; their layers stay for the caller to drop."""
        found: list[n.Iteration] = []
        while not found or self.accept(","):
            at, name = self.token.start, self.words()
            self.expect("in")
            source = self.expression()
            until = self.expression() if self.accept("..") else None
            found.append(n.Iteration(at, name, source, until))
            self.layers.append(Names([name]))
        return tuple(found)

    def _lambda(self, at: int) -> n.Node:
        self.expect("(")
        parameters: list[str] = []
        while not self.at(")"):
            parameters.append(self.words())
            if self.accept(":"):
                read_type(self)
            if not self.accept(","):
                break
        self.expect(")")
        self.layers.append(Names(parameters))
        body = self.expression()
        self.layers.pop()
        return n.Lambda(at, tuple(parameters), body)

    def postfix(self, node: n.Node) -> n.Node:
        """`.name`, `[filter]`, `(arguments)`, `instance of type`, as often as they come."""
        while True:
            at = self.token.start
            if self.accept("."):
                node = n.Path(at, node, self.words())
            elif self.at("[") and not self._closes_range():
                node = self._filter(node)
            elif self.at("(") and isinstance(node, n.Name | n.Path | n.Lambda | n.Invoke | n.Filter | n.Standard):
                arguments, names = self.arguments()
                node = n.Invoke(at, node, arguments, names)
            elif self.at("instance") and self.ahead(1).text == "of":
                self.index += 2
                node = n.InstanceOf(at, node, read_type(self))
            else:
                return node

    def _closes_range(self) -> bool:
        """`]1..5[`: a bracket that nothing but the end of an expression can follow."""
        following = self.ahead(1)
        return self.in_range and (following.kind == "end" or following.text in AFTER_A_RANGE)

    def _filter(self, source: n.Node) -> n.Node:
        at = self.expect("[").start
        outside, self.in_range = self.in_range, False
        self.layers.append(Names(["item"], open=True))
        predicate = self.expression()
        self.layers.pop()
        self.in_range = outside
        self.expect("]")
        return n.Filter(at, source, predicate)

    def _call(self, function: str, width: int) -> n.Node:
        at = self.token.start
        self.index += width
        arguments, names = self.arguments()
        fitting(function, len(arguments), names, at)
        return n.Call(at, function, arguments, names)

    @abstractmethod
    def unary(self) -> n.Node:
        """A primary with its signs and endings."""


def number(text: str, at: int) -> int | Decimal:
    """A whole number without a point is an int, anything else a Decimal of 34 digits at most."""
    if text.isdigit() and len(text) < 35:
        return int(text)
    try:
        return NUMBERS.create_decimal(text)
    except ArithmeticError:
        raise FeelError(HUGE_NUMBER, at, found=text[:20]) from None
