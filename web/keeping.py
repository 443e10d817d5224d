"""Writing what belongs to people rather than cases, and what auditors' pages and chores do; composed by `services`."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from engine.roles import Grant
from persistence import accounts, drafts, oversight, personal, templates
from persistence.accounts import NewAccount
from persistence.database import Database
from persistence.evidence.anchors import Anchor
from persistence.evidence.examination import Examination
from persistence.evidence.notary import Notary
from persistence.evidence.notes import Signer
from persistence.oversight import Look
from persistence.queries.people import Session, Team
from persistence.store import CaseStore
from persistence.vault import Vault

Pairs = Sequence[tuple[str, str]]


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
