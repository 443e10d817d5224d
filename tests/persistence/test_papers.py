"""Documents and their files on both databases: sealed, found again, made anew, gone with the case's key."""

import pytest
from sqlalchemy import delete, select, update

from engine.errors import Damaged, NotFound
from engine.issuing import Copy, Issuing
from engine.stores import File
from persistence import rebuild
from persistence.projections.papers import table as paper
from persistence.queries import case_page, papers
from persistence.tables import case_key, file
from tests.engine.test_issuing import ORDER
from tests.persistence.garden import ANNA, HEAD, Watched, roles

SCAN = File("image/png", b"\x89PNG signed by Rose")


@pytest.fixture
def issuing(garden: Watched) -> Issuing:
    return Issuing(garden.store, garden.clock, garden.ids, roles())


@pytest.fixture
def case(garden: Watched, issuing: Issuing) -> str:
    """A case with an issued document and two signed copies of the same content."""
    found = garden.sow("Rose", gardener="anna")
    issuing.issue_document(HEAD, found, ORDER)
    seq = garden.store.case(found).seq
    for _ in range(2):
        issuing.file_signed(HEAD, found, Copy(seq, "png", SCAN))
    return found


def test_papers_are_listed_with_their_signed_copies(garden: Watched, case: str) -> None:
    with garden.look(ANNA) as viewer:
        (row,) = papers.papers(viewer, case_page.head(viewer, case))
    assert (row.document, row.number, row.by_name) == ("contract", "G-2026-001/1-2026", "Head")
    assert sorted(row.files) == ["docx", "pdf"]
    assert [copy.files["png"] for copy in row.copies] == [SCAN.checksum] * 2


def test_a_file_comes_back_as_it_was_kept(garden: Watched, case: str) -> None:
    with garden.look(ANNA) as viewer:
        head = case_page.head(viewer, case)
        (row,) = papers.papers(viewer, head)
        found, pdf = papers.content(viewer, garden.vault, head, (row.seq, "pdf"))
        _copy, scan = papers.content(viewer, garden.vault, head, (row.copies[0].seq, "png"))
        for wrong in ((row.seq, "png"), (1, "pdf"), (999, "pdf")):
            with pytest.raises(NotFound):
                papers.content(viewer, garden.vault, head, wrong)
    assert pdf.content == b"%PDF-G-2026-001/1-2026 of 02.03.2026"
    assert (found.number, scan) == ("G-2026-001/1-2026", SCAN)


def test_files_lie_sealed_and_the_same_content_once(garden: Watched, case: str) -> None:
    with garden.database.reading() as reader:
        stored = reader.execute(select(file.c.sealed, file.c.checksum)).all()
    assert len(stored) == 3
    assert not any(b"G-2026" in bytes(sealed) or b"Rose" in bytes(sealed) for sealed, _ in stored)


def test_a_file_put_in_another_s_place_is_noticed(garden: Watched, case: str) -> None:
    with garden.database.reading() as reader:
        other = reader.execute(select(file.c.sealed).where(file.c.checksum != SCAN.checksum)).scalars().first()
    swap = update(file).where(file.c.checksum == SCAN.checksum).values(sealed=other)
    garden.database.write(lambda connection: connection.execute(swap))
    with pytest.raises(Damaged):
        garden.store.file(case, SCAN.checksum)


def test_files_are_gone_with_the_case_s_key(garden: Watched, case: str) -> None:
    garden.database.write(lambda connection: connection.execute(delete(case_key)))
    with pytest.raises(NotFound):
        garden.store.file(case, SCAN.checksum)


def test_the_list_of_papers_is_made_anew_from_history(garden: Watched, case: str) -> None:
    rows = select(paper).order_by(paper.c.seq)
    with garden.database.reading() as reader:
        before = reader.execute(rows).all()
    rebuild.projection(garden.store, "paper")
    with garden.database.reading() as reader:
        assert reader.execute(rows).all() == before
