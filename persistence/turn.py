"""Waiting for one's turn: running numbers are taken one after another.

Only for fairness: whoever waits too long goes on all the same, and the commit checks.
"""

import threading

LONGEST = 5  # seconds


class Turn:
    """Handed from one unit of work to the next; a thread that has it already goes on."""

    def __init__(self) -> None:
        self._lock = threading.RLock()

    def take(self) -> bool:
        """Whether it was one's turn in time; then `give` it on."""
        return self._lock.acquire(timeout=LONGEST)

    def give(self) -> None:
        """Let the next one go."""
        self._lock.release()
