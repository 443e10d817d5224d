"""Functions on strings. Positions count characters from 1, from the end with a minus."""

from engine.feel.errors import TOO_BIG, FeelError
from engine.feel.functions.registry import function
from engine.feel.limits import MAX_STRING
from engine.feel.patterns import compile_pattern
from engine.feel.printing import printed


@function("substring", "string: string, start position: number, length?: number|null")
def substring(string: str, start: int, length: int | None) -> str | None:
    first = int(start) - 1 if start > 0 else len(string) + int(start)
    if start == 0 or (length is not None and length < 1):
        return None
    last = len(string) if length is None else max(first, 0) + int(length)
    return string[max(first, 0) : last]


@function("string length", "string: string")
def string_length(string: str) -> int:
    return len(string)


@function("upper case", "string: string")
def upper_case(string: str) -> str:
    return string.upper()


@function("lower case", "string: string")
def lower_case(string: str) -> str:
    return string.lower()


@function("trim", "string: string")
def trim(string: str) -> str:
    return string.strip()


@function("contains", "string: string, match: string")
def contains(string: str, match: str) -> bool:
    return match in string


@function("starts with", "string: string, match: string")
def starts_with(string: str, match: str) -> bool:
    return string.startswith(match)


@function("ends with", "string: string, match: string")
def ends_with(string: str, match: str) -> bool:
    return string.endswith(match)


@function("substring before", "string: string, match: string")
def substring_before(string: str, match: str) -> str:
    before, found, _ = string.partition(match) if match else ("", "", "")
    return before if found else ""


@function("substring after", "string: string, match: string")
def substring_after(string: str, match: str) -> str:
    if not match:
        return string
    return string.partition(match)[2]


@function("string join", "list: list, delimiter?: string|null")
def string_join(parts: list[object], delimiter: str | None) -> str | None:
    """Nulls are passed over; anything else that is no string makes it null."""
    texts = [part for part in parts if part is not None]
    if not all(isinstance(part, str) for part in texts):
        return None
    if sum(len(str(part)) + len(delimiter or "") for part in texts) > MAX_STRING:
        raise FeelError(TOO_BIG, limit=MAX_STRING)
    return (delimiter or "").join(map(str, texts))


@function("matches", "input: string, pattern: string, flags?: string|null")
def matches(text: str, pattern: str, flags: str | None) -> bool | None:
    compiled = compile_pattern(pattern, flags or "")
    return None if compiled is None else compiled.search(text)


@function("replace", "input: string, pattern: string, replacement: string, flags?: string|null")
def replace(text: str, pattern: str, replacement: str, flags: str | None) -> str | None:
    compiled = compile_pattern(pattern, flags or "")
    return None if compiled is None else compiled.replace(text, replacement)


@function("split", "string: string, delimiter: string")
def split(text: str, delimiter: str) -> list[str] | None:
    compiled = compile_pattern(delimiter, "")
    return None if compiled is None else compiled.split(text)


@function("extract", "input: string, pattern: string")
def extract(text: str, pattern: str) -> list[str] | None:
    compiled = compile_pattern(pattern, "")
    return None if compiled is None else compiled.found(text)


@function("string", "from: any")
def string(value: object) -> str | None:
    return printed(value)
