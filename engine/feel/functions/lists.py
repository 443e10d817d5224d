"""Functions on lists. Positions count from 1, from the end with a minus. A single value passes for a list of one."""

from collections.abc import Callable
from decimal import Decimal
from typing import cast

from engine.feel.arithmetic import NUMBERS, Number, divide, exact
from engine.feel.errors import TOO_BIG, FeelError
from engine.feel.functions.numbers import mean as average
from engine.feel.functions.numbers import total
from engine.feel.functions.registry import function
from engine.feel.limits import MAX_LIST, MAX_WALK
from engine.feel.values import Function, compare, is_number, key

Items = list[object]


def sized(items: Items) -> Items:
    if len(items) > MAX_LIST:
        raise FeelError(TOO_BIG, limit=MAX_LIST)
    return items


def _numbers(items: Items) -> list[Number] | None:
    """None when something else than a number is among them."""
    return cast(list[Number], items) if all(map(is_number, items)) else None


@function("list contains", "list: list, element: any")
def list_contains(items: Items, element: object) -> bool:
    wanted = key(element)
    return any(key(item) == wanted for item in items)


@function("count", "list: list")
def count(items: Items) -> int:
    return len(items)


@function("min", "*list: any")
def minimum(items: Items) -> object:
    return _extreme(items, "<")


@function("max", "*list: any")
def maximum(items: Items) -> object:
    return _extreme(items, ">")


def _extreme(items: Items, op: str) -> object:
    """Null when two of the values have no order."""
    if not items:
        return None
    best = items[0]
    if compare("<=", best, best) is None:
        return None
    for item in items[1:]:
        better = compare(op, item, best)
        if better is None:
            return None
        best = item if better else best
    return best


@function("sum", "*list: any")
def sum_of(items: Items) -> Number | None:
    numbers = _numbers(items)
    return total(numbers) if numbers else None


@function("mean", "*list: any")
def mean(items: Items) -> Number | None:
    numbers = _numbers(items)
    return average(numbers) if numbers else None


@function("product", "*list: any")
def product(items: Items) -> Number | None:
    numbers = _numbers(items)
    if not numbers:
        return None
    result: Number = 1
    for value in numbers:
        both = isinstance(result, int) and isinstance(value, int)
        result = exact(result * value) if both else NUMBERS.multiply(Decimal(result), Decimal(value))
    return result


@function("median", "*list: any")
def median(items: Items) -> Number | None:
    numbers = _numbers(items)
    if not numbers:
        return None
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else average(ordered[middle - 1 : middle + 1])


@function("stddev", "*list: any")
def stddev(items: Items) -> Number | None:
    numbers = _numbers(items)
    if not numbers or len(numbers) < 2:
        return None
    middle = Decimal(average(numbers))
    squares = [NUMBERS.power(NUMBERS.subtract(Decimal(value), middle), 2) for value in numbers]
    return NUMBERS.sqrt(Decimal(divide(total(list(squares)), len(numbers) - 1)))


@function("mode", "*list: any")
def mode(items: Items) -> Items | None:
    numbers = _numbers(items)
    if numbers is None:
        return None
    often = {value: numbers.count(value) for value in set(numbers[:1_000])}
    most = max(often.values(), default=0)
    return sorted(value for value, times in often.items() if times == most)  # type: ignore[return-value]


@function("all", "*list: any")
def every(items: Items) -> bool | None:
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


@function("any", "*list: any")
def some(items: Items) -> bool | None:
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None


@function("sublist", "list: list, start position: number, length?: number")
def sublist(items: Items, start: int, length: int | None) -> Items | None:
    first = _index(items, start)
    if first is None or (length is not None and not 0 <= length <= len(items) - first):
        return None
    return items[first:] if length is None else items[first : first + int(length)]


def _index(items: Items, position: Number) -> int | None:
    """From the FEEL position to the Python index; None outside the list."""
    if not -len(items) <= position <= len(items) or position == 0 or position != int(position):
        return None
    return int(position) - 1 if position > 0 else len(items) + int(position)


@function("append", "list: list, **item: any")
def append(items: Items, added: Items) -> Items:
    return sized([*items, *added])


@function("concatenate", "*list: any")
def concatenate(lists: Items) -> Items:
    return sized([item for part in lists for item in (part if isinstance(part, list) else [part])])


@function("insert before", "list: list, position: number, newItem: any")
def insert_before(items: Items, position: Number, new: object) -> Items | None:
    index = _index(items, position)
    return None if index is None else sized([*items[:index], new, *items[index:]])


@function("remove", "list: list, position: number")
def remove(items: Items, position: Number) -> Items | None:
    index = _index(items, position)
    return None if index is None else items[:index] + items[index + 1 :]


@function("list replace", "list: list, position: number|function, newItem: any")
def list_replace(items: Items, position: Number | Function, new: object) -> Items | None:
    if isinstance(position, Function):
        fits = position.call
        return [new if fits([item, new]) is True else item for item in items]
    index = _index(items, position)
    return None if index is None else [*items[:index], new, *items[index + 1 :]]


@function("reverse", "list: list")
def reverse(items: Items) -> Items:
    return items[::-1]


@function("index of", "list: list, match: any")
def index_of(items: Items, match: object) -> Items:
    wanted = key(match)
    return [index for index, item in enumerate(items, 1) if key(item) == wanted]


@function("union", "*list: any")
def union(lists: Items) -> Items:
    return distinct_values(concatenate(lists))


@function("distinct values", "list: list")
def distinct_values(items: Items) -> Items:
    found: dict[object, object] = {}
    for item in items:
        found.setdefault(key(item), item)
    return list(found.values())


@function("duplicate values", "list: list")
def duplicate_values(items: Items) -> Items:
    seen: dict[object, int] = {}
    for item in items:
        seen[key(item)] = seen.get(key(item), 0) + 1
    return [item for item in distinct_values(items) if seen[key(item)] > 1]


@function("flatten", "list: list")
def flatten(items: Items) -> Items:
    found: Items = []
    stack, seen = list(reversed(items)), 0
    while stack:
        item = stack.pop()
        seen += 1
        if seen > MAX_WALK:
            raise FeelError(TOO_BIG, limit=MAX_WALK)
        if isinstance(item, list):
            stack.extend(reversed(item))
        else:
            found.append(item)
    return sized(found)


@function("sort", "list: list, precedes?: function")
def sort(items: Items, precedes: Function | None) -> Items | None:
    """Stable; without a function by the natural order, null where the values have none."""
    if precedes is None:
        if len(items) > 1 and any(compare("<=", items[0], item) is None for item in items):
            return None
        return _merged(items, lambda a, b: compare("<", a, b))
    rule = precedes.call
    return _merged(items, lambda a, b: rule([a, b]))


def _merged(items: Items, precedes: Callable[[object, object], object]) -> Items:
    """Merge sort, so that a foolish rule cannot loop."""
    if len(items) < 2:
        return list(items)
    half = len(items) // 2
    left, right = _merged(items[:half], precedes), _merged(items[half:], precedes)
    found: Items = []
    i = j = 0
    while i < len(left) and j < len(right):
        if precedes(right[j], left[i]) is True:
            found.append(right[j])
            j += 1
        else:
            found.append(left[i])
            i += 1
    return found + left[i:] + right[j:]
