"""What a template speaks of and is not told: each finding names the place in the document.

Nothing is run. Names are looked up in a *shape*: a mapping of names, a list with one element that every row is like,
or text. What a name is like that nobody knows is not judged.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import nodes
from jinja2.exceptions import TemplateError

from forms.messages import N_
from forms.papers.merge import LOOP, BadTemplate, look_over, sandbox, weigh

LONGEST, MOST = 80, 30
LINES = [""]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that nobody knows, and the words around it in the document."""

    name: str
    place: str


def examine(template: bytes, shape: Mapping[str, Any]) -> tuple[Unknown, ...]:
    """The names that are not in the shape, in the order of the document. Raises BadTemplate for a hostile file."""
    weigh(template)
    paragraphs = list(_paragraphs(template))
    found: dict[str, Unknown] = {}
    for tree in _trees(template):
        look_over(tree)
        for name in _unknown(tree.body, shape):
            found.setdefault(name, Unknown(name, _place(name, paragraphs)))
    return tuple(found.values())[:MOST]


def spoken(template: bytes) -> frozenset[str]:
    """Every `name.attribute` that the template speaks of. Raises BadTemplate for a hostile file."""
    weigh(template)
    found = set()
    for tree in _trees(template):
        look_over(tree)
        parts = tree.find_all(nodes.Getattr)
        found |= {f"{part.node.name}.{part.attr}" for part in parts if isinstance(part.node, nodes.Name)}
    return frozenset(found)


def _trees(template: bytes) -> Iterator[nodes.Template]:
    """The parsed body, headers and footers."""
    paper = DocxTemplate(io.BytesIO(template))
    parser = sandbox(paper)
    try:
        paper.init_docx()
        paper.get_docx()
        yield parser.parse(paper.patch_xml(paper.get_xml()))
        for uri in (paper.HEADER_URI, paper.FOOTER_URI):
            for _key, part in paper.get_headers_footers(uri):
                yield parser.parse(paper.patch_xml(paper.get_part_xml(part)))
    except TemplateError as error:
        raise BadTemplate(N_("The template cannot be read: %(reason)s"), reason=str(error)) from error


def _unknown(body: list[nodes.Node], scope: Mapping[str, Any]) -> Iterator[str]:
    for node in body:
        if isinstance(node, nodes.For):
            yield from _unknown([node.iter], scope)
            inner = {**scope, "loop": dict.fromkeys(LOOP, ""), **_named(node.target, _like(node.iter, scope))}
            yield from _unknown([*node.body, *node.else_, *([node.test] if node.test else [])], inner)
        elif isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            yield from _missing(node, scope)
        else:
            yield from _unknown(list(node.iter_child_nodes()), scope)


def _missing(node: nodes.Node, scope: Mapping[str, Any]) -> Iterator[str]:
    """The first part of a dotted name that is not there."""
    if isinstance(node, nodes.Name):
        if node.name not in scope:
            yield node.name
        return
    if not isinstance(node, nodes.Getattr | nodes.Getitem):
        yield from _unknown([node], scope)
        return
    below = list(_missing(node.node, scope))
    yield from below
    shape, name = _shape(node.node, scope), _key(node)
    if not below and name and isinstance(shape, Mapping | str) and (isinstance(shape, str) or name not in shape):
        yield f"{_dotted(node.node)}.{name}"


def _shape(node: nodes.Node, scope: Mapping[str, Any]) -> Any:
    """What a name is like; None where nobody knows."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name)
    if isinstance(node, nodes.Filter):
        return LINES if node.name == "lines" else None
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        outer, name = _shape(node.node, scope), _key(node)
        if isinstance(outer, list) and outer:
            return outer[0]
        return outer.get(name) if isinstance(outer, Mapping) and name else None
    return None


def _like(node: nodes.Node, scope: Mapping[str, Any]) -> Any:
    rows = _shape(node, scope)
    return rows[0] if isinstance(rows, list) and rows else None


def _named(target: nodes.Node, shape: Any) -> dict[str, Any]:
    return {name.name: shape for name in target.find_all(nodes.Name)} | (
        {target.name: shape} if isinstance(target, nodes.Name) else {}
    )


def _key(node: nodes.Getattr | nodes.Getitem) -> str:
    if isinstance(node, nodes.Getattr):
        return node.attr
    return node.arg.value if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str) else ""


def _dotted(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    return f"{_dotted(node.node)}.{_key(node)}" if isinstance(node, nodes.Getattr | nodes.Getitem) else "…"


def _paragraphs(template: bytes) -> Iterator[str]:
    paper = Document(io.BytesIO(template))
    feet = [part._element for section in paper.sections for part in (section.header, section.footer)]
    for element in (paper.element.body, *feet):
        for paragraph in element.iter(qn("w:p")):
            yield "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def _place(name: str, paragraphs: list[str]) -> str:
    """The words of the first paragraph that speaks of the name."""
    last = name.rpartition(".")[2]
    for wanted in (name, last):
        words = next((text for text in paragraphs if wanted in text and "{" in text), "")
        if words:
            at = max(words.find(wanted) - LONGEST // 2, 0)
            return ("…" if at else "") + words[at : at + LONGEST] + ("…" if len(words) > at + LONGEST else "")
    return ""
