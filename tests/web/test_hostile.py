"""Addresses and forms that no page of ours ever made: answered with a page, never with an error of the server."""

import base64
from collections.abc import Callable

import pytest
from flask import Flask

from engine.roles import Grant
from tests.web.installation import SIGNAL, Visitor, case_of
from web.services import NewAccount, Services

Come = Callable[[str], Visitor]
HUGE = "9" * 30


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "path",
    [
        f"/tasks/{HUGE}",
        f"/messages/{HUGE}",
        "/after?opened=\u00b2",
        f"/after?opened={'9' * 5000}",
        f"/timeline?after={cursor(f'[{HUGE}]')}",
        f"/timeline?after={cursor('[' * 3000)}",
        "/timeline?after=\u00e9",
        f"/history?after={cursor('[-1]')}",
    ],
)
def test_an_address_made_by_hand_gets_a_page(visitor: Come, path: str) -> None:
    case_id = case_of(visitor("duty_specialist").register(family_name="Адресовы"))
    assert visitor("regional_head").get(f"/cases/{case_id}{path}").status in {200, 404}


@pytest.mark.parametrize(
    "row",
    [
        '["0001-01-01T00:00:00+14:00","x"]',
        '["9999-12-31T23:59:59-14:00","x"]',
        '["2026-01-01T00:00:00","x"]',
        '["2026-01-01T00:00:00+00:00","\\u0000"]',
        '["2026-01-01T00:00:00+00:00","\\ud800"]',
    ],
)
def test_a_page_of_a_list_that_begins_nowhere_is_not_found(visitor: Come, row: str) -> None:
    assert visitor("regional_head").get(f"/cases/?after={cursor(row)}").status == 404


@pytest.mark.parametrize("path", ["/cases/%00", "/cases/?text=%00", "/open/%00"])
def test_a_nul_in_an_address_is_refused(visitor: Come, path: str) -> None:
    assert visitor("duty_specialist").get(path).status == 400


def test_a_nul_in_a_form_is_refused(app: Flask) -> None:
    answer = Visitor(app).get("/sign-in").send("/sign-in", {"login": "a\0", "password": "b"})
    assert answer.status == 400


def test_no_case_is_opened_in_a_team_that_there_is_not(app: Flask, services: Services, sealed: str) -> None:
    everywhere = NewAccount("everywhere", "everywhere", "Everywhere", sealed, (Grant("duty_specialist", None),))
    services.keeper.add_account(everywhere, services.clock.now())
    page = Visitor(app).come_in("everywhere").get("/open/casework")
    assert page.send("/open/casework", {**SIGNAL, "team": "nowhere"}).status == 403


def test_a_row_nobody_showed_is_not_removed(visitor: Come) -> None:
    page = visitor("duty_specialist").get("/open/casework")
    assert page.send("/open/casework", button="_remove=children-\u00b2").status == 200


@pytest.mark.parametrize("kept", ["[" * 100_000, '[["a", "\\ud800"]]', "[[1,2]]", '{"a":1}'])
def test_what_travels_with_a_sign_in_may_be_anything(app: Flask, kept: str) -> None:
    page = Visitor(app).get("/sign-in").send("/sign-in", {"login": "x", "password": "y", "kept": kept})
    assert page.status == 401
