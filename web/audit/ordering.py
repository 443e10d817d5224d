"""Event logs in parts: what each part holds, and how the parts make a whole file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from persistence.queries import event_logs
from persistence.queries.event_logs import LogOrder, Trace
from web.audit import mining
from web.audit.mining import Telling

MEDIA = {"xes": "application/xml", "jsonocel": "application/json"}
TRACES, OBJECTS, EVENTS = "traces", "objects", "events"


def written(order: LogOrder, traces: Sequence[Trace], telling: Telling) -> tuple[dict[str, str], dict[str, Any]]:
    """The texts of the next part by kind, and what is known for the end of the file."""
    if order.ending == "xes":
        return {TRACES: "".join(mining.xes_traces(traces, telling))}, {}
    objects, events = mining.gathered(traces, telling)
    plans = set(order.told.get("plans", ()))
    fresh = [each for key, each in objects.items() if key not in plans]
    plans |= {key for key, each in objects.items() if each["type"] == "plan"}
    names = {*order.told.get("types", ()), *(event["type"] for event in events)}
    return {OBJECTS: _inside(fresh), EVENTS: _inside(events)}, {"plans": sorted(plans), "types": sorted(names)}


def whole(services: Any, order: LogOrder) -> Iterator[str]:
    """The file, part by part: never more than one is in memory."""
    if order.ending == "xes":
        yield from mining.xes_head()
        yield from _parts(services, order, TRACES, "")
        yield mining.XES_TAIL
        return
    yield json.dumps(mining.types(order.told.get("types", ())), ensure_ascii=False)[:-1]
    for kind in (OBJECTS, EVENTS):
        yield f', "{kind}": ['
        yield from _parts(services, order, kind, ", ")
        yield "]"
    yield "}"


def _parts(services: Any, order: LogOrder, kind: str, between: str) -> Iterator[str]:
    with services.database.reading() as reader:
        places = event_logs.places(reader, order.id, kind)
    for number, place in enumerate(places):
        with services.database.reading() as reader:
            text = event_logs.part(reader, order.id, kind, place)
        yield (between if number else "") + text


def _inside(found: Sequence[Mapping[str, Any]]) -> str:
    """A JSON list without its brackets."""
    return json.dumps(found, ensure_ascii=False)[1:-1]
