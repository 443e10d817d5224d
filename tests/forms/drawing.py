"""Draw every document of every family into artifacts/papers, each page a picture: `make papers`."""

from pathlib import Path

from forms.papers.merge import merge
from forms.papers.pdf import pages
from tests.forms.test_documents import ALL, ORGANISATION, data, latest

PAPERS = Path("artifacts/papers")


def draw() -> int:
    """Draw them; how many pages."""
    PAPERS.mkdir(parents=True, exist_ok=True)
    count = 0
    for family, document in ALL:
        records, definition = latest(family, document)
        made = merge(document.template.read_bytes(), data(document, records, definition, ORGANISATION))
        (PAPERS / f"{family}-{document.key}.docx").write_bytes(made)
        for number, page in enumerate(pages(made, document.title), 1):
            (PAPERS / f"{family}-{document.key}-{number}.png").write_bytes(page)
            count += 1
    return count


if __name__ == "__main__":
    print(f"{draw()} pages in {PAPERS}")
