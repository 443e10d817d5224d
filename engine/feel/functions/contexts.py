"""Functions on contexts, on truth and on presence."""

from engine.feel.functions.registry import function
from engine.feel.values import kind

Context = dict[str, object]


@function("get value", "m: context, key: string")
def get_value(context: Context, key: str) -> object:
    return context.get(key)


@function("get value", "m: context, keys: list")
def get_nested_value(context: Context, keys: list[object]) -> object:
    found: object = context if keys else None
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found


@function("get entries", "m: context")
def get_entries(context: Context) -> list[Context]:
    return [{"key": key, "value": value} for key, value in context.items()]


@function("context put", "context: context, key: string, value: any")
def context_put(context: Context, key: str, value: object) -> Context:
    return {**context, key: value}


@function("context put", "context: context, keys: list, value: any")
def context_put_nested(context: Context, keys: list[object], value: object) -> Context | None:
    if not keys or not isinstance(keys[0], str):
        return None
    if len(keys) == 1:
        return {**context, keys[0]: value}
    below = context.get(keys[0])
    inner = context_put_nested(below if isinstance(below, dict) else {}, keys[1:], value)
    return None if inner is None else {**context, keys[0]: inner}


@function("context", "entries: list")
def context_of(entries: list[object]) -> Context | None:
    """Null when an entry lacks its key or value, or a key comes twice."""
    made: Context = {}
    for entry in entries:
        if not isinstance(entry, dict) or "value" not in entry:
            return None
        key = entry.get("key")
        if not isinstance(key, str) or key in made:
            return None
        made[key] = entry["value"]
    return made


@function("context merge", "contexts: list")
def context_merge(contexts: list[object]) -> Context | None:
    made: Context = {}
    for context in contexts:
        if not isinstance(context, dict):
            return None
        made.update(context)
    return made


@function("not", "negand: any")
def negation(value: object) -> bool | None:
    return not value if isinstance(value, bool) else None


@function("is defined", "value: any")
def is_defined(value: object) -> bool:
    """A value that is missing and one that is null are the same here."""
    return value is not None


@function("get or else", "value: any, default: any")
def get_or_else(value: object, default: object) -> object:
    return default if value is None else value


@function("is", "value1: any, value2: any")
def same(left: object, right: object) -> bool:
    """The same value of the same kind, zones included: `1 = true` is null, `is(1, true)` is false."""
    if kind(left) != kind(right):
        return False
    zones = getattr(left, "tzinfo", None), getattr(right, "tzinfo", None)
    return left == right and str(zones[0]) == str(zones[1])
