"""A report as a document to work on (.docx): headings, tables whose heads repeat, and links that lead on.

A word processor draws no SVG that all of them agree on, so that pictures are PNG here, drawn by typst; where it is not
installed, or its fonts lack a letter of the picture, the alternative text stands in its place.
"""

import io
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from tertius.reports.compute import ComputedReport
from tertius.reports.render import FORMS
from tertius.reports.render.blocks import Block, Figure, Grid, Head, Line, Paragraph, Span, Style, blocks_of
from tertius.reports.render.cells import shown
from tertius.reports.render.directions import runs
from tertius.reports.render.document import lay_out
from tertius.reports.render.fitting import as_paragraphs, share_of, shares
from tertius.reports.render.package import repeatable
from tertius.reports.render.typeset import png, texts_of, without_glyph

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.text.paragraph import Paragraph as DocxParagraph

_MARGIN, _PAGE = 2.0, (21.0, 29.7)
_ROOM = _PAGE[0] - 2 * _MARGIN
"""In centimetres, as pictures and columns are."""
_INKS: dict[Style, str] = {"soft": "5C6670", "mark": "B8500A"}
_LINK, _INK, _FONT = "0B4F8A", "1B1F24", "Calibri"
_GIST, _NOTE, _CELL = "Report Gist", "Report Note", "Report Table"
"""Styles of our own, which whoever edits the document can change in one place."""
_SIZES = (
    ("Normal", 10, 4), ("Title", 20, 6), ("Heading 1", 14, 4), ("Heading 2", 11, 3), (_GIST, 11, 4), (_NOTE, 8.5, 4),
    (_CELL, 8.5, 0),
)  # fmt: skip
"""Size of the letters of each style, and room after a paragraph of it, in points."""


def render(report: ComputedReport) -> bytes:
    """Return a report as a document of a word processor.

    Parameters
    ----------
    report
        What was computed.
    """
    from docx import Document

    doc = Document()
    title = shown(report.plan.title)
    told = doc.core_properties
    told.title, told.author, told.comments, told.last_modified_by = title, "Tertius", "", ""
    told.subject = shown(report.plan.about)[:255]
    told.created = told.modified = report.ended.replace(tzinfo=None)
    _set_up(doc, f"{report.run} · {report.ended:%Y-%m-%d}")
    writing = _Writing(doc)
    writing.title(title)
    blocks = blocks_of(lay_out(report))
    for block, following in zip(blocks, (*blocks[1:], None), strict=True):
        writing.add(block)
        if isinstance(block, Figure) or isinstance(following, Grid):
            doc.paragraphs[-1].paragraph_format.keep_with_next = True
    made = io.BytesIO()
    doc.save(made)
    return repeatable(made.getvalue(), report.ended)


class _Writing:
    """Writes blocks, one after the other."""

    def __init__(self, doc: "Docx") -> None:
        self._doc = doc
        self._marks = 0

    def title(self, text: str) -> None:
        self._fill(self._doc.add_paragraph(style="Title"), (Span(text),))

    def add(self, block: Block) -> None:
        if isinstance(block, Head):
            paragraph = self._doc.add_paragraph(style=f"Heading {block.level}")
            self._fill(paragraph, (Span(block.text),), block.anchor)
        elif isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Figure):
            self._figure(block)
        elif (widths := shares(block)) is None:
            for one in as_paragraphs(block):
                self._paragraph(one)
        else:
            self._table(block, [share * _ROOM for share in widths])

    def _paragraph(self, one: Paragraph) -> None:
        bullet = one.place == "item" and not one.anchor
        style = "List Bullet" if bullet else {"item": "List Paragraph", "gist": _GIST, "soft": _NOTE}.get(one.place)
        line = one.line
        if one.place == "soft":
            line = tuple(Span(span.text, span.link, span.style or "soft") for span in line)
        self._fill(self._doc.add_paragraph(style=style), line, one.anchor)

    def _figure(self, one: Figure) -> None:
        from docx.shared import Cm

        picture = one.picture
        about = shown(f"{picture.title}. {picture.about}".strip())
        if any(find_spec(name) is None for name in FORMS["pdf"].needs):
            why = "A picture stands here once it can be drawn: pip install 'tertius[pdf]'"
        elif missing := without_glyph(texts_of(picture.svg)):
            why = f"A picture cannot stand here: no font at hand has “{missing[0]}”."
        else:
            width = Cm(share_of(picture) * _ROOM)
            run = self._doc.add_paragraph().add_run()
            shape = run.add_picture(io.BytesIO(png(picture.svg)), width)
            shape._inline.docPr.set("descr", about)
            return
        self._fill(self._doc.add_paragraph(), (Span(f"{why} ", style="soft"), Span(about)))

    def _table(self, grid: Grid, widths: list[float]) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm

        table = self._doc.add_table(rows=1, cols=len(grid.columns), style="Table Grid")
        table.autofit = False
        for share, made in zip(widths, table.columns, strict=True):
            made.width = Cm(share)
        heads = tuple((Span(column.text, style="strong"),) for column in grid.columns)
        for at, line in enumerate((heads, *grid.rows)):
            row = table.rows[0] if at == 0 else table.add_row()
            properties = row._tr.get_or_add_trPr()
            properties.append(_element("w:cantSplit"))
            if at == 0:
                properties.append(_element("w:tblHeader"))
            for place, (cell, spans, column) in enumerate(zip(row.cells, line, grid.columns, strict=True)):
                cell.width = Cm(widths[place])
                anchor = grid.anchors[at - 1] if grid.anchors and at and not place else ""
                paragraph = cell.paragraphs[0]
                paragraph.style = _CELL
                if column.number:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                self._fill(paragraph, spans, anchor)
        self._doc.add_paragraph()

    def _fill(self, paragraph: "DocxParagraph", line: Line, anchor: str = "") -> None:
        """Write pieces into a paragraph, and what links call it around them."""
        if anchor:
            self._marks += 1
            paragraph._p.append(_element("w:bookmarkStart", id=str(self._marks), name=_mark(anchor)))
        for span in line:
            target = paragraph._p
            if span.link:
                target = _link(paragraph, span.link)
                paragraph._p.append(target)
            for text, turned in runs(span.text):
                target.append(_run(text, span.style, linked=bool(span.link), turned=turned))
        if anchor:
            paragraph._p.append(_element("w:bookmarkEnd", id=str(self._marks)))


def _set_up(doc: "Docx", footer: str) -> None:
    """Set the page, the styles and the footer with the number of the page."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    section = doc.sections[0]
    section.page_width, section.page_height = map(Cm, _PAGE)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN)
    for name in (_GIST, _NOTE, _CELL):
        doc.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    for name, size, after in _SIZES:
        style: Any = doc.styles[name]
        style.font.size, style.font.name = Pt(size), _FONT
        style.font.color.rgb = RGBColor.from_string(_INK)
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)  # it would go before the name
        sizes = style.element.rPr
        for old in sizes.findall(qn("w:szCs")):
            sizes.remove(old)
        sizes.find(qn("w:sz")).addnext(_element("w:szCs", val=str(int(2 * size))))  # of letters from right to left
        style.paragraph_format.space_after = Pt(after)
    ground = _element("w:shd", val="clear", color="auto", fill="F3F5F7")
    doc.styles[_GIST].element.get_or_add_pPr().insert(0, ground)  # the order of these is fixed
    foot = section.footer.paragraphs[0]
    for piece in (f"{footer} · page ", "PAGE", " of ", "NUMPAGES"):
        if piece.isupper():
            field = _element("w:fldSimple", instr=piece)
            field.append(_run("1", "soft", linked=False, turned=False))
            foot._p.append(field)
        else:
            foot._p.append(_run(piece, "soft", linked=False, turned=False))


def _link(paragraph: "DocxParagraph", to: str) -> Any:  # noqa: ANN401 - docx is imported late
    """Return a link within the document, or to the web."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    if to.startswith("#"):
        return _element("w:hyperlink", anchor=_mark(to.removeprefix("#")), history="1")
    link = _element("w:hyperlink", history="1")
    link.set(qn("r:id"), paragraph.part.relate_to(to, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    return link


def _mark(anchor: str) -> str:
    """Return what a bookmark is called, whose name has no hyphens."""
    return anchor.replace("-", "_")


def _run(text: str, style: Style, *, linked: bool, turned: bool) -> Any:  # noqa: ANN401 - docx is imported late
    """Return a piece of text; one from right to left says so, since word processors ask for it."""
    from docx.oxml.ns import qn

    run, properties = _element("w:r"), _element("w:rPr")
    if style == "code":
        properties.append(_element("w:rFonts", ascii="Consolas", hAnsi="Consolas", cs="Consolas"))
    if style in {"strong", "mark"}:
        properties.extend([_element("w:b"), _element("w:bCs")])
    if ink := _LINK if linked else _INKS.get(style):
        properties.append(_element("w:color", val=ink))
    if style == "code":
        properties.extend([_element("w:sz", val="17"), _element("w:szCs", val="17")])
    if turned:
        properties.append(_element("w:rtl"))
    told = _element("w:t")
    told.text = text
    told.set(qn("xml:space"), "preserve")
    run.extend([properties, told])
    return run


def _element(name: str, /, **attributes: str) -> Any:  # noqa: ANN401 - docx is imported late
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made
