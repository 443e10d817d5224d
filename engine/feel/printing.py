"""Values to text, as the function `string` gives them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.feel.errors import TOO_BIG, FeelError
from engine.feel.limits import MAX_STRING
from engine.feel.values import Months, Range, kind


def printed(value: object) -> str | None:
    """Text as it is, everything else as an expression would write it; null stays null."""
    if value is None or isinstance(value, str):
        return value
    parts: list[str] = []
    size = 0
    for part in _parts(value):
        size += len(part)
        if size > MAX_STRING:
            raise FeelError(TOO_BIG, limit=MAX_STRING)
        parts.append(part)
    return "".join(parts)


def _parts(value: object) -> Iterator[str]:
    if isinstance(value, list):
        yield from _joined("[", [("", item) for item in value], "]")
    elif isinstance(value, dict):
        yield from _joined("{", [(f"{_key(name)}: ", entry) for name, entry in value.items()], "}")
    elif isinstance(value, Range):
        yield "[" if value.start_included else "("
        yield from _parts(value.start)
        yield ".."
        yield from _parts(value.end)
        yield "]" if value.end_included else ")"
    else:
        yield _scalar(value)


def _joined(opening: str, entries: list[tuple[str, object]], closing: str) -> Iterator[str]:
    yield opening
    for index, (label, value) in enumerate(entries):
        yield f"{', ' if index else ''}{label}"
        yield from _parts(value)
    yield closing


def _key(name: object) -> str:
    plain = str(name)
    return plain if plain.replace(" ", "").replace("_", "").isalnum() else _quoted(plain)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _scalar(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, timedelta):
        return _span(value)
    if isinstance(value, Months):
        return _months(value)
    return _clock(value)


def _clock(value: object) -> str:
    if isinstance(value, datetime | time):
        zone = value.tzinfo
        if isinstance(zone, ZoneInfo):
            return f"{value.replace(tzinfo=None).isoformat()}@{zone.key}"
        return value.isoformat().replace("+00:00", "Z")
    # A function has no text of its own, and an address in memory would differ at every replay.
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, int) else kind(value)


def _decimal(value: Decimal) -> str:
    if not value.is_finite() or abs(value.adjusted()) > 7_000:
        return str(value)
    if not value:
        return "0"
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _months(value: Months) -> str:
    years, months = divmod(abs(value.count), 12)
    body = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
    return ("-" if value.count < 0 else "") + "P" + body


def _span(value: timedelta) -> str:
    span = abs(value)
    hours, rest = divmod(span.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds or span.microseconds:
        clock += f"{seconds}.{span.microseconds:06}".rstrip("0").rstrip(".") + "S"
    body = (f"{span.days}D" if span.days else "") + (f"T{clock}" if clock else "")
    return ("-" if value < timedelta() else "") + "P" + (body or "T0S")
