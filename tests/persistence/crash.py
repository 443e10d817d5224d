"""A process that dies in the middle of a commit: `python -m tests.persistence.crash URL CASE`."""

import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from engine.service import Answers
from persistence.database import Database
from persistence.prepared import Prepared, Row
from persistence.store import CaseStore
from persistence.vault import Vault
from tests.persistence.garden import ANNA, Garden

MASTER = bytes(range(32))


def die_halfway(url: str, case: str) -> None:
    """Complete a task, and be killed after half of its statements."""
    garden = Garden(CaseStore(Database(url), Vault(MASTER)))
    token = garden.token(case, "water")
    run, left = Prepared.run, [5]

    def until_the_end(prepared: Prepared, connection: Connection, rows: Sequence[Row]) -> Any:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return run(prepared, connection, rows)

    Prepared.run = until_the_end  # type: ignore[method-assign, assignment]
    garden.service.complete(ANNA, case, token, Answers({"is_ripe": "no"}))


if __name__ == "__main__":
    die_halfway(sys.argv[1], sys.argv[2])
