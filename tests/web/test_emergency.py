"""An emergency is two taps away: from the day by way of the case, or from the case itself."""

from collections.abc import Callable

from tests.web.installation import Visitor
from tests.web.test_transfers import led
from web.services import Services

Come = Callable[[str], Visitor]


def test_an_emergency_is_told_in_two_taps(visitor: Come, services: Services) -> None:
    case_id = led(visitor, services, "Экстренные")
    curator = visitor("curator")
    form = curator.get("/").link("Экстренный случай").link("Экстренные")
    assert form.path.startswith(f"/cases/{case_id}/messages/")
    assert curator.get(f"/cases/{case_id}").find(f"//a[contains(@class, 'alarm')][@href='{form.path}']")


def test_who_may_send_nothing_is_offered_no_emergency(visitor: Come) -> None:
    psychologist = visitor("psychologist")
    assert "Экстренный случай" not in psychologist.get("/").text
    assert psychologist.get("/emergency").status == 403
