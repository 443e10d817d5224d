"""Stores in which something happens at the worst moment: just before, in, or just after a commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from engine.stores import Store
from persistence.writes import Write


class Crash(Exception):
    """The process ended here."""


class Reached(Exception):
    """The use case came as far as its commit, which was not done."""


class Hooked:
    """A store whose commits go through `hook(commit)`."""

    def __init__(self, store: Store, hook: Callable[[Callable[[], None]], None]) -> None:
        self._store, self._hook = store, hook

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def begin(self) -> Iterator[Any]:
        with self._store.begin() as work:
            yield HookedWork(work, self._hook)


class HookedWork:
    def __init__(self, work: Any, hook: Callable[[Callable[[], None]], None]) -> None:
        self._work, self._hook = work, hook

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)

    def commit(self) -> None:
        self._hook(self._work.commit)


def meanwhile(store: Store, act: Callable[[], object]) -> Any:
    """Somebody else acts between reading and writing, once."""
    left = [act]

    def hook(commit: Callable[[], None]) -> None:
        if left:
            left.pop()()
        commit()

    return Hooked(store, hook)


def trying(store: Store) -> Any:
    """Nothing is written: `Reached` tells that it could have been."""

    def hook(_commit: Callable[[], None]) -> None:
        raise Reached

    return Hooked(store, hook)


def crashing(store: Store, when: str) -> Any:
    """The process ends `before` the commit, in the `middle` of its statements, or `after` it."""

    def hook(commit: Callable[[], None]) -> None:
        if when == "middle":
            with broken_after(1):
                commit()
        elif when == "after":
            commit()
        raise Crash

    return Hooked(store, hook)


@contextmanager
def broken_after(statements: int) -> Iterator[None]:
    """A database transaction breaks after so many statements."""
    run, left = Write.run, [statements]

    def until(write: Write, connection: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Crash
        run(write, connection)

    Write.run = until  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Write.run = run  # type: ignore[method-assign]
