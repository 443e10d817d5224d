"""Signing in and out."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from engine.clock import ManualClock
from tests.web.installation import PASSWORD, SIGNAL, Page, Visitor, app_of, build
from web.auth.sessions import LASTS
from web.limits import limiter
from web.services import Services


@pytest.fixture(autouse=True)
def patience(app: Flask) -> None:
    with app.app_context():
        limiter.reset()


def sign_in(visitor: Visitor, login: str, password: str) -> Page:
    return visitor.get("/sign-in").send("/sign-in", {"login": login, "password": password})


def test_name_and_password_open_the_door(app: Flask) -> None:
    assert sign_in(Visitor(app), "curator", PASSWORD).path == "/"


def test_a_wrong_name_and_a_wrong_password_are_told_the_same(app: Flask) -> None:
    wrong_name, wrong_password = sign_in(Visitor(app), "nobody", PASSWORD), sign_in(Visitor(app), "curator", "wrong")
    sentence = "Имя или пароль не подходят."
    assert sentence in wrong_name.text
    assert sentence in wrong_password.text
    assert wrong_name.status == wrong_password.status == 401


def test_the_password_is_never_sent_back(app: Flask) -> None:
    assert PASSWORD not in sign_in(Visitor(app), "nobody", PASSWORD).answer.get_data(as_text=True)


def test_many_tries_are_slowed_down(app: Flask) -> None:
    visitor = Visitor(app)
    pages = [sign_in(visitor, "nobody", "guess") for _ in range(11)]
    assert [page.status for page in pages].count(401) == 10
    assert pages[-1].status == 429
    assert "Подождите минуту" in pages[-1].text


def test_the_cookie_is_for_the_server_alone(app: Flask) -> None:
    visitor = Visitor(app).come_in("curator")
    cookie = visitor.client.get_cookie("opora")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_signing_out_ends_the_session_on_the_server(app: Flask) -> None:
    visitor = Visitor(app).come_in("curator")
    stolen = visitor.client.get_cookie("opora")
    assert stolen is not None
    visitor.get("/").send("/sign-out")
    thief = Visitor(app)
    thief.client.set_cookie("opora", stolen.value)
    assert thief.get("/").path.startswith("/sign-in")


def test_a_session_that_is_not_used_ends(tmp_path: Path, sealed: str) -> None:
    services = build(tmp_path, sealed)
    visitor = Visitor(app_of(services)).come_in("curator")
    _clock(services).advance(LASTS - timedelta(minutes=1))
    assert visitor.get("/").path == "/"
    _clock(services).advance(LASTS - timedelta(minutes=1))
    assert visitor.get("/").path == "/"
    _clock(services).advance(LASTS + timedelta(minutes=1))
    assert visitor.get("/").path.startswith("/sign-in")
    services.database.close()


def test_what_was_typed_survives_the_end_of_the_session(app: Flask) -> None:
    visitor = Visitor(app).come_in("duty_specialist")
    form = visitor.get("/open/casework")
    token = form.find("//input[@name='csrf_token']/@value")[0]
    visitor.get("/").send("/sign-out")
    token = visitor.get("/sign-in").find("//input[@name='csrf_token']/@value")[0]
    door = visitor.post("/open/casework", {**SIGNAL, "csrf_token": token}.items())
    assert door.status == 401
    back = door.send("/sign-in", {"login": "duty_specialist", "password": PASSWORD})
    assert back.path == "/open/casework"
    assert back.find("//input[@name='family_name']/@value") == ["Ивановы"]


def test_a_form_without_its_token_is_refused_and_its_text_shown(app: Flask) -> None:
    visitor = Visitor(app).come_in("duty_specialist")
    page = visitor.post("/open/casework", SIGNAL.items())
    assert page.status == 400
    assert SIGNAL["what_happened"] in page.text


def test_there_is_no_demonstration_door_outside_the_demonstration(tmp_path: Path, sealed: str) -> None:
    services = build(tmp_path, sealed)
    plain = replace(services, settings=replace(services.settings, demo=False))
    visitor = Visitor(app_of(plain))
    page = visitor.get("/sign-in")
    token = page.find("//input[@name='csrf_token']/@value")[0]
    assert not page.find("//button[@name='account']")
    assert visitor.post("/sign-in/demo", [("csrf_token", token), ("account", "demo-curator")]).status == 401
    assert visitor.get("/").path.startswith("/sign-in")
    services.database.close()


def _clock(services: Services) -> ManualClock:
    assert isinstance(services.clock, ManualClock)
    return services.clock


def test_tries_for_one_account_count_together_from_wherever_they_come(app: Flask) -> None:
    for number in range(10):
        visitor = Visitor(app)
        visitor.client.environ_base = {"REMOTE_ADDR": f"10.0.0.{number}"}
        assert sign_in(visitor, "curator", "guess").status == 401
    late = Visitor(app)
    late.client.environ_base = {"REMOTE_ADDR": "10.0.1.1"}
    assert sign_in(late, "curator", PASSWORD).status == 429
    assert sign_in(late, "psychologist", PASSWORD).path == "/"


def test_a_person_changes_his_own_password(app: Flask) -> None:
    mine, elsewhere = Visitor(app), Visitor(app)
    sign_in(mine, "curator.roslavl", PASSWORD)
    sign_in(elsewhere, "curator.roslavl", PASSWORD)
    page = mine.get("/me/password")
    for old, new, again, told in (
        ("guess", "a new password", "a new password", "не ваш нынешний пароль"),
        (PASSWORD, "short", "short", "Не меньше 10 знаков"),
        (PASSWORD, PASSWORD, PASSWORD, "не прежний"),
        (PASSWORD, "a new password", "another password", "не совпадают"),
    ):
        wrong = page.send("/password", {"old": old, "new": new, "again": again})
        assert wrong.status == 422
        assert told in wrong.text
    done = page.send("/password", {"old": PASSWORD, "new": "a new password", "again": "a new password"})
    assert "Пароль сменён" in done.text
    assert elsewhere.get("/").path.startswith("/sign-in")
    assert sign_in(Visitor(app), "curator.roslavl", "a new password").path == "/"
