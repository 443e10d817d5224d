"""Processes for proofs: forked from one that has everything loaded, told by pipe, killed without mercy."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.proofs.load", "tests.proofs.disks", "tests.proofs.crew"])
PATIENCE = 60  # seconds after which a process that says nothing has failed


class Child:
    """A process and what it says."""

    def __init__(self, target: Callable[..., None], *given: Any) -> None:
        self.ear, mouth = CONTEXT.Pipe()
        self.process = CONTEXT.Process(target=target, args=(*given, mouth), daemon=True)
        self.process.start()
        mouth.close()

    def hear(self) -> Any:
        """The next thing it says; EOFError when it is gone."""
        if not self.ear.poll(PATIENCE):
            raise AssertionError("the process says nothing")
        return self.ear.recv()

    def tell(self, word: Any) -> None:
        self.ear.send(word)

    def rest(self) -> list[Any]:
        """Everything else it says until it is gone."""
        heard = []
        while True:
            try:
                heard.append(self.hear())
            except (EOFError, OSError):
                return heard

    def kill(self) -> list[Any]:
        """Kill it now; what it had said before."""
        self.process.kill()
        self.process.join()
        return self.rest()

    def join(self) -> None:
        """Wait until it ends by itself."""
        self.process.join(PATIENCE)
        assert self.process.exitcode == 0, f"the process ended with {self.process.exitcode}"


@contextmanager
def running(target: Callable[..., None], *given: Any) -> Iterator[Child]:
    """A child that does not outlive the test."""
    child = Child(target, *given)
    try:
        yield child
    finally:
        child.process.kill()
        child.process.join()
        child.ear.close()
        child.process.close()


__all__ = ["Child", "Connection", "running"]
