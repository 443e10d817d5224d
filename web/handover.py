"""The summary that goes with a case: written from what is known, to be put right by who hands it over."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from persistence.queries import case_page, worklist
from persistence.queries.case_page import CaseHead
from web import desk, formatting, overview, presenting
from web.overview import Fact


def summary(head: CaseHead) -> str:
    """The case in a page of plain text."""
    told = overview.of(head)
    opened = formatting.stamp(desk.calendar().local(head.opened_at))
    stages = ", ".join(stage.name for stage in head.stages)
    parts = [
        [f"{head.title or head.number} · {head.number}", _("Opened %(when)s.", when=opened)],
        [_("Stage: %(stages)s.", stages=stages)] if stages else [],
        _part(_("People"), (_person(one) for one in told.people)),
        _part(_("How to reach them"), _facts(told.reach)),
        _part(_("What happened"), _facts(told.story)),
        _part(_("Decisions"), (_decision(one) for one in told.decisions)),
        _part(_("Risks"), _facts(told.risks)),
        _part(_("Last contacts"), _facts(told.contacts)),
        _part(_("Open tasks"), _tasks(head)),
        _part(
            _("Who else is in the case"),
            (f"{row.name}, {presenting.seat_title(row.seat, head)}" for row in case_page.seats(desk.viewer(), head)),
        ),
        [_("What to mind with this family:"), "- "],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _part(title: str, lines: Iterable[str]) -> list[str]:
    found = [f"- {line}" for line in lines]
    return [f"{title}:", *found] if found else []


def _facts(facts: Sequence[Fact]) -> list[str]:
    return [f"{fact.label}: {' '.join(fact.answer.split())}" for fact in facts]


def _person(one: overview.Relative) -> str:
    return ", ".join([one.name, *(line.answer for line in one.lines)])


def _decision(one: overview.Decision) -> str:
    day = formatting.day(desk.calendar().local(one.at).date(), desk.now(), weekday=False)
    chosen = "; ".join(f"{line.label}{'' if line.label.endswith('?') else ':'} {line.answer}" for line in one.lines)
    return f"{day}: {one.title}. {chosen}"


def _tasks(head: CaseHead) -> list[str]:
    return [
        f"{task.name} ({presenting.holder(task)}): {presenting.due_words(task)}"
        for task in worklist.of_case(desk.viewer(), head)
    ]
