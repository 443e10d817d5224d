"""Errors of lower rooms in the page's language."""

import re

from flask import Flask

from engine.errors import Stuck
from engine.feel.errors import TOO_DEEP, FeelError
from web import messages


def test_why_an_expression_has_no_value_is_told_in_the_language_of_the_page(app: Flask) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "ru"}):
        told = messages.error(Stuck("price", FeelError(TOO_DEEP, 2)))
    assert re.findall("[A-Za-z]+", told) == ["price"]
    assert told.endswith(".")
