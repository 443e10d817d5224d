"""The forms of family T ask what the method asks and refuse what it forbids."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.feel import compile_condition
from forms.catalog import load, pages
from forms.definition import FormDefinition, parse
from forms.errors import InvalidAnswers
from forms.fields import Field
from forms.made_up import MadeUp
from forms.samples import fill
from forms.schema import Validated, validate
from tests.processes.stage import published

FOLDER = Path(__file__).parents[2] / "forms"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
STAFF = {"curator": ["olga"], "psychologist": ["vera"]}
RAW = {key: raw for key, raw in load(FOLDER).items() if key.startswith("casework/")}
FORMS = {key.removeprefix("casework/"): parse(key, raw, compile_condition) for key, raw in RAW.items()}
PAGES = {key: text for key, text in pages(FOLDER).items() if key.startswith("casework/")}

POINTS = {"distance_km": "decimal", **dict.fromkeys(["tension", "resources", "removal_risk", "alcohol"], "integer")}
EXPORTS: dict[str, dict[str, str]] = {
    "01_family_refuses": {},
    "01_fund_ends": {},
    "02_redirect": {},
    "02_refusal_notice": {},
    "02_signal_decision": {"signal_decision": "accept refuse redirect emergency one_off"},
    "02_signal_log": {
        "family_name": "line",
        "signal_at": "datetime",
        "signal_source": "family relative neighbour school src guardianship other",
        "urgent": "yesno",
    },
    "02_visit": {"visit_at": "datetime", "visit_result": "contact no_contact family_refused"},
    "03_family_application": {},
    "04_visiting_team": {},
    "05_first_visit_report": {"report_at": "datetime"},
    "06_curator_appointment": {},
    "07_case_folder": {"folder_at": "datetime", "authority_talk_needed": "yesno"},
    "09_authority_position": {"mediation_needed": "yesno"},
    "10_assessment_need": {"assessment_needed": "yesno"},
    "10_comprehensive_assessment": {},
    "11_complexity": POINTS,
    "11_document_package": {"package_signed": "yesno"},
    "14_extra_money": {"money_approved": "yesno"},
    "14_plan": {"plan_meeting_count": "integer", "conference_needed": "yesno", "plan_signed_at": "date"},
    "14_plan_correction": {"extra_money": "yesno"},
    "14_plan_results": {"next_step": "continue conference mediation correct close"},
    "17_case_conference": {"conference_outcome": "plan_ok plan_changes continue close"},
    "18_monthly_monitoring": {},
    "18_quarterly_discussion": {"quarterly_result": "continue correct close"},
    "18_quarterly_monitoring": {"quarterly_proposal": "continue correct close", **POINTS},
    "18_yearly_decision": {"yearly_decision": "extend close"},
    "18_yearly_monitoring": {"yearly_proposal": "extend close"},
    "19_post_support_contact": {"post_result": "continue end regress", "signal_at": "datetime"},
    "19_post_support_terms": {"contact_days": "integer", "post_support_until": "date"},
    "20_authority_mediation": {},
    **{"24_costs_revised": {}, "24_emergency_any_time": {}},
    "24_over_limit": {"over_limit_approved": "yesno"},
    "22_closing_criteria": {"closing_basis": "criteria contract_broken"},
    "20_wellbeing": {},
    "22_closing_decision": {
        "closing_basis": "criteria contract_broken",
        "closing_decision": "post_support end continue",
    },
    "22_closing_talk": {},
    "22_resolution": {
        "case_decision": "accept refuse no_agreement",
        "scenario": "planned one_off permanent",
        "youngest_adult_on": "date",
    },
    "22_resolution_head": {
        "case_decision": "accept refuse",
        "scenario": "planned one_off permanent",
        "youngest_adult_on": "date",
    },
    "24_emergency_approval": {"emergency_approved": "yesno"},
    "24_emergency_help": {"emergency_result": "helped_and_open helped_and_done"},
    "24_one_off_help": {"one_off_result": "done becomes_case"},
}
SEATS = {
    "04_visiting_team": {"visit_curator": "curator", "visit_psychologist": "psychologist"},
    "06_curator_appointment": {"curator": "curator", "psychologist": "psychologist"},
    "10_assessment_need": {"psychologist": "psychologist"},
}
CODES = re.compile(r"T1|T2\.[1-3]|T2\.2r|T3\.[1-3]|T4\.[1-4]|T5\.[1-3]|T6\.[1-4]|T7|T8|T9|T\.(7|9|10|11|13)")
every_form = pytest.mark.parametrize("key", sorted(FORMS))


def refused(key: str, **answers: Any) -> set[str]:
    """The questions with a message; nothing is refused when empty."""
    try:
        validate(FORMS[key], answers, NOW)
    except InvalidAnswers as error:
        return set(error.errors)
    return set()


def accepted(key: str, **given: Any) -> Validated:
    """What is given, filled up with plausible answers."""
    form = FORMS[key]
    return validate(form, fill(form, given, MadeUp(7, NOW, STAFF)), NOW)


def questions(form: FormDefinition) -> list[Field]:
    return [part for field in form.fields for part in (field, *field.fields)]


def shape(field: Field) -> str:
    return " ".join(option.value for option in field.options) or field.kind


def test_the_forms_are_those_the_diagrams_rely_on() -> None:
    assert set(FORMS) == set(EXPORTS)


@every_form
def test_a_form_exports_what_the_diagrams_decide_by(key: str) -> None:
    assert {field.export: shape(field) for field in FORMS[key].fields if field.export} == EXPORTS[key]


@every_form
def test_a_form_fills_the_seats_agreed(key: str) -> None:
    seats = {field.seat: field.role for field in FORMS[key].fields if field.seat}
    assert seats == SEATS.get(key, {})


@every_form
def test_a_form_can_be_answered(key: str) -> None:
    assert accepted(key).record


@every_form
def test_a_form_names_its_source_and_its_reference_pages(key: str) -> None:
    form = FORMS[key]
    assert form.source
    assert all(CODES.fullmatch(code) for code in form.source)
    assert set(form.references) <= set(PAGES)


@every_form
def test_what_was_told_before_is_looked_up_where_it_stands(key: str) -> None:
    exports = {name for names in EXPORTS.values() for name in names}
    exports |= {name for one in published("casework")[1].sums for name in one.names}
    for field in FORMS[key].fields:
        for source in field.prefill:
            kind, _, rest = source.partition(":")
            form, _, name = rest.rpartition(":")
            if kind == "case":
                assert rest in exports
                continue
            told = FORMS[form.removeprefix("casework/")].field(name)
            assert (told.kind == "group") == (field.kind == "group")
            assert {part.name for part in told.fields} & {part.name for part in field.fields} or not field.fields


@every_form
def test_a_form_never_asks_more_than_twelve_obligatory_answers(key: str) -> None:
    plain = [field for field in FORMS[key].fields if field.required and field.when is None]
    assert len(plain) <= 12


@every_form
def test_texts_keep_to_russian_typography(key: str) -> None:
    assert not re.search("[а-яё] [-–] |[\u201c\u201d]|№[0-9]|[а-яё]  ", str(RAW[f"casework/{key}"]))


def test_a_refused_signal_needs_reasons_and_an_address() -> None:
    assert refused("02_signal_decision", signal_decision="refuse") == {"reasons", "other_help"}
    assert refused("02_signal_decision", signal_decision="refuse", reasons="Нет мест", other_help=[]) == {"other_help"}
    assert refused("02_signal_decision", signal_decision="accept") == set()


def test_a_redirected_signal_needs_to_whom() -> None:
    assert refused("02_signal_decision", signal_decision="redirect") == {"redirect_to"}


def test_a_refusal_is_told_with_reasons_and_other_sources_of_help() -> None:
    assert {"reasons", "other_help", "authority_told"} <= refused("02_refusal_notice")


def test_two_different_people_go_on_the_first_visit() -> None:
    alone = {"visit_curator": "olga", "visit_psychologist": "olga", "signal_source": "family"}
    assert refused("04_visiting_team", **alone) == {"visit_psychologist"}
    assert accepted("04_visiting_team").seats == {"visit_curator": "olga", "visit_psychologist": "vera"}


def test_the_authority_that_gave_the_signal_is_told_of_the_visit() -> None:
    team = {"visit_curator": "olga", "visit_psychologist": "vera"}
    assert refused("04_visiting_team", **team, signal_source="school") == set()
    assert refused("04_visiting_team", **team, signal_source="guardianship") == {"authority_informed"}
    untold = {**team, "signal_source": "guardianship", "authority_informed": "no"}
    assert refused("04_visiting_team", **untold) == {"authority_plan"}


def test_both_specialists_agree_to_the_report() -> None:
    assert "agreed" in refused("05_first_visit_report")


@pytest.mark.parametrize("key", ["22_resolution", "22_resolution_head"])
def test_a_refused_case_needs_reasons_and_an_accepted_one_a_scenario(key: str) -> None:
    assert "reasons" in refused(key, case_decision="refuse")
    assert "scenario" in refused(key, case_decision="accept")
    assert not {"reasons", "scenario"} & refused(key, case_decision="accept", scenario="planned")
    assert "youngest_adult_on" in refused(key, case_decision="accept", scenario="permanent")


def test_a_case_is_accepted_by_the_selection_criteria() -> None:
    assert "criteria" in refused("22_resolution", case_decision="accept")
    assert "criteria" not in refused("22_resolution", case_decision="no_agreement")


def test_a_resolution_without_one_of_the_four_says_why() -> None:
    four = ["curator", "senior_curator", "visit_psychologist", "senior_psychologist"]
    assert "absent_why" in refused("22_resolution", participants=four[:3])
    assert "absent_why" not in refused("22_resolution", participants=four)


def test_another_curator_than_the_visitor_is_appointed_for_a_reason() -> None:
    assert refused("06_curator_appointment", curator="olga", from_visit="no") == {"other_why"}


@pytest.mark.parametrize("points", ["0", "4", "2,5"])
def test_complexity_counts_one_to_three_points(points: str) -> None:
    assert "tension" in refused("11_complexity", tension=points)


def test_a_signed_package_holds_all_four_documents() -> None:
    three = ["contract", "application", "consent_parents"]
    signed = {"explained": ["purpose"], "package_signed": "yes", "signer": "Мама", "signed_at": "20.11.2026"}
    assert refused("11_document_package", **signed, understood="yes", signed=three) == {"signed"}
    assert refused("11_document_package", **signed, signed=[*three, "consent_children"]) == {"understood"}
    assert refused("11_document_package", explained=["purpose"], package_signed="no") == {"not_signed_why"}


@pytest.mark.parametrize("key", ["14_plan", "14_plan_correction"])
def test_a_plan_holds_actions_of_the_fund_and_of_the_parents(key: str) -> None:
    assert {"fund_actions", "parent_actions"} <= refused(key)
    row = [{"action": "Подать заявление"}]
    assert "parent_actions" in refused(key, fund_actions=row, parent_actions=[])
    assert not {"fund_actions", "parent_actions"} & refused(key, fund_actions=row, parent_actions=row)


def test_a_significant_correction_was_discussed_with_the_family() -> None:
    assert "family_told" in refused("14_plan_correction", significant="yes")
    assert "family_told" not in refused("14_plan_correction", significant="no")


def test_a_meeting_with_the_authority_is_on_paper() -> None:
    assert "recorded_as" in refused("20_authority_mediation")
    assert "minutes_signed" in refused("20_authority_mediation", recorded_as="minutes")
    assert "letter_sent_at" in refused("20_authority_mediation", recorded_as="letter")


def test_a_task_not_done_in_the_quarter_needs_a_reason() -> None:
    tasks = [{"action": "Печь", "status": "done"}, {"action": "Пособие", "status": "not_done"}]
    found = refused("18_quarterly_monitoring", tasks=tasks)
    assert "tasks-1-reason" in found
    assert "tasks-0-reason" not in found


def test_a_case_is_closed_by_all_five_criteria_or_a_broken_contract() -> None:
    form = FORMS["22_closing_decision"]
    five = [option.value for option in form.field("criteria").options]
    base = {"decided_at": "20.11.2026", "participants": "Куратор, психолог", "closing_decision": "post_support"}
    assert len(five) == 5
    assert refused("22_closing_decision", **base, closing_basis="criteria") == {"criteria"}
    assert refused("22_closing_decision", **base, closing_basis="criteria", criteria=five[:4]) == {"criteria"}
    assert refused("22_closing_decision", **base, closing_basis="criteria", criteria=five) == set()
    assert refused("22_closing_decision", **base, closing_basis="contract_broken") == set()
    assert "breaches" in refused("22_closing_criteria", closing_basis="contract_broken")


def test_regress_in_post_support_gives_the_new_case_its_moment() -> None:
    assert {"regress_at", "regress_what"} <= refused("19_post_support_contact", post_result="regress")
    told = accepted("19_post_support_contact", post_result="regress", regress_at="21.11.2026 10:00")
    assert told.exports["signal_at"] == datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def test_a_family_that_leaves_was_told_the_consequences() -> None:
    assert {"reasons", "consequences"} <= refused("01_family_refuses")
    assert {"reasons", "decided_by", "other_help"} <= refused("01_fund_ends")


def test_a_refused_approval_or_sum_needs_a_reason() -> None:
    assert "reasons" in refused("24_emergency_approval", emergency_approved="no")
    assert "reasons" in refused("14_extra_money", money_approved="no")
    assert "over_norm_why" in refused("14_extra_money", money_approved="yes", year_total="500 001")
