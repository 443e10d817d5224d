"""Machines of one network, as network namespaces joined by a bridge in a namespace of its own; and servers on them.

Nothing touches the network of the real machine. Making namespaces takes root.
"""

import ctypes
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psycopg

from tests.postgres import ThrowAway, find_binaries

NETWORK = "10.77.0"
CLONE_NEWNET = 0x40000000
LOOKS, PAUSE = 400, 0.05

REPLICATED = """
wal_level = replica
max_wal_senders = 4
listen_addresses = '*'
hot_standby = on
"""
TRUST = f"""
host all all {NETWORK}.0/24 trust
host replication all {NETWORK}.0/24 trust
"""


@dataclass(frozen=True)
class Host:
    """A machine: `space` is its network namespace, none for this machine itself."""

    name: str
    address: str = ""
    space: str = ""

    def command(self, *words: str) -> list[str]:
        """The words, as a command carried out on this host."""
        return ["ip", "netns", "exec", self.space, *words] if self.space else [*words]

    def unplug(self) -> None:
        """From now on it hears nothing and nobody hears it."""
        _ip("-n", self.space, "link", "set", "eth0", "down")

    def kill_everything(self) -> None:
        """Every process on it dies at once."""
        for pid in _ip("netns", "pids", self.space).split():
            os.kill(int(pid), signal.SIGKILL)


HERE = Host("here")


@contextmanager
def network(*names: str) -> Iterator[dict[str, Host]]:
    """Hosts that reach each other; all torn down afterwards, with whatever still runs on them."""
    mark = f"opora-{os.getpid()}-"
    switch = f"{mark}switch"
    hosts = {name: Host(name, f"{NETWORK}.{n}", f"{mark}{name}") for n, name in enumerate(names, 1)}
    try:
        _ip("netns", "add", switch)
        _ip("-n", switch, "link", "add", "bridge", "type", "bridge")
        _ip("-n", switch, "link", "set", "bridge", "up")
        for host in hosts.values():
            _join(host, switch)
        yield hosts
    finally:
        for host in hosts.values():
            if Path("/run/netns", host.space).exists():
                host.kill_everything()
                _ip("netns", "del", host.space)
        if Path("/run/netns", switch).exists():
            _ip("netns", "del", switch)


def _join(host: Host, switch: str) -> None:
    _ip("netns", "add", host.space)
    plug = f"to-{host.name}"
    _ip("-n", switch, "link", "add", plug, "type", "veth", "peer", "name", "eth0", "netns", host.space)
    _ip("-n", switch, "link", "set", plug, "master", "bridge", "up")
    _ip("-n", host.space, "address", "add", f"{host.address}/24", "dev", "eth0")
    for link in ("lo", "eth0"):
        _ip("-n", host.space, "link", "set", link, "up")


def _ip(*words: str) -> str:
    return subprocess.run(["ip", *words], check=True, capture_output=True, text=True).stdout


def on_host(host: Host, work: Callable[..., None], given: Any, to: Connection) -> None:
    """Carry `work` out on a host, in a process that was forked for it."""
    with Path("/run/netns", host.space).open() as space:
        if ctypes.CDLL(None, use_errno=True).setns(space.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
    work(given, to)


class Server(ThrowAway):
    """A durable server on a host, that can be killed, started again and followed by a standby."""

    host = HERE

    @classmethod
    def new(cls) -> "Server":
        binaries = find_binaries()
        assert binaries, "PostgreSQL is needed"
        return cls(binaries, durable=True)

    def configure(self, settings: str, trust: str = "") -> None:
        with (self.data / "postgresql.conf").open("a") as configuration:
            configuration.write(settings)
        with (self.data / "pg_hba.conf").open("a") as access:
            access.write(trust)

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")

    def start(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-l", str(self.home / "log"), "-w", "start")

    def promote(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-w", "promote")

    def kill(self) -> None:
        """kill -9 for the server and all its processes."""
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        family = [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]
        for pid in family:
            os.kill(pid, signal.SIGKILL)
        until(lambda: not any(_is_alive(pid) for pid in family), "the server is dead")
        for left in (self.data / "postmaster.pid", *self.home.glob(".s.PGSQL.*")):
            left.unlink()  # else it counts as running until init has buried it

    def ask(self, sentence: str) -> list[Any]:
        with psycopg.connect(host=str(self.home), user="postgres", dbname="postgres", autocommit=True) as connection:
            cursor = connection.execute(sentence.encode())
            return cursor.fetchall() if cursor.description else []

    def follow(self, primary: "Server") -> None:
        """Become the synchronous standby of another server."""
        self.stop()
        for path in sorted(self.data.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        options = ["-X", "stream", "-c", "fast", "-R", "-C", "-S", "standby"]
        self._run("pg_basebackup", "-h", str(primary.home), "-U", "postgres", "-D", str(self.data), *options)
        source = f"user=postgres host={primary.host.address} application_name=standby"
        self.configure(f"unix_socket_directories = '{self.home}'\nprimary_conninfo = '{source}'\n")
        automatic = self.data / "postgresql.auto.conf"
        automatic.write_text(
            "\n".join(line for line in automatic.read_text().splitlines() if "primary_conninfo" not in line) + "\n"
        )
        self.start()
        primary.ask("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        primary.ask("SELECT pg_reload_conf()")
        until(lambda: primary.ask("SELECT sync_state FROM pg_stat_replication") == [("sync",)], "the standby follows")

    def _run(self, program: str, *arguments: str) -> None:
        """As the account of the server, on its host."""
        command = ["setpriv", f"--reuid={self.account}", f"--regid={self.account}", "--init-groups"]
        words = [*(command if os.geteuid() == 0 else []), str(self.binaries / program), *arguments]
        done = subprocess.run(self.host.command(*words), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                              check=False, cwd="/", stdin=subprocess.DEVNULL)  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}{(self.home / 'log').read_text()}")


def reach(database: str, hosts: Sequence[Host]) -> str:
    """The URL by which clients find whichever of the servers takes writes, and give up on one that is silent."""
    servers = "&".join(f"host={host.address}:5432" for host in hosts)
    patience = "connect_timeout=2&tcp_user_timeout=2000&keepalives_idle=1&keepalives_interval=1&keepalives_count=2"
    return f"postgresql+psycopg://postgres@/{database}?{servers}&target_session_attrs=read-write&{patience}"


def until(holds: Callable[[], bool], what: str) -> None:
    """Look until it holds, for at most twenty seconds."""
    for _ in range(LOOKS):
        if holds():
            return
        threading.Event().wait(PAUSE)
    raise AssertionError(f"not in time: {what}")


def _is_alive(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
