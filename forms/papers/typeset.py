"""From DOCX to Typst: paragraphs with their styles, tables, page and footer. Words stay strings: nothing is code.

What it knows: sizes, bold, italic, underline, alignment, indents, spacing, page breaks, tables with
widths, borders, shading and spans, page numbers, PNG and JPEG pictures that stand in the line. Text boxes
and pictures that float are left out.
"""

import io
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Length
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

FONT, SIZE = "Libertinus Serif", 12.0
SIDES = {0: "left", 1: "center", 2: "right", 3: "left"}
JUSTIFIED = 3
FIELDS = {"PAGE": "counter(page).display()", "NUMPAGES": "str(counter(page).final().first())"}
DRAWN = frozenset({".png", ".jpg", ".jpeg"})
POINT = 12700  # EMU
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

Start = """#set document(title: {title})
#set page(width: {width}, height: {height}, margin: (left: {left}, right: {right}, top: {top}, bottom: {bottom}),
  footer: context {{ {footer} }})
#set text(font: {font}, size: {size}pt, lang: "ru", hyphenate: false, top-edge: "ascender", bottom-edge: "descender")
#set par(leading: 0.12em, spacing: 0pt)
#set block(spacing: 0pt)
#show heading: it => it.body
"""


def pictures(document: bytes) -> dict[str, bytes]:
    """The pictures of a DOCX by the names under which its Typst text knows them."""
    found = (rel.target_part for rel in Document(io.BytesIO(document)).part.rels.values() if not rel.is_external)
    return {_file(part): part.blob for part in found if _file(part)}


def _file(part: Any) -> str:
    """The name of a picture's file; "" for what is no picture that can be drawn."""
    name = PurePosixPath(str(part.partname)).name
    return name if PurePosixPath(name).suffix.lower() in DRAWN else ""


def source(document: bytes, title: str) -> str:
    """The Typst text of a DOCX."""
    paper = Document(io.BytesIO(document))
    page = paper.sections[0]
    start = Start.format(
        title=_text(title), font=_text(FONT), size=SIZE, width=_length(page.page_width),
        height=_length(page.page_height), left=_length(page.left_margin), right=_length(page.right_margin),
        top=_length(page.top_margin), bottom=_length(page.bottom_margin),
        footer="; ".join(_paragraph(one) for one in page.footer.paragraphs),
    )  # fmt: skip
    return start + "\n".join(f"#{part}" for part in _blocks(paper.iter_inner_content()))


def _blocks(content: Iterable[Paragraph | Table]) -> Iterator[str]:
    for one in content:
        yield _paragraph(one) if isinstance(one, Paragraph) else _table(one)


# --- paragraphs -----------------------------------------------------------------------------------


def _paragraph(paragraph: Paragraph) -> str:
    """A block with its alignment, indents and spacing; a heading is told as one."""
    side = _asked(paragraph, "alignment")
    first, left = _points(_asked(paragraph, "first_line_indent")), _points(_asked(paragraph, "left_indent"))
    indent = f"first-line-indent: (amount: {first}pt, all: true)" if first > 0 else f"hanging-indent: {-first}pt"
    body = "; ".join(_runs(paragraph)) or f"v({_size(paragraph, None)}pt)"
    level = re.search(r"heading (\d)", str(getattr(paragraph.style, "name", "")), re.IGNORECASE)
    if level:
        body = f"heading(level: {level[1]}, {{ {body} }})"
    shape = f"set par(justify: {_flag(side == JUSTIFIED)}, {indent}); set align({SIDES.get(side or 0, 'left')})"
    shape += "; set text(hyphenate: true)" if side == JUSTIFIED else ""
    above, below = (_points(_asked(paragraph, name)) for name in ("space_before", "space_after"))
    sticky = _flag(bool(_asked(paragraph, "keep_with_next")))
    block = (
        f"block(width: 100%, above: {above}pt, below: {below}pt, inset: (left: {left + min(first, 0)}pt), "
        f"sticky: {sticky}, {{ {shape}; {body} }})"
    )
    return f"{{ pagebreak(weak: true); {block} }}" if _asked(paragraph, "page_break_before") else block


def _runs(paragraph: Paragraph) -> Iterator[str]:
    element: Any = paragraph._p
    for run in element.iter(qn("w:r"), qn("w:fldSimple")):
        if run.tag == qn("w:fldSimple"):
            field = FIELDS.get(str(run.get(qn("w:instr"))).split()[0])
            if field:
                yield f"text(size: {_size(paragraph, None)}pt, {field})"
        elif run.getparent().tag != qn("w:fldSimple"):
            yield from _run(paragraph, run)


def _run(paragraph: Paragraph, run: Any) -> Iterator[str]:
    style = {"size": f"{_size(paragraph, run)}pt"}
    style |= {"weight": '"bold"'} if _font(paragraph, run, "bold") else {}
    style |= {"style": '"italic"'} if _font(paragraph, run, "italic") else {}
    told = ", ".join(f"{name}: {value}" for name, value in style.items())
    for part in run:
        if part.tag == qn("w:t") and part.text:
            words = f"text({told}, {_text(part.text)})"
            yield f"underline({words})" if _font(paragraph, run, "underline") else words
        elif part.tag == qn("w:drawing"):
            yield from _drawing(paragraph, part)
        elif part.tag == qn("w:tab"):
            yield "h(1cm)"
        elif part.tag in {qn("w:br"), qn("w:cr")}:
            yield "pagebreak()" if part.get(qn("w:type")) == "page" else "linebreak()"


def _drawing(paragraph: Paragraph, drawing: Any) -> Iterator[str]:
    """A picture that stands in the line like a letter."""
    extent, blip = drawing.find(f"{qn('wp:inline')}/{qn('wp:extent')}"), next(drawing.iter(qn("a:blip")), None)
    part = paragraph.part.related_parts.get(blip.get(qn("r:embed"))) if blip is not None else None
    if extent is not None and part is not None and _file(part):
        width, height = (int(extent.get(name)) / POINT for name in ("cx", "cy"))
        yield f"box(image({_text('/' + _file(part))}, width: {width:.2f}pt, height: {height:.2f}pt))"


def _asked(paragraph: Paragraph, name: str) -> Any:
    """What the paragraph asks for, else its style, else the style that one is based on."""
    found, style = getattr(paragraph.paragraph_format, name), paragraph.style
    while found is None and style is not None:
        found, style = getattr(style.paragraph_format, name), style.base_style
    return found


def _font(paragraph: Paragraph, run: Any, name: str) -> Any:
    found = None if run is None else getattr(_wrap(paragraph, run).font, name)
    style = paragraph.style
    while found is None and style is not None:
        found, style = getattr(style.font, name), style.base_style
    return found


def _wrap(paragraph: Paragraph, run: Any) -> Any:
    return Run(run, paragraph)


def _size(paragraph: Paragraph, run: Any) -> float:
    return _points(_font(paragraph, run, "size")) or SIZE


# --- tables ---------------------------------------------------------------------------------------


def _table(table: Table) -> str:
    widths = [int(column.get(qn("w:w")) or 0) for column in table._tbl.iter(qn("w:gridCol"))]
    count = max((sum(_span(cell) for cell in _cells(row)) for row in _rows(table)), default=1)
    fits = len(widths) == count and all(widths)
    columns = ", ".join(f"{width}fr" for width in widths) if fits else ", ".join(["auto"] * count)
    lined = _has_lines(table)
    rows = list(_rows(table))
    heads = [row for row in rows if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
    head = f"table.header({', '.join(_row(table, row) for row in heads)}), " if heads else ""
    rest = ", ".join(filter(None, (_row(table, row) for row in rows if row not in heads)))
    stroke, inset = ("0.5pt", "4pt") if lined else ("none", "(x: 2pt, y: 2pt)")
    made = f"table(columns: ({columns},), stroke: {stroke}, inset: {inset}, align: left + top, {head}{rest})"
    return f"block(breakable: false, {made})" if _keeps_together(table) else made


def _rows(table: Table) -> Iterator[Any]:
    return iter(table._tbl.findall(qn("w:tr")))


def _cells(row: Any) -> list[Any]:
    return list(row.findall(qn("w:tc")))


def _row(table: Table, row: Any) -> str:
    return ", ".join(_cell(table, cell) for cell in _cells(row))


def _cell(table: Table, cell: Any) -> str:
    parts = [Paragraph(one, table) if one.tag == qn("w:p") else Table(one, table) for one in cell
             if one.tag in {qn("w:p"), qn("w:tbl")}]  # fmt: skip
    asked = [f"colspan: {_span(cell)}"] if _span(cell) > 1 else []
    bottom = cell.find(f"{qn('w:tcPr')}/{qn('w:tcBorders')}/{qn('w:bottom')}")
    if bottom is not None and bottom.get(qn("w:val")) not in {"nil", "none"}:
        asked.append("stroke: (bottom: 0.5pt)")
    shade = cell.find(f"{qn('w:tcPr')}/{qn('w:shd')}")
    if shade is not None and re.fullmatch("[0-9A-Fa-f]{6}", str(shade.get(qn("w:fill")))):
        asked.append(f'fill: rgb("#{shade.get(qn("w:fill"))}")')
    body = "; ".join(["set text(hyphenate: true)", *_blocks(parts)])
    return f"table.cell({''.join(f'{one}, ' for one in asked)}{{ {body} }})"


def _span(cell: Any) -> int:
    found = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return int(found.get(qn("w:val"))) if found is not None else 1


def _keeps_together(table: Table) -> bool:
    """A table whose first paragraph keeps with the next, such as signatures, stays on one page."""
    first: Any = next(table._tbl.iter(qn("w:p")), None)
    return first is not None and bool(_asked(Paragraph(first, table), "keep_with_next"))


def _has_lines(table: Table) -> bool:
    grid = "grid" in str(getattr(table.style, "name", "")).lower()
    return grid or table._tbl.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}") is not None


# --- values ---------------------------------------------------------------------------------------


def _text(words: str) -> str:
    return json.dumps(CONTROL.sub("", words), ensure_ascii=False)


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _points(value: Any) -> float:
    return float(value.pt) if isinstance(value, Length) else 0.0


def _length(value: Any) -> str:
    return f"{_points(value)}pt"
