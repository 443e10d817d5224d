"""The forms of family I ask what the method asks, with every option list of its journal."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.feel import compile_condition
from forms.catalog import load, pages
from forms.definition import parse
from forms.errors import InvalidAnswers
from forms.fields import Field
from forms.made_up import MadeUp
from forms.samples import fill
from forms.schema import Validated, validate

FAMILY = "care_leavers/"
FOLDER = Path(__file__).parents[2] / "forms"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
STAFF = {"support_specialist": ["olga"]}
RAW = {key: raw for key, raw in load(FOLDER).items() if key.startswith(FAMILY)}
FORMS = {key.removeprefix(FAMILY): parse(key, raw, compile_condition) for key, raw in RAW.items()}
PAGES = {key: text for key, text in pages(FOLDER).items() if key.startswith(FAMILY)}
EXPORTS: dict[str, set[str]] = {
    "00_graduate_refuses": set(),
    "00_service_ends": set(),
    "01_referral": {"graduate_name", "referred_at"},
    "01_social_card": {"graduate_name", "started_at"},
    "02_conclusion": {"work_needed"},
    "02_life_situation": set(),
    "03_first_meeting": {"contact_result", "first_initiative", "next_contact_on"},
    "03_own_words": set(),
    "04_new_task": set(),
    "04_task_refusal": {"refusal_next"},
    "04_tasks": {"tasks_set_at", "tasks_decision"},
    "05_actions": {"actions_next"},
    "05_plan": {"resources_needed"},
    "05_resources": set(),
    "06_journal": {"journal_results", "task_influence"},
    "07_chain": set(),
    "07_results": set(),
    "08_assessment": {"tasks_set", "tasks_solved", "round_decision"},
    "08_summary": {"end_reason"},
    "09_adaptation_markers": set(),
    "09_technology_use": set(),
}
JOURNAL = {
    "kind": 11,
    "initiator": 8,
    "with_whom": 18,
    "way": 6,
    "sphere": 9,
    "results": 14,
    "influence": 7,
    "graduate_part": 7,
}
JOURNAL_TEXTS = {"date", "who", "position", "graduate", "with_names", "task", "comments", "work_done", "next_actions"}
SPHERES = "legal education housing income behaviour health children military work".split()
SEVEN = "specific measurable achievable realistic resourced time_bound positive".split()
CODES = re.compile(r"I[1-8]|I\.[1-4]")
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


def values(field: Field) -> list[str]:
    return [option.value for option in field.options]


def parts(key: str, group: str) -> dict[str, Field]:
    return {field.name: field for field in FORMS[key].field(group).fields}


def test_the_forms_are_those_the_diagrams_rely_on() -> None:
    found = {key: {field.export for field in form.fields if field.export} for key, form in FORMS.items()}
    assert found == EXPORTS


@every_form
def test_a_form_can_be_answered_and_asks_no_more_than_twelve_obligatory_answers(key: str) -> None:
    assert accepted(key).record
    assert len([field for field in FORMS[key].fields if field.required and field.when is None]) <= 12


@every_form
def test_a_form_names_its_source_and_its_reference_pages(key: str) -> None:
    assert FORMS[key].source
    assert all(CODES.fullmatch(code) for code in FORMS[key].source)
    assert set(FORMS[key].references) <= set(PAGES)


@every_form
def test_what_was_told_before_is_looked_up_where_it_stands(key: str) -> None:
    for field in FORMS[key].fields:
        for source in field.prefill:
            kind, _, rest = source.partition(":")
            form, _, name = rest.rpartition(":")
            if kind == "case":
                assert rest in set().union(*EXPORTS.values())
                continue
            told = FORMS[form.removeprefix(FAMILY)].field(name)
            assert (told.kind == "group") == (field.kind == "group")
            assert {part.name for part in told.fields} & {part.name for part in field.fields} or not field.fields


@every_form
def test_texts_keep_to_russian_typography(key: str) -> None:
    assert not re.search("[а-яё] [-–] |[\u201c\u201d]|№[0-9]|[а-яё]  ", str(RAW[FAMILY + key]))


def test_every_reference_page_has_one_heading_and_is_used() -> None:
    assert set(PAGES) == {page for form in FORMS.values() for page in form.references}
    assert all(text.startswith("# ") and text.count("\n# ") == 0 for text in PAGES.values())


@pytest.mark.parametrize(("name", "count"), JOURNAL.items())
def test_an_option_list_of_the_journal_is_complete(name: str, count: int) -> None:
    options = FORMS["06_journal"].field(name).options
    assert len(options) == len({option.label for option in options}) == count


def test_the_journal_asks_every_field_of_the_source() -> None:
    assert set(JOURNAL) | JOURNAL_TEXTS <= {field.name for field in FORMS["06_journal"].fields}


def test_the_second_letter_of_the_source_is_the_postal_one() -> None:
    letters = [
        option.label for option in FORMS["06_journal"].field("kind").options if option.label.startswith("Письмо")
    ]
    assert letters == ["Письмо (электронное)", "Письмо (почтовое)"]


@pytest.mark.parametrize("kind", ["documents_without", "others_about"])
def test_a_record_without_the_graduate_says_with_whom_and_how(kind: str) -> None:
    assert {"with_whom", "way"} <= refused("06_journal", kind=kind)
    assert not {"with_whom", "way"} & refused("06_journal", kind="call")


def test_the_graduates_part_is_asked_when_the_task_is_solved() -> None:
    assert "graduate_part" in refused("06_journal", influence="solved")
    assert "graduate_part" not in refused("06_journal", influence="closer")


def test_a_record_of_a_refusal_keeps_the_graduates_words_and_a_new_fact_its_text() -> None:
    assert "refusal_words" in refused("06_journal", influence="refusal")
    assert "new_fact" in refused("06_journal", results=["new_fact"])
    assert not {"refusal_words", "new_fact"} & refused("06_journal", influence="closer", results=["consulted"])


def test_the_social_card_holds_its_six_points() -> None:
    six = {"graduate_name", "birth_year", "social_status", "placement", "education", "started_at"}
    assert refused("01_social_card") == six


def test_the_life_situation_card_has_the_nine_spheres_of_the_journal() -> None:
    assert values(FORMS["06_journal"].field("sphere")) == SPHERES
    assert [
        field.name.removesuffix("_facts")
        for field in FORMS["02_life_situation"].fields
        if field.name.endswith("_facts")
    ] == SPHERES
    assert values(FORMS["08_assessment"].field("independence")) == SPHERES


def test_a_meeting_the_specialist_asked_for_is_marked_beside_the_graduates_words() -> None:
    assert {"initiative", "situation"} <= refused("03_own_words")
    note = FORMS["03_own_words"].field("initiative_note")
    assert note.when == {"eq": [{"field": "initiative"}, "specialist"]}


def test_a_task_is_saved_only_when_all_seven_rules_fit() -> None:
    task = {"task": "Получить паспорт до 1 мая", "vector": ["independence"], "task_kind": "result"}
    common = {"tasks_set_at": "20.11.2026", "tasks_decision": "set", "own_decision": "yes"}
    assert values(parts("04_tasks", "tasks")["checks"]) == SEVEN
    assert refused("04_tasks", **common, tasks=[{**task, "checks": SEVEN[:6]}]) == {"tasks-0-checks"}
    assert refused("04_tasks", **common, tasks=[{**task, "checks": SEVEN}]) == set()
    assert refused("04_tasks", **{**common, "tasks_decision": "refused"}) == set()
    assert "checks" in refused("04_new_task", checks=SEVEN[:6])


def test_a_task_has_a_vector_and_is_a_process_or_a_result() -> None:
    fields = parts("04_tasks", "tasks")
    assert (values(fields["vector"]), values(fields["task_kind"])) == (
        ["independence", "positive_change"],
        ["process", "result"],
    )


def test_actions_are_done_and_planned_by_graduate_and_specialist() -> None:
    four = {f"{who}_{state}" for who in ("graduate", "specialist") for state in ("done", "planned")}
    assert four <= {field.name for field in FORMS["05_actions"].fields if field.kind == "group"}


def test_a_plan_holds_actions_of_both_sides() -> None:
    assert {"graduate_planned", "specialist_planned", "agreed"} <= refused("05_plan")


def test_results_lead_from_the_specialist_over_the_graduate_to_the_life_situation() -> None:
    assert refused("07_results") == {"task", "specialist_results", "graduate_results"}
    assert list(parts("07_chain", "chain")) == ["specialist", "graduate", "life"]


@pytest.mark.parametrize(("numbers", "wrong"), [(("2", "3", "0"), "tasks_solved"), (("3", "2", "3"), "solved_alone")])
def test_no_more_tasks_are_solved_than_were_set(numbers: tuple[str, str, str], wrong: str) -> None:
    names = ("tasks_set", "tasks_solved", "solved_alone")
    with pytest.raises(InvalidAnswers) as refusal:
        accepted("08_assessment", **dict(zip(names, numbers, strict=True)))
    assert set(refusal.value.errors) == {wrong}


def test_what_was_planned_and_not_done_has_a_reason() -> None:
    assert {"specialist_why", "graduate_why"} <= refused(
        "08_assessment", specialist_planned="part", graduate_planned="none"
    )


def test_the_summary_has_all_four_words() -> None:
    assert {"wanted", "necessary", "got", "achieved"} <= refused("08_summary")


def test_the_monitoring_has_eight_markers_and_five_ratios_of_use_that_show_in_a_case() -> None:
    markers = [field for field in FORMS["09_adaptation_markers"].fields if field.kind == "choice"]
    use = [field for field in FORMS["09_technology_use"].fields if field.kind == "choice"]
    assert (len(markers), len(use)) == (8, 5)
    chapters = {
        part.splitlines()[0].split(":")[0]: len(re.findall(r"(?m)^\d+\. ", part))
        for part in PAGES[FAMILY + "09_implementation"].split("\n## ")[1:]
    }
    assert chapters == {"Обучение": 4, "Ресурсы": 4, "Использование": 6, "Воспроизводство": 2}
