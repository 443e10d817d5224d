"""The forms of family F ask what the flowchart asks and refuse what it forbids."""

import re
from collections.abc import Mapping
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
from forms.prefill import suggest
from forms.samples import fill
from forms.schema import Validated, validate

FOLDER = Path(__file__).parents[2] / "forms"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
STAFF = {"case_manager": ["olga", "inna"], "invited_expert": ["vera"]}
FAMILY = "family_help/"
RAW = {key: raw for key, raw in load(FOLDER).items() if key.startswith(FAMILY)}
FORMS = {key.removeprefix(FAMILY): parse(key, raw, compile_condition) for key, raw in RAW.items()}
PAGES = {key: text for key, text in pages(FOLDER).items() if key.startswith(FAMILY)}
RISKS = "09_risks_and_resources"

EXPORTS: dict[str, dict[str, str]] = {
    "00_family_refuses": {},
    "00_fund_refuses": {},
    "01_signal": {
        "family_name": "line",
        "signal_at": "datetime",
        "signal_source": "family relative school medicine guardianship police partner other",
    },
    "02_signal_processing": {"signal_decision": "redirect one_off visit"},
    "03_redirect": {},
    "04_one_off_help": {},
    "05_first_visit": {"visit_at": "datetime", "visit_result": "met not_met"},
    "05_first_visit_report": {"risk_level": "low medium high"},
    "06_contact": {"contact_result": "established family_refused"},
    "07_information": {},
    "08_documents": {},
    "09_analytical_report": {},
    "09_risks_and_resources": {"risk_level": "low medium high"},
    "10_vote": {"vote_result": "open refuse"},
    "11_refusal": {},
    "12_case_opening": {"adult_on": "date", "case_kind": "ordinary social_palliative"},
    "13_case_manager": {},
    "14_case_conference": {},
    "15_plan": {},
    "16_gradual_service": {},
    "16_one_off_service": {},
    "16_unforeseen": {},
    "17_coordination": {"next_service": "gradual one_off unforeseen reassess"},
    "18_child_is_adult": {"adult_decision": "close continue"},
    "18_reassessment": {"reassessment_result": "plan close"},
    "19_closing": {"closing_outcome": "birth_family_safe quality_improved help_elsewhere child_safe"},
    "20_inform": {"child_place": "home institution foster"},
    "21_harm_reduction": {"after_placement": "return foster"},
    "22_foster_family": {"foster_at": "date"},
}
SEATS = {
    "02_signal_processing": {"case_manager": "case_manager"},
    "13_case_manager": {"case_manager": "case_manager"},
    "17_coordination": {"provider": "invited_expert"},
}
DOCUMENTS = {"03_redirect": 1, "05_first_visit_report": 2, "09_analytical_report": 3, "10_vote": 4, RISKS: 5}
CODES = re.compile(r"F(1\d?|2[0-8]?|[3-9])|F\.[1-7]")
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


def shape(field: Field) -> str:
    return " ".join(option.value for option in field.options) or field.kind


def test_the_forms_are_those_the_diagrams_rely_on() -> None:
    assert set(FORMS) == set(EXPORTS)


@every_form
def test_a_form_exports_what_the_diagrams_decide_by(key: str) -> None:
    assert {field.export: shape(field) for field in FORMS[key].fields if field.export} == EXPORTS[key]


@every_form
def test_a_form_fills_the_seats_agreed(key: str) -> None:
    assert {field.seat: field.role for field in FORMS[key].fields if field.seat} == SEATS.get(key, {})


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
    for field in FORMS[key].fields:
        for source in field.prefill:
            kind, _, rest = source.partition(":")
            form, _, name = rest.rpartition(":")
            assert kind == "record"
            told = FORMS[form.removeprefix(FAMILY)].field(name)
            assert (told.kind == "group") == (field.kind == "group")
            assert {part.name for part in told.fields} & {part.name for part in field.fields} or not field.fields


@every_form
def test_a_form_never_asks_more_than_twelve_obligatory_answers(key: str) -> None:
    assert len([field for field in FORMS[key].fields if field.required and field.when is None]) <= 12


@every_form
def test_texts_keep_to_russian_typography(key: str) -> None:
    assert not re.search("[а-яё] [-–] |[\u201c\u201d]|№[0-9]|[а-яё]  ", str(RAW[f"{FAMILY}{key}"]))


def test_every_reference_page_has_a_heading_and_is_used() -> None:
    assert {page for form in FORMS.values() for page in form.references} == set(PAGES)
    assert all(text.startswith("# ") and text.count("\n# ") == 0 for text in PAGES.values())


def test_the_five_documents_of_the_flowchart_are_there() -> None:
    found = {key: raw["document"] for key, raw in RAW.items() if "document" in raw}
    assert found == {f"{FAMILY}{key}": number for key, number in DOCUMENTS.items()}


def test_a_decision_on_a_signal_says_why_and_to_whom_what_or_who() -> None:
    told = {"checked": "Позвонили", "reasons": "Так будет лучше"}
    assert refused("02_signal_processing", **told, signal_decision="redirect") == {"redirect_to"}
    assert refused("02_signal_processing", **told, signal_decision="one_off") == {"one_off_what"}
    assert refused("02_signal_processing", **told, signal_decision="visit") == {"visit_specialist"}
    assert "reasons" in refused("02_signal_processing", signal_decision="visit")


def test_a_danger_right_now_is_answered_at_once() -> None:
    assert "danger_action" in refused("01_signal", danger_now="yes")
    assert "danger_action" not in refused("01_signal", danger_now="no")


def test_a_family_is_sent_on_to_a_named_partner_and_its_data_only_with_consent() -> None:
    assert {"partners", "consent"} <= refused("03_redirect")
    assert "handed_over" in refused("03_redirect", consent="yes")
    assert "handed_over" not in refused("03_redirect", consent="no")


def test_a_family_that_refuses_gives_its_reasons_and_knows_the_way_back() -> None:
    assert {"reasons", "come_back", "children_risk"} <= refused("06_contact", contact_result="family_refused")
    assert not {"reasons", "come_back"} & refused("06_contact", contact_result="established")
    assert {"reasons", "consequences"} <= refused("00_family_refuses")


def test_a_fund_that_refuses_gives_reasons_and_other_addresses() -> None:
    assert {"reasons", "decided_by", "other_help"} <= refused("00_fund_refuses")


@pytest.mark.parametrize("key", ["00_family_refuses", "00_fund_refuses", "11_refusal"])
def test_children_in_danger_are_not_left_when_the_work_ends(key: str) -> None:
    assert "risk_action" in refused(key, children_risk="yes")
    assert "risk_action" not in refused(key, children_risk="no")


def test_information_comes_from_the_family_and_from_others() -> None:
    assert {"from_family", "sources"} <= refused("07_information")
    assert "family_knows_why" in refused("07_information", family_knows="no")


def test_documents_are_gathered_with_consent() -> None:
    assert "consent" in refused("08_documents")


def test_an_assessment_holds_risks_resources_and_needs() -> None:
    assert {"risks", "resources", "needs", "experts", "risk_level"} <= refused(RISKS)
    assert "risk_why" in refused(RISKS, risk_level="high")
    assert "risk_why" not in refused(RISKS, risk_level="medium")


@pytest.mark.parametrize("occasion", ["repeated", "new"])
def test_an_assessment_made_again_says_what_changed(occasion: str) -> None:
    assert "changes" in refused(RISKS, occasion=occasion)
    assert "changes" not in refused(RISKS, occasion="first")


def test_an_assessment_goes_on_from_the_one_before() -> None:
    earlier: Mapping[str, Any] = accepted(RISKS, not_seen="Отца не видели").record
    found = suggest(FORMS[RISKS], {}, {f"{FAMILY}{RISKS}": earlier})
    for name in ("risks", "resources", "needs", "experts", "not_seen"):
        assert found[name] == earlier[name]
    assert not {"risk_level", "conclusion", "assessed_at", "occasion"} & set(found)


def test_every_voter_votes_and_says_why() -> None:
    one = {"name": "Анна", "post": "Координатор", "vote": "open", "reasons": "Критерии выполнены"}
    assert "votes" in refused("10_vote", votes=[one])
    assert "votes" not in refused("10_vote", votes=[one, one])
    silent = {"name": "Пётр", "post": "Юрист"}
    assert {"votes-1-vote", "votes-1-reasons"} <= refused("10_vote", votes=[one, silent])


def test_the_vote_refuses_by_a_criterion_and_with_addresses() -> None:
    assert "criteria" in refused("10_vote")
    assert {"unmet", "other_help"} <= refused("10_vote", vote_result="refuse")
    assert not {"unmet", "other_help"} & refused("10_vote", vote_result="open")


def test_a_social_palliative_case_knows_the_eighteenth_birthday() -> None:
    assert {"adult_on", "palliative_why"} <= refused("12_case_opening", case_kind="social_palliative")
    assert "adult_on" in refused("12_case_opening", case_kind="social_palliative", adult_on="01.01.2020")
    assert "adult_on" not in refused("12_case_opening", case_kind="ordinary")


def test_a_new_case_manager_is_handed_the_family() -> None:
    assert "handover" in refused("13_case_manager", from_visit="no")
    assert "handover" not in refused("13_case_manager", from_visit="yes")


def test_a_plan_holds_services_of_the_fund_and_steps_of_the_family_and_is_agreed() -> None:
    assert {"services", "family_steps", "agreed"} <= refused("15_plan")
    assert "correction_why" in refused("15_plan", version="correction")
    assert "services-0-nature" in refused("15_plan", services=[{"what": "Занятия"}])


@pytest.mark.parametrize("service", ["gradual", "one_off"])
def test_a_service_has_somebody_of_the_team_to_give_it(service: str) -> None:
    assert {"provider", "task"} <= refused("17_coordination", next_service=service)
    assert not {"provider", "task"} & refused("17_coordination", next_service="unforeseen")


def test_a_repeated_assessment_leads_to_a_changed_plan_or_to_closing_for_a_reason() -> None:
    assert "plan_changes" in refused("18_reassessment", reassessment_result="plan")
    assert "close_why" in refused("18_reassessment", reassessment_result="close")


def test_authority_or_police_are_told_by_name_and_number() -> None:
    assert "recipients" in refused("20_inform")
    assert "guardianship_contact" in refused("20_inform", recipients=["guardianship"])
    both = refused("20_inform", recipients=["guardianship", "police"])
    assert {"guardianship_contact", "police_contact"} <= both
    assert "family_not_told_why" in refused("20_inform", family_told="no")


def test_a_child_that_stays_at_home_has_a_plan_of_safety() -> None:
    assert "safety_plan" in refused("20_inform", child_place="home")
    assert "institution" in refused("20_inform", child_place="institution")


def test_harm_is_reduced_for_the_child_and_for_the_mother() -> None:
    assert {"child_measures", "explained", "contact", "mother_measures"} <= refused("21_harm_reduction")


def test_the_foster_family_is_handed_the_history_of_the_child() -> None:
    assert {"history", "handed_to", "handed_at", "history_handed"} <= refused("22_foster_family")


@pytest.mark.parametrize(
    ("outcome", "asked"),
    [
        ("birth_family_safe", {"safe_why"}), ("quality_improved", {"quality"}),
        ("help_elsewhere", {"helpers", "help_enough"}), ("child_safe", {"child_where"}),
    ],
)  # fmt: skip
def test_every_result_is_shown_by_what_it_rests_on(outcome: str, asked: set[str]) -> None:
    conditional = {"safe_why", "quality", "helpers", "help_enough", "child_where"}
    assert conditional & refused("19_closing", closing_outcome=outcome) == asked


def test_a_form_may_be_used_by_anybody_who_reads_russian_only() -> None:
    """No label, hint or option is left in English."""

    def texts(form: FormDefinition) -> list[str]:
        parts = [part for field in form.fields for part in (field, *field.fields)]
        return [form.title, *(part.label for part in parts), *(o.label for part in parts for o in part.options)]

    assert not [text for form in FORMS.values() for text in texts(form) if not re.search("[а-яё]", text)]
