"""A sheet to draw on: a few shapes, escaped texts, colours for light and dark, and an alternative text.

What is drawn stands by itself in a document and within a page. Every colour is written into its element, for programs
that read no style sheet (word processors, typst); a style of the picture's own changes them where the reader's screen
is dark.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, takewhile
from xml.sax.saxutils import escape, quoteattr

from tertius.wording import undirected

LIGHT = {
    "ink": "#1b1f24",
    "quiet": "#5c6670",
    "grid": "#d9dde1",
    "paper": "#ffffff",
    "mark": "#b8500a",
}
"""Colours by what they are for: text, second text, grid, the ground, and what a reader is to see first."""

DARK = {"ink": "#e8eaed", "quiet": "#a3adb8", "grid": "#3a424b", "paper": "#14171a", "mark": "#f0a04b"}
"""The same on a dark screen; each text has a contrast of more than 4.5 to its ground."""

GROUPS = ("#0072b2", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#8c6d1f", "#7f7f7f")
"""Colours of groups, which people who see red and green alike can tell apart (Okabe and Ito, 2008); the last one is for
all that have no colour of their own."""

DARK_GROUPS = ("#4fa3e3", "#2cc196", "#e39ac4", "#a5dcff", "#f5b93f", "#c7a84a", "#a8a8a8")
"""The same on a dark screen, lighter, so that a bar that is half transparent is still seen."""

FONT = "system-ui, 'Noto Sans', 'Noto Sans Arabic', sans-serif"
TEXT = 13.0
"""Size of text, in the picture's units."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom of what a text takes up."""

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[] "), frozenset("mwMW@%—")


def clean(text: str) -> str:
    """Return a text as XML can hold it: without the characters that are no text, or that turn its direction."""
    return _NOT_IN_XML.sub("\ufffd", undirected(text))


def width_of(text: str, size: float = TEXT) -> float:
    """Return about how wide a text is, in the picture's units; a little too wide rather than too narrow."""
    return sum(map(_ems, text)) * size


def _ems(sign: str) -> float:
    if unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0.0
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.0
    if sign in _NARROW:
        return 0.32
    return 0.92 if sign in _WIDE else 0.7 if sign.isupper() else 0.57


def cut(text: str, width: float, size: float = TEXT) -> str:
    """Return a text that is no wider than this, its end replaced by an ellipsis where it has to be."""
    if width_of(text, size) <= width:
        return text
    room = width - width_of("…", size)
    ends = accumulate(_ems(sign) * size for sign in text)
    kept = sum(1 for _ in takewhile(lambda used: used <= room, ends))
    return text[:kept].rstrip() + "…"


def meet(one: Box, other: Box) -> bool:
    """Say whether two boxes lie over each other."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished drawing.

    Attributes
    ----------
    svg
        An ``<svg>`` element, whole; it names no other file.
    title, about
        What it shows, and what can be seen in it: the alternative text.
    width, height
        In its own units, which are pixels unless it is scaled.
    """

    svg: str
    title: str
    about: str
    width: float
    height: float


class Canvas:
    """Collects shapes, in the order in which they are drawn.

    Parameters
    ----------
    width, height
        In the picture's units.
    """

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._shapes: list[str] = []

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        colour: str = "grid",
        *,
        width: float = 1,
        dashed: bool = False,
    ) -> None:
        """Draw a line."""
        dash = ' stroke-dasharray="4 3"' if dashed else ""
        self._shapes.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {_paint("stroke", colour)}'
            f' stroke-width="{width:g}" stroke-linecap="round"{dash}/>'
        )

    def path(
        self,
        points: Iterable[tuple[float, float]],
        colour: str = "ink",
        *,
        width: float = 1.5,
        closed: bool = False,
        filled: str = "",
    ) -> None:
        """Draw a line through points; closed, a shape."""
        told = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        self.outline([f"M{told}{'Z' if closed else ''}"], colour, width=width, filled=filled)

    def outline(self, parts: Iterable[str], colour: str, *, width: float = 1, filled: str = "") -> None:
        """Draw path data that is already written (numbers and letters of SVG paths only)."""
        fill = _paint("fill", filled) if filled else 'fill="none"'
        self._shapes.append(
            f'<path d="{"".join(parts)}" {fill} {_paint("stroke", colour)} stroke-width="{width:g}" '
            'stroke-linejoin="round"/>'
        )

    def bar(
        self, x: float, y: float, width: float, height: float, colour: str, *, opacity: float = 1, title: str = ""
    ) -> None:
        """Draw a bar with rounded ends."""
        self._shapes.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 1.5):.1f}" height="{height:.1f}" rx="2" '
            f"{_paint('fill', colour)}{_opacity(opacity)}>{_title(title)}</rect>"
        )

    def dot(
        self, x: float, y: float, radius: float, colour: str, *, ring: str = "", opacity: float = 1, title: str = ""
    ) -> None:
        """Draw a dot, with a ring around it if a colour is given for one."""
        around = f' {_paint("stroke", ring)} stroke-width="2"' if ring else ""
        self._shapes.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" {_paint("fill", colour)}{around}{_opacity(opacity)}>'
            f"{_title(title)}</circle>"
        )

    def square(self, x: float, y: float, half: float, colour: str, *, ring: str = "", title: str = "") -> None:
        """Draw a square around a point."""
        around = f' {_paint("stroke", ring)} stroke-width="2"' if ring else ""
        self._shapes.append(
            f'<rect x="{x - half:.1f}" y="{y - half:.1f}" width="{2 * half:.1f}" height="{2 * half:.1f}" '
            f"{_paint('fill', colour)}{around}>{_title(title)}</rect>"
        )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        at: str = "start",
        colour: str = "ink",
        size: float = TEXT,
        bold: bool = False,
        href: str = "",
        halo: bool = False,
        title: str = "",
    ) -> None:
        """Write a text; `at` is ``start``, ``middle`` or ``end``. An `href` may lead within the page only: ``#…``."""
        weight = ' font-weight="600"' if bold else ""
        ground = (
            f' {_paint("stroke", "paper")} stroke-width="3" paint-order="stroke" stroke-linejoin="round"'
            if halo
            else ""
        )
        said = (
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{at}" font-size="{size:g}" '
            f"{_paint('fill', colour)}{weight}{ground}>{_title(title)}{escape(clean(text))}</text>"
        )
        self._shapes.append(f"<a href={quoteattr(clean(href))}>{said}</a>" if href.startswith("#") else said)

    def finish(self, title: str, about: str) -> Picture:
        """Return the picture under its title, with its alternative text."""
        body = "".join(self._shapes)
        role = "group" if "<a " in body else "img"  # what is inside an img cannot be reached
        mark = "p" + hashlib.sha256(f"{title}{about}{body}".encode(errors="replace")).hexdigest()[:12]
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="tertius-picture" '
            f'viewBox="0 0 {self.width:g} {self.height:g}" '
            f'width="{self.width:g}" height="{self.height:g}" role="{role}" '
            f'aria-labelledby="{mark}-title {mark}-about" '
            f'font-family="{FONT}"><title id="{mark}-title">{escape(clean(title))}</title>'
            f'<desc id="{mark}-about">{escape(clean(about))}</desc><style>{_STYLE}</style>{body}</svg>'
        )
        return Picture(svg, title, about, self.width, self.height)


def _paint(attribute: str, colour: str) -> str:
    """Return the attribute for a colour, named by its purpose or as it is."""
    return f'{attribute}="{LIGHT.get(colour, colour)}"'


def _opacity(opacity: float) -> str:
    return "" if opacity == 1 else f' opacity="{opacity:g}"'


def _title(title: str) -> str:
    return f"<title>{escape(clean(title))}</title>" if title else ""


_STYLE = (
    ".tertius-picture text{unicode-bidi:plaintext}.tertius-picture{max-width:100%;height:auto}"
    "@media screen and (prefers-color-scheme:dark){"
    + "".join(
        f".tertius-picture [{attribute}='{light}']{{{attribute}:{dark}}}"
        for light, dark in (*((LIGHT[name], DARK[name]) for name in LIGHT), *zip(GROUPS, DARK_GROUPS, strict=True))
        for attribute in ("fill", "stroke")
    )
    + "}"
)
