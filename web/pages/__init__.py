"""One module per noun; each holds a blueprint. `ALL` is the list."""

from web.pages import (
    accounts,
    cases,
    deadlines,
    definitions,
    health,
    history,
    messages,
    method,
    session,
    start,
    steering,
    tasks,
    worklist,
)

ALL = (
    worklist.blueprint,
    cases.blueprint,
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
