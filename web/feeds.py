"""A person's deadlines and chosen days as a calendar (iCalendar, RFC 5545): numbers and names of steps only."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from engine import calendars
from persistence.queries.worklist import TaskRow

LENGTH = timedelta(minutes=15)
MORNING = time(9)


def build(tasks: Sequence[TaskRow], working: calendars.Calendar, home: str, words: tuple[str, str]) -> bytes:
    """The calendar; `words` name it and say that a task is put off to that day. The same tasks give the same bytes."""
    title, back = words
    made = Calendar()
    made.add("prodid", "-//Opora//Deadlines//RU")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", title)
    made.add("x-wr-timezone", working.timezone)
    made.add("refresh-interval", timedelta(hours=1), {"value": "DURATION"})
    for task in tasks:
        for event in _events(task, working, back):
            event.add("url", f"{home.rstrip('/')}/cases/{task.case_id}/tasks/{task.token}")
            made.add_component(event)
    return bytes(made.to_ical())


def _events(task: TaskRow, working: calendars.Calendar, back: str) -> Iterator[Event]:
    words, stamp = f"{task.name} ({task.case_number})", task.claimed_at or task.offered_at
    if task.due:
        due, warn = working.local(task.due), working.local(task.warn_at) if task.warn_at else None
        made = _event(f"{task.case_id}-{task.token}-due", words, stamp)
        _place(made, due, working)
        made.add_component(_alarm(words, due, warn))
        yield made
    if task.follow_up:
        made = _event(f"{task.case_id}-{task.token}-back", back % {"task": words}, stamp)
        _place(made, working.local(task.follow_up), working)
        yield made


def _event(uid: str, words: str, stamp: datetime) -> Event:
    made = Event()
    made.add("uid", f"{uid}@opora")
    made.add("summary", words)
    made.add("dtstamp", stamp)
    made.add("transp", "TRANSPARENT")
    return made


def _place(made: Event, moment: datetime, working: calendars.Calendar) -> None:
    """The moment; what is due at the close of business, or from a day's beginning, is that whole day's."""
    day = moment.date()
    if moment in (working.closes(day), working.opens(day), working.midnight(day)):
        made.add("dtstart", day)
        made.add("dtend", day + timedelta(days=1))
    else:
        made.add("dtstart", moment.astimezone(UTC))
        made.add("dtend", moment.astimezone(UTC) + LENGTH)


def _alarm(words: str, due: datetime, warn: datetime | None) -> Alarm:
    """When the deadline warns; else on the morning of its day."""
    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", words)
    at = warn or datetime.combine(due.date(), MORNING, due.tzinfo)
    made.add("trigger", at.astimezone(UTC))
    return made
