"""One module per noun; each holds a blueprint. `ALL` is the list."""

from web.pages import (
    accounts,
    cases,
    corrections,
    deadlines,
    definitions,
    health,
    history,
    messages,
    method,
    operating,
    seats,
    session,
    start,
    steering,
    tasks,
    worklist,
)

ALL = (
    worklist.blueprint,
    cases.blueprint,
    seats.blueprint,
    corrections.blueprint,
    operating.blueprint,
    start.blueprint,
    tasks.blueprint,
    steering.blueprint,
    messages.blueprint,
    deadlines.blueprint,
    history.blueprint,
    definitions.blueprint,
    method.blueprint,
    accounts.blueprint,
    session.blueprint,
    health.blueprint,
)
