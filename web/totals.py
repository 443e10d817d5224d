"""Running sums of a case in words: what was spent of what limit, in which year."""

from dataclasses import dataclass
from decimal import Decimal

from flask_babel import format_decimal
from flask_babel import gettext as _

from engine import sums
from engine.definitions import Definition
from engine.sums import Sum
from persistence.queries import case_page
from persistence.queries.case_page import CaseHead
from web import desk

SIGNS = {"roubles": "\u00a0₽", "percent": "\u00a0%"}


@dataclass(frozen=True, slots=True)
class Total:
    """A sum as the page shows it; `rest` tells what is left of the limit, `over` that it is passed."""

    title: str
    number: str
    limit: str = ""
    rest: str = ""
    over: bool = False


def of(head: CaseHead) -> list[Total]:
    """The sums of a case that have a title, as they stand today."""
    definition = desk.definition(head)
    shown = [one for one in definition.sums if one.title]
    if not shown:
        return []
    found = values(definition, head)
    return [_total(one, found) for one in shown]


def values(definition: Definition, head: CaseHead) -> dict[str, object]:
    """What the sums come to today, whatever year the case was last moved in."""
    if not definition.sums:
        return {}
    return sums.values(definition.sums, case_page.amounts(desk.viewer(), head), desk.now().date())


def _total(one: Sum, found: dict[str, object]) -> Total:
    year = found.get(f"{one.value}_year")
    title = _("%(title)s in %(year)s", title=one.title, year=year) if year else one.title
    if one.most is None:
        return Total(title, _number(one, found[one.value]))
    left = Decimal(str(found[f"{one.value}_left"]))
    rest = (
        _("%(sum)s left", sum=_number(one, left)) if left >= 0 else _("%(sum)s over the limit", sum=_number(one, -left))
    )
    return Total(title, _number(one, found[one.value]), _number(one, found[f"{one.value}_limit"]), rest, left < 0)


def _number(one: Sum, value: object) -> str:
    return format_decimal(Decimal(str(value))) + SIGNS.get(one.unit, "")
