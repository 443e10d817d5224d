"""Templates of documents: versions are kept, the last choice is in force."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from engine.errors import NotAllowed, NotFound
from engine.roles import Actor, Grant, parse
from persistence import templates as kept
from persistence.queries import templates
from persistence.queries.scope import Viewer
from persistence.templates import Deed, Place
from tests.persistence.garden import ANNA, MONDAY, Watched

PLACE = Place("garden", "label")
EDITOR = parse('[[role]]\nkey = "editor"\ntitle = "Editor"\npermissions = ["documents.edit:all"]\n')


def choose(garden: Watched, number: int) -> None:
    garden.database.write(lambda connection: kept.choose(connection, PLACE, number, Deed("anna", MONDAY)))


def test_versions_are_numbered_and_the_last_choice_is_in_force(garden: Watched) -> None:
    def act(connection: Connection) -> list[int]:
        numbers = []
        for number, content in enumerate((b"first", b"second", b"first"), 1):
            at = MONDAY + timedelta(days=number)
            kept.keep(connection, content.decode(), content, at)
            numbers.append(kept.add(connection, PLACE, content.decode(), f"note {number}", Deed("anna", at)))
        return numbers

    assert garden.database.write(act) == [1, 2, 3]
    for number in (2, 0, 3):
        choose(garden, number)
        with garden.look(ANNA) as viewer:
            found = templates.chosen(viewer, "garden")["label"]
        assert (found.number, found.checksum) == (number, {2: "second", 0: None, 3: "first"}[number])
    with garden.database.reading() as reader:
        viewer = Viewer(reader, Actor("anna", "Anna", (Grant("editor", None),)), EDITOR, MONDAY)
        rows = templates.versions(viewer, "garden", "label")
        assert [(row.number, row.note, row.by_name) for row in rows] == [
            (3, "note 3", "Anna"),
            (2, "note 2", "Anna"),
            (1, "note 1", "Anna"),
        ]
        assert templates.content(viewer, "second") == b"second"
        with pytest.raises(NotFound):
            templates.content(viewer, "never")


def test_versions_are_for_who_may_replace_them(garden: Watched) -> None:
    with garden.look(ANNA) as viewer:
        assert templates.chosen(viewer, "nothing") == {}
        with pytest.raises(NotAllowed):
            templates.versions(viewer, "garden", "label")
