"""Answers are taken as people write them; each failure has a sentence that says what to do."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.forms.builders import NOW, a, checked, form, told

OPTIONS = [{"value": value, "label": value} for value in ("food", "repair", "legal")]


def kept(kind: str, typed: Any, **attributes: Any) -> Any:
    return checked(form(a(kind, **attributes)), x=typed).record.get("x")


def refused(kind: str, typed: Any, **attributes: Any) -> str:
    [sentence] = told(form(a(kind, **attributes)), x=typed)["x"]
    return sentence


@pytest.mark.parametrize(
    ("typed", "record"),
    [
        ("05.03.1990", "1990-03-05"),
        ("5.3.1990", "1990-03-05"),
        (" 05 . 03 . 1990 ", "1990-03-05"),
        ("05/03/1990", "1990-03-05"),
        ("05-03-1990", "1990-03-05"),
        ("05 03 1990", "1990-03-05"),
        ("05031990", "1990-03-05"),
        ("1990-03-05", "1990-03-05"),
        ("29.02.2024", "2024-02-29"),
    ],
)
def test_a_date_is_taken_as_people_write_it(typed: str, record: str) -> None:
    assert kept("date", typed) == record


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("5.3.90", "Write the year with four digits, for example 05.03.1990."),
        ("29.02.2026", "There is no such day in the calendar."),
        ("2026-13-01", "There is no such day in the calendar."),
        ("yesterday", "This is not a date. Write it like 05.03.1990."),
        ("٠٥.٠٣.١٩٩٠", "This is not a date. Write it like 05.03.1990."),
        ("05.03.1890", "Not before 1900-01-01."),
        ("05.03.2190", "Not after 2100-12-31."),
        (19900305, "This is not text."),
    ],
)
def test_a_date_that_will_not_do_says_why(typed: Any, sentence: str) -> None:
    assert refused("date", typed) == sentence


def test_past_and_future_are_judged_by_the_day_where_the_office_is() -> None:
    assert kept("date", "30.12.2026", past=True) == "2026-12-30"
    assert kept("date", "30.12.2026", future=True) == "2026-12-30"
    assert refused("date", "31.12.2026", past=True) == "This date has not come yet."
    assert refused("date", "29.12.2026", future=True) == "This date is over already."
    vladivostok = NOW.astimezone(ZoneInfo("Asia/Vladivostok"))
    assert checked(form(a("date", past=True)), now=vladivostok, x="31.12.2026").record == {"x": "2026-12-31"}


def test_a_date_keeps_to_its_own_limits() -> None:
    limits = {"min": "2026-01-01", "max": "2026-12-31"}
    assert kept("date", "01.01.2026", **limits) == "2026-01-01"
    assert refused("date", "31.12.2025", **limits) == "Not before 2026-01-01."
    assert refused("datetime", "01.01.2027 10:00", **limits) == "Not after 2026-12-31."


@pytest.mark.parametrize(
    ("typed", "record"),
    [
        ("30.12.2026 17:40", "2026-12-30T17:40:00+03:00"),
        ("30.12.2026, 9:05", "2026-12-30T09:05:00+03:00"),
        ("30.12.2026 9.05", "2026-12-30T09:05:00+03:00"),
        ("30 12 2026 09:05", "2026-12-30T09:05:00+03:00"),
        ("2026-12-30T17:40", "2026-12-30T17:40:00+03:00"),
        ("2026-12-30T17:40:30.5+03:00", "2026-12-30T17:40:30+03:00"),
        ("2026-12-30T14:40:00Z", "2026-12-30T17:40:00+03:00"),
    ],
)
def test_a_moment_is_typed_in_the_offices_time(typed: str, record: str) -> None:
    assert kept("datetime", typed) == record


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("30.12.2026", "Add the time, for example 05.03.2026 14:30."),
        ("30.12.26 17:40", "Write the year with four digits, for example 05.03.1990."),
        ("30.12.2026 24:00", "There is no such time of day."),
        ("30.12.2026 17:60", "There is no such time of day."),
        ("31.11.2026 10:00", "There is no such day in the calendar."),
        ("17:40", "This is not a date. Write it like 05.03.1990."),
    ],
)
def test_a_moment_that_will_not_do_says_why(typed: str, sentence: str) -> None:
    assert refused("datetime", typed) == sentence


def test_a_moment_lies_in_the_past_or_the_future() -> None:
    assert kept("datetime", "30.12.2026 17:40", past=True)
    assert refused("datetime", "30.12.2026 17:41", past=True) == "This moment has not come yet."
    assert refused("datetime", "30.12.2026 17:39", future=True) == "This moment is over already."


def test_a_moment_the_clocks_skip_or_repeat_is_exact() -> None:
    berlin = datetime(2026, 3, 1, tzinfo=ZoneInfo("Europe/Berlin"))
    asked = form(a("datetime"))
    assert checked(asked, now=berlin, x="29.03.2026 02:30").record == {"x": "2026-03-29T03:30:00+02:00"}
    assert checked(asked, now=berlin, x="25.10.2026 02:30").record == {"x": "2026-10-25T02:30:00+02:00"}


@pytest.mark.parametrize(
    "typed",
    [
        "+7 916 123-45-67",
        "8 (916) 123-45-67",
        "89161234567",
        "7 916 1234567",
        "916 123 45 67",
        "+7\u00a0916\u00a0123\u201345\u201367",
    ],
)
def test_a_russian_phone_is_kept_in_one_form(typed: str) -> None:
    assert kept("phone", typed) == "+79161234567"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("123-45-67", "A phone number has ten digits after +7 or 8; a foreign one begins with +."),
        ("+7 916 123-45", "This phone number has too many or too few digits."),
        ("+7 916 123-45-678", "This phone number has too many or too few digits."),
        ("8 916 123-45-67, 8 916 765-43-21", "Write one phone number, in digits: +7 916 123-45-67."),
        ("мамин", "Write one phone number, in digits: +7 916 123-45-67."),
    ],
)
def test_a_phone_that_will_not_do_says_why(typed: str, sentence: str) -> None:
    assert refused("phone", typed) == sentence


def test_a_foreign_phone_begins_with_a_plus() -> None:
    assert kept("phone", "+375 29 123-45-67") == "+375291234567"


@pytest.mark.parametrize(
    ("typed", "record"),
    [
        ("1500", "1500.00"),
        ("1 500", "1500.00"),
        ("1\u00a0500,5", "1500.50"),
        ("1500.50 \u20bd", "1500.50"),
        ("0", "0.00"),
        ("1500,000", "1500.00"),
    ],
)
def test_money_is_taken_with_spaces_and_comma(typed: str, record: str) -> None:
    assert kept("money", typed) == record


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("money", "1,505", "Write at most two digits after the comma: kopecks."),
        ("money", "-1", "At least 0,00."),
        ("money", "1.500,50", "Enter a number in digits, for example 1500."),
        ("money", "полторы тысячи", "Enter a number in digits, for example 1500."),
        ("integer", "2,5", "Enter a whole number."),
        ("integer", "1e3", "Enter a number in digits, for example 1500."),
        ("integer", True, "This is not text."),
        ("integer", "1" * 16, "Enter a number in digits, for example 1500."),
        ("decimal", "0,1234567", "Write at most 6 digits after the comma."),
        ("decimal", float("nan"), "This is not text."),
    ],
)
def test_a_number_that_will_not_do_says_why(kind: str, typed: Any, sentence: str) -> None:
    assert refused(kind, typed) == sentence


def test_a_number_keeps_to_its_limits() -> None:
    assert kept("integer", "18", min=0, max=18) == 18
    assert refused("integer", "19", max=18) == "At most 18."
    assert refused("decimal", "0,4", min=0.5) == "At least 0,5."
    assert kept("decimal", "-0,50") == "-0.5"
    assert kept("decimal", "-0") == "0"
    assert kept("integer", "\u22125") == -5


def test_text_is_tidied_and_keeps_its_lines() -> None:
    assert kept("text", "  one\r\ntwo\u2028three\u200b \x07 ") == "one\ntwo\nthree"
    assert kept("line", " one \n two\ttabs ") == "one two tabs"
    assert kept("line", "и\u0306") == "й"


@pytest.mark.parametrize("typed", ["a\x00b", "a\ud800b", "\udc80"])
def test_characters_that_cannot_be_kept_are_refused(typed: str) -> None:
    assert refused("line", typed).startswith("There are characters here that cannot be kept.")


@pytest.mark.parametrize("kind", ["money", "integer", "decimal", "date", "datetime", "phone"])
def test_words_are_told_to_be_of_the_wrong_kind_however_long(kind: str) -> None:
    assert refused(kind, "пятьсот рублей " * 6) == refused(kind, "много")


def test_text_has_a_limit() -> None:
    assert kept("line", "я" * 300)
    assert refused("line", "я" * 301) == "Too long by 1: at most 300 characters."
    assert refused("text", "я" * 20_001) == "Too long by 1: at most 20000 characters."
    assert refused("text", "я" * 1_000_000) == "Too long: at most 20000 characters."
    assert refused("line", "ab", min=3) == "Too short: at least 3 characters."
    assert refused("line", "abcd", max=3) == "Too long by 1: at most 3 characters."


def test_only_options_offered_are_taken() -> None:
    assert kept("choice", "food", options=OPTIONS) == "food"
    assert refused("select", "cash", options=OPTIONS) == "Choose one of the options offered."
    assert refused("choice", ["food"], options=OPTIONS) == "Choose one of the options offered."
    assert refused("choices", ["food", "cash"], options=OPTIONS) == "Choose one of the options offered."
    assert refused("choices", [{}, 1], options=OPTIONS) == "Choose one of the options offered."


def test_ticked_boxes_are_kept_in_the_order_offered() -> None:
    assert kept("choices", ["legal", "food", "legal", ""], options=OPTIONS) == ["food", "legal"]
    assert kept("choices", "food", options=OPTIONS) == ["food"]
    assert kept("choices", [], options=OPTIONS) is None
    assert refused("choices", ["food"], options=OPTIONS, min=2) == "Tick at least 2."
    assert refused("choices", ["food", "legal"], options=OPTIONS, max=1) == "Tick at most 1."
    assert refused("choices", [], options=OPTIONS, required=True) == "Tick at least one."


def test_no_is_an_answer_and_an_empty_box_is_none() -> None:
    assert kept("yesno", "no", required=True) is False
    assert kept("yesno", True) is True
    assert refused("yesno", "", required=True) == "Answer yes or no."
    assert refused("yesno", "maybe") == "Answer yes or no."
    assert kept("agree", "on", required=True) is True
    assert kept("agree", "no") is None
    assert refused("agree", False, required=True) == "Tick the box to go on."


def test_an_email_is_an_address() -> None:
    assert kept("email", " Anna@Example.ORG ") == "Anna@example.org"
    for typed in ("anna", "anna@", "@example.org", "a b@example.org", "a@b@example.org"):
        assert refused("email", typed) == "This is not an e-mail address. Write it like name@example.org."


def test_a_person_is_an_account() -> None:
    assert kept("person", "anna", role="curator") == "anna"
    assert refused("person", "two people") == "Choose a person."
    assert refused("person", "", required=True) == "Choose a person."


def test_a_note_asks_nothing() -> None:
    assert told(form(a("note")), x="answer") == {"x": ["There is no such question in this form."]}
