"""The forms of family S ask what the method asks and refuse what it forbids."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from forms.definition import FormDefinition
from forms.errors import InvalidAnswers
from forms.fields import Field
from forms.made_up import MadeUp
from forms.samples import fill
from forms.schema import Validated, validate
from tests.processes.stage import published

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
STAFF = {"social_worker": ["olga", "vera"]}
BUNDLE, DEFINITION = published("social_support")
FORMS = {key.removeprefix("social_support/"): form for key, form in DEFINITION.forms.items()}
LEVELS = ["adaptation", "basic", "crisis", "emergency"]
EXPORTS = {
    "01_information": {"received_at", "answer_needed", "answer_by", "family_name"},
    "02_visit": {"visit_result"},
    "02_conclusion": {"fact_confirmed"},
    "03_submission": {"council_on"},
    "03_council": {"council_decision", "level", "family_created_on"},
    "03_new_submission": {"council_on"},
    "03_new_decision": {"level", "family_created_on", "council_outcome"},
    "04_signature": {"plan_signed", "plan_signed_on"},
    "07_signature": {"programme_signed"},
    "07_request": {"answer_by"},
    "07_outgoing": {"reply_awaited", "reply_by"},
    "08_contract": {"contract_signed", "next_meeting_on"},
    "08_results": {"next_step", "next_meeting_on"},
    "08_conclusion": {"conclusion_result", "next_meeting_on"},
    "08_control": {"recommendations_by"},
    "09_effect": {"council_on"},
    "09_removal": {"removal_decision", "removal_reason", "next_meeting_on"},
}
GIVEN: dict[str, dict[str, str]] = {
    "07_programme": {"level": "basic", "basic_set_on": "01.09.2026"},
    "07_levels": {"level_before": "basic", "level": "basic", "basic_set_on": "01.09.2026"},
    "09_close": {"level": "basic", "basic_off_on": "01.11.2026"},
}
every_form = pytest.mark.parametrize("key", sorted(FORMS))


def refused(key: str, **answers: Any) -> set[str]:
    """The questions with a message; nothing is refused when empty."""
    try:
        validate(FORMS[key], answers, NOW)
    except InvalidAnswers as error:
        return set(error.errors)
    return set()


def plausible(key: str, **given: Any) -> dict[str, Any]:
    return fill(FORMS[key], {**GIVEN.get(key, {}), **given}, MadeUp(7, NOW, STAFF))


def accepted(key: str, **given: Any) -> Validated:
    """What is given, filled up with plausible answers."""
    return validate(FORMS[key], plausible(key, **given), NOW)


def values(key: str, name: str) -> list[str]:
    return [option.value for option in FORMS[key].field(name).options]


def labels(form: FormDefinition) -> str:
    fields = [part for field in form.fields for part in (field, *field.fields)]
    words = [field.label for field in fields] + [option.label for field in fields for option in field.options]
    return " · ".join([form.title, *(section.title for section in form.sections), *words]).lower()


def group(key: str, name: str) -> dict[str, Field]:
    return {field.name: field for field in FORMS[key].field(name).fields}


@every_form
def test_a_form_exports_what_the_diagrams_decide_by(key: str) -> None:
    assert {field.export for field in FORMS[key].fields if field.export} == EXPORTS.get(key, set())


@every_form
def test_a_form_can_be_answered(key: str) -> None:
    assert accepted(key).record


@every_form
def test_a_form_asks_at_most_twelve_obligatory_answers(key: str) -> None:
    assert len([field for field in FORMS[key].fields if field.required and field.when is None]) <= 12


@every_form
def test_what_was_told_before_is_looked_up_where_it_stands(key: str) -> None:
    for field in FORMS[key].fields:
        for source in field.prefill:
            kind, _, rest = source.partition(":")
            form, _, name = rest.rpartition(":")
            if kind == "case":
                assert rest in set().union(*EXPORTS.values())
                continue
            told = FORMS[form.removeprefix("social_support/")].field(name)
            assert (told.kind == "group") == (field.kind == "group")
            assert {part.name for part in told.fields} & {part.name for part in field.fields} or not field.fields


@pytest.mark.parametrize("name", [name for name in BUNDLE.files if name.startswith("social_support/")])
def test_texts_keep_to_russian_typography(name: str) -> None:
    assert not re.search("[а-яё] [-–] |[\u201c\u201d]|№[ 0-9]|[а-яё]  [а-яё]", BUNDLE.files[name])


def test_every_reference_page_has_a_heading_and_is_shown_beside_some_form() -> None:
    used = {page for form in FORMS.values() for page in form.references}
    assert used == set(DEFINITION.references)
    assert all(text.startswith("# ") and text.count("\n# ") == 0 for text in DEFINITION.references.values())


def test_a_report_of_a_prevention_body_is_registered_and_told_apart_from_a_request() -> None:
    assert set(values("01_information", "way")) == {"phone", "person", "report"}
    assert {"body", "letter_on", "letter_number", "answer_needed"} <= refused("01_information", way="report")
    assert "answer_by" in refused("01_information", way="report", answer_needed="yes")
    assert not {"body", "answer_needed"} & refused("01_information", way="phone")


def test_the_seven_problems_of_the_method_can_be_named() -> None:
    assert len(values("01_information", "problems")) == 7 + 1
    assert values("01_information", "problems") == values("02_conclusion", "problems")


def test_a_check_ranks_problems_and_looks_at_relations_resources_people_and_climate() -> None:
    assert {"problems", "relations", "resources", "climate"} <= refused("02_diagnosis")
    assert group("02_diagnosis", "problems")["rank"].required
    assert FORMS["02_diagnosis"].field("people").kind == "group"


def test_a_danger_to_children_is_told_at_once() -> None:
    assert "danger_told" in refused("02_visit", visit_result="met", danger="yes")


def test_an_unconfirmed_fact_is_explained_and_a_confirmed_one_has_type_category_and_signs() -> None:
    assert refused("02_conclusion", fact_confirmed="no") == {"not_confirmed_why", "told"}
    assert refused("02_conclusion", fact_confirmed="yes") == {"family_type", "category", "signs", "problems"}


@pytest.mark.parametrize("key", ["03_council", "03_new_decision", "09_removal"])
def test_a_decision_of_the_council_has_date_and_number_of_its_minutes(key: str) -> None:
    assert {"minutes_on", "minutes_number", "participants"} <= refused(key)


def test_a_family_is_taken_on_at_one_of_four_levels_with_date_specialist_and_tasks() -> None:
    assert values("03_council", "level") == LEVELS
    assert {"level", "support_kind", "specialist", "tasks"} <= refused("03_council", council_decision="take_on")
    assert "refuse_why" in refused("03_council", council_decision="refuse")
    for level in LEVELS:
        assert f"{level}_set_on" in refused("03_council", council_decision="take_on", level=level)


def test_adaptation_needs_the_day_the_family_was_made() -> None:
    base = {"council_decision": "take_on"}
    assert "family_created_on" in refused("03_council", **base, level="adaptation")
    assert "family_created_on" not in refused("03_council", **base, level="basic")


def test_a_decree_has_date_and_number() -> None:
    assert {"decree_on", "decree_number"} <= refused("03_submission", basis=["decree"])


def test_another_level_has_the_date_of_the_move_and_a_reason() -> None:
    assert {"moved_on", "moved_why"} <= refused("03_new_decision", level_before="basic", level="crisis")
    assert not {"moved_on", "moved_why"} & refused("03_new_decision", level_before="basic", level="basic")


def test_another_specialist_has_a_date_and_a_reason_and_is_really_another() -> None:
    changed = {"specialist_changed": "yes", "specialist_before": "olga"}
    assert {"specialist", "specialist_from", "specialist_why"} <= refused("03_new_decision", **changed)
    alike = plausible("03_new_decision", specialist_changed="yes") | {"specialist": "olga", "specialist_before": "olga"}
    assert refused("03_new_decision", **alike) == {"specialist"}


def test_the_history_keeps_three_dates_of_every_level() -> None:
    dates = {f"{level}_{date}" for level in LEVELS for date in ("set_on", "moved_on", "off_on")}
    for key in ("07_programme", "07_levels", "09_close"):
        assert dates <= {field.name for field in FORMS[key].fields}
    moved = plausible("07_levels") | {"level_before": "basic", "level": "crisis", "basic_set_on": "01.09.2026"}
    assert refused("07_levels", **moved) == {"crisis_set_on", "basic_moved_on"}
    assert refused("09_close", **(plausible("09_close") | {"basic_off_on": ""})) == {"basic_off_on"}


@pytest.mark.parametrize(("key", "signed"), [("04_signature", "plan_signed"), ("07_signature", "programme_signed")])
def test_a_plan_is_signed_by_the_parent_or_changed_with_the_family(key: str, signed: str) -> None:
    assert {"signer", f"{signed}_on"} <= refused(key, explained="yes", **{signed: "yes"})
    assert refused(key, explained="yes", **{signed: "no"}) == {"objections"}
    assert "explained" in refused(key, **{signed: "yes"})


def test_a_correction_has_date_result_and_the_parents_signature() -> None:
    assert {"corrected_on", "results", "signer", "signed", "measures"} <= refused("04_correction")


def test_measures_come_under_five_kinds_of_help_with_task_term_responsible_and_result() -> None:
    for key in ("04_plan", "04_correction", "07_programme"):
        row = group(key, "measures")
        assert set(row) - {"due"} == {"help", "task", "term", "measure", "side", "responsible", "result"}
        assert len(row["help"].options) == 5
        assert set(group(key, "diagnostics")) == set(row) - {"help"}
        assert {"staff", "invited", "outside", "family"} == {option.value for option in row["side"].options}


def test_services_are_of_six_kinds_and_have_a_volume() -> None:
    row = group("06_services", "services")
    assert len(row["kind"].options) == 6
    assert row["volume"].required


def test_a_dangerous_situation_is_recognised_by_a_decree() -> None:
    assert {"decree_on", "decree_number"} <= refused("05_danger", danger="recognised")


def test_the_programme_has_its_six_sections() -> None:
    numbered = [section.title for section in FORMS["07_programme"].sections if section.title[0].isdigit()]
    assert [title[0] for title in numbered] == list("123456")
    text = labels(FORMS["07_programme"])
    told = (
        "фио родителя",
        "адрес",
        "телефон",
        "уровень",
        "специалист",
        "категория",
        "степень родства",
        "дата рождения",
    )
    assert all(word in text for word in (*told, "место работы", "протокол", "родительской компетенции", "примечание"))


def test_outside_organisations_answer_for_some_measures() -> None:
    full = plausible("07_programme")
    assert refused("07_programme", **(full | {"outside": []})) == {"outside"}
    assert group("07_programme", "outside")["organisation"].required


def test_a_child_in_residential_care_is_visited_on_set_days() -> None:
    full = plausible("07_programme") | {"child_in_care": "yes"}
    assert refused("07_programme", **full) == {"visits", "together"}
    dated = full | {"together": "Праздник осени", "visits": [{"date": "29.11.2026", "who": "Мама"}]}
    assert refused("07_programme", **dated) == set()
    assert "visits-0-date" in refused("07_programme", **(dated | {"visits": [{"who": "Мама"}]}))
    assert refused("07_programme", **(full | {"child_in_care": "no"})) == set()


def test_meetings_are_at_the_centre_and_at_home_alone_and_in_groups() -> None:
    full = plausible("07_programme")
    assert refused("07_programme", **(full | {"places": ["home"]})) == {"places"}
    assert refused("07_programme", **(full | {"forms": ["group"]})) == {"forms"}


def test_request_and_answer_have_date_number_and_content_and_the_answer_comes_after() -> None:
    assert {"date", "number", "content", "answer_by"} <= refused("07_request")
    assert {"date", "number", "content", "request_on", "request_number"} <= refused("07_answer")
    early = plausible("07_answer") | {"request_on": "20.11.2026", "date": "19.11.2026"}
    assert refused("07_answer", **early) == {"date"}


def test_a_contract_is_signed_on_a_written_application() -> None:
    signed = plausible("08_contract", contract_signed="yes", application="yes")
    assert refused("08_contract", **(signed | {"application": "no"})) == {"application"}
    assert {"signed_on", "number", "signer"} <= refused("08_contract", contract_signed="yes")


def test_the_personal_file_holds_six_kinds_of_documents_before_it_is_closed() -> None:
    six = values("08_personal_file", "documents")
    assert len(six) == 6
    assert "missing" in refused("08_personal_file", documents=six[:5])
    assert "missing" not in refused("08_personal_file", documents=six)
    assert refused("09_close", **(plausible("09_close") | {"documents": six[:5]})) == {"documents"}


def test_recommendations_of_a_control_are_watched_until_they_are_carried_out() -> None:
    assert {"recommendations", "recommendations_by"} <= refused("08_control")
    assert refused("08_recommendations", result="not_done", done_on="20.11.2026") == {"why_not"}


def test_the_effect_is_assessed_before_the_council_takes_a_family_off() -> None:
    assert {"problems", "effect", "family_view"} <= refused("09_effect")
    assert {"removal_reason", "off_on"} <= refused("09_removal", removal_decision="remove")
    assert {"continue_why", "next_meeting_on"} <= refused("09_removal", removal_decision="continue")
