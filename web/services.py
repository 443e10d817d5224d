"""What the application is composed of: beside `app` and `cli` the only module that knows `persistence` inside."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from engine.calendars import Calendar, Day, build
from engine.clock import Clock, SystemClock
from engine.handing import Handing
from engine.ids import Ids, RandomIds
from engine.issuing import Issuing
from engine.notices import parse as parse_escalations
from engine.operating import Operating
from engine.reassigning import Reassigning
from engine.relocating import Relocating
from engine.roles import Grant, Roles
from engine.roles import parse as parse_roles
from engine.service import CaseService
from engine.studio import Publishing, Studio
from engine.studio.trying import Trying
from engine.talk import Talk
from engine.transferring import Transferring
from persistence import accounts, drafts, oversight, personal, rebuild, schema, shelf, templates
from persistence.accounts import NewAccount
from persistence.database import Database
from persistence.evidence.anchors import Anchor, FileAnchor
from persistence.evidence.examination import Examination
from persistence.evidence.notary import Notary
from persistence.evidence.notes import Signer
from persistence.noticeboard import Noticeboard
from persistence.oversight import Look
from persistence.queries.people import Session, Team
from persistence.relocations import Relocations
from persistence.store import CaseStore
from persistence.studio import DraftShelf
from persistence.studio_walks import WalkShelf
from persistence.vault import Vault
from web import mail
from web.settings import Settings

__all__ = ["Keeper", "Look", "NewAccount", "Services", "Team", "calendar_of", "compose"]

ANCHORS = "checkpoints.txt"
YEARS_BACK, YEARS_AHEAD = 3, 3

Pairs = Sequence[tuple[str, str]]


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
    keeper: "Keeper"
    oversight: "Oversight"
    notices: Noticeboard
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


class Keeper:
    """Writes what belongs to people rather than cases: sign-ins, passwords, drafts."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault, self._write = database, vault, database.write

    def read_mentions(self, account: str, case_id: str, seq: int) -> None:
        """What was said to the account in a case up to an event is read."""
        self._write(lambda connection: personal.read_mentions(connection, account, case_id, seq))

    def save_filter(self, account: str, name: str, query: str, at: datetime) -> None:
        """Keep a filter by its name; raises Invalid when there are too many."""
        self._write(lambda connection: personal.save_filter(connection, account, name, query, at))

    def drop_filter(self, account: str, name: str) -> None:
        """Forget a saved filter."""
        self._write(lambda connection: personal.drop_filter(connection, account, name))

    def add_team(self, key: str, title: str, region: str | None = None) -> None:
        """Create a team, or give it another title and, when one is named, another region."""
        self._write(lambda connection: accounts.add_team(connection, key, title, region))

    def add_account(self, new: NewAccount, at: datetime) -> None:
        """Let a person sign in; raises Conflict when the login is taken."""
        self._write(lambda connection: accounts.add(connection, new, at))

    def open_session(self, session: Session) -> None:
        """Remember a sign-in."""
        self._write(lambda connection: accounts.open_session(connection, session))

    def touch_session(self, key: str, seen_at: datetime, expires_at: datetime) -> None:
        """Let a sign-in that is used go on."""
        self._write(lambda connection: accounts.touch_session(connection, key, seen_at, expires_at))

    def close_session(self, key: str) -> None:
        """End a sign-in."""
        self._write(lambda connection: accounts.close_session(connection, key))

    def set_language(self, account: str, language: str) -> None:
        """Remember the language of the person's pages and letters."""
        self._write(lambda connection: accounts.set_language(connection, account, language))

    def set_secret(self, account: str, sealed: str) -> None:
        """Keep a password's new hash."""
        self._write(lambda connection: accounts.set_secret(connection, account, sealed))

    def change_account(self, account: str, name: str, grants: Sequence[Grant], active: bool) -> None:
        """Give a person another name, other roles, or the door; all at once."""

        def act(connection: Any) -> None:
            accounts.rename(connection, account, name)
            accounts.grant(connection, account, grants)
            accounts.set_active(connection, account, active)

        self._write(act)

    def reset_secret(self, account: str, sealed: str) -> None:
        """Replace a password's hash; whoever is signed in with the old one is so no longer."""

        def act(connection: Any) -> None:
            accounts.set_secret(connection, account, sealed)
            accounts.close_sessions(connection, account)

        self._write(act)

    def save_draft(self, account: str, place: str, pairs: Pairs, at: datetime) -> None:
        """Keep what is typed, sealed."""
        with self._database.reading() as reader:
            ready = drafts.seal(reader, self._vault, (account, place, pairs), at)
        self._write(lambda connection: drafts.save(connection, ready))

    def discard_draft(self, account: str, place: str) -> None:
        """Forget it."""
        self._write(lambda connection: drafts.discard(connection, account, place))

    def settle(self, teams: Sequence[Team], people: Sequence[NewAccount], at: datetime) -> None:
        """Make teams and accounts; raises Conflict when a login is taken."""

        def act(connection: Any) -> None:
            for team in teams:
                accounts.add_team(connection, team.key, team.title, team.region)
            for account in people:
                accounts.add(connection, account, at)

        self._write(act)

    def add_template(
        self, place: tuple[str, str], checksum: str, content: bytes, note: str, deed: tuple[str, datetime]
    ) -> int:
        """Keep one more version of the template of (process, document), done by whom and when; its number."""

        def act(connection: Any) -> int:
            templates.keep(connection, checksum, content, deed[1])
            return templates.add(connection, templates.Place(*place), checksum, note, templates.Deed(*deed))

        return self._write(act)

    def choose_template(self, place: tuple[str, str], number: int, deed: tuple[str, datetime]) -> None:
        """Put a version of a template in force."""
        told = templates.Place(*place), number, templates.Deed(*deed)
        self._write(lambda connection: templates.choose(connection, *told))

    def keep_template(self, checksum: str, content: bytes, at: datetime) -> None:
        """Keep the template that a document is issued on, so that it can be made again."""
        self._write(lambda connection: templates.keep(connection, checksum, content, at))

    def draft_place(self, case_id: str, token: int) -> str:
        """The place of a task's or a message's form."""
        return drafts.place(case_id, token)


class Oversight:
    """What auditors' pages and chores do: sign, look over, remember who looked."""

    def __init__(self, store: CaseStore, signer: Signer, anchor: Anchor) -> None:
        self._store, self.notary = store, Notary(store.database, signer, anchor)
        self.examination = Examination(store, anchor)

    def note(self, look: Look) -> None:
        """Remember that somebody looked."""
        self._store.database.write(lambda connection: oversight.note(connection, look))

    def expire(self, before: datetime) -> int:
        """Forget who looked before that; how many looks."""
        return self._store.database.write(lambda connection: oversight.expire(connection, before))

    def begin(self, by: str | None, at: datetime) -> int:
        """Begin looking everything over: what all cases share is looked at now. Its number."""
        found = [asdict(one) for one in self.examination.common()]

        def act(connection: Any) -> int:
            number = oversight.begin(connection, by, at)
            oversight.move(connection, number, at, ("", 0, False), found)
            return number

        return self._store.database.write(act)

    def go_on(self, number: int, at: datetime) -> bool:
        """Look at the next cases; whether there are more."""
        with self._store.database.reading() as reader:
            standing = oversight.standing(reader, number)
        if standing is None:
            return False
        last, seen = standing
        chunk = self.examination.cases(last)
        found = [asdict(one) for one in self.examination.of(chunk)]
        came = (chunk[-1] if chunk else last, seen + len(chunk), not chunk)
        self._store.database.write(lambda connection: oversight.move(connection, number, at, came, found))
        return bool(chunk)


def compose(settings: Settings, clock: Clock | None = None) -> Services:
    """Wire an installation's services together."""
    settings.data.mkdir(parents=True, exist_ok=True)
    database, vault = Database(settings.database), Vault(settings.master)
    store, time, ids = CaseStore(database, vault), clock or SystemClock(), RandomIds()
    roles = parse_roles((settings.processes / "roles.toml").read_text(encoding="utf-8"))
    studio = Studio(DraftShelf(database), time, ids, roles)
    operating = Operating(store, time, ids, roles)
    return Services(
        settings=settings,
        database=database,
        vault=vault,
        store=store,
        cases=CaseService(store, time, ids, roles),
        operating=operating,
        relocating=Relocating(operating, Relocations(database)),
        reassigning=Reassigning(store, time, ids, roles),
        issuing=Issuing(store, time, ids, roles),
        handing=Handing(store, time, ids, roles),
        talk=Talk(store, time, ids, roles),
        transferring=Transferring(store, time, ids, roles),
        studio=studio,
        publishing=Publishing(studio, store),
        trying=Trying(studio, WalkShelf(database), time),
        clock=time,
        ids=ids,
        roles=roles,
        keeper=Keeper(database, vault),
        oversight=Oversight(store, Signer(settings.signing), FileAnchor(settings.anchors or settings.data / ANCHORS)),
        notices=_noticeboard(settings, database, roles),
        post=mail.post(settings),
    )


def _noticeboard(settings: Settings, database: Database, roles: Roles) -> Noticeboard:
    rules = parse_escalations((settings.processes / "notices.toml").read_text(encoding="utf-8"))
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


def calendar_of(settings: Settings, year: int) -> Calendar:
    """The working calendar that the organisation's settings describe, around a year."""
    told = settings.organisation
    own = {day: Day(None) for day in told.days_off}
    years = range(year - YEARS_BACK, year + YEARS_AHEAD + 1)
    return build(years, told.timezone, told.week, told.country, own)
