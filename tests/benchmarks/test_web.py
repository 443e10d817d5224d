"""What the same action costs through a real server: a form posted by somebody signed in, and the next page."""

import http.client
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from forms import wire
from persistence import accounts
from persistence.database import Database
from tests.benchmarks.measure import table
from tests.benchmarks.office import ANSWERS, FAMILY, FORM, Office, lay_out
from tests.processes.stage import ROOT, published
from web.auth import passwords

pytestmark = pytest.mark.benchmark

ROUNDS, CALLS = 9, 40
PASSWORD = "a long password"
TICK = os.sysconf("SC_CLK_TCK")


def test_an_action_through_the_web_costs_little_more_than_the_action(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path}/{name}.db" for name in ("direct", "served")]
    for url in urls:
        lay_out(url, 8)
    office = Office(urls[0])
    with serving(urls[1], tmp_path) as server, Visitor(server, urls[1]) as visitor:
        times = _measured(office, visitor)
    office.close()
    action, (post, page) = times["action"], (times["post"], times["page"])
    both = post[0] + page[0], post[1] + page[1]
    rows = [
        (name, cpu * 1000, wall * 1000, cpu / action[0], wall / action[1])
        for name, (cpu, wall) in {"action": action, "post": post, "next page": page, "both": both}.items()
    ]
    table("An action through HTTP (SQLite, server's CPU)", ("", "CPU ms", "wall ms", "CPU ratio", "wall ratio"), rows)
    assert both[0] / action[0] <= 4
    assert both[1] / action[1] <= 4


def _measured(office: Office, visitor: "Visitor") -> dict[str, tuple[float, float]]:
    """Medians of CPU and wall seconds a call; rounds of the action, of posts and of pages in turn."""
    seen: dict[str, list[tuple[float, float]]] = {"action": [], "post": [], "page": []}
    visitor.work(CALLS)
    for _ in range(ROUNDS):
        cpu, wall = time.process_time(), time.perf_counter()
        for _ in range(CALLS):
            office.act(0)
        seen["action"].append(((time.process_time() - cpu) / CALLS, (time.perf_counter() - wall) / CALLS))
        for name, spent in visitor.work(CALLS).items():
            seen[name].append(spent)
    return {name: _medians(times) for name, times in seen.items()}


def _medians(times: list[tuple[float, float]]) -> tuple[float, float]:
    cpu, wall = zip(*times, strict=True)
    return statistics.median(cpu), statistics.median(wall)


class Server:
    """A running server: its port, and the CPU it has used."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout
        self.port, self._stat = int(process.stdout.readline()), Path(f"/proc/{process.pid}/stat")

    @property
    def cpu(self) -> float:
        """Seconds of CPU so far (in ticks of a hundredth)."""
        fields = self._stat.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK


@contextmanager
def serving(url: str, folder: Path) -> Iterator[Server]:
    """The product's server in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.server", url, str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield Server(process)
    finally:
        process.terminate()
        process.communicate()


class Visitor:
    """Somebody signed in who sends the form of a task that comes again and again."""

    def __init__(self, server: Server, url: str) -> None:
        self._server, self._cookie = server, ""
        self._link = http.client.HTTPConnection("127.0.0.1", server.port)
        office = Office(url)
        place = office.places[0]
        self._case, self._token = place.case_id, place.token
        _let_in(office.database, place.actor.id)
        office.close()
        self._csrf = self._csrf_of(self._ask("GET", "/sign-in")[1])
        self._ask("POST", "/sign-in", [("login", place.actor.id), ("password", PASSWORD)])
        self._csrf = self._csrf_of(self._ask("GET", self._place)[1])
        self._pairs, self._sent = wire.pairs(published(FAMILY)[1].forms[FORM], ANSWERS), 0

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_error: object) -> None:
        self._link.close()

    def work(self, times: int) -> dict[str, tuple[float, float]]:
        """Post so many forms, then look at the page after each; CPU and wall seconds a request of either kind."""
        posted, afters = self._server.cpu, []
        began = time.perf_counter()
        for _ in range(times):
            afters.append(self._post())
        seen, between = self._server.cpu, time.perf_counter()
        for after in afters:
            status, page = self._ask("GET", after)
            assert (status, "</html>" in page) == (200, True)
        spent = self._server.cpu, time.perf_counter()
        return {
            "post": ((seen - posted) / times, (between - began) / times),
            "page": ((spent[0] - seen) / times, (spent[1] - between) / times),
        }

    @property
    def _place(self) -> str:
        return f"/cases/{self._case}/tasks/{self._token}"

    def _post(self) -> str:
        """Send the form; the address of the next page."""
        self._sent += 1
        status, where = self._ask("POST", self._place, [*self._pairs, ("command", f"command-{self._sent}")])
        assert status == 303, where
        self._token = int(where.rpartition("=")[2])
        return where

    def _ask(self, method: str, path: str, pairs: list[tuple[str, str]] | None = None) -> tuple[int, str]:
        """The status, and the page or where it sends."""
        headers = {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode([*pairs, ("csrf_token", self._csrf)]) if pairs else None
        self._link.request(method, path, body, headers)
        answer = self._link.getresponse()
        self._cookie = (answer.getheader("Set-Cookie") or self._cookie).partition(";")[0]
        text = answer.read().decode()
        return answer.status, answer.getheader("Location") or text

    @staticmethod
    def _csrf_of(page: str) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, page[:2000]
        return found[1]


def _let_in(database: Database, account: str) -> None:
    database.write(lambda connection: accounts.set_secret(connection, account, passwords.seal(PASSWORD)))
