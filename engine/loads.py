"""People's loads: cases weighted by complexity against the norms of the method, and who could take one more.

A `[load]` of the settings: `norm` names the `[[norm]]` whose limits hold for the load, `value` the routing value
that weighs a case, `weights` how much by its words (which `titles` names), `otherwise` how much without, `stages`
how much a case weighs that stands in a stage; `priority` the place in a case whose holder goes first. Without it
every case weighs one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine import norms
from engine.checks import Finding
from engine.errors import N_
from engine.kernel.plan import Plan
from engine.norms import Norm

ONE = Decimal(1)
LEADS = "cases_per_lead"


@dataclass(frozen=True, slots=True)
class Scale:
    """How cases of a method are weighed; limits are None where the method has no norm."""

    value: str = ""
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    otherwise: Decimal = ONE
    stages: Mapping[str, Decimal] = field(default_factory=dict)
    priority: str = ""
    least: Decimal | None = None
    best: Decimal | None = None
    most: Decimal | None = None
    rules: tuple[Norm, ...] = ()

    def weight(self, value: str | None, stage: str | None = None) -> Decimal:
        """The weight of a case with that value, standing in that weighted stage (None: in none)."""
        if stage is not None and stage in self.stages:
            return self.stages[stage]
        return self.weights.get(value or "", self.otherwise)


@dataclass(frozen=True, slots=True)
class Held:
    """So many cases alike: the value that weighs them, the weighted stage they stand in."""

    value: str | None
    stage: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Load:
    """A person's cases and tasks; `late` are his late tasks."""

    account: str
    name: str
    held: tuple[Held, ...] = ()
    tasks: int = 0
    late: int = 0

    @property
    def cases(self) -> int:
        return sum(one.count for one in self.held)

    def counted(self, rule: Norm) -> int:
        """How many of the cases a norm counts."""
        return sum(one.count for one in self.held if _counts(rule, one))

    def weighed(self, scale: Scale) -> Decimal:
        """The cases by their weights."""
        return sum((scale.weight(one.value, one.stage) * one.count for one in self.held), Decimal())

    def free(self, scale: Scale) -> Decimal | None:
        """How much more would still be best; below nothing where it is more already."""
        return None if scale.best is None else scale.best - self.weighed(scale)

    def breaks(self, scale: Scale) -> Iterator[Norm]:
        """The norms of which there is more than may be, the load's own first."""
        if scale.most is not None and self.weighed(scale) > scale.most:
            yield from (rule for rule in scale.rules if rule.most == scale.most and not rule.options.get("value"))
        for rule in scale.rules:
            if rule.most is not None and rule.options.get("value") and self.counted(rule) > rule.most:
                yield rule


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A case that looks for somebody: what weighs it, who goes first in it, who cannot take it."""

    value: str | None = None
    first: str | None = None
    away: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could take the case: his load now and then, and what speaks for and against him."""

    load: Load
    before: Decimal
    after: Decimal
    goes_first: bool
    is_away: bool
    too_much: tuple[Norm, ...]


def scale(settings: Mapping[str, Any]) -> Scale:
    """How a method weighs cases."""
    told = settings.get("load", {})
    rules = tuple(norm for norm in norms.of(settings) if norm.measure == LEADS)
    limits = next((norm for norm in rules if norm.key == told.get("norm")), None)
    return Scale(
        value=str(told.get("value", "")),
        weights=_numbers(told.get("weights", {})),
        titles={str(name): str(title) for name, title in told.get("titles", {}).items()},
        otherwise=Decimal(str(told.get("otherwise", 1))),
        stages=_numbers(told.get("stages", {})),
        priority=str(told.get("priority", "")),
        least=limits.least if limits else None,
        best=limits.best if limits else None,
        most=limits.most if limits else None,
        rules=rules,
    )


def absences(process: str, settings: Mapping[str, Any]) -> frozenset[str]:
    """The sets of coded answers that tell when those whose cases these are will be away (`away` of the settings)."""
    return frozenset(f"{process}:{key}" for key in settings.get("away", ()))


def check(settings: Mapping[str, Any], plan: Plan) -> Iterator[Finding]:
    """What is wrong with the weights: a norm, a stage or a set there is not."""
    told = settings.get("load", {})
    wrong = [name for name in told.get("stages", {}) if name not in plan.nodes]
    if told.get("norm") and told["norm"] not in {norm.key for norm in norms.of(settings)}:
        wrong.append(str(told["norm"]))
    counted = {str(one.get("key")) for one in settings.get("counted", ())}
    wrong += [str(key) for key in settings.get("away", ()) if key not in counted]
    for name in wrong:
        yield Finding("process.toml", "load", "load", N_("The weights of cases name what is not there: %(name)s"),
                      {"name": name})  # fmt: skip


def rank(loads: Iterable[Load], scale: Scale, case: Newcomer) -> Sequence[Candidate]:
    """Who should take the case: nobody beyond a norm or away before others; who goes first; then the least loaded."""
    found = [_candidate(load, scale, case) for load in loads]
    return sorted(found, key=_order)


def share_out(cases: Iterable[tuple[str, str | None]], loads: Iterable[Load], scale: Scale) -> dict[str, str]:
    """Whom each case (id, what weighs it) goes to when they are spread by load, the heaviest first."""
    weights = {load.account: load.weighed(scale) for load in loads}
    heaviest = sorted(cases, key=lambda case: (-scale.weight(case[1]), case[0]))
    found: dict[str, str] = {}
    for case, value in heaviest:
        taker = min(weights, key=lambda account: (weights[account], account))
        weights[taker] += scale.weight(value)
        found[case] = taker
    return found


def _candidate(load: Load, scale: Scale, case: Newcomer) -> Candidate:
    more = Load(load.account, load.name, (*load.held, Held(case.value, None, 1)), load.tasks, load.late)
    before, after = load.weighed(scale), more.weighed(scale)
    first, away = load.account == case.first, load.account in case.away
    return Candidate(load, before, after, first, away, tuple(more.breaks(scale)))


def _order(one: Candidate) -> tuple[Any, ...]:
    return (one.is_away, bool(one.too_much), not one.goes_first, one.after, one.load.late, one.load.name)


def _counts(rule: Norm, one: Held) -> bool:
    """As the norm itself does (engine.norms)."""
    wanted: Callable[[str], str | None] = rule.options.get
    here = wanted("stage") in (None, one.stage) and (wanted("outside") is None or wanted("outside") != one.stage)
    return here and (wanted("value") is None or wanted("equals") == one.value)


def _numbers(told: Mapping[str, Any]) -> dict[str, Decimal]:
    return {str(name): Decimal(str(number)) for name, number in told.items()}
