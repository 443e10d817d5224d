"""Loads weighed against norms, who should take the next case, and cases spread by load."""

from decimal import Decimal

from engine import loads
from engine.loads import Held, Load, Newcomer
from tests.processes.stage import published

SETTINGS = {
    "norm": [
        {"key": "cases", "title": "Cases", "measure": "cases_per_lead", "least": 2, "best": 4, "most": 5, "outside": "rest"},
        {"key": "hard", "title": "Hard ones", "measure": "cases_per_lead", "most": 1, "value": "level", "equals": "hard"},
    ],
    "load": {"norm": "cases", "value": "level", "weights": {"easy": 0.5, "hard": 2}, "otherwise": 1,
             "stages": {"rest": 0.25}, "priority": "visitor"},
}  # fmt: skip
SCALE = loads.scale(SETTINGS)


def load(account: str, *held: tuple[str | None, str | None, int], late: int = 0) -> Load:
    return Load(account, account.capitalize(), tuple(Held(*one) for one in held), late=late)


def test_cases_weigh_by_their_value_and_less_in_a_light_stage() -> None:
    one = load("anna", ("easy", None, 2), ("hard", None, 1), (None, None, 1), ("hard", "rest", 4))
    assert (one.cases, one.weighed(SCALE), one.free(SCALE)) == (8, Decimal(5), Decimal(-1))


def test_a_norm_of_hard_cases_is_broken_though_the_load_is_fine() -> None:
    one = load("anna", ("hard", None, 2))
    assert [norm.key for norm in one.breaks(SCALE)] == ["hard"]


def test_a_load_beyond_the_most_breaks_the_norm_of_cases() -> None:
    assert [norm.key for norm in load("anna", (None, None, 6)).breaks(SCALE)] == ["cases"]


def test_the_least_loaded_comes_first() -> None:
    found = loads.rank([load("anna", (None, None, 3)), load("boris", (None, None, 1))], SCALE, Newcomer("easy"))
    assert [(one.load.account, one.before, one.after) for one in found] == [
        ("boris", Decimal(1), Decimal("1.5")), ("anna", Decimal(3), Decimal("3.5")),
    ]  # fmt: skip


def test_who_knows_the_family_goes_first_within_the_norm_only() -> None:
    people = [load("anna", (None, None, 4)), load("boris"), load("vera", (None, None, 5))]
    assert [one.load.account for one in loads.rank(people, SCALE, Newcomer(None, first="anna"))][0] == "anna"
    beyond = loads.rank(people, SCALE, Newcomer(None, first="vera"))
    assert [one.load.account for one in beyond] == ["boris", "anna", "vera"]


def test_who_is_away_comes_last() -> None:
    people = [load("anna"), load("boris", (None, None, 5))]
    found = loads.rank(people, SCALE, Newcomer(None, away=frozenset({"anna"})))
    assert [one.load.account for one in found] == ["boris", "anna"]


def test_cases_are_spread_the_heaviest_first() -> None:
    people = [load("anna", (None, None, 1)), load("boris")]
    cases = [("c1", "easy"), ("c2", "hard"), ("c3", None), ("c4", "easy")]
    assert loads.share_out(cases, people, SCALE) == {"c2": "boris", "c3": "anna", "c1": "anna", "c4": "boris"}


def test_weights_that_name_no_norm_or_stage_are_found() -> None:
    plan = published("casework")[1].plan
    wrong = {"norm": [], "load": {"norm": "nothing", "stages": {"nowhere": 1, "T9": 1}}}
    assert [finding.params["name"] for finding in loads.check(wrong, plan)] == ["nowhere", "nothing"]
