"""Our extension elements (`opora:`): read strictly, for what is accepted must also be done."""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from engine.bpmn.report import Report
from engine.bpmn.sketch import Shape, Sheet
from engine.bpmn.vocabulary import BPMN, EXTENSIONS, FLOW_NODES, FORM_CARRIERS, OPORA, PERSONAL, REPEATED
from engine.deadlines import BadRule, Rule
from engine.errors import N_
from engine.kernel.plan import Each, TaskInfo

KNOWN = (BPMN, OPORA, "{http://www.w3.org/2001/XMLSchema-instance}", "{http://camunda.org/schema/modeler/")
"""Names of these spaces are ours to read, or tell nothing that runs."""
LINES = frozenset({"", "front", "back"})
OUTCOMES = frozenset({"good", "neutral", "bad"})


def extensions(shape: Shape, report: Report) -> dict[str, Mapping[str, str]]:
    """Our elements on a shape, name → attributes; every stranger becomes a finding."""
    found: dict[str, Mapping[str, str]] = {}
    for element in _ours(shape.xml):
        name = element.tag.removeprefix(OPORA)
        attributes, carriers = EXTENSIONS.get(name, (frozenset(), frozenset()))
        strangers = sorted(set(element.attrib) - attributes)
        if (name in found and name not in REPEATED) or shape.tag not in carriers:
            sentence = N_("The element opora:%(name)s has no meaning here.")
            report.error(shape.sheet.file, shape.id, "extension", sentence, name=name)
        elif strangers:
            sentence = N_("opora:%(name)s has no attribute %(attribute)s.")
            report.error(shape.sheet.file, shape.id, "extension", sentence, name=name, attribute=strangers[0])
        else:
            found[name] = element.attrib
    return found


def strays(sheet: Sheet, report: Report) -> None:
    """Report our elements that stand where nothing reads them."""
    above = {child: parent for parent in sheet.xml.iter() for child in parent}
    for element in sheet.xml.iter():
        if not isinstance(element.tag, str) or not element.tag.startswith(OPORA):
            continue
        holder = above[element]
        carrier = above.get(holder, sheet.xml)
        if holder.tag != f"{BPMN}extensionElements" or carrier.tag.removeprefix(BPMN) not in FLOW_NODES:
            sentence = N_("The element opora:%(name)s has no meaning here.")
            key = carrier.get("id", sheet.key)
            report.error(sheet.file, key, "extension", sentence, name=element.tag.removeprefix(OPORA))


def strangers(sheet: Sheet, report: Report) -> None:
    """Tell of what another program wrote beside the elements: it is kept, and nothing carries it out."""
    for carrier in sheet.xml.iter():
        holders = carrier.findall(f"{BPMN}extensionElements")
        names = [str(element.tag) for holder in holders for element in holder] + list(carrier.attrib)
        foreign = [name for name in names if name.startswith("{") and not name.startswith(KNOWN)]
        if foreign and carrier.get("id"):
            sentence = N_("Another program wrote %(names)s here. It is kept, but not carried out: say it in the panel.")
            told = ", ".join(dict.fromkeys(name.rpartition("}")[2] for name in foreign))
            report.warn(sheet.file, carrier.get("id", ""), "foreign", sentence, names=told)


def task_info(shape: Shape, ours: Mapping[str, Mapping[str, str]], report: Report) -> TaskInfo | None:
    """What a person needs to know of a step; None where the diagram says nothing."""
    given = ours.get("task", {})
    lane = shape.sheet.lanes.get(shape.id, "")
    if misplaced := [name for name in sorted(PERSONAL) if given.get(name) and shape.tag not in FORM_CARRIERS]:
        sentence = N_("opora:%(name)s has no attribute %(attribute)s here.")
        report.error(shape.sheet.file, shape.id, "extension", sentence, name="task", attribute=misplaced[0])
    if given.get("line", "") not in LINES:
        report.error(shape.sheet.file, shape.id, "line", N_("The side of the line is front or back."))
    deadline = _deadline(shape, ours.get("deadline"), report)
    if not given and not deadline and not lane:
        return None
    words = {key: tuple(given.get(key, "").split()) for key in ("source", "documents", "references")}
    role = given.get("role", "")
    return TaskInfo(role, given.get("seat", "") or role, given.get("form", ""), given.get("line", ""),
                    words["source"], words["documents"], words["references"], deadline, lane)  # fmt: skip


def each(shape: Shape, ours: Mapping[str, Mapping[str, str]], report: Report) -> Each | None:
    """For whom a case opens by itself."""
    given = ours.get("each")
    if given is None:
        return None
    found = Each(tuple(given.get("roles", "").split()), given.get("seat", ""), given.get("name", ""))
    if not (found.roles and found.seat):
        sentence = N_("opora:each says whom a case opens for (roles) and which seat they take (seat).")
        report.error(shape.sheet.file, shape.id, "each", sentence)
    return found


def outcome(shape: Shape, ours: Mapping[str, Mapping[str, str]], report: Report) -> str | None:
    """Whether an exit is good, neutral or bad."""
    if "exit" not in ours:
        return None
    value = ours["exit"].get("outcome", "")
    if value not in OUTCOMES:
        report.error(shape.sheet.file, shape.id, "outcome", N_("The outcome is good, neutral or bad."))
    return value


def _deadline(shape: Shape, given: Mapping[str, str] | None, report: Report) -> Rule | None:
    if given is None:
        return None
    try:
        return Rule.parse(given)
    except BadRule as error:
        report.error(shape.sheet.file, shape.id, "deadline", error.sentence, **error.params)
        return None


def texts(shape: Shape, name: str) -> Iterator[tuple[str, str]]:
    """Our elements of a name that may be repeated: (their own name, their text)."""
    for element in _ours(shape.xml):
        if element.tag == f"{OPORA}{name}":
            yield element.get("name", ""), "".join(element.itertext()).strip()


def _ours(xml: Element) -> Iterator[Element]:
    for holder in xml.findall(f"{BPMN}extensionElements"):
        yield from (element for element in holder if isinstance(element.tag, str) and element.tag.startswith(OPORA))
