"""The register of cases: what is searched for stays out of addresses."""

from collections.abc import Callable

from tests.web.installation import Visitor

Come = Callable[[str], Visitor]


def test_a_searched_name_is_found_and_stands_in_no_address(visitor: Come) -> None:
    visitor("duty_specialist").register(family_name="Пеструхины")
    register = visitor("regional_head").get("/cases/")
    found = register.send("/cases/", {"text": "Пеструх"})
    assert (found.status, found.path) == (200, "/cases/")
    assert "Пеструхины" in found.text
    assert "Пеструхины" not in register.send("/cases/", {"text": "Никто"}).text


def test_an_address_with_a_name_in_it_searches_for_nothing(visitor: Come) -> None:
    visitor("duty_specialist").register(family_name="Пеструхины")
    assert "Пеструхины" in visitor("regional_head").get("/cases/?text=Никто").text
