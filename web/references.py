"""What stands beside a form: the method's own instructions, as safe HTML, and the rules a step comes from."""

from dataclasses import dataclass, replace

from flask_babel import gettext as _
from markdown_it import MarkdownIt
from markupsafe import Markup

from engine import traceability
from engine.blueprint import client
from engine.definitions import Definition
from engine.kernel.plan import Node
from forms.definition import FormDefinition

SHORT = 700  # letters
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class Reference:
    """One page: its key, its title (the first heading), its text, and the version of the method it is from."""

    key: str
    title: str
    text: str
    checksum: str = ""

    @property
    def is_long(self) -> bool:
        """Whether it is better fetched when somebody opens it: pages are read on bad lines."""
        return len(self.text) > SHORT


def of(node: Node, form: FormDefinition | None, definition: Definition) -> list[Reference]:
    """The pages the element and its form name, each once; what is missing is left out."""
    keys = dict.fromkeys((*(node.task.references if node.task else ()), *(form.references if form else ())))
    known = [key for key in keys if key in definition.references]
    return [replace(page(key, definition.references[key]), checksum=definition.checksum) for key in known]


def rules(node: Node, definition: Definition) -> list[tuple[str, str]]:
    """The codes of the rules the element comes from, with their wording."""
    return traceability.told(definition, node.task.source if node.task else ())


def line(node: Node, definition: Definition) -> str:
    """On which side of the line of visibility the element lies, in words; empty where nothing says so."""
    if not (node.task and node.task.line):
        return ""
    if node.task.line != "front":
        return _("Behind the scenes")
    return _("In view %(whose)s", whose=client(definition, (_("the family"), _("of the family")))[1])


def page(key: str, text: str) -> Reference:
    """A page with its title apart from its text."""
    lines = text.strip().splitlines()
    titled = bool(lines) and lines[0].startswith("# ")
    return Reference(key, lines[0][2:].strip() if titled else key, "\n".join(lines[1:] if titled else lines))


def html(text: str) -> Markup:
    """Markdown as HTML; raw HTML in it stays text."""
    return Markup(_MARKDOWN.render(text))
