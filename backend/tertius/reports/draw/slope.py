"""Slope chart: the rank of each from one run to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tertius.reports.draw.canvas import TEXT, Canvas, Picture, cut, width_of
from tertius.reports.draw.scale import spread

_MOST_WIDTH, _STEP, _MARGIN, _ROW, _MOST_LABEL = 640.0, 130.0, 14.0, 22.0, 200.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Attributes
    ----------
    label
        Whose.
    ranks
        Its rank in each run, oldest first; None where it had none.
    marked, href
        As `tertius.reports.draw.ranks.Dot`.
    """

    label: str
    ranks: Sequence[int | None]
    marked: bool = False
    href: str = ""


def slope_chart(lines: Sequence[Line], runs: Sequence[str], *, title: str) -> Picture:
    """Draw ranks over runs: 1 at the top, a name at the end of each line.

    Parameters
    ----------
    lines
        The lines; each has a rank or None for every run.
    runs
        What the runs are called, oldest first: their days.
    title
        What is shown.
    """
    worst = max((rank for line in lines for rank in line.ranks if rank is not None), default=1)
    rows = max(worst, len(lines), 2)
    label = min(_MOST_LABEL, max((width_of(line.label) for line in lines), default=0.0)) + 44
    top, foot = _MARGIN + 24, _MARGIN + 24 + _ROW * (rows - 1)
    step = min(_STEP, (_MOST_WIDTH - 2 * _MARGIN - 24 - label) / max(len(runs) - 1, 1))
    wide = 2 * _MARGIN + 24 + label + step * max(len(runs) - 1, 1)  # few runs make no long lines
    canvas = Canvas(wide, foot + _MARGIN + 8)
    across = [_MARGIN + 24 + step * number for number in range(len(runs))]
    every = max(1, -(-len(runs) * 76 // int(_MOST_WIDTH - label)))
    for number, (x, run) in enumerate(zip(across, runs, strict=True)):
        canvas.line(x, top - 8, x, foot + 8)
        if (len(runs) - 1 - number) % every == 0:
            canvas.text(x, _MARGIN + 4, run, at="middle", colour="quiet", size=TEXT - 1)

    def down(rank: int) -> float:
        return top + (foot - top) * (rank - 1) / max(worst - 1, 1)

    for rank in sorted({1, worst}) if runs else ():
        canvas.text(across[0] - 12, down(rank) + 4.5, str(rank), at="end", colour="quiet", size=TEXT - 1)
    for line in lines:
        colour, width = ("mark", 2.5) if line.marked else ("quiet", 1.5)
        points = [(x, down(rank)) for x, rank in zip(across, line.ranks, strict=True) if rank is not None]
        told = [rank for rank in line.ranks if rank is not None]
        for (one, before), (other, after) in pairwise(_numbered(line.ranks)):
            gap = other - one > 1
            canvas.line(across[one], down(before), across[other], down(after), colour, width=width, dashed=gap)
        for (x, y), rank in zip(points, told, strict=True):
            canvas.dot(x, y, 4, colour, ring="paper", title=f"{line.label}: {rank}")
    last = [(line, line.ranks[-1]) for line in lines if line.ranks and line.ranks[-1] is not None]
    places = spread([down(rank) for _, rank in last if rank is not None], 16, top - 4, foot + 4)
    for (line, rank), y in zip(last, places, strict=True):
        canvas.text(across[-1] + 26, y + 4.5, str(rank), at="end", colour="quiet")
        canvas.text(
            across[-1] + 34, y + 4.5, cut(line.label, label - 40), href=line.href, bold=line.marked, title=line.label
        )
    return canvas.finish(title, "; ".join(_said(line, runs) for line in lines) + ".")


def _numbered(ranks: Sequence[int | None]) -> list[tuple[int, int]]:
    return [(number, rank) for number, rank in enumerate(ranks) if rank is not None]


def _said(line: Line, runs: Sequence[str]) -> str:
    told = _numbered(line.ranks)
    if not told:
        return f"{line.label}: no rank"
    (first, before), (last, after) = told[0], told[-1]
    if len(told) == 1:
        return f"{line.label}: {after} on {runs[last]} only"
    left = "" if last == len(runs) - 1 else ", then no rank"
    return f"{line.label}: {before} on {runs[first]}, {after} on {runs[last]}{left}"
