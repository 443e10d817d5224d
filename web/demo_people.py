"""The demonstration's doors: one account per role. Closed everywhere else."""

from dataclasses import dataclass

from persistence.queries import people
from persistence.queries.people import Account
from web import desk


@dataclass(frozen=True, slots=True)
class Guest:
    """A role and the account that shows it."""

    account: Account
    title: str


def guests() -> list[Guest]:
    """One active account per role, in the order of the roles; none outside the demonstration."""
    services = desk.services()
    if not services.settings.demo:
        return []
    with services.database.reading() as reader:
        accounts = [account for account in people.everybody(reader) if account.active]
    found = ((role, _first(role.key, accounts)) for role in services.roles)
    return [Guest(account, role.title) for role, account in found if account]


def find(account_id: str) -> Account | None:
    """The account of a door; None when there is no such door."""
    return next((guest.account for guest in guests() if guest.account.id == account_id), None)


def _first(role: str, accounts: list[Account]) -> Account | None:
    held = [account for account in accounts if any(grant.role == role for grant in account.grants)]
    return min(held, key=lambda account: (len(account.grants), account.login), default=None)
