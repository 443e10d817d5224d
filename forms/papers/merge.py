"""Merging a template with data. A template is hostile until proven tame.

It may say what it finds in the data, repeat and choose; it can call nothing, reach no attribute of
any object, bring no code and fetch nothing.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import TemplateError, UndefinedError
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError

from forms.errors import FormsError
from forms.messages import N_, Message
from forms.papers import pictograms

LARGEST, LARGEST_UNPACKED, MOST_PARTS = 1024 * 1024, 16 * 1024 * 1024, 200
LARGEST_PAPER = 8 * 1024 * 1024
DEEPEST = 4  # loops within loops
PICTURE = Mm(11)
SAYS = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
LOOP = frozenset({"index", "first", "last", "length"})
FILTERS = frozenset({"length", "join", "upper", "lower", "first", "last"})
FORBIDDEN = ("vbaproject", "embeddings/", "activex", "altchunk")
TAME = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const,
    nodes.For, nodes.If, nodes.Filter, nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand, nodes.CondExpr,
)  # fmt: skip


class BadTemplate(FormsError):
    """A template that is refused, or that speaks of what it was not told; `message` says why."""

    code = "template"

    def __init__(self, sentence: str, **params: Any) -> None:
        self.message = Message(sentence, params)
        super().__init__(self.message.plain())


class _Tame(SandboxedEnvironment):
    """Names and dots look into the data only."""

    def __init__(self, paper: DocxTemplate) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.filters["lines"] = lambda text: [line for line in str(text).splitlines() if line.strip()]
        self.filters["picture"] = lambda name: _picture(paper, str(name))
        self.globals = {}
        self.tests = {}

    def from_string(self, source: Any, *rest: Any, **more: Any) -> Any:
        look_over(self.parse(source))
        return super().from_string(source, *rest, **more)

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Mapping) and argument in obj:
            return obj[argument]
        if isinstance(obj, list) and isinstance(argument, int) and 0 <= argument < len(obj):
            return obj[argument]
        if isinstance(obj, LoopContext) and argument in LOOP:
            return getattr(obj, argument)
        return self.undefined(obj=obj, name=str(argument))

    def call(*_args: Any, **_more: Any) -> Any:
        raise BadTemplate(N_("The template calls a function."))


def sandbox(paper: DocxTemplate) -> SandboxedEnvironment:
    """What a paper's template is read in."""
    return _Tame(paper)


def merge(template: bytes, data: Mapping[str, Any]) -> bytes:
    """The document. `data` are mappings, lists and texts. Raises BadTemplate."""
    weigh(template)
    paper = DocxTemplate(io.BytesIO(template))
    try:
        paper.render(dict(data), jinja_env=_Tame(paper), autoescape=True)
    except UndefinedError as error:
        raise BadTemplate(N_("The template asks for what is not there: %(what)s"), what=str(error)) from error
    except TemplateError as error:
        raise BadTemplate(N_("The template cannot be read: %(reason)s"), reason=str(error)) from error
    made = io.BytesIO()
    paper.save(made)
    if made.tell() > LARGEST_PAPER:
        raise BadTemplate(N_("The document becomes too large."))
    return made.getvalue()


def bodies(document: bytes) -> dict[str, bytes]:
    """What a DOCX says: its body, headers and footers, without the dates of the file itself."""
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        return {name: parts.read(name) for name in parts.namelist() if SAYS.fullmatch(name)}


def _picture(paper: DocxTemplate, name: str) -> Any:
    """A pictogram by its name; nothing where there is none."""
    drawn = pictograms.png(name)
    return InlineImage(paper, io.BytesIO(drawn), width=PICTURE) if drawn else ""


def weigh(template: bytes) -> None:
    """Refuse what is too large, carries code or fetches from outside, or no word processor could open."""
    if len(template) > LARGEST:
        raise BadTemplate(N_("The template is too large."))
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as parts:
            listed = parts.infolist()
            if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > LARGEST_UNPACKED:
                raise BadTemplate(N_("The template is too large."))
            for part in listed:
                _inspect(part.filename.lower(), parts.read(part))
        Document(io.BytesIO(template))
    except (zipfile.BadZipFile, KeyError, ValueError, RuntimeError, PackageNotFoundError, XMLSyntaxError) as error:
        raise BadTemplate(N_("The template is no DOCX file.")) from error


def _inspect(name: str, content: bytes) -> None:
    fetches = name.endswith(".rels") and b"external" in content.lower()
    if fetches or any(word in name for word in FORBIDDEN) or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise BadTemplate(N_("The template carries code or fetches from outside."))


def look_over(node: nodes.Node, depth: int = 0) -> None:
    """Refuse every construct that is not known to be tame."""
    if not isinstance(node, TAME):
        raise BadTemplate(N_("The template uses what is not allowed: %(what)s"), what=type(node).__name__)
    if isinstance(node, nodes.For):
        depth += 1
    if depth > DEEPEST or (isinstance(node, nodes.For) and node.recursive):
        raise BadTemplate(N_("The template repeats within repeats too deeply."))
    for child in node.iter_child_nodes():
        look_over(child, depth)
