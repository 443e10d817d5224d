"""Who may call what: every route declares it, and the gate refuses the rest."""

import pytest
from flask import Flask

from engine.roles import PERMISSIONS
from tests.web.installation import Visitor
from web.addresses import local
from web.auth.permissions import PUBLIC, SIGNED_IN, needs


def test_every_route_declares_who_may_call_it(app: Flask) -> None:
    known = {PUBLIC, SIGNED_IN, *PERMISSIONS}
    offenders = [
        rule.rule for rule in app.url_map.iter_rules() if needs(app.view_functions[rule.endpoint]) not in known
    ]
    assert offenders == []


def test_few_routes_are_open_to_everybody(app: Flask) -> None:
    public = {rule.endpoint for rule in app.url_map.iter_rules() if needs(app.view_functions[rule.endpoint]) == PUBLIC}
    assert public == {
        "session.page",
        "session.sign_in",
        "session.as_guest",
        "language.choose",
        "assets.built",
        "health.page",
        "own_calendar.feed",
    }


def test_no_route_that_changes_something_answers_a_get(app: Flask) -> None:
    verbs = ("claim", "release", "sign_out", "send", "save", "complete", "choose", "as_guest")
    offenders = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[-1] in verbs and "GET" in (rule.methods or set())
    ]
    assert offenders == []


def test_who_is_not_signed_in_is_led_to_the_door_and_back(app: Flask) -> None:
    page = Visitor(app).get("/cases/?status=all")
    assert page.path == "/sign-in?next=/cases/?status%3Dall"
    assert page.find("//input[@name='next']/@value")[0] == "/cases/?status=all"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\/evil",
        "javascript:alert(1)",
        "/a\nb",
        "",
        "evil",
    ],
)
def test_only_local_addresses_are_followed(app: Flask, wanted: str) -> None:
    with app.test_request_context():
        assert local(wanted) == "/"


def test_a_role_without_the_permission_gets_a_page_in_words(app: Flask) -> None:
    page = Visitor(app).come_in("curator").get("/people/")
    assert page.status == 403
    assert "Ваша роль этого не позволяет" in page.text


def test_an_unknown_case_and_a_forbidden_one_look_the_same(app: Flask) -> None:
    case_id = Visitor(app).come_in("duty_specialist").register().path.split("/")[2]
    stranger = Visitor(app).come_in("duty_specialist.vyazma")
    foreign, unknown = stranger.get(f"/cases/{case_id}"), stranger.get("/cases/nothing")
    assert (foreign.status, foreign.text) == (unknown.status, unknown.text)
    assert foreign.status == 404


def test_every_answer_carries_the_headers_that_protect(app: Flask) -> None:
    for path in ("/sign-in", "/health", "/nothing"):
        headers = Visitor(app).client.get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_first_page_is_light(app: Flask) -> None:
    """Under 60 KiB with everything it loads, as sent."""
    client = Visitor(app).client
    page = client.get("/sign-in")
    names = ("app.css", "page.js", "icons.svg", "favicon.svg")
    with app.test_request_context():
        addresses = [app.jinja_env.globals["asset"](name) for name in names]  # type: ignore[operator]
    parts = [client.get(address, headers={"Accept-Encoding": "gzip"}) for address in addresses]
    assert all(part.headers["Cache-Control"].endswith("immutable") for part in parts)
    assert len(page.data) + sum(len(part.data) for part in parts) < 60 * 1024
