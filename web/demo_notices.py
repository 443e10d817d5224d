"""The demonstration's people and their notices: what is old is read, some get letters (into a folder), one is away."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from engine.notices import Preference
from engine.roles import Actor
from engine.substituting import Wanted
from persistence.queries import notices
from web.services import NewAccount, Services


def settle(services: Services, accounts: Sequence[NewAccount], told: Mapping[str, Any], until: datetime) -> None:
    """What is older than so many days is read by everybody; who is named gets letters."""
    with services.database.reading() as reader:
        latest = notices.latest(reader, until - timedelta(days=told["read_days"]))
    for account in accounts:
        services.notices.read_all(account.id, latest)
    calendar = services.calendar()
    _stand_in(services, accounts, told["standing_in"], until)
    while services.notices.post(calendar, until):
        continue
    for login in told["letters"]:
        wish = Preference(f"demo-{login}", f"{login}@example.org")
        services.notices.prefer(wish, wish.next_digest(calendar, until))


def _stand_in(
    services: Services, accounts: Sequence[NewAccount], told: Sequence[Mapping[str, Any]], until: datetime
) -> None:
    """Who is away these days, and who stands in."""
    people, calendar = {account.id: account for account in accounts}, services.calendar()
    today = calendar.day(until)
    for one in told:
        away = people[f"demo-{one['absent']}"]
        days = (today + timedelta(days=one["first"]), today + timedelta(days=one["last"]))
        wanted = Wanted(away.id, f"demo-{one['substitute']}", *days)
        services.substituting.arrange(Actor(away.id, away.name, away.grants), wanted, calendar)
