"""A real PostgreSQL for tests: a throw-away server per run, a fresh database per test.

`OPORA_TEST_PG` (an SQLAlchemy URL of an account that may create databases) takes its place. The throw-away
server listens on a socket in its own folder, in memory where the machine has room. A run that was killed
leaves a server behind; the next run removes it.
"""

import atexit
import contextlib
import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, make_url

MARK = "opora-pg-"
ROOM = 1 << 30  # bytes of free memory below which the cluster goes to disk
SETTINGS = """
dynamic_shared_memory_type = mmap
listen_addresses = ''
max_connections = 100
max_wal_senders = 0
timezone = 'UTC'
wal_level = minimal
"""
QUICK = """
fsync = off
full_page_writes = off
synchronous_commit = off
"""


class Server:
    """A server on which databases are made and dropped."""

    def __init__(self, admin: URL) -> None:
        self.admin = admin
        self._made = 0
        self._templates: dict[str, str] = {}

    def url(self, database: str) -> str:
        """SQLAlchemy URL of a database of this server."""
        return self.admin.set(database=database).render_as_string(hide_password=False)

    @contextlib.contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """URL of a new database, a clone of `template` (18-50 ms); dropped afterwards."""
        name = self._create(template)
        try:
            yield self.url(name)
        finally:
            self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def template(self, key: str, prepare: Callable[[str], object]) -> str:
        """Name of a database that `prepare(url)` filled once; give it to `database`.

        `prepare` must close its connections: a database in use cannot be cloned.
        """
        if key not in self._templates:
            name = self._create("template1")
            prepare(self.url(name))
            self._templates[key] = name
        return self._templates[key]

    def close(self) -> None:
        """Drop the templates; what tests made is gone already."""
        for name in self._templates.values():
            self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._templates.clear()

    def _create(self, template: str) -> str:
        self._made += 1
        name = f"opora_test_{os.getpid()}_{self._made}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def _execute(self, statement: str) -> None:
        dsn = self.admin.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(statement.encode())


class ThrowAway(Server):
    """A cluster of our own, gone when the process ends. `durable` keeps fsync on, for tests that kill."""

    def __init__(self, binaries: Path, *, durable: bool = False, base: Path | None = None) -> None:
        self.binaries = binaries
        self.account = _account()
        self.home = Path(tempfile.mkdtemp(prefix=f"{MARK}{os.getpid()}-{_started(os.getpid())}-", dir=base or _base()))
        self.data = self.home / "data"
        user = pwd.getpwnam(self.account)
        os.chown(self.home, user.pw_uid, user.pw_gid)
        self.home.chmod(0o755)
        atexit.register(self.close)
        self._start(durable)
        query = {"host": str(self.home), "port": "5432"}
        super().__init__(URL.create("postgresql+psycopg", "postgres", database="postgres", query=query))

    def _start(self, durable: bool) -> None:
        options = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        self._run("initdb", "-D", str(self.data), *options)
        with (self.data / "postgresql.conf").open("a") as configuration:
            configuration.write(f"unix_socket_directories = '{self.home}'{SETTINGS}{'' if durable else QUICK}")
        self._run("pg_ctl", "-D", str(self.data), "-l", str(self.home / "log"), "-w", "start")

    def close(self) -> None:
        """Stop the server and remove its folder; a second call does nothing."""
        if self.home.exists():
            _stop(self.binaries, self.home)
        atexit.unregister(self.close)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*_as_account(self.account), str(self.binaries / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", stdin=subprocess.DEVNULL)
        if done.returncode:
            log = self.home / "log"
            raise RuntimeError(f"{program}: {done.stderr or done.stdout}{log.read_text() if log.exists() else ''}")


def find_binaries() -> Path | None:
    """The folder of initdb and pg_ctl: the newest of Debian's layout, else from PATH."""
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if installed:
        return max(installed, key=lambda path: int(path.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def reap(binaries: Path) -> list[Path]:
    """Stop and remove servers whose test run is dead; gives the folders removed."""
    dead = [home for base in {_base(), Path(tempfile.gettempdir())} for home in base.glob(f"{MARK}*") if _orphan(home)]
    for home in dead:
        _stop(binaries, home)
    return dead


def _stop(binaries: Path, home: Path) -> None:
    command = [str(binaries / "pg_ctl"), "-D", str(home / "data"), "-m", "fast", "-w", "stop"]
    subprocess.run([*_as_account(home.owner()), *command], capture_output=True, check=False, cwd="/")
    shutil.rmtree(home, ignore_errors=True)


def _orphan(home: Path) -> bool:
    """Whether the process that made this folder is gone: its number may be in use again, so look at its start."""
    pid, started = home.name.removeprefix(MARK).split("-")[:2]
    return _started(int(pid)) != started and os.access(home, os.W_OK)


def _started(pid: int) -> str:
    """When a process started, in clock ticks after boot; empty when there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]


def _base() -> Path:
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        return memory
    return Path(tempfile.gettempdir())


def _account() -> str:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return getpass.getuser()
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _as_account(account: str) -> list[str]:
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={account}", f"--regid={pwd.getpwnam(account).pw_gid}", "--init-groups"]


def open_server() -> Server:
    """The server of `OPORA_TEST_PG`, else a throw-away one; a skip, or a failure in CI, where there is none."""
    given = os.environ.get("OPORA_TEST_PG")
    if given:
        return Server(make_url(given))
    binaries = find_binaries()
    if binaries is None:
        sentence = "No PostgreSQL here: install Debian's postgresql, or set OPORA_TEST_PG to a server's URL"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence, pytrace=False)
        pytest.skip(sentence)
    reap(binaries)
    return ThrowAway(binaries)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """The server of this test run (one per worker process)."""
    server = open_server()
    yield server
    server.close()


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """SQLAlchemy URL of an empty database for one test."""
    with postgres_server.database() as url:
        yield url
