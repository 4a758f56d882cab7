"""Timeline: when something can have held, and when it certainly did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tertius.reports.draw.canvas import TEXT, Canvas, Picture, cut, width_of
from tertius.reports.draw.scale import Scale, day_ticks

_WIDTH, _MARGIN, _MOST_LABEL = 640.0, 14.0, 250.0
_ROW, _TALL_ROW = 24.0, 38.0
_SMALL = TEXT - 1.5


@dataclass(frozen=True, slots=True)
class Spell:
    """One bar.

    Attributes
    ----------
    label, about
        Whose, and what: a name, and what was led.
    from_earliest, to_latest
        The days between which it is possible; None where nothing bounds it.
    from_latest, to_earliest
        The days between which it is certain; None, or the first after the second, for on no day.
    group
        Its colour: the same for the same group (an index of the palette).
    href
        Where its name leads within the page.
    """

    label: str
    about: str
    from_earliest: date | None
    from_latest: date | None
    to_earliest: date | None
    to_latest: date | None
    colour: str = "ink"
    href: str = ""

    @property
    def certain(self) -> tuple[date, date] | None:
        """The certain days, if there are any."""
        if self.from_latest is None or self.to_earliest is None or self.from_latest > self.to_earliest:
            return None
        return self.from_latest, self.to_earliest


def timeline(spells: Sequence[Spell], *, title: str) -> Picture:
    """Draw a thin bar for the days on which each is possible, and a thick one for those on which it is certain.

    A bar that nothing bounds runs to the edge and ends in an arrow. What was led stands under whose it is.

    Parameters
    ----------
    spells
        From top to bottom.
    title
        What is shown.
    """
    days = [
        day
        for spell in spells
        for day in (spell.from_earliest, spell.to_latest, *(spell.certain or ()))
        if day is not None and date.min < day < date.max
    ] or [date(2000, 1, 1), date(2001, 1, 1)]
    room = max((max(days) - min(days)) // 20, timedelta(days=20))
    first, last = _moved(min(days), -room), _moved(max(days), room)
    row = _TALL_ROW if any(spell.about for spell in spells) else _ROW
    widths = [max(width_of(spell.label), width_of(spell.about, _SMALL)) for spell in spells]
    label = min(_MOST_LABEL, max(widths, default=0.0)) + 12
    foot = _MARGIN + row * len(spells)
    canvas = Canvas(_WIDTH, foot + 46)
    scale = Scale(first.toordinal(), last.toordinal(), _MARGIN + label, _WIDTH - _MARGIN)
    for day, written in day_ticks(first, last, 7):
        x = scale(day.toordinal())
        canvas.line(x, _MARGIN, x, foot)
        canvas.text(x, foot + 16, written, at="middle", colour="quiet", size=TEXT - 1)
    for number, spell in enumerate(spells):
        y = _MARGIN + row * (number + 0.5)
        up = 7 if spell.about else 0
        canvas.text(_MARGIN, y + 4.5 - up, cut(spell.label, label - 10), href=spell.href, title=spell.label)
        if spell.about:
            about = cut(spell.about, label - 10, _SMALL)
            canvas.text(_MARGIN, y + 12, about, colour="quiet", size=_SMALL, title=spell.about)
        start = scale((spell.from_earliest or first).toordinal())
        end = scale((spell.to_latest or last).toordinal())
        canvas.bar(start, y - 2.5, end - start, 5, spell.colour, opacity=0.7, title=_said(spell))
        for open_end, x, way in ((spell.from_earliest is None, start, 1), (spell.to_latest is None, end, -1)):
            if open_end:
                canvas.path([(x + 6 * way, y - 5), (x, y), (x + 6 * way, y + 5)], spell.colour)
        if spell.certain:
            start, end = (scale(day.toordinal()) for day in spell.certain)
            canvas.bar(start, y - 6, end - start, 12, spell.colour, title=_said(spell))
    canvas.bar(_MARGIN + label, foot + 30, 26, 12, "quiet")
    canvas.text(_MARGIN + label + 33, foot + 40, "certain", colour="quiet", size=TEXT - 1)
    canvas.bar(_MARGIN + label + 92, foot + 33.5, 26, 5, "quiet", opacity=0.7)
    canvas.text(_MARGIN + label + 125, foot + 40, "possible", colour="quiet", size=TEXT - 1)
    return canvas.finish(title, "; ".join(map(_said, spells)) + ".")


def _moved(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return day


def _said(spell: Spell) -> str:
    possible = f"possible from {spell.from_earliest or 'any day'} to {spell.to_latest or 'any day'}"
    certain = f"certain from {spell.certain[0]} to {spell.certain[1]}" if spell.certain else "certain on no day"
    return f"{spell.label}{', ' + spell.about if spell.about else ''}: {possible}, {certain}"
