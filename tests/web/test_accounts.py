"""Accounts are made, changed, closed and given new passwords by whoever manages them."""

import logging
from collections.abc import Callable

import pytest
from flask import Flask

from tests.web.installation import Page, Visitor

Come = Callable[[str], Visitor]


def make(come: Come, login: str, **typed: str) -> Page:
    form = come("administrator").get("/people/new")
    answers = {"name": "Нина Новая", "login": login, "role": "curator", "team": "smolensk", **typed}
    return form.send("/people/new", answers)


def secret_of(page: Page) -> str:
    return str(page.find("//code[@class='secret']")[0].text)


def enter(app: Flask, login: str, secret: str) -> Page:
    return Visitor(app).get("/sign-in").send("/sign-in", {"login": login, "password": secret})


def test_a_new_person_signs_in_with_the_password_that_was_shown_once(app: Flask, visitor: Come) -> None:
    page = make(visitor, "n.novaya")
    assert "второй раз он не показывается" in page.text
    assert "Мой день" in enter(app, "n.novaya", secret_of(page)).text


def test_what_is_wrong_is_told_beside_its_field(visitor: Come) -> None:
    wrong = make(visitor, "Ж ж", name=" ", role="")
    assert wrong.status == 422
    assert [problem.text_content() for problem in wrong.find("//p[@class='problem']")] == [
        "Напишите имя.",
        "От 3 до 40 знаков: строчные латинские буквы, цифры, точки, дефисы.",
        "Выберите хотя бы одну роль.",
    ]
    assert make(visitor, "someone", role="king").status == 422
    assert make(visitor, "someone", team="atlantis").status == 422
    assert make(visitor, "someone", name="Ы" * 500).status == 422


def test_a_login_is_given_once(visitor: Come) -> None:
    assert "Это имя уже занято" in make(visitor, "curator").text


def test_a_closed_account_is_signed_out_and_stays_out(app: Flask, visitor: Come) -> None:
    secret = secret_of(make(visitor, "to.close"))
    person = Visitor(app)
    person.get("/sign-in").send("/sign-in", {"login": "to.close", "password": secret})
    admin = visitor("administrator")
    one = admin.get(admin.get("/people/").find("//tr[contains(., 'to.close')]//a/@href")[0])
    closed = one.send(one.path, {"active": ""})
    assert "Учётная запись изменена" in closed.text
    assert person.get("/").path.startswith("/sign-in")
    assert enter(app, "to.close", secret).status == 401


def test_a_new_password_ends_the_old_one(app: Flask, visitor: Come) -> None:
    old = secret_of(make(visitor, "forgetful"))
    admin = visitor("administrator")
    one = admin.get(admin.get("/people/").find("//tr[contains(., 'forgetful')]//a/@href")[0])
    new = secret_of(one.send("/password"))
    assert new != old
    assert enter(app, "forgetful", old).status == 401
    assert enter(app, "forgetful", new).status == 200


def test_nobody_locks_himself_out(visitor: Come) -> None:
    me = visitor("administrator").get("/people/demo-administrator")
    assert "Свою учётную запись закрыть нельзя" in me.send(me.path, {"active": ""}).text
    assert "больше не смогли бы" in me.send(me.path, {"role": "curator", "team": "smolensk"}).text


def test_every_change_is_logged_without_names_or_passwords(visitor: Come, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "web.pages.accounts"):
        secret = secret_of(make(visitor, "logged.one"))
    assert "made by demo-administrator" in caplog.text
    for personal in (secret, "logged.one", "Нина"):
        assert personal not in caplog.text


def test_only_who_manages_accounts_comes_near(visitor: Come) -> None:
    for path in ("/people/", "/people/new", "/people/demo-curator"):
        assert visitor("regional_head").get(path).status == 403
    assert visitor("administrator").get("/people/nobody").status == 404
