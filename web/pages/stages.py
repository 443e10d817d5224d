"""How long stages and steps take: in time, late, by how much; whom late ones wait for; the cases behind each number."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _

from engine import order, visits
from engine.errors import N_, NotFound
from engine.kernel.plan import Node, Plan
from persistence.queries import paces
from persistence.queries import page as page_size
from persistence.queries.paces import Number, Passage, VisitRow, Waits
from web import choosing, desk, explain, heat, outline, sheets
from web.auth.permissions import requires
from web.choosing import Choice
from web.heat import Element
from web.tables import MOMENT, NUMBER, TEXT, WORKED, Cell, Column, Table

blueprint = Blueprint("stages", __name__, url_prefix="/deadlines/stages")

WHICH = {
    paces.STARTED: N_("begun"),
    paces.ENDED: N_("ended"),
    paces.IN_TIME: N_("ended in time"),
    paces.LATE: N_("ended late"),
    paces.UNDONE: N_("withdrawn undone"),
    paces.OPEN: N_("open now"),
    paces.LATE_NOW: N_("late now"),
    paces.CHANGED: N_("with pauses and extensions"),
}
OUTCOMES = {visits.DONE: N_("done"), visits.SKIPPED: N_("skipped"), visits.WITHDRAWN: N_("withdrawn undone")}


@blueprint.get("/")
@requires("reports.read")
def page() -> Any:
    """The stages of a process, or the steps of one of them, as a table and as heat on the diagram."""
    choice = choosing.read()
    scope = _scope(choice)
    elements = _elements(choice, scope)
    table = _table(choice, scope, elements)
    if request.args.get("file") in sheets.MEDIA:
        return sheets.answer(request.args["file"], _("Stages"), [table], choice.words())
    measure = request.args.get("heat") if request.args.get("heat") in heat.MEASURES else heat.LATE
    plan = choice.definition.plan
    links = {
        node: url_for("stages.page", **choice.address, stage=inner, heat=measure)
        for node, inner in outline.stage_links(plan, scope).items()
    }
    return render_template(
        "work/stages.html",
        choice=choice,
        table=table,
        nodes=[one.node for one in elements],
        scope=plan.scopes[scope],
        is_root=scope == plan.root,
        links=links,
        marks={"marks": heat.marks(elements, str(measure)), "links": links},
        measures=heat.MEASURES,
        measure=measure,
        periods=choosing.PERIODS,
    )


@blueprint.get("/cases")
@requires("reports.read")
def cases() -> Any:
    """The cases behind a number, as far as the person may see cases."""
    choice, which = choosing.read(), request.args.get("which", "")
    node = _node(choice, request.args.get("node", ""))
    if which not in WHICH:
        raise NotFound()
    inside = _steps_in(_plans(choice), node.id) if which == paces.LATE_NOW else {node.id}
    number = Number(frozenset(inside), which)
    file = request.args.get("file")
    size = sheets.MOST if file in sheets.MEDIA else page_size.SIZE
    found = paces.behind(desk.viewer(), choice.chosen, number, request.args.get("after") or None, size)
    table = _behind(f"{node.name}: {_(WHICH[which])}", found.rows, choice, bool(found.next))
    if file in sheets.MEDIA:
        return sheets.answer(str(file), node.name, [table], choice.words())
    return render_template("work/cases.html", choice=choice, table=table, node=node, which=which, more=found.next)


@blueprint.get("/<process>/<checksum>/diagrams/<path:name>")
@requires("reports.read")
def drawing(process: str, checksum: str, name: str) -> Response:
    """The diagram file itself, for the viewer on the page."""
    files = desk.services().diagrams(checksum)
    if name not in files:
        raise NotFound()
    return Response(files[name], mimetype="application/xml", headers={"Cache-Control": "private, max-age=3600"})


def _scope(choice: Choice) -> str:
    plan = choice.definition.plan
    wanted = request.args.get("stage") or plan.root
    return wanted if wanted in plan.scopes else plan.root


def _plans(choice: Choice) -> list[Plan]:
    return [choice.definition.plan, *(older.plan for older in choice.older)]


def _node(choice: Choice, key: str) -> Node:
    node = next((plan.nodes[key] for plan in _plans(choice) if key in plan.nodes), None)
    if node is None:
        raise NotFound()
    return node


def _elements(choice: Choice, scope: str) -> list[Element]:
    """The stages and steps on a diagram with their numbers, in the order of reading; older versions' own come last."""
    plans = _plans(choice)
    nodes = {node.id: node for plan in plans for node in _drawn(plan, scope)}
    inside = {key: _steps_in(plans, key) for key in nodes}
    passages = paces.passages(desk.viewer(), choice.chosen, nodes)
    waits = paces.late_now(desk.viewer(), choice.chosen, set().union(*inside.values()))
    found = []
    for key, node in nodes.items():
        waiting = [one for step in sorted(inside[key]) for one in waits.get(step, ())]
        late = sum(one.count for one in waiting)
        if key in plans[0].nodes or passages[key] != Passage():
            found.append(Element(key, node.name, passages[key], late, _waits(waiting)))
    return found


def _drawn(plan: Plan, scope: str) -> Iterator[Node]:
    for node in order.drawn(plan, scope):
        if node.name and (node.kind == "userTask" or visits.is_stage(plan, node.id)):
            yield node


def _steps_in(plans: Sequence[Plan], key: str) -> set[str]:
    """The steps that an element is or holds, at any depth."""
    found: set[str] = set()
    for plan in plans:
        waiting = [key]
        while waiting:
            node = plan.nodes.get(waiting.pop())
            if node and node.id not in found:
                found.add(node.id)
                waiting += plan.scopes[node.inner].nodes if node.inner and node.inner in plan.scopes else ()
    return found


def _waits(waiting: list[Waits]) -> str:
    """Whom late steps wait for: "Anna 3, curator (offered) 1"."""
    counts: dict[str, int] = {}
    for one in waiting:
        name = one.name or _("%(role)s (not taken)", role=desk.services().roles.title(one.role))
        counts[name] = counts.get(name, 0) + one.count
    return ", ".join(
        f"{name} — {count}" for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )


COLUMNS = (
    (N_("Begun"), NUMBER), (N_("Finished"), NUMBER), (N_("In time"), NUMBER), (N_("Finished late"), NUMBER),
    (N_("Late by, on average"), WORKED), (N_("Usually takes (median)"), WORKED),
    (N_("Nine of ten within"), WORKED), (N_("Open now"), NUMBER), (N_("Late now"), NUMBER),
    (N_("Waits for"), TEXT), (N_("Pauses"), NUMBER), (N_("Extensions"), NUMBER),
)  # fmt: skip


def _table(choice: Choice, scope: str, elements: list[Element]) -> Table:
    first = Column(_("Stage") if scope == choice.definition.plan.root else _("Step"))
    columns = (first, *(Column(_(title), kind, aside=kind == TEXT) for title, kind in COLUMNS))
    title = _("Stages: %(name)s", name=choice.definition.plan.scopes[scope].name)
    return Table("stages", title, columns, tuple(_row(choice, one) for one in elements))


def _row(choice: Choice, element: Element) -> tuple[Cell, ...]:
    one = element.passage
    waits = _("waits for: %(who)s", who=element.waits) if element.waits else ""

    def counted(which: str, count: int, tone: str = "") -> Cell:
        address = url_for("stages.cases", **choice.address, node=element.node, which=which) if count else None
        return Cell(count, address, tone if count else "")

    return (
        Cell(element.name, key(choice, element.node), note=waits),
        counted(paces.STARTED, one.started),
        counted(paces.ENDED, one.finished),
        counted(paces.IN_TIME, one.in_time),
        counted(paces.LATE, one.late, "soon"),
        Cell(one.late_sum // one.late if one.late else None),
        Cell(one.spread.median),
        Cell(one.spread.ninetieth),
        counted(paces.OPEN, one.open),
        counted(paces.LATE_NOW, element.late_now, "late"),
        Cell(element.waits),
        counted(paces.CHANGED, one.pauses),
        counted(paces.CHANGED, one.extensions),
    )


def key(choice: Choice, node: str) -> str | None:
    """Where an element's own steps are told; None where it has none."""
    plan = choice.definition.plan
    inner = plan.nodes[node].inner if node in plan.nodes else None
    return url_for("stages.page", **choice.address, stage=inner) if inner in plan.scopes else None


def _behind(title: str, rows: Sequence[VisitRow], choice: Choice, is_cut: bool) -> Table:
    columns = (
        Column(_("Case")), Column(_("Number")), Column(_("Leads the case")), Column(_("Step is done by")),
        Column(_("Begun on"), MOMENT), Column(_("Was due"), MOMENT), Column(_("Ended on"), MOMENT),
        Column(_("How it ended")), Column(_("Took"), WORKED), Column(_("Late by"), WORKED),
        Column(_("Paused for"), WORKED), Column(_("Pauses and extensions")),
    )  # fmt: skip
    return Table("cases", title, columns, tuple(_visit(row) for row in rows), is_cut)


def _visit(row: VisitRow) -> tuple[Cell, ...]:
    here = url_for("cases.now", case_id=row.case_id)
    is_late = row.missed or bool(row.done_at is None and row.due and row.due < desk.now())
    late = row.late if row.done_at else _late_so_far(row)
    return (
        Cell(row.title or row.number, here), Cell(row.number), Cell(row.lead_name), Cell(row.holder_name),
        Cell(row.opened_at), Cell(row.due), Cell(row.done_at), Cell(_(OUTCOMES[row.outcome]) if row.outcome else None),
        Cell(row.worked), Cell(late if is_late else None, tone="late"), Cell(row.paused or None),
        Cell("; ".join(_changes(row))),
    )  # fmt: skip


def _late_so_far(row: VisitRow) -> int:
    minutes = desk.calendar().working_between(row.due, desk.now()).total_seconds() // 60 if row.due else 0
    return max(int(minutes), 0)


def _changes(row: VisitRow) -> Iterator[str]:
    """Pauses and extensions with their reasons."""
    for pause in row.pauses:
        since, until = (desk.calendar().local(at) if at else None for at in (pause.since, pause.until))
        first = f"{since:%d.%m.%Y}" if since else ""
        span = f"{first}–{until:%d.%m.%Y}" if until else _("since %(day)s", day=first)
        yield _("pause %(span)s: %(reason)s", span=span, reason=pause.reason)
    for more in row.extensions:
        amount = explain.amount(more.amount, str(more.unit))
        yield _("extended by %(span)s: %(reason)s", span=amount, reason=more.reason)
