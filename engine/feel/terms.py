"""Closures of values and of what is made from them: literals, names, sums, lists, contexts, calls."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from engine.feel import nodes as n
from engine.feel.arithmetic import negative, operate
from engine.feel.errors import BAD_PATTERN, FeelError
from engine.feel.functions import call, fitting
from engine.feel.moments import localized
from engine.feel.paths import entry
from engine.feel.patterns import compile_pattern
from engine.feel.scope import Frame, Run, Scope, compiles, weight
from engine.feel.typenames import conforms
from engine.feel.values import Function, Range, compare

Values = Mapping[str, object]


@compiles(n.Literal)
def literal(_scope: Scope, node: n.Literal) -> Run:
    value = node.value
    if isinstance(value, datetime) and value.tzinfo is None:
        return lambda _, frame: localized(value, frame[0])
    return lambda _values, _frame: value


@compiles(n.Name)
def name(scope: Scope, node: n.Name) -> Run:
    return scope.find(node.name)


@compiles(n.Negative)
def minus(scope: Scope, node: n.Negative) -> Run:
    if isinstance(node.operand, n.Literal):
        constant = negative(node.operand.value)
        return lambda _values, _frame: constant
    operand = scope.run(node.operand)
    return lambda values, frame: negative(operand(values, frame))


@compiles(n.Arithmetic)
def arithmetic(scope: Scope, node: n.Arithmetic) -> Run:
    left, right, op = scope.run(node.left), scope.run(node.right), node.op
    if scope.turns:
        return _charged(op, left, right, node.at)
    return lambda values, frame: operate(op, left(values, frame), right(values, frame))


def _charged(op: str, left: Run, right: Run, at: int) -> Run:
    def run(values: Values, frame: Frame) -> object:
        result = operate(op, left(values, frame), right(values, frame))
        frame[1].spend(weight(result), at)
        return result

    return run


@compiles(n.Sequence)
def sequence(scope: Scope, node: n.Sequence) -> Run:
    items = [scope.run(item) for item in node.items]
    return lambda values, frame: [item(values, frame) for item in items]


@compiles(n.Context)
def context(scope: Scope, node: n.Context) -> Run:
    """Entries are worked out in order; each is bound for those after it."""
    entries: list[tuple[str, int, Run]] = []
    depth = len(scope.layers)
    for key, value in zip(node.keys, node.values, strict=True):
        run = scope.run(value)
        slot = scope.slot()
        entries.append((key, slot, run))
        scope.layers.append({key: slot})
    del scope.layers[depth:]

    def made(values: Values, frame: Frame) -> object:
        found: dict[str, object] = {}
        for key, slot, run in entries:
            found[key] = frame[slot] = run(values, frame)
        return found

    return made


@compiles(n.Interval)
def interval(scope: Scope, node: n.Interval) -> Run:
    """Null when the two ends have no common order."""
    start, end = scope.run(node.start), scope.run(node.end)
    closed = node.start_included, node.end_included

    def made(values: Values, frame: Frame) -> object:
        low, high = start(values, frame), end(values, frame)
        return None if compare("<=", low, high) is None else Range(low, high, *closed)

    return made


@compiles(n.Test)
def open_range(scope: Scope, node: n.Test) -> Run:
    """`(< 5)` standing alone is a range with one end."""
    operand, op = scope.run(node.operand), node.op

    def made(values: Values, frame: Frame) -> object:
        end = operand(values, frame)
        if compare("<=", end, end) is None or op == "!=":
            return None
        low, high = (end if op in {">", ">=", "="} else None), (end if op in {"<", "<=", "="} else None)
        return Range(low, high, op in {">=", "="}, op in {"<=", "="})

    return made


@compiles(n.Path)
def path(scope: Scope, node: n.Path) -> Run:
    source, key = scope.run(node.source), node.name
    return lambda values, frame: entry(source(values, frame), key)


@compiles(n.Conditional)
def conditional(scope: Scope, node: n.Conditional) -> Run:
    test, then, otherwise = map(scope.run, (node.test, node.then, node.otherwise))
    return lambda values, frame: (then if test(values, frame) is True else otherwise)(values, frame)


@compiles(n.InstanceOf)
def instance_of(scope: Scope, node: n.InstanceOf) -> Run:
    operand, wanted = scope.run(node.operand), node.type
    return lambda values, frame: conforms(operand(values, frame), wanted)


@compiles(n.Call)
def standard_call(scope: Scope, node: n.Call) -> Run:
    candidates = fitting(node.function, len(node.arguments), node.names, node.at)
    _check_pattern(node)
    arguments, at = [scope.run(argument) for argument in node.arguments], node.at
    if not scope.turns:
        return lambda values, frame: call(candidates, [argument(values, frame) for argument in arguments], frame[0])

    def charged(values: Values, frame: Frame) -> object:
        given = [argument(values, frame) for argument in arguments]
        frame[1].spend(sum(map(weight, given)), at)
        return call(candidates, given, frame[0])

    return charged


def _check_pattern(node: n.Call) -> None:
    """A pattern that is written down is looked at once, when the expression is compiled."""
    if node.function not in {"matches", "replace", "split", "extract"} or node.names:
        return
    pattern = node.arguments[1]
    plain = len(node.arguments) == 2 or node.function == "replace"
    if plain and isinstance(pattern, n.Literal) and isinstance(pattern.value, str):
        flags = node.arguments[3] if len(node.arguments) == 4 else n.Literal(0, "")
        known = isinstance(flags, n.Literal) and isinstance(flags.value, str)
        if known and compile_pattern(pattern.value, str(getattr(flags, "value", ""))) is None:
            raise FeelError(BAD_PATTERN, pattern.at, found=pattern.value)


@compiles(n.Invoke)
def invocation(scope: Scope, node: n.Invoke) -> Run:
    """Null for what is no function, and for too many or too few arguments."""
    callee, arguments = scope.run(node.callee), [scope.run(argument) for argument in node.arguments]
    names, at = node.names, node.at
    scope.spends = True

    def run(values: Values, frame: Frame) -> object:
        function = callee(values, frame)
        if not isinstance(function, Function):
            return None
        given = [argument(values, frame) for argument in arguments]
        ordered = given if function.standard and not names else _ordered(given, names, function.parameters)
        if ordered is None or (len(ordered) != len(function.parameters) and not function.standard):
            return None
        frame[1].spend(1, at)
        return function.call(ordered)

    return run


def _ordered(given: list[object], names: Sequence[str], parameters: Sequence[str]) -> list[object] | None:
    if not names:
        return given
    found = dict(zip(names, given, strict=True))
    return [found[parameter] for parameter in parameters] if set(names) == set(parameters) else None


@compiles(n.Standard)
def standard_function(scope: Scope, node: n.Standard) -> Run:
    """The function itself; called with what does not fit it, it gives null."""
    scope.spends = True

    def made(_values: Values, frame: Frame) -> Function:
        def run(given: list[object]) -> object:
            frame[1].spend(1 + sum(map(weight, given)), node.at)
            try:
                return call(fitting(node.function, len(given), (), node.at), given, frame[0])
            except FeelError:
                return None

        return Function((), run, standard=True)

    return made


@compiles(n.Lambda)
def function_literal(scope: Scope, node: n.Lambda) -> Run:
    """The function keeps the frame it was made in; each call works on a copy of it."""
    with scope.bound(*node.parameters) as slots, scope.turning():
        body = scope.run(node.body)
    parameters, at = node.parameters, node.at

    def made(values: Values, frame: Frame) -> Function:
        kept = frame.copy()

        def run(given: list[object]) -> object:
            inner = kept.copy()
            inner[1].spend(1, at)
            for slot, value in zip(slots, given, strict=False):
                inner[slot] = value
            return body(values, inner)

        return Function(parameters, run)

    return made
