"""Requests to drafts that no page makes: each is answered, none breaks the server."""

from collections.abc import Callable

import pytest

from tests.web.installation import Visitor
from tests.web.test_studio import begun, told

Come = Callable[[str], Visitor]
NAME = "T1_signal.bpmn"
HUGE = 10**30
FORM = "casework/02_signal_log.form.json"


@pytest.fixture(scope="module")
def anna(app: object) -> Visitor:
    return Visitor(app).come_in("methodologist")  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def draft(anna: Visitor) -> str:
    return begun(anna)


@pytest.mark.parametrize("place", [f"files/{NAME}", "here", "proof", "ask"])
@pytest.mark.parametrize("body", [[1], "text", 5, {"revision": HUGE, "text": "x"}, {"about": ["ask"]}, {"name": 5}])
def test_a_script_that_says_something_else_is_answered(anna: Visitor, draft: str, place: str, body: object) -> None:
    assert told(anna, f"{draft}/{place}", body)["status"] < 500


ADDRESSES = (
    f"files/{NAME}?revision={HUGE}",
    f"files/{NAME}?revision=-1",
    "files/none.bpmn?revision=7",
    f"diagrams/{NAME}?revision={HUGE}",
    f"texts/process.toml?revision={HUGE}",
    "texts/process.toml?revision=99",
    f"forms/{FORM}?revision={HUGE}",
    f"forms/{FORM}?at=99",
    "diagrams/none.bpmn",
    "tables/complexity.dmn?revision=7",
    "bench?at=99.99.9999",
    "bench?since-x=1",
    "coverage?scope=none",
    "try?node=none&role=none&scope=none",
    "publish",
    "form-preview/none.form.json",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_made_by_hand_is_answered(anna: Visitor, draft: str, address: str) -> None:
    assert anna.get(f"{draft}/{address}").status < 500


@pytest.mark.parametrize("kept", ["", "process.toml"])
def test_a_draft_that_lacks_files_is_shown_on_every_page(anna: Visitor, kept: str) -> None:
    draft = begun(anna)
    for name in {NAME, "casework.bpmn", "process.toml"} - {kept}:
        assert told(anna, f"{draft}/files/{name}", {"revision": 0, "text": None})["status"] == 200
    for page in ("", "/publish", "/bench", "/coverage", "/try", "/offers", "/findings"):
        assert anna.get(f"{draft}{page}").status < 500, page


def test_a_draft_that_is_not_there_is_told_so(anna: Visitor) -> None:
    for page in ("", "/publish", "/bench", "/coverage", "/try", "/offers", "/findings"):
        assert anna.get(f"/studio/none{page}").status == 404, page
