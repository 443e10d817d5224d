"""Which printed documents speak of the answers of a form."""

from functools import lru_cache

from forms.papers import examine
from forms.papers.merge import BadTemplate
from web import patterns


def spoken(process: str, key: str) -> list[tuple[str, frozenset[str]]]:
    """Documents made from the form, each with the names of fields that its template speaks of."""
    found = []
    for document in patterns.documents(process):
        aliases = [alias for alias, keys in document.sources.items() if key in keys]
        if not aliases:
            continue
        said = _said(patterns.in_force(process, document).content)
        names = {path.partition(".")[2] for path in said if path.partition(".")[0] in aliases}
        found.append((document.title, frozenset(names)))
    return found


@lru_cache(maxsize=64)
def _said(template: bytes) -> frozenset[str]:
    try:
        return examine.spoken(template)
    except BadTemplate:
        return frozenset()
