"""The names of types, as they follow `instance of`, and whether a value is of a type."""

from engine.feel.cursor import Cursor
from engine.feel.errors import UNKNOWN_TYPE, FeelError
from engine.feel.names import Names
from engine.feel.nodes import TypeName
from engine.feel.values import DATE_TIME, DAY_TIME, YEAR_MONTH, Range, kind

SIMPLE = {
    "Any": "Any", "Null": "null", "number": "number", "string": "string", "boolean": "boolean",
    "date": "date", "time": "time", DATE_TIME: DATE_TIME, "dateTime": DATE_TIME,
    DAY_TIME: DAY_TIME, "day and time duration": DAY_TIME, "dayTimeDuration": DAY_TIME,
    "days and time duration": DAY_TIME, "yearMonthDuration": YEAR_MONTH,
    YEAR_MONTH: YEAR_MONTH, "year and month duration": YEAR_MONTH,
    "list": "list", "context": "context", "range": "range", "function": "function",
}  # fmt: skip
NAMES = Names(SIMPLE)


def read_type(cursor: Cursor) -> TypeName:
    """`number`, `list<string>`, `context<a: number>`, `function<number> -> string`."""
    token = cursor.token
    name, size = NAMES.longest(cursor.row, cursor.index, cursor.text)
    if token.text in {"function", "null"}:
        name, size = {"null": "Null"}.get(token.text, token.text), 1
    if not size:
        raise FeelError(UNKNOWN_TYPE, token.start, name=token.text)
    cursor.index += size
    keys: list[str] = []
    parts: list[TypeName] = []
    if cursor.at("<"):
        _read_parts(cursor, keys, parts)
    if SIMPLE[name] == "function" and cursor.accept("->"):
        read_type(cursor)
    return TypeName(SIMPLE[name], tuple(keys), tuple(parts))


def _read_parts(cursor: Cursor, keys: list[str], parts: list[TypeName]) -> None:
    cursor.enter()
    cursor.expect("<")
    while not cursor.at(">"):
        if cursor.token.kind == "word" and cursor.ahead(1).text == ":":
            keys.append(cursor.take().text)
            cursor.expect(":")
        parts.append(read_type(cursor))
        if not cursor.accept(","):
            break
    cursor.expect(">")
    cursor.leave()


def conforms(value: object, wanted: TypeName) -> bool:
    """Null is of no type but `Null`."""
    if wanted.name == "Any":
        return value is not None
    if kind(value) != wanted.name:
        return False
    if isinstance(value, list):
        return all(item is None or conforms(item, part) for part in wanted.parts for item in value)
    if isinstance(value, dict):
        entries = zip(wanted.keys, wanted.parts, strict=False)
        return all(key in value and (value[key] is None or conforms(value[key], part)) for key, part in entries)
    if isinstance(value, Range):
        ends = [end for end in (value.start, value.end) if end is not None]
        return all(conforms(end, part) for part in wanted.parts for end in ends)
    return True
