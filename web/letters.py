"""Letters: what waits for a person, in plain text, without anything about a family but numbers, steps and links."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import cache

from babel.support import NullTranslations, Translations

from engine.calendars import Calendar
from engine.errors import N_
from persistence.queries.notices import NoticeRow
from persistence.queries.worklist import Counts
from web import telling
from web.settings import Settings
from web.translations.compile import CATALOGUES, compile_catalogues

Say = Callable[[str], str]

WAITS, DIGEST = N_("Opora: %(num)s new"), N_("Opora: your day")
NUMBERS = (
    ("late", N_("Late: %(num)s")),
    ("today", N_("Due today: %(num)s")),
    ("mine", N_("Your tasks: %(num)s")),
    ("offered", N_("To be taken by your roles: %(num)s")),
)
UNREAD, DUE, MORE = N_("What you have not read yet:"), N_("deadline: %(when)s"), N_("… and more: %(link)s")
FOOT = N_("You chose to get these letters. To get fewer or none: %(link)s")
SETTINGS, NOTICES = "/me/settings", "/notices/"


class Secretary:
    """Writes letters for an installation."""

    def __init__(self, settings: Settings, calendar: Calendar) -> None:
        self._settings, self._calendar = settings, calendar
        self._home = settings.address.rstrip("/")

    def at_once(self, to: str, language: str | None, rows: Sequence[NoticeRow], now: datetime) -> EmailMessage:
        """What cannot wait."""
        say = _speaker(language or self._settings.language)
        title = telling.words(rows[0], say) if len(rows) == 1 else say(WAITS) % {"num": len(rows)}
        body = "\n".join(self._line(row, say) for row in rows)
        mark = ",".join(str(row.id) for row in rows)
        return self._letter(to, title, [body], (say, mark, now))

    def digest(
        self, to: str, language: str | None, told: tuple[Counts, Sequence[NoticeRow], bool], now: datetime
    ) -> EmailMessage:
        """The day in numbers, and what is unread; told once a day."""
        counts, rows, more = told
        say = _speaker(language or self._settings.language)
        numbers = [say(words) % {"num": getattr(counts, name)} for name, words in NUMBERS if getattr(counts, name)]
        parts = ["\n".join([*numbers, self._home + "/"])]
        if rows:
            parts.append("\n".join([say(UNREAD), "", *(self._line(row, say) for row in rows)]))
        if more:
            parts.append(say(MORE) % {"link": self._home + NOTICES})
        return self._letter(to, say(DIGEST), parts, (say, self._calendar.day(now).isoformat(), now))

    def _line(self, row: NoticeRow, say: Say) -> str:
        due = say(DUE) % {"when": f"{self._calendar.local(row.due):%d.%m.%Y %H:%M}"} if row.due else ""
        about = ", ".join(part for part in (row.case_number or "", due) if part)
        return f"* {telling.words(row, say)}{' (' + about + ')' if about else ''}\n  {self._home}{telling.path(row)}"

    def _letter(self, to: str, title: str, parts: Sequence[str], of: tuple[Say, str, datetime]) -> EmailMessage:
        """The letter; the same one has the same Message-ID, however often it is tried."""
        say, mark, now = of
        sender = self._settings.mail_from
        place = parseaddr(sender)[1].rpartition("@")[2] or "opora"
        name = hashlib.sha256(f"{to}|{title}|{mark}".encode()).hexdigest()[:32]
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, to, title
        message["Date"], message["Message-ID"] = format_datetime(now), f"<{name}@{place}>"
        message["Auto-Submitted"], message["List-Unsubscribe"] = "auto-generated", f"<{self._home}{SETTINGS}>"
        foot = say(FOOT) % {"link": self._home + SETTINGS}
        message.set_content("\n\n".join([*parts, "-- \n" + foot]) + "\n")
        return message


@cache
def _catalogue(language: str) -> NullTranslations:
    compile_catalogues()
    return Translations.load(str(CATALOGUES), [language])


def _speaker(language: str) -> Say:
    catalogue = _catalogue(language)
    return lambda words: str(catalogue.ugettext(words))
