"""How wide the columns of a table are on paper, and what stands there when a table is wider than paper."""

from collections.abc import Iterator, Sequence

from tertius.reports.draw.canvas import Picture
from tertius.reports.render.blocks import Grid, Line, Paragraph, Span, text_of_line

ROOM = 104
"""Characters that the lines of a page hold in a table."""

_WIDEST = 680.0
"""Width of a picture, in its own units, that takes the whole line."""
_TALLEST = 1.25
"""Height of a picture at most, in widths of the page."""
_APART = 3
"""Room between two columns, in characters."""
_WORD, _LINE = 13, 40
"""Longer words are broken, longer lines go on below."""


def shares(grid: Grid) -> Sequence[float] | None:
    """Return how much of the page's width each column takes; they may leave some of it.

    Parameters
    ----------
    grid
        The table.

    Returns
    -------
    Sequence of float or None
        None if the columns do not fit beside each other: `as_paragraphs` tells the same.
    """
    least, wanted = [], []
    for at, column in enumerate(grid.columns):
        texts = [text_of_line(row[at]) for row in grid.rows]
        words = max((len(word) for text in texts for word in text.split()), default=0)
        head = max(len(word) for word in column.text.split() or [""])
        longest = max(map(len, [column.text, *texts]))
        least.append(max(head, min(words, _WORD)) + _APART)
        wanted.append(max(least[-1], min(longest, _LINE) + _APART))
    if sum(least) > ROOM:
        return None
    left = ROOM - sum(least)
    more = [want - need for want, need in zip(wanted, least, strict=True)]
    part = min(1.0, left / sum(more)) if sum(more) else 0.0
    return [(need + part * extra) / ROOM for need, extra in zip(least, more, strict=True)]


def share_of(picture: Picture) -> float:
    """Return how much of the page's width a picture takes, so that it stays on one page with its heading.

    Parameters
    ----------
    picture
        The picture.
    """
    return min(1.0, picture.width / _WIDEST, _TALLEST * picture.width / picture.height)


def as_paragraphs(grid: Grid) -> Iterator[Paragraph]:
    """Yield the rows of a table as paragraphs: heading and value, one after the other.

    Parameters
    ----------
    grid
        The table.
    """
    for at, row in enumerate(grid.rows):
        line: list[Span] = []
        for column, cell in zip(grid.columns, row, strict=True):
            line += [Span(" · ", style="soft")] if line else []
            line += [Span(f"{column.text} ", style="soft"), *_strong(cell, first=not line)]
        yield Paragraph(tuple(line), "item", grid.anchors[at] if grid.anchors else "")


def _strong(cell: Line, *, first: bool) -> Line:
    return tuple(Span(span.text, span.link, "strong") for span in cell) if first else cell
