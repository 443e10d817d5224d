"""Pages of editors: what they weigh, what they may load, and that no other page pays for it."""

import re
from collections.abc import Callable

import pytest

from engine.roles import Actor, Grant
from persistence.queries import studio
from persistence.queries.scope import Viewer
from tests.web.installation import Visitor
from tests.web.test_studio import begun, told
from web import commands
from web.assets import DIST
from web.services import Services

Come = Callable[[str], Visitor]
KIB = 1024
READER = Actor("demo-methodologist", "", (Grant("methodologist", None),))
HEAVIEST = {"modeler": 480, "table": 345, "modeler_style": 30, "tables": 22}


@pytest.fixture
def anna(visitor: Come) -> Visitor:
    return visitor("methodologist")


@pytest.mark.parametrize(("stem", "most"), HEAVIEST.items())
def test_an_editor_stays_within_its_weight(stem: str, most: int) -> None:
    (packed,) = [path for path in DIST.glob(f"{stem}.*.gz") if re.fullmatch(rf"{stem}\.\w+\.(js|css)\.gz", path.name)]
    assert packed.stat().st_size <= most * KIB


def test_only_the_pages_of_editors_load_them_and_are_styled_by_scripts(anna: Visitor) -> None:
    draft = begun(anna)
    heavy = {f"{draft}/diagrams/T1_signal.bpmn": "modeler.", f"{draft}/tables/complexity.dmn": "table."}
    light = ["/studio/", draft, f"{draft}/publish", f"{draft}/texts/process.toml", "/definitions/"]
    for path in (*heavy, *light):
        page = anna.get(path)
        policy = page.answer.headers["Content-Security-Policy"]
        scripts = " ".join(str(source) for source in page.find("//script/@src | //script/@data-heavy"))
        assert not any(name in str(source) for source in page.find("//script/@src") for name in ("modeler.", "table."))
        assert page.status == 200
        assert ("unsafe-inline" in policy) == (path in heavy)
        assert "script-src" not in policy, "scripts fall under default-src 'self'"
        assert any(name in scripts for name in ("modeler.", "table.")) == (path in heavy)


def test_a_phone_gets_the_diagram_in_words(anna: Visitor) -> None:
    page = anna.get(f"{begun(anna)}/diagrams/T1_signal.bpmn")
    words = " ".join(page.find("//section[@aria-labelledby='words']")[0].text_content().split())
    assert "Принять решение по сигналу" in words
    assert "1 рабочий день" in words


def test_a_version_from_the_terminal_leaves_the_same_trail(services: Services, anna: Visitor) -> None:
    commands.deploy(services, services.settings.processes / "care_leavers")
    with services.database.reading() as reader:
        viewer = Viewer(reader, READER, services.roles, services.clock.now())
        (trail,) = studio.publications(viewer, "care_leavers")
    assert (trail.way, trail.number, trail.by_name) == ("terminal", 1, None)
    assert "из терминала" in anna.get("/definitions/").text


def test_a_finding_calls_an_element_by_its_name(anna: Visitor) -> None:
    draft = begun(anna)
    text = told(anna, f"{draft}/files/T1_signal.bpmn")["text"]
    broken = text.replace('default="T1_fork__T1_accepted"', "")
    told(anna, f"{draft}/files/T1_signal.bpmn", {"revision": 0, "text": broken})
    page = anna.get(draft).text
    assert "T1_signal.bpmn · «Что делаем с сигналом?»" in page
    assert "У потока «Принять: нужен выезд» нет условия" in page


def test_an_earlier_save_of_a_diagram_is_looked_at_and_brought_back(anna: Visitor) -> None:
    draft = begun(anna)
    place = f"{draft}/files/T1_signal.bpmn"
    text = told(anna, place)["text"]
    for revision, name in enumerate(("Первое слово", "Второе слово")):
        changed = text.replace("Сигнал записан", name)
        told(anna, place, {"revision": revision, "text": changed})
    page = anna.get(f"{draft}/diagrams/T1_signal.bpmn?revision=1")
    assert "только для просмотра" in page.text
    page.send("/bring-back/T1_signal.bpmn")
    back = told(anna, place)
    assert back["revision"] == 3
    assert "Первое слово" in back["text"]
