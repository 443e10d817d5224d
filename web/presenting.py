"""What every template may say: the person, the moment, and how to put things into words."""

from datetime import date, datetime

from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup

from engine import plans
from engine.definitions import Definition
from engine.errors import OporaError
from forms.papers import pictograms
from persistence.queries import notices
from persistence.queries.case_head import CaseHead
from persistence.queries.worklist import TaskRow
from web import desk, explain, formatting, references, seating, tables
from web.explain import Reason
from web.settings import Settings
from web.tables import Cell, Column


def install(app: Flask, settings: Settings) -> None:
    """Add the words to the templates."""
    own = {"organisation": settings.organisation, "zone": settings.organisation.timezone, "demo": settings.demo}
    app.context_processor(lambda: own | {"person": desk.person(), "now": desk.now()})
    app.add_template_filter(day)
    app.add_template_filter(moment)
    app.add_template_filter(stamp)
    app.add_template_filter(formatting.size, "file_size")
    app.add_template_filter(long_day)
    app.add_template_filter(role_title)
    app.add_template_filter(references.html, "markdown")
    app.jinja_env.globals.update(due_words=due_words, why_due=why_due, holder=holder, cell_words=cell_words)
    app.jinja_env.globals.update(bell=bell)
    app.jinja_env.globals.update(pictogram=pictogram, has_plan=has_plan)
    app.jinja_env.globals.update(why_mine=why_mine, person_mark=person_mark, why_now=why_now, seat_title=seat_title)


def bell() -> int:
    """How many notices are not read; none are told where the database does not answer."""
    try:
        return notices.unread(desk.viewer())
    except OporaError:
        return 0


def _here(value: datetime) -> datetime:
    return desk.calendar().local(value)


def day(value: date) -> str:
    """A day: "Wed, 25 November"."""
    here = _here(value).date() if isinstance(value, datetime) else value
    return formatting.day(here, desk.now())


def moment(value: datetime) -> str:
    """A near day and the time: "today, 18:00"."""
    return formatting.moment(_here(value), desk.now())


def stamp(value: datetime) -> str:
    """A whole date with the time."""
    return formatting.stamp(_here(value))


def long_day(value: date) -> str:
    """A day with its month in words and its year: "22 November 2026"."""
    here = _here(value).date() if isinstance(value, datetime) else value
    return formatting.long_day(here)


def pictogram(name: str) -> Markup:
    """A drawing for a kind of help; nothing to hear, its words stand beside it."""
    return Markup(pictograms.svg(name).replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))


def has_plan(head: CaseHead) -> bool:
    """Whether cases of this method have a plan."""
    return bool(plans.of(desk.definition(head).settings))


def role_title(key: str) -> str:
    """A role's title in the organisation."""
    return desk.services().roles.title(key)


def due_words(task: TaskRow) -> str:
    """When the task is due, or by how much it is late."""
    return formatting.due_words(task, desk.now(), desk.calendar())


def why_due(task: TaskRow) -> Reason | None:
    """Why it is due then."""
    definition: Definition = desk.services().store.definition(task.definition)
    return explain.reason(task, definition, desk.calendar(), desk.now())


def cell_words(cell: Cell, column: Column) -> str:
    """A table's value in words."""
    return tables.told(cell.value, column.kind, desk.calendar(), desk.now())


def holder(task: TaskRow) -> str:
    """Whom a task waits for: its assignee, else everybody with the role."""
    return task.assignee_name or role_title(task.role)


def why_mine(task: TaskRow) -> str:
    """Why a task stands before this person, or whom it is for."""
    me = desk.actor().id
    if task.assignee is None:
        return _("Offered to: %(role)s", role=role_title(task.role))
    if task.assignee in desk.actor().ids[1:]:
        return _("You stand in for: %(who)s", who=holder(task))
    if task.assignee != me:
        return _("Waits for: %(who)s", who=holder(task))
    if task.lender:
        return _("%(name)s asked you", name=task.lender_name or "—")
    seat = seating.title(task.seat, desk.services().store.definition(task.definition))
    if task.claimed_at == task.offered_at:
        return _("Yours as: %(seat)s", seat=seat)
    return _("Yours since %(when)s", when=moment(task.claimed_at or task.offered_at))


def why_now(task: TaskRow) -> str:
    """What opened the task."""
    return _("After “%(step)s”", step=task.cause) if task.cause and task.cause != task.name else ""


def seat_title(key: str, head: CaseHead) -> str:
    """A place in a case by its name."""
    return seating.title(key, desk.definition(head))


def person_mark() -> str:
    """Who types on this device, told apart from others without a name."""
    return desk.services().vault.mark(f"device|{desk.actor().id}")[:12]
