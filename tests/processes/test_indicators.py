"""Every indicator of the sources, on a few cases made by hand, with numbers worked out on paper."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine import indicators
from engine.indicators import Span, around, growth
from tests.processes.paper import Records, counted, readings, rows
from tests.processes.stage import FAMILIES as ALL
from tests.processes.stage import published

SECOND = around("quarter", date(2026, 5, 1))
FIRST = SECOND.before


def task(state: str | None = None, part: str | None = None, vector: str = "positive_change") -> dict[str, Any]:
    told = {"task": "–", "vector": [vector], "state": state, "part": part}
    return {name: value for name, value in told.items() if value}


CARD = ("01_social_card", "2026-01-12", {"started_at": "2026-01-12"})
ALWAYS = Span(date(2026, 1, 12), date.max, None)


def journal(day: str, influence: str) -> tuple[str, str, Mapping[str, Any]]:
    return ("06_journal", day, {"date": day, "influence": influence})


def markers(day: str, **told: str) -> tuple[str, str, Mapping[str, Any]]:
    eight = "law_abiding living_standard satisfaction residence parenthood employment self_service resilience".split()
    return ("09_adaptation_markers", day, {"marked_at": day, **dict.fromkeys(eight, "no"), **told})


def use(day: str, answer: str) -> tuple[str, str, Mapping[str, Any]]:
    asked = ("stability", "informed", "task_approach", "accepted", "participation")
    return ("09_technology_use", day, {"reviewed_at": day, **dict.fromkeys(asked, answer)})


GRADUATES: Mapping[str, tuple[Span, Records]] = {
    "anton": (
        ALWAYS,
        [
            CARD,
            markers("2026-02-01", residence="yes"),
            (
                "04_tasks",
                "2026-04-10",
                {
                    "tasks_set_at": "2026-04-10",
                    "tasks_decision": "set",
                    "tasks": [task(), task(), task(vector="independence")],
                },
            ),
            ("05_actions", "2026-05-02", {"met_at": "2026-05-02", "graduate_done": [{"action": "–"}]}),
            journal("2026-05-03", "closer"),
            journal("2026-06-01", "solved"),
            (
                "08_assessment",
                "2026-06-29",
                {
                    "tasks": [
                        task("solved", "all_alone"),
                        task("solved", "presence"),
                        task("solved", "all_alone", "independence"),
                    ],
                    "took_part": True,
                    "negative": False,
                    "independence": ["work"],
                },
            ),
            markers("2026-06-30", residence="yes", employment="yes", law_abiding="yes"),
            use("2026-06-30", "yes"),
        ],
    ),
    "boris": (  # tasks set in the first quarter reach into the second; he does nothing and refuses
        ALWAYS,
        [
            CARD,
            ("04_new_task", "2026-02-20", {"set_at": "2026-02-20", "vector": ["positive_change"]}),
            journal("2026-04-03", "refusal"),
            journal("2026-04-05", "refusal"),
            ("02_life_situation", "2026-05-20", {"assessed_at": "2026-05-20", "worse_spheres": ["health"]}),
            (
                "08_assessment",
                "2026-05-22",
                {
                    "tasks": [task("delayed", "constant_control"), task("refused")],
                    "took_part": False,
                    "negative": False,
                },
            ),
            markers("2026-05-25", parenthood="not_relevant"),
            use("2026-05-25", "partly"),
        ],
    ),
    "vera": (  # no tasks, nothing worse
        ALWAYS,
        [CARD, ("02_life_situation", "2026-05-20", {"assessed_at": "2026-05-20", "better_spheres": ["work"]})],
    ),
    "galya": (Span(date(2026, 1, 12), date(2026, 4, 2), "graduate_refused"), [CARD, journal("2026-02-10", "closer")]),
    "dima": (Span(date(2026, 6, 25), date.max, None), []),  # known, but no card yet: not accompanied
}
PAPER: Mapping[str, tuple[int, int]] = {
    "with_tasks": (2, 4),
    "solved": (2, 4),
    "take_part": (1, 2),
    "solved_alone": (1, 2),
    "no_worse": (3, 4),
    "refusing": (1, 4),
    "refusal_records": (2, 4),
    "grew": (1, 2),
    "markers": (3, 2),
    "markers_change": (2, 1),
    "marker_law_abiding": (1, 2),
    "marker_living_standard": (0, 2),
    "marker_satisfaction": (0, 2),
    "marker_residence": (1, 2),
    "marker_parenthood": (0, 1),
    "marker_employment": (1, 2),
    "marker_self_service": (0, 2),
    "marker_resilience": (0, 2),
    "use_stability": (1, 2),
    "use_informed": (1, 2),
    "use_task_approach": (1, 2),
    "use_accepted": (1, 2),
    "use_participation": (1, 2),
}
"""Numerators and denominators of the second quarter."""


def test_every_indicator_of_the_individual_accompaniment_is_as_on_paper() -> None:
    assert counted(readings("care_leavers", GRADUATES, SECOND)) == PAPER


def test_shares_are_per_cent_and_averages_are_not() -> None:
    found = readings("care_leavers", GRADUATES, SECOND)
    assert (str(found["with_tasks"].value), str(found["markers"].value)) == ("50.0", "1.5")


def test_growth_is_told_against_the_quarter_before() -> None:
    now, before = (readings("care_leavers", GRADUATES, period) for period in (SECOND, FIRST))
    assert counted(before)["with_tasks"] == (1, 4)
    assert growth(now["with_tasks"].value, before["with_tasks"].value) == 100
    assert before["solved"].value is None
    assert growth(now["solved"].value, before["solved"].value) is None


def test_an_empty_period_has_no_numbers() -> None:
    found = readings("care_leavers", GRADUATES, around("year", date(2023, 1, 1)))
    assert {reading.value for reading in found.values()} == {None}


def service(half_end: str, **told: Any) -> Records:
    numbers = {name: value for name, value in told.items() if not name.startswith(("has_", "events"))}
    answers = {name: value for name, value in told.items() if name.startswith("has_")}
    return [
        ("02_training", half_end, {"half_end": half_end, "events": told["events"], **numbers}),
        ("03_resources", half_end, {"half_end": half_end, **answers}),
        ("04_use", half_end, {"half_end": half_end, **numbers}),
    ]


def events(*told: tuple[str, int, int, int, int]) -> list[dict[str, Any]]:
    names = ("kind", "events_planned", "events_held", "people_planned", "people_came")
    return [dict(zip(names, numbers, strict=True)) for numbers in told]


YES = {"has_staff": True, "has_coordinator": True, "has_acts": False, "has_texts": True}
NO = {"has_staff": True, "has_coordinator": False, "has_acts": False, "has_texts": False}
NORTH = {
    "to_train": 4,
    "trained": 3,
    "working": 10,
    "trained_ever": 8,
    "trained_using": 6,
    "newcomers": 2,
    "newcomers_using": 1,
    "using": 7,
}
SOUTH = {
    "to_train": 1,
    "trained": 1,
    "working": 5,
    "trained_ever": 2,
    "trained_using": 1,
    "newcomers": 0,
    "newcomers_using": 0,
    "using": 1,
}
SERVICES: Mapping[str, tuple[Span, Records]] = {
    "north": (
        ALWAYS,
        [
            *service("2025-12-31", events=events(("seminar", 9, 9, 9, 9)), **NO, **NORTH),
            *service("2026-06-30", events=events(("seminar", 2, 1, 20, 12), ("webinar", 4, 3, 40, 31)), **YES, **NORTH),
        ],
    ),
    "south": (ALWAYS, service("2026-06-30", events=events(("seminar", 2, 2, 10, 5)), **NO, **SOUTH)),
}


def test_the_implementation_is_as_on_paper() -> None:
    known = counted(readings("implementation", SERVICES, around("half", date(2026, 6, 30))))
    by_kind = {key: told for key, told in known.items() if key.startswith(("events_", "people_")) and told != (0, 0)}
    assert by_kind == {
        "events_seminar": (3, 4),
        "events_webinar": (3, 4),
        "people_seminar": (17, 30),
        "people_webinar": (31, 40),
    }
    found = {key: told for key, told in known.items() if not key.startswith(("events_", "people_"))}
    assert found == {
        "events": (6, 8),
        "people": (48, 70),
        "trained": (4, 5),
        "trained_share": (10, 15),
        "has_staff": (2, 2),
        "has_coordinator": (1, 2),
        "has_acts": (0, 2),
        "has_texts": (1, 2),
        "trained_using": (7, 10),
        "newcomers_using": (1, 2),
        "using": (8, 15),
    }


def points(distance: str, *four: int) -> dict[str, Any]:
    names = ("tension", "resources", "removal_risk", "alcohol")
    return {"distance_km": distance, **dict(zip(names, four, strict=True))}


FAMILIES: Mapping[str, tuple[Span, Records]] = {
    "ivanovs": (
        ALWAYS,
        [
            ("11_complexity", "2026-02-01", points("120", 3, 3, 3, 2)),  # 14
            (
                "18_quarterly_monitoring",
                "2026-05-04",
                {
                    "quarter_end": "2026-05-01",
                    "dynamics": "better",
                    "tasks": [{"status": "done"}, {"status": "partly"}, {"status": "not_due"}],
                    **points("120", 2, 2, 2, 2),  # 11
                },
            ),
            ("18_monthly_monitoring", "2026-06-01", {"month_end": "2026-05-31", "dynamics": "same", "actions_done": 3}),
        ],
    ),
    "petrovs": (
        Span(date(2026, 4, 2), date(2026, 6, 20), "closed"),
        [
            ("11_complexity", "2026-04-10", points("20.5", 3, 3, 3, 3)),  # 13
            (
                "18_monthly_monitoring",
                "2026-05-02",
                {"month_end": "2026-04-30", "dynamics": "better", "actions_done": 2},
            ),
            ("18_yearly_monitoring", "2026-06-18", {"year_end": "2026-06-18", "removal_risk": "low"}),
            ("20_wellbeing", "2026-06-18", {"level": "67", "children": [{"index": "81"}, {"index": "53"}]}),
        ],
    ),
}


def test_complexity_and_dynamics_of_the_case_work_are_as_on_paper() -> None:
    found = readings("casework", FAMILIES, SECOND)
    assert {key: (int(one.above), int(one.below or 0)) for key, one in found.items()} == {
        "opened": (1, 0),
        "ended": (1, 0),
        "ended_well": (1, 1),
        "wellbeing": (67, 1),
        "child_wellbeing": (134, 2),
        "complexity": (24, 2),
        "complex_cases": (1, 2),
        "complexity_change": (-3, 1),
        "better": (1, 2),
        "worse": (0, 2),
        "risk_low": (1, 1),
        "plan_done": (1, 2),
        "actions": (5, 2),
    }


def test_points_that_were_not_given_make_no_sum() -> None:
    half = {"quarter_end": "2026-05-01", "distance_km": "12", "tension": 1}
    found = [row.of for row in rows("casework", [("18_quarterly_monitoring", "2026-05-04", half)])]
    assert "casework:complexity" not in found


def test_every_indicator_names_a_rule_of_its_method() -> None:
    """The code beside a number leads to the page of the method's rules."""
    unknown: dict[str, list[str]] = {}
    for family in [path.name for path in ALL if published(path.name)[1].settings.get("indicator")]:
        settings = published(family)[1].settings
        codes = {str(rule["code"]) for rule in settings["rule"]}
        strange = [one.key for one in indicators.of(settings) if not set(one.source.split()) <= codes]
        unknown |= {family: strange} if strange else {}
    assert unknown == {}
