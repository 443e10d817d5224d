"""The `opora` command."""

import logging
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from engine.clock import SystemClock
from engine.errors import NotFound, OporaError
from engine.roles import Grant
from web import commands, terminal
from web.services import NewAccount, Services
from web.settings import Settings, from_environment

HOST, PORT = "127.0.0.1", 8000


@click.group()
def main() -> None:
    """A house for cases: accompany families along diagrams you draw yourself."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)


@contextmanager
def _told() -> Iterator[None]:
    """An error of ours is one sentence on the terminal, not a traceback."""
    try:
        yield
    except (OporaError, ValueError, RuntimeError) as error:
        raise click.ClickException(str(error)) from error


def _services(settings: Settings | None = None) -> Services:
    return commands.opened(settings or from_environment())


@main.command()
@click.option("--host", default=HOST, show_default=True)
@click.option("--port", default=PORT, show_default=True)
@click.option("--keep", is_flag=True, help="Go on with the demonstration built before.")
def demo(host: str, port: int, keep: bool) -> None:
    """Fill a database with made-up cases and serve it, with the worker inside."""
    with _told():
        settings = _demo_settings(host)
        if not keep or not settings.data.exists():
            shutil.rmtree(settings.data, ignore_errors=True)
            click.echo("Living through eighteen months of made-up cases ...")
            services, astray = commands.build_demo(_demo_settings(host), SystemClock().now())
            click.echo("\n".join([*astray, f"{sum(1 for _ in commands.every_case(services))} cases are ready."]))
        else:
            services = _services(settings)
        click.echo(f"Open http://{host}:{port} and choose a role. Ctrl+C ends the demonstration.")
        _serve(services, host, port, with_worker=True)


def _demo_settings(host: str) -> Settings:
    """The demonstration has a folder of its own; without TLS only for this machine."""
    settings = from_environment()
    folder = settings.data / "demo"
    plain = host in {HOST, "localhost", "::1"} or settings.plain_http
    return replace(
        settings,
        data=folder,
        database=f"sqlite:///{folder / 'opora.sqlite3'}",
        plain_http=plain,
        demo=True,
        mail=str(folder / "mail"),
    )


@main.command()
@click.option("--host", default=HOST, show_default=True)
@click.option("--port", default=PORT, show_default=True)
@click.option("--with-worker", is_flag=True, help="Fire timers in this process too.")
def serve(host: str, port: int, with_worker: bool) -> None:
    """Serve the pages; refuses to start on a database that does not verify."""
    with _told():
        services = _services()
        _serve(services, host, port, with_worker)


def _serve(services: Services, host: str, port: int, with_worker: bool) -> None:
    import waitress

    from web.app import create_app
    from web.worker import Worker

    application = create_app(services.settings, services)
    worker = Worker(services)
    if with_worker:
        worker.start()
    logging.getLogger("waitress").setLevel(logging.WARNING)
    try:
        waitress.serve(application, host=host, port=port, threads=8, ident=None)
    finally:
        worker.stop()
        services.database.close()


@main.command()
def worker() -> None:
    """Fire due timers until stopped."""
    from web.worker import Worker

    with _told():
        services = _services()
        Worker(services).run()


@main.command(name="migrate")
@click.option("--mend", is_flag=True, help="Put back guards that were taken from the history.")
def migrate_(mend: bool) -> None:
    """Bring the database up to the newest revision."""
    with _told():
        commands.prepare(from_environment(), mend=mend)


@main.command()
@click.argument("family", type=click.Path(exists=True, file_okay=False, path_type=Path))
def deploy(family: Path) -> None:
    """Publish a family's folder; nothing is deployed when anything in it is wrong."""
    with _told():
        definition = commands.deploy(_services(), family)
        click.echo(f"{definition.title}: {definition.checksum[:12]} is in force for new cases.")


@main.command()
def doctor() -> None:
    """Look over the database: whether what is stored can be trusted."""
    with _told():
        _services()
        click.echo("The database is sound.")


@main.command()
@click.argument("case", required=False)
def replay(case: str | None) -> None:
    """Re-execute the history of a case, or of all, and tell every difference."""
    with _told():
        services, differences, seen = _services(), 0, 0
        for row in [case] if case else [row.id for row in commands.every_case(services)]:
            told, seen = commands.replayed(services, row), seen + 1
            for found in told.differences:
                click.echo(f"{row} event {found.seq}: stored {found.stored}, derived {found.derived}")
            differences += len(told.differences)
        click.echo(f"{seen} replayed, {differences} differences")
        sys.exit(1 if differences else 0)


@main.command()
@click.argument("name")
def rebuild(name: str) -> None:
    """Drop a projection and derive it again from the cases and their events."""
    from persistence import projections
    from persistence import rebuild as again

    with _told():
        try:
            count = again.projection(_services().store, name)
        except NotFound as error:
            known = ", ".join(sorted(one.name for one in projections.ALL))
            raise click.ClickException(f"There is no projection {name}; there are {known}.") from error
        click.echo(f"{name}: {count} cases")


@main.group()
def accounts() -> None:
    """People who can sign in."""


@accounts.command()
@click.argument("login")
@click.argument("name")
@click.option("--role", "roles", multiple=True, help="ROLE or ROLE:TEAM; may be repeated.")
@click.password_option()
def add(login: str, name: str, roles: tuple[str, ...], password: str) -> None:
    """Make an account."""
    from web.auth import passwords

    with _told():
        services = _services()
        grants = tuple(_grant(services, word) for word in roles)
        account = NewAccount(services.ids.new(), login, name, passwords.seal(password), grants)
        services.keeper.settle((), [account], services.clock.now())


def _grant(services: Services, word: str) -> Grant:
    role, _, team = word.partition(":")
    if role not in services.roles:
        raise click.ClickException(f"There is no role {role}.")
    return Grant(role, team or None)


@accounts.command()
@click.argument("key")
@click.argument("title")
@click.option("--region", help="The region it works in: indicators are told by region.")
def team(key: str, title: str, region: str | None) -> None:
    """Make a team, or give it another title or region."""
    with _told():
        _services().keeper.add_team(key, title, region)


@accounts.command(name="list")
def list_() -> None:
    """Everybody who can sign in."""
    from persistence.queries import people

    with _told(), _services().database.reading() as reader:
        for account in people.everybody(reader):
            held = ", ".join(f"{grant.role}:{grant.team or '*'}" for grant in account.grants)
            click.echo(f"{account.login}\t{account.name}\t{held}\t{'active' if account.active else 'closed'}")


terminal.install(main)
