"""Every document of every family merges with what its scenarios answer, and says nothing that is not known."""

import io
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx import Document as Docx

from engine import plans
from engine.definitions import Definition
from forms.papers import index, pictograms, words
from forms.papers.index import Document
from forms.papers.merge import merge
from forms.papers.numerals import sum_in_words
from forms.papers.pdf import pdf
from forms.papers.typeset import pictures, source
from tests.processes.stage import FAMILIES, PROCESSES, ROOT, calendar, published, scenario, walk

WORDS = words.Words("Да", "Нет", lambda day: f"{day:%d.%m.%Y}", lambda total: f"{total:.2f} ₽")
ORGANISATION = {
    "name": "Фонд",
    "address": "Смоленск",
    "details": "ИНН 1234567890",
    "signatory": "А. Б. Вольная",
    "phone": "+7 4812 00-00-00",
}
NOBODY = dict.fromkeys(ORGANISATION, "")
STEP = {"what": "Починить печь", "who": "Папа", "help": "Ремонт", "picture": "hammer", "state": "Предстоит", "done": "",
        "when": "до 5 марта 2026 г."}  # fmt: skip
PLAN = {"title": "План", "version": "2", "goal": "К зиме дома тепло.", "on": "5 марта 2026 г.",
        "sides": [{"title": "Семья", "steps": [STEP] * 3}, {"title": "Фонд", "steps": [STEP]}]}  # fmt: skip
ALL = [(family.name, document) for family in FAMILIES for document in index.load(ROOT / "forms" / family.name)]
NAMES = [f"{family}-{document.key}" for family, document in ALL]
Records = Mapping[str, Mapping[str, Any]]


@cache
def told(family: str) -> tuple[tuple[Records, ...], Definition]:
    """After each action of each scenario: the latest answers to each form."""
    found: list[Records] = []
    for path in sorted((PROCESSES / family / "scenarios").glob("*.toml")):
        journey, store = walk(scenario(path))
        case = journey.run()
        latest: Records = {}
        for event in store.events[case]:
            if event.is_input and "form" in event.data:
                latest = {**latest, event.data["form"]: event.private["record"]}
                found.append(latest)
    return tuple(found), published(family)[1]


def data(document: Document, records: Records, definition: Definition, whose: Mapping[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "case": dict.fromkeys(("number", "title", "process", "team", "lead", "opened_on"), "Случай"),
        "document": {"number": "1", "date": "22 ноября 2026 г.", "title": document.title, "issued_by": "Куратор"},
        "organisation": whose, "people": [], "has": {}, "sections": {}, "totals": {}, "plan": PLAN,
    }  # fmt: skip
    for name, keys in document.sources.items():
        forms = [definition.forms[key] for key in keys]
        given = next((key for key in reversed(list(records)) if key in keys), None)
        answers = document.kept(name, records[given]) if given else {}
        told[name], told["has"][name] = words.filled(forms, answers, WORDS), bool(given)
        told["sections"][name] = words.sections(definition.forms[given], answers, WORDS) if given else []
        told["totals"][name] = words.totals(forms, answers, WORDS)
    return told


def latest(family: str, document: Document) -> tuple[Records, Definition]:
    """The last answers of the scenarios with which the document is ready, with every row it keeps."""
    told_so_far, definition = told(family)
    return next(r for r in reversed(told_so_far) if _is_ready(document, r)), definition


def _is_ready(document: Document, records: Records) -> bool:
    return document.ready(frozenset(records)) and all(_has_rows(document, place, records) for place in document.rows)


def _has_rows(document: Document, place: str, records: Records) -> bool:
    name, _dot, group = place.partition(".")
    given = next((key for key in reversed(list(records)) if key in document.sources[name]), "")
    return bool(document.kept(name, records.get(given, {})).get(group))


def text(document: bytes) -> str:
    paper = Docx(io.BytesIO(document))
    return "\n".join("".join(node.itertext()) for node in paper.element.body.iter() if node.tag.endswith("}p"))


@pytest.mark.parametrize(("family", "document"), ALL, ids=NAMES)
def test_a_document_merges_with_everything_its_scenarios_answer(family: str, document: Document) -> None:
    told_so_far, definition = told(family)
    ready = [records for records in told_so_far if document.ready(frozenset(records))]
    assert ready, "no scenario answers the forms it needs"
    for records, whose in ((ready[0], NOBODY), (ready[-1], ORGANISATION)):
        made = text(merge(document.template.read_bytes(), data(document, records, definition, whose)))
        assert not re.search(r"{{|{%|%}|}}|None|Undefined|__", made)


@pytest.mark.parametrize(("family", "document"), ALL, ids=NAMES)
def test_a_document_becomes_pages(family: str, document: Document) -> None:
    records, definition = latest(family, document)
    made = merge(document.template.read_bytes(), data(document, records, definition, ORGANISATION))
    at = calendar().local(scenario(next((PROCESSES / family / "scenarios").glob("*.toml"))).clock)
    assert pdf(made, document.title, at).startswith(b"%PDF-")
    assert document.title.split()[0] in source(made, document.title)


def test_forms_that_documents_speak_of_are_there() -> None:
    unknown = [
        (family, document.key, key)
        for family, document in ALL
        for key in document.form_keys
        if key not in published(family)[1].forms
    ]
    assert unknown == []


def test_any_filled_form_can_be_printed() -> None:
    template = (ROOT / "forms" / "record.docx").read_bytes()
    for family in FAMILIES:
        told_so_far, definition = told(family.name)
        latest = {key: answers for records in told_so_far for key, answers in records.items()}
        for key, answers in list(latest.items())[::6]:
            form = definition.forms[key]
            page = Document(key, form.title, Path(), {"record": (key,)}, {})
            made = merge(template, data(page, {key: answers}, definition, ORGANISATION))
            assert form.sections[0].title in text(made) or not words.sections(form, answers, WORDS)


def test_sums_of_money_are_added_up() -> None:
    form = published("casework")[1].forms["casework/24_one_off_help"]
    answers = {"help": [{"cost": "1500.50"}, {}, {"cost": "499.50"}]}
    assert words.totals([form], answers, WORDS)["help_cost"] == WORDS.sum(Decimal(2000))


def test_days_are_written_as_the_organisation_writes_them() -> None:
    form = published("casework")[1].forms["casework/24_one_off_help"]
    filled = words.filled([form], {"helped_at": "2026-03-05"}, WORDS)
    assert (filled["helped_at"], filled["help"], filled["result"]) == (WORDS.day(date(2026, 3, 5)), [], "")


def test_an_act_holds_only_the_help_that_belongs_into_it() -> None:
    acts = {document.key: document for family, document in ALL if family == "casework" and document.rows}
    answers = {"help": [{"what": "Дрова", "act": "15"}, {"what": "Юрист", "act": "23"}, {"what": "Совет"}]}
    kept = {key: [row["what"] for row in act.kept("help", answers)["help"]] for key, act in acts.items()}
    assert kept == {"15_handover": ["Дрова"], "23_services": ["Юрист"]}
    assert acts["15_handover"].kept("other", answers) == answers


def test_sums_are_written_in_words() -> None:
    told = {
        "0": "ноль рублей 00 копеек",
        "1.01": "один рубль 01 копейка",
        "22.12": "двадцать два рубля 12 копеек",
        "1001": "одна тысяча один рубль 00 копеек",
        "2500.50": "две тысячи пятьсот рублей 50 копеек",
        "311011.03": "триста одиннадцать тысяч одиннадцать рублей 03 копейки",
        "5000000": "пять миллионов рублей 00 копеек",
    }
    assert {text: sum_in_words(Decimal(text), "ru") for text in told} == told
    assert sum_in_words(Decimal(10), "xx") == sum_in_words(Decimal(10**10), "ru") == ""


def test_a_pictogram_stands_in_the_word_file_and_in_the_pdf() -> None:
    family, document = next((f, d) for f, d in ALL if d.plan)
    records, definition = latest(family, document)
    made = merge(document.template.read_bytes(), data(document, records, definition, ORGANISATION))
    assert any(name.endswith(".png") for name in pictures(made))
    assert "image(" in source(made, document.title)


def test_every_pictogram_a_plan_names_is_drawn() -> None:
    for family in FAMILIES:
        for scheme in plans.of(published(family.name)[1].settings):
            assert set(scheme.pictograms.values()) <= pictograms.names()
            assert all(pictograms.png(name).startswith(b"\x89PNG") for name in scheme.pictograms.values())


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_no_two_documents_of_a_method_can_bear_the_same_number(family: Path) -> None:
    patterns = [document.pattern for document in index.load(ROOT / "forms" / family.name)]
    assert len(set(patterns)) == len(patterns)
