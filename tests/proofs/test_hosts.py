"""A server that dies under load: clients go on with it, or with its standby, and nothing acknowledged is lost."""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from persistence.schema import migrate
from tests.persistence.garden import Watched
from tests.postgres import Server as Shared
from tests.proofs.audit import audit
from tests.proofs.hosts import REPLICATED, TRUST, Host, Server, network, on_host, reach
from tests.proofs.load import Order, Said, open_store, work
from tests.proofs.processes import Child, running
from tests.proofs.test_killed import check_acknowledged

BEFORE, AFTER = 30, 60


@pytest.fixture
def server(postgres_server: Shared) -> Iterator[Server]:
    """A server of its own, which keeps its promises when killed."""
    made = Server.new()
    yield made
    made.close()


def lay_out(server: Server) -> str:
    """The name of a database with a garden that everybody may work in."""
    name = server._create("template1")
    migrate(server.url(name))
    store = open_store(server.url(name))
    Watched(store).prepare()
    store.database.close()
    return name


def check(server: Server, name: str, said: list[Said]) -> None:
    store = open_store(server.url(name))
    check_acknowledged(store, said)
    assert audit(store) > 0
    store.database.close()


def hear(children: list[Child], number: int) -> list[Said]:
    return [child.hear() for child in children for _ in range(number)]


def test_a_server_killed_under_load_comes_back_and_everybody_goes_on(server: Server) -> None:
    name = lay_out(server)
    with running(work, Order(server.url(name), 0)) as people:
        said = hear([people], BEFORE)
        server.kill()
        server.start()
        said += hear([people], AFTER)
        said += people.kill()
    check(server, name, said)


@pytest.mark.nightly
@pytest.mark.parametrize("end", ["killed", "unplugged"])
def test_when_the_primary_is_lost_the_standby_goes_on_with_everything_acknowledged(server: Server, end: str) -> None:
    if os.geteuid() != 0:
        pytest.skip("making network namespaces takes root")
    with ExitStack() as stack:
        hosts = stack.enter_context(network("primary", "standby", "one", "two"))
        standby = place(stack, server, hosts)
        name = lay_out(server)
        url = reach(name, [hosts["primary"], hosts["standby"]])
        homes = [hosts["one"], hosts["two"]]
        crew = [stack.enter_context(running(on_host, home, work, Order(url, n))) for n, home in enumerate(homes)]
        said = hear(crew, BEFORE)
        if end == "unplugged":
            hosts["primary"].unplug()
        hosts["primary"].kill_everything()
        standby.promote()
        said += hear(crew, AFTER)
        said += [each for child in crew for each in child.kill()]
        check(standby, name, said)


def place(stack: ExitStack, server: Server, hosts: dict[str, Host]) -> Server:
    """The primary on its host, the standby on another and following; gives the standby."""
    server.stop()
    server.configure(REPLICATED, TRUST)
    server.host = hosts["primary"]
    server.start()
    standby = Server.new()
    stack.callback(standby.close)
    standby.host = hosts["standby"]
    standby.follow(server)
    return standby
