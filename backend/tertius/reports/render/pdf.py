"""A report as a PDF: tagged, with an outline, with links from names to claims and from claims to sources."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tertius.errors import UnsupportedError
from tertius.reports.compute import ComputedReport
from tertius.reports.draw.canvas import Picture
from tertius.reports.render.blocks import Block, Figure, Grid, Head, Line, Paragraph, blocks_of, text_of_line
from tertius.reports.render.cells import shown
from tertius.reports.render.directions import runs
from tertius.reports.render.document import lay_out
from tertius.reports.render.fitting import ROOM, as_paragraphs, share_of, shares
from tertius.reports.render.typeset import called, page, png, texts_of, without_glyph

_LONGEST_WORD = 60
"""A longer word, or one that is longer than its column, is broken wherever the line ends."""
_TALL = 1_500
"""Characters in a cell from which its row may go on overleaf."""
_ELSE = "Write the report as .html or .docx, which take the fonts of the reader's machine."
_BREAK, _ISOLATED = "\u200b", "\u2068{}\u2069"


def render(report: ComputedReport) -> bytes:
    """Return a report as a PDF.

    Parameters
    ----------
    report
        What was computed.

    Raises
    ------
    UnsupportedError
        It has a character that the fonts do not have.
    """
    title = shown(report.plan.title)
    blocks = blocks_of(lay_out(report))
    _check_signs(title, blocks)
    when = report.ended
    told = {
        "title": title,
        "about": shown(report.plan.about) or title,
        "footer": f"{report.run} · {report.ended:%Y-%m-%d}",
        "moment": {name: getattr(when, name) for name in ("year", "month", "day", "hour", "minute", "second")},
        "blocks": [one for block in blocks for one in _told(block)],
    }
    from typst import TypstError

    try:
        return page(_page(), {"report": json.dumps(told, ensure_ascii=False)}, when)
    except TypstError as error:
        raise UnsupportedError(
            f"This report cannot be set as a PDF: {error.message}.", where=report.run, next_step=_ELSE
        ) from error


def _told(block: Block) -> Iterator[dict[str, Any]]:
    if isinstance(block, Head):
        yield {"kind": "head", "level": block.level, "text": _set(block.text, _LONGEST_WORD), "anchor": block.anchor}
    elif isinstance(block, Paragraph):
        line = _line(block.line, _LONGEST_WORD)
        yield {"kind": "paragraph", "line": line, "place": block.place, "anchor": block.anchor}
    elif isinstance(block, Figure):
        yield {
            "kind": "figure",
            **_drawn(block.picture),
            "about": _said(block.picture),
            "share": share_of(block.picture),
        }
    elif (widths := shares(block)) is None:
        for paragraph in as_paragraphs(block):
            yield from _told(paragraph)
    else:
        room = [max(int(share * ROOM) - 2, 4) for share in widths]
        yield {
            "kind": "grid",
            "columns": [[column.text, column.number] for column in block.columns],
            "shares": widths,
            "rows": [[_line(line, most) for line, most in zip(row, room, strict=True)] for row in block.rows],
            "anchors": block.anchors,
            "tall": [max(len(text_of_line(line)) for line in row) > _TALL for row in block.rows],
        }


def _line(line: Line, most: int) -> list[list[str]]:
    return [
        [_set(span.text, _LONGEST_WORD * 2 if span.style == "code" else most), span.link, span.style] for span in line
    ]


def _drawn(picture: Picture) -> dict[str, str | list[int]]:
    """Return a drawing; as dots where it has letters whose shapes a PDF could not tell as text within a drawing."""
    if any(turned for _, turned in runs(picture.svg)):
        return {"format": "png", "drawn": list(png(picture.svg))}
    return {"format": "svg", "drawn": picture.svg}


def _set(text: str, most: int) -> str:
    """Return a text whose long words may be broken, and in which names of another direction stand by themselves."""
    return "".join(_ISOLATED.format(part) if turned else part for part, turned in runs(_broken(text, most)))


def _broken(text: str, most: int) -> str:
    """Return a text whose long words may be broken."""
    return " ".join(_BREAK.join(word) if len(word) > most else word for word in text.split(" "))


def _said(picture: Picture) -> str:
    return shown(f"{picture.title}. {picture.about}".strip())


def _check_signs(title: str, blocks: Sequence[Block]) -> None:
    """Refuse a report with a letter that the fonts do not have, and say where it stands."""
    places = [("the title", title), *_places(blocks)]
    missing = without_glyph("".join(text for _, text in places))
    if not missing:
        return
    where, text = next((where, text) for where, text in places if missing[0] in text)
    start = max(text.index(missing[0]) - 30, 0)
    others = f" and {len(missing) - 1:,} more" if len(missing) > 1 else ""
    raise UnsupportedError(
        f"The fonts of the PDF have no sign for {called(missing[0])}{others}.",
        where=f"{where}: {text[start : start + 80].strip()}",
        next_step=_ELSE,
    )


def _places(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Yield each text of a report with where it stands, what only pictures say at last."""
    drawn: list[tuple[str, str]] = []
    heading = "the first lines"
    for block in blocks:
        if isinstance(block, Head):
            heading = block.text
            yield "a heading", block.text
        elif isinstance(block, Paragraph):
            yield heading, text_of_line(block.line)
        elif isinstance(block, Grid):
            yield from ((heading, text_of_line(cell)) for row in block.rows for cell in row)
        else:
            told = f"{_said(block.picture)} {texts_of(block.picture.svg)}"
            drawn.append((f"the figure of {heading}", told))
    yield from drawn


@cache
def _page() -> bytes:
    return (Path(__file__).parent / "report.typ").read_bytes()
