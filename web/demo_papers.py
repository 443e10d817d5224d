"""Papers of the demonstration: issued as a case goes on, by the people of the case, some of them back signed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from engine.errors import OporaError
from engine.issuing import Copy
from engine.simulation import Step, Walk
from engine.stores import File
from persistence.queries import case_page, papers
from web import desk, documents
from web.app import create_app
from web.services import Services


class Clerk:
    """Issues what `papers` name after a step: `process`, `after` (an element), `document`, `most` cases, `signed`."""

    def __init__(self, services: Services, wanted: Sequence[Mapping[str, Any]]) -> None:
        self._services, self._wanted, self._issued = services, wanted, Counter[int]()
        self._app = create_app(services.settings, services) if wanted else None

    def follow(self, walk: Walk, step: Step, _last: bool) -> None:
        """Issue what belongs after a step that was just taken."""
        for place, paper in enumerate(self._wanted):
            asked = (paper["process"], paper["after"]) == (walk.scenario.process, step.complete)
            if asked and self._issued[place] < paper["most"] and self._issue(walk, paper):
                self._issued[place] += 1

    def _issue(self, walk: Walk, paper: Mapping[str, Any]) -> bool:
        """Whether it could be issued: its case's lead may not be there yet, or not all be answered."""
        assert self._app
        with self._app.test_request_context():
            lead = self._lead(walk)
            if lead is None:
                return False
            desk.seat(walk.stage.cast.account(lead))
            try:
                return self._keep(walk.case_id, paper)
            except OporaError:
                return False

    def _lead(self, walk: Walk) -> str | None:
        case = self._services.store.case(walk.case_id)
        seat = self._services.store.definition(case.definition).settings.get("lead_seat", "")
        return case.seats.get(str(seat))

    def _keep(self, case_id: str, paper: Mapping[str, Any]) -> bool:
        head = case_page.head(desk.viewer(), case_id)
        document = next(one for one in documents.of(head) if one.key == paper["document"])
        if not documents.ready(document, documents.records(head, (document,))):
            return False
        documents.issue(document, head)
        if paper.get("signed"):
            self._sign(case_id)
        return True

    def _sign(self, case_id: str) -> None:
        """What was printed comes back as a scan; here it is the print itself."""
        head = case_page.head(desk.viewer(), case_id)
        newest = papers.papers(desk.viewer(), head)[0]
        _row, file = papers.content(desk.viewer(), self._services.vault, head, (newest.seq, "pdf"))
        desk.put_away()
        copy = Copy(newest.seq, "pdf", File(file.media, file.content))
        self._services.issuing.file_signed(desk.actor(), case_id, copy)
