"""What the application is composed of; beside it only `app`, `cli` and `keeping` know `persistence` inside."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.calendars import Calendar, Day, build
from engine.clock import Clock, SystemClock
from engine.handing import Handing
from engine.ids import Ids, RandomIds
from engine.issuing import Issuing
from engine.notices import parse as parse_escalations
from engine.operating import Operating
from engine.reassigning import Reassigning
from engine.relocating import Relocating
from engine.roles import Roles
from engine.roles import parse as parse_roles
from engine.service import CaseService
from engine.studio import Publishing, Studio
from engine.studio.trying import Trying
from engine.substituting import Substituting
from engine.talk import Talk
from engine.transferring import Transferring
from persistence import rebuild, schema, shelf
from persistence.accounts import NewAccount
from persistence.database import Database
from persistence.evidence.anchors import FileAnchor
from persistence.evidence.notes import Signer
from persistence.log_orders import LogOrders
from persistence.noticeboard import Noticeboard
from persistence.oversight import Look
from persistence.queries.people import Team
from persistence.relocations import Relocations
from persistence.store import CaseStore
from persistence.studio import DraftShelf
from persistence.studio_walks import WalkShelf
from persistence.substitutions import Substitutions
from persistence.vault import Vault
from web import mail
from web.keeping import Keeper, Oversight
from web.settings import Settings

__all__ = ["Keeper", "Look", "NewAccount", "Services", "Team", "calendar_of", "compose"]

ANCHORS = "checkpoints.txt"
YEARS_BACK, YEARS_AHEAD = 3, 3


@dataclass(frozen=True)
class Services:
    """Everything pages and commands work with."""

    settings: Settings
    database: Database
    vault: Vault
    store: CaseStore
    cases: CaseService
    operating: Operating
    reassigning: Reassigning
    relocating: Relocating
    log_orders: LogOrders
    issuing: Issuing
    studio: Studio
    handing: Handing
    talk: Talk
    transferring: Transferring
    publishing: Publishing
    trying: Trying
    clock: Clock
    ids: Ids
    roles: Roles
    keeper: Keeper
    oversight: Oversight
    notices: Noticeboard
    substituting: Substituting
    post: mail.Post

    def calendar(self) -> Calendar:
        """The organisation's working calendar in force."""
        return self.store.current_calendar()

    def recount(self, process: str) -> int:
        """Count the coded answers of a process anew, for its indicators; how many cases were read."""
        return rebuild.counts(self.store, process)

    def diagrams(self, checksum: str) -> Mapping[str, str]:
        """The diagrams of a published version, name → XML; raises NotFound."""
        with self.database.reading() as reader:
            files = shelf.files(reader, checksum)
        return {name: text for name, text in files.items() if name.endswith(".bpmn")}


def compose(settings: Settings, clock: Clock | None = None) -> Services:
    """Wire an installation's services together."""
    settings.data.mkdir(parents=True, exist_ok=True)
    database, vault = Database(settings.database), Vault(settings.master)
    store, time, ids = CaseStore(database, vault), clock or SystemClock(), RandomIds()
    roles = parse_roles((settings.processes / "roles.toml").read_text(encoding="utf-8"))
    studio = Studio(DraftShelf(database), time, ids, roles)
    operating = Operating(store, time, ids, roles)
    return Services(
        settings=settings, database=database, vault=vault, store=store, clock=time, ids=ids, roles=roles,
        cases=CaseService(store, time, ids, roles),
        operating=operating,
        relocating=Relocating(operating, Relocations(database)),
        log_orders=LogOrders(database),
        reassigning=Reassigning(store, time, ids, roles),
        issuing=Issuing(store, time, ids, roles),
        handing=Handing(store, time, ids, roles),
        talk=Talk(store, time, ids, roles),
        transferring=Transferring(store, time, ids, roles),
        studio=studio,
        publishing=Publishing(studio, store),
        trying=Trying(studio, WalkShelf(database), time),
        keeper=Keeper(database, vault),
        oversight=Oversight(store, Signer(settings.signing), FileAnchor(settings.anchors or settings.data / ANCHORS)),
        notices=_noticeboard(settings, database, roles),
        substituting=Substituting(Substitutions(database), time, roles),
        post=mail.post(settings),
    )  # fmt: skip


def _noticeboard(settings: Settings, database: Database, roles: Roles) -> Noticeboard:
    told = settings.processes / "notices.toml"
    rules = parse_escalations(told.read_text(encoding="utf-8") if told.is_file() else "")
    return Noticeboard(database, roles, rules)


def migrate(settings: Settings, mend: bool = False) -> None:
    """Bring the database up to the newest revision; `mend` puts back guards that were taken away."""
    schema.migrate(settings.database, mend)


def catch_up(services: Services) -> None:
    """Make the lists that a database of an earlier version never had."""
    rebuild.missing(services.store)


def check(services: Services) -> None:
    """Refuse a database that cannot be trusted: raises Damaged, naming the check that failed."""
    schema.check(services.database)
    check_key(services)


def check_key(services: Services) -> None:
    """Refuse a master key that the database was not sealed with: raises WrongKey."""
    schema.check_key(services.database, services.vault)


def calendar_of(settings: Settings, year: int) -> Calendar:
    """The working calendar that the organisation's settings describe, around a year."""
    told = settings.organisation
    own = {day: Day(None) for day in told.days_off}
    years = range(year - YEARS_BACK, year + YEARS_AHEAD + 1)
    return build(years, told.timezone, told.week, told.country, own)
