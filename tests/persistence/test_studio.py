"""Drafts of methods in the database: nobody overwrites anybody, and every save stays."""

from datetime import timedelta

import pytest

from engine.clock import ManualClock
from engine.errors import NotAllowed, NotFound
from engine.ids import CountingIds
from engine.roles import Actor, Grant, parse
from engine.studio import Clash, Closed, Edit, Studio
from engine.studio.store import Unfit
from persistence.database import Database
from persistence.queries import studio as queries
from persistence.queries.scope import Viewer
from persistence.studio import DraftShelf
from tests.persistence.garden import EVERYBODY as PEOPLE
from tests.persistence.garden import Watched

ROLES = parse("""
[[role]]
key = "method"
title = "Method"
permissions = ["definitions.read", "definitions.edit"]
[[role]]
key = "reader"
title = "Reader"
permissions = ["definitions.read"]
""")
ANNA, BORIS = (Actor(name, name.title(), (Grant("method", None),)) for name in ("anna", "boris"))
NAME = "garden.bpmn"


@pytest.fixture
def studio(garden: Watched) -> Studio:
    return Studio(DraftShelf(garden.store.database), ManualClock(garden.clock.now()), CountingIds("draft"), ROLES)


def test_a_draft_begins_with_the_files_in_force(studio: Studio) -> None:
    draft = studio.begin(ANNA, "garden")
    assert NAME in draft.files
    assert studio.draft(BORIS, draft.id).files == draft.files
    assert list(draft.changes()) == []


def test_every_save_is_a_version_of_its_own(studio: Studio, database: Database) -> None:
    draft = studio.begin(ANNA, "garden")
    first = draft.files[NAME]
    studio.save(ANNA, draft.id, [Edit(NAME, 0, first + "<!-- 1 -->")])
    studio.save(BORIS, draft.id, [Edit(NAME, 1, first + "<!-- 2 -->")])
    assert studio.draft(ANNA, draft.id).revision(NAME) == 2
    assert [studio.store.change(draft.id, NAME, n).text for n in (0, 1)] == [first, first + "<!-- 1 -->"]
    with database.reading() as reader:
        viewer = Viewer(reader, ANNA, ROLES, studio.clock.now())
        assert [(save.revision, save.by) for save in queries.saves(viewer, draft.id)] == [(2, "boris"), (1, "anna")]


def test_who_comes_second_overwrites_nothing_and_sees_whose_change_came_between(studio: Studio) -> None:
    draft = studio.begin(ANNA, "garden")
    studio.save(ANNA, draft.id, [Edit(NAME, 0, "<a/>")])
    with pytest.raises(Clash) as clash:
        studio.save(BORIS, draft.id, [Edit("process.toml", 0, "key = 1"), Edit(NAME, 0, "<b/>")])
    assert (clash.value.theirs.by, clash.value.theirs.text) == ("anna", "<a/>")
    assert studio.draft(ANNA, draft.id).revision("process.toml") == 0, "all or none"


def test_two_files_of_a_draft_do_not_clash(studio: Studio) -> None:
    draft = studio.begin(ANNA, "garden")
    studio.save(ANNA, draft.id, [Edit(NAME, 0, "<a/>")])
    studio.save(BORIS, draft.id, [Edit("garden/note.md", 0, "# Note")])
    assert dict(studio.draft(ANNA, draft.id).changes()) == {NAME: "changed", "garden/note.md": "added"}


def test_a_file_is_taken_away_and_comes_back(studio: Studio) -> None:
    draft = studio.begin(ANNA, "garden")
    studio.save(ANNA, draft.id, [Edit(NAME, 0, None)])
    assert NAME not in studio.draft(ANNA, draft.id).files
    studio.save(ANNA, draft.id, [Edit(NAME, 1, draft.files[NAME])])
    assert list(studio.draft(ANNA, draft.id).changes()) == []


@pytest.mark.parametrize(
    "name", ["../x.bpmn", "a/b/c.md", "/etc/passwd", "x.py", "scenarios/../x.toml", "other.toml", ""]
)
def test_a_draft_takes_no_file_that_no_method_has(studio: Studio, name: str) -> None:
    draft = studio.begin(ANNA, "garden")
    with pytest.raises(Unfit):
        studio.save(ANNA, draft.id, [Edit(name, 0, "x")])


def test_a_file_of_more_than_a_megabyte_is_refused(studio: Studio) -> None:
    draft = studio.begin(ANNA, "garden")
    with pytest.raises(Unfit):
        studio.save(ANNA, draft.id, [Edit(NAME, 0, "x" * (1024 * 1024 + 1))])


def test_who_may_only_read_changes_nothing(studio: Studio) -> None:
    draft = studio.begin(ANNA, "garden")
    reader = Actor("carl", "Carl", (Grant("reader", None),))
    assert studio.draft(reader, draft.id)
    for act in (
        lambda: studio.begin(reader, "garden"),
        lambda: studio.save(reader, draft.id, [Edit(NAME, 0, "<a/>")]),
        lambda: studio.discard(reader, draft.id),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_draft_that_was_put_away_takes_no_more_saves(studio: Studio) -> None:
    draft = studio.begin(ANNA, "garden")
    studio.discard(ANNA, draft.id)
    with pytest.raises(Closed):
        studio.save(ANNA, draft.id, [Edit(NAME, 0, "<a/>")])
    with pytest.raises(NotFound):
        studio.save(ANNA, "no such draft", [Edit(NAME, 0, "<a/>")])


def test_who_is_at_a_draft_is_seen_by_others_for_a_minute(studio: Studio, database: Database) -> None:
    draft, now = studio.begin(ANNA, "garden"), studio.clock.now()
    gardener = Actor(PEOPLE[0].id, PEOPLE[0].name, ANNA.grants)
    studio.attend(gardener, draft.id, NAME)
    with database.reading() as reader:
        boris = Viewer(reader, BORIS, ROLES, now)
        assert [(found.account_name, found.name) for found in queries.present(boris, draft.id)] == [
            (gardener.name, NAME)
        ]
        assert queries.present(Viewer(reader, BORIS, ROLES, now + timedelta(minutes=2)), draft.id) == ()
        assert queries.present(Viewer(reader, gardener, ROLES, now), draft.id) == ()
