"""The demonstration's people and their notices: what is old is read, some get letters (into a folder), one is away."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from engine.notices import Preference
from persistence.queries import notices
from web.services import NewAccount, Services


def settle(services: Services, accounts: Sequence[NewAccount], told: Mapping[str, Any], until: datetime) -> None:
    """What is older than so many days is read by everybody; who is named gets letters."""
    with services.database.reading() as reader:
        latest = notices.latest(reader, until - timedelta(days=told["read_days"]))
    for account in accounts:
        services.notices.read_all(account.id, latest)
    calendar = services.calendar()
    while services.notices.post(calendar, until):
        continue
    for login in told["letters"]:
        wish = Preference(f"demo-{login}", f"{login}@example.org")
        services.notices.prefer(wish, wish.next_digest(calendar, until))
