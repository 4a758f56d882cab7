"""Dot and whisker: a score or a rank of each, and the interval around it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tertius.reports.draw.canvas import TEXT, Canvas, Picture, cut, width_of
from tertius.reports.draw.scale import Scale, round_ticks

ROW = 26.0
_WIDTH, _MARGIN, _MOST_LABEL = 640.0, 14.0, 240.0


@dataclass(frozen=True, slots=True)
class Dot:
    """One row.

    Attributes
    ----------
    label
        Whose.
    value
        Where the dot is.
    low, high
        The interval around it; None where there is none.
    marked
        Whether the reader is to see it first.
    href
        Where its name leads within the page.
    """

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    marked: bool = False
    href: str = ""


def dot_and_whisker(dots: Sequence[Dot], *, title: str, axis: str, lower_is_better: bool = False) -> Picture:
    """Draw a dot for each row, and a line from one end of its interval to the other.

    Parameters
    ----------
    dots
        The rows, from top to bottom.
    title, axis
        What is shown, and what is counted along the axis.
    lower_is_better
        Whether the numbers are ranks: 1 stands at the left and no number is below it.
    """
    ends = [end for dot in dots for end in (dot.value, dot.low, dot.high) if end is not None]
    low, high = (1.0 if lower_is_better else min(0.0, *ends, 0.0)), max(ends, default=1.0)
    high = high if high > low else low + 1.0
    label = min(_MOST_LABEL, max((width_of(dot.label) for dot in dots), default=0.0)) + 12
    foot = _MARGIN + ROW * len(dots)
    canvas = Canvas(_WIDTH, foot + 44)
    scale = Scale(low, high, _MARGIN + label, _WIDTH - _MARGIN - 12)
    for tick in round_ticks(low, high):
        if not lower_is_better or tick >= 1:
            canvas.line(scale(tick), _MARGIN, scale(tick), foot)
            canvas.text(scale(tick), foot + 16, f"{tick:g}", at="middle", colour="quiet", size=TEXT - 1)
    if lower_is_better:
        canvas.text(scale(1), foot + 16, "1", at="middle", colour="quiet", size=TEXT - 1)
    canvas.text((scale.start + scale.end) / 2, foot + 34, axis, at="middle", colour="quiet", size=TEXT - 1)
    for number, dot in enumerate(dots):
        y = _MARGIN + ROW * (number + 0.5)
        colour = "mark" if dot.marked else "ink"
        canvas.text(_MARGIN, y + 4.5, cut(dot.label, label - 10), href=dot.href, bold=dot.marked, title=dot.label)
        if dot.low is not None and dot.high is not None:
            canvas.line(scale(dot.low), y, scale(dot.high), y, colour, width=2.5)
        canvas.dot(scale(dot.value), y, 5, colour, ring="paper", title=_said(dot))
    return canvas.finish(title, f"{axis}. " + "; ".join(map(_said, dots)) + ".")


def _said(dot: Dot) -> str:
    interval = "" if dot.low is None or dot.high is None else f" ({dot.low:.4g} to {dot.high:.4g})"
    return f"{dot.label} {dot.value:.4g}{interval}"
