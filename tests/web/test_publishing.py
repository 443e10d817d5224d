"""From a draft to a version: asked for by one person, approved by another, and cases go on under theirs."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from engine.clock import ManualClock
from engine.roles import Actor, Grant
from engine.studio import Edit, Wanted
from engine.studio.request import OwnWork
from tests.web import test_studio
from tests.web.installation import Page, Visitor, case_of
from tests.web.test_studio import told
from web import blank
from web.services import Services
from web.worker import Worker

Come = Callable[[str], Visitor]


CAMP, NAME = "camp", "camp.bpmn"
WRITER = Actor("demo-methodologist", "", (Grant("methodologist", None),))
HEAD = Actor("demo-project_head", "", (Grant("project_head", None),))
BOTH = (Grant("methodologist", None), Grant("project_head", None))


@pytest.fixture(scope="module", autouse=True)
def camp(services: Services) -> None:
    """A small method, begun from the template and published."""
    template = blank.files(services.settings.processes)
    draft = services.studio.begin_new(WRITER, CAMP, "Семейный лагерь", template)
    services.publishing.ask(WRITER, draft.id, Wanted("Первая версия"))
    services.publishing.approve(HEAD, draft.id)


def begun(visitor: Visitor) -> str:
    """The address of a new draft of the small method."""
    return test_studio.begun(visitor, CAMP)


@pytest.fixture
def anna(visitor: Come) -> Visitor:
    return visitor("methodologist")


@pytest.fixture
def head(visitor: Come) -> Visitor:
    return visitor("project_head")


STEP = re.compile(r'(id="first_step" name=")([^"]*)')


def renamed(anna: Visitor, words: str) -> str:
    """A draft in which the first task of the method has another name; its address."""
    draft = begun(anna)
    file = f"{draft}/files/{NAME}"
    text = STEP.sub(rf"\g<1>{words}", told(anna, file)["text"])
    assert told(anna, file, {"revision": 0, "text": text})["status"] == 200
    return draft


def opened(visitor: Visitor, family: str) -> Page:
    """A new case of the small method."""
    answers = {"family_name": family, "what_happened": "Нужна помощь"}
    return visitor.get(f"/open/{CAMP}").send(f"/open/{CAMP}", answers)


def asked(anna: Visitor, draft: str, **typed: str) -> Page:
    return anna.get(f"{draft}/publish").send("/publish", {"note": "Понятнее для новых кураторов", **typed})


def test_a_version_is_published_by_two_and_cases_go_on_under_theirs(
    anna: Visitor, head: Visitor, visitor: Come, services: Services
) -> None:
    before = STEP.search(services.studio.store.origin(CAMP)[2][NAME])
    assert before
    old = opened(visitor("duty_specialist"), "Прежние")
    draft = renamed(anna, "Решить, что делать с сигналом")
    page = anna.get(f"{draft}/publish")
    assert NAME in page.text
    assert "Все проходят, как написано" in page.text
    page = asked(anna, draft)
    assert "Ждёт утверждения" in page.text
    assert not page.find("//form[contains(@action, '/approve')]")
    published = head.get(f"{draft}/publish").send("/approve")
    assert (published.status, published.path.split("/")[1]) == (200, "definitions")
    row = anna.get("/definitions/").find("//tr[contains(., 'Понятнее для новых кураторов')]")[0].text_content()
    assert "утвердил" in row
    new = opened(visitor("duty_specialist"), "Новые")
    board = visitor("regional_head")
    assert "Решить, что делать с сигналом" in board.get(f"/cases/{case_of(new)}").text
    assert before[2] in board.get(f"/cases/{case_of(old)}").text
    assert told(anna, f"{draft}/files/{NAME}", {"revision": 1, "text": "<late/>"})["status"] == 423


def test_who_may_only_draft_cannot_approve(visitor: Come, anna: Visitor) -> None:
    draft = renamed(anna, "Своё")
    asked(anna, draft)
    other = visitor("methodologist2")
    assert other.client.post(f"{draft}/approve").status_code in {400, 403}
    assert anna.get(f"{draft}/publish").send("/take-back").status == 200


def test_who_asked_cannot_approve_even_with_the_permission(services: Services, anna: Visitor) -> None:
    both = Actor(WRITER.id, "", BOTH)
    studio, publishing = services.studio, services.publishing
    draft = studio.begin(both, CAMP)
    studio.save(both, draft.id, [Edit("camp/note.md", 0, "# Памятка")])
    publishing.ask(both, draft.id, Wanted("Памятка"))
    with pytest.raises(OwnWork):
        publishing.approve(both, draft.id)


def test_an_author_among_several_cannot_approve_either(services: Services) -> None:
    both = Actor(HEAD.id, "", BOTH)
    draft = services.studio.begin(WRITER, CAMP)
    services.studio.save(both, draft.id, [Edit("camp/other.md", 0, "# Ещё")])
    services.publishing.ask(WRITER, draft.id, Wanted("Вместе"))
    with pytest.raises(OwnWork):
        services.publishing.approve(both, draft.id)


def test_mistakes_keep_a_draft_back(anna: Visitor) -> None:
    draft = begun(anna)
    file = f"{draft}/files/{NAME}"
    text = told(anna, file)["text"].replace('role="curator"', 'role="no_such_role"')
    told(anna, file, {"revision": 0, "text": text})
    page = asked(anna, draft)
    assert page.status == 422
    assert "no_such_role" in page.text


def test_a_scenario_that_goes_astray_is_named_or_keeps_the_draft_back(anna: Visitor) -> None:
    draft = begun(anna)
    file = f"{draft}/files/{NAME}"
    text = told(anna, file)["text"].replace('amount="3"', 'amount="4"')
    told(anna, file, {"revision": 0, "text": text})
    page = asked(anna, draft)
    assert page.status == 422
    names = page.find("//input[@name='astray']/@value")
    assert "scenarios/01_helped.toml" in names
    page = page.send("/publish", {"note": "Четыре дня на первый шаг", "astray": [str(name) for name in names]})
    assert page.status == 200
    assert "scenarios/01_helped.toml" in page.text


def test_a_note_is_asked_for(anna: Visitor) -> None:
    assert asked(anna, renamed(anna, "Без примечания"), note=" ").status == 422


def test_a_draft_sent_back_can_be_changed_again(anna: Visitor, head: Visitor) -> None:
    draft = renamed(anna, "Вернут")
    asked(anna, draft)
    assert told(anna, f"{draft}/files/{NAME}", {"revision": 1, "text": "<a/>"})["status"] == 423
    assert head.get(f"{draft}/publish").send("/send-back", {"remark": ""}).status == 422
    head.get(f"{draft}/publish").send("/send-back", {"remark": "Название слишком длинное"})
    assert "Название слишком длинное" in anna.get(f"{draft}/publish").text
    seen = told(anna, f"{draft}/files/{NAME}")
    assert (
        told(anna, f"{draft}/files/{NAME}", {"revision": seen["revision"], "text": seen["text"] + " "})["status"] == 200
    )


def test_a_draft_that_fell_behind_is_carried_over_and_undoes_nothing(anna: Visitor, head: Visitor) -> None:
    first, second = renamed(anna, "Первый черновик"), renamed(anna, "Второй черновик")
    told(anna, f"{second}/files/camp/second.md", {"revision": 0, "text": "# Вторая"})
    asked(anna, first)
    head.get(f"{first}/publish").send("/approve")
    page = (
        asked(anna, second)
        if anna.get(f"{second}/publish").find("//textarea[@name='note']")
        else anna.get(f"{second}/publish")
    )
    assert "Пока шла работа, опубликована другая версия" in page.text
    assert page.find("//input[@name='mine']/@value") == [NAME]
    anna.get(f"{second}/publish").send("/carry-over")
    assert "Первый черновик" in told(anna, f"{second}/files/{NAME}")["text"]
    assert told(anna, f"{second}/files/camp/second.md")["text"] == "# Вторая"


def test_a_version_is_published_at_its_time(anna: Visitor, head: Visitor, services: Services) -> None:
    draft = renamed(anna, "Со следующей недели")
    page = asked(anna, draft, due="30.11.2026 09:00")
    assert page.status == 200, page.text
    assert "будет опубликован" in head.get(f"{draft}/publish").send("/approve").text
    before = services.studio.store.origin(CAMP)[0]
    clock = services.clock
    assert isinstance(clock, ManualClock)
    clock.wind_to(clock.now() + timedelta(days=8))
    while Worker(services).once():
        pass
    after, _title, files = services.studio.store.origin(CAMP)
    assert after != before
    assert "Со следующей недели" in files[NAME]


def test_a_moment_that_is_none_is_refused_and_what_was_typed_stays(anna: Visitor) -> None:
    page = asked(anna, renamed(anna, "Когда-нибудь"), due="завтра")
    assert page.status == 422
    assert page.find("//input[@name='due']/@value") == ["завтра"]
