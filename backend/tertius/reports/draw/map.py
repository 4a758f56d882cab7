"""A map: where things happened, on the outlines of countries.

Outlines: Natural Earth 1:50m, public domain, by way of world-atlas (``scripts/outlines.py``). Borders and names are
Natural Earth's and say nothing about who holds what. No tiles are fetched from anywhere.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, radians, sqrt
from pathlib import Path

from tertius.reports.draw.canvas import TEXT, Box, Canvas, Picture, cut, meet, width_of

_WIDTH, _HIGHEST, _LOWEST = 640.0, 560.0, 260.0
_OUTLINES = Path(__file__).with_name("outlines.geojson")

Ring = tuple[tuple[float, float], ...]
Frame = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map.

    Attributes
    ----------
    label
        Its name.
    latitude, longitude
        In degrees.
    count
        How many things are there; the area of its dot grows with it.
    href
        As `tertius.reports.draw.ranks.Dot`.
    """

    label: str
    latitude: float
    longitude: float
    count: int = 1
    href: str = ""


@dataclass(frozen=True, slots=True)
class Country:
    """A country's name, its rings as (longitude, latitude), and the frame around the largest of them."""

    name: str
    rings: tuple[Ring, ...]
    frame: Frame


@cache
def countries() -> tuple[Country, ...]:
    """Return the outlines, read once."""
    found = []
    for feature in json.loads(_OUTLINES.read_text(encoding="utf-8"))["features"]:
        polygons = feature["geometry"]["coordinates"]
        rings = tuple(_unbroken(ring) for polygon in polygons for ring in polygon)
        frames = [_frame(ring) for ring in rings]
        found.append(
            Country(feature["properties"]["name"], rings, max(frames, key=lambda f: (f[2] - f[0]) * (f[3] - f[1])))
        )
    return tuple(found)


def map_of(spots: Sequence[Spot], *, title: str) -> Picture:
    """Draw places on a map of the countries around them; north is up, and a degree is as long both ways in the middle.

    Parameters
    ----------
    spots
        The places.
    title
        What is shown.
    """
    frame = _around(spots)
    squeeze = cos(radians((frame[1] + frame[3]) / 2))
    factor = _WIDTH / ((frame[2] - frame[0]) * squeeze)
    height = (frame[3] - frame[1]) * factor
    canvas = Canvas(_WIDTH, height + 24)

    def place(longitude: float, latitude: float) -> tuple[float, float]:
        return (longitude - frame[0]) * squeeze * factor, (frame[3] - latitude) * factor

    for country in countries():
        outline = [part for ring in country.rings for part in _drawn([place(*point) for point in ring], height)]
        if outline:
            canvas.outline(outline, "grid", width=1, filled="paper")
    taken: list[Box] = []
    dots = [place(spot.longitude, spot.latitude) for spot in spots]
    for country in countries():
        (left, bottom), (right, top) = place(*country.frame[:2]), place(*country.frame[2:])
        x, y, wide = (left + right) / 2, (top + bottom) / 2, width_of(country.name, TEXT - 2)
        box = (x - wide / 2, y - 12, x + wide / 2, y + 4)
        clear = not any(meet(box, (dot_x - 30, dot_y - 12, dot_x + 110, dot_y + 12)) for dot_x, dot_y in dots)
        if wide < right - left and clear and box[0] > 4 and box[2] < _WIDTH - 4 and 20 < y < height - 10:
            canvas.text(x, y, country.name, at="middle", colour="quiet", size=TEXT - 2)
    most = max((spot.count for spot in spots), default=1)
    for spot in sorted(spots, key=lambda one: (-one.count, one.label)):
        x, y = place(spot.longitude, spot.latitude)
        r = 3.5 + 11 * sqrt(spot.count / most) if most > 1 else 5.0
        canvas.dot(x, y, r, "mark", ring="paper", opacity=0.8, title=_said(spot))
        label = cut(spot.label, 160, TEXT - 1)
        wide = width_of(label, TEXT - 1)
        left = x + r + 3 if x + r + 3 + wide < _WIDTH else x - r - 3 - wide
        box = (left, y - 8, left + wide, y + 7)
        if not any(meet(box, other) for other in taken):
            taken.append(box)
            canvas.text(left, y + 4, label, size=TEXT - 1, href=spot.href, halo=True, title=_said(spot))
    canvas.text(
        4, height + 16, "Outlines: Natural Earth. They say nothing of who holds what.", colour="quiet", size=TEXT - 2
    )
    return canvas.finish(title, "; ".join(map(_said, spots)) + ".")


def _unbroken(ring: Sequence[Sequence[float]]) -> Ring:
    """Return a ring that goes on beyond 180 degrees where it would jump to the other edge of the world."""
    found: list[tuple[float, float]] = []
    for x, y in ring:
        turns = round((found[-1][0] - x) / 360) if found else 0
        found.append((x + 360 * turns, y))
    return tuple(found)


def _drawn(ring: Sequence[tuple[float, float]], height: float) -> Iterator[str]:
    """Yield the path of a ring, if it comes into the picture; what is outside is brought to its edge."""
    left, top, right, bottom = _frame(ring)
    if right < 0 or left > _WIDTH or bottom < 0 or top > height:
        return
    near = [(min(max(x, -8.0), _WIDTH + 8), min(max(y, -8.0), height + 1)) for x, y in ring]
    kept = [near[0]]
    for x, y in near[1:]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= 1:
            kept.append((x, y))
    yield "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in kept) + "Z"


def _frame(points: Sequence[tuple[float, float]]) -> Frame:
    across, up = zip(*points, strict=True)
    return min(across), min(up), max(across), max(up)


def _around(spots: Sequence[Spot]) -> Frame:
    """Return the frame of a map: a fifth of room around the places, three degrees at least, no taller than wide."""
    left, bottom, right, top = _frame(
        [(spot.longitude, spot.latitude) for spot in spots] or [(-180.0, -60.0), (180.0, 75.0)]
    )
    wide, tall = max((right - left) * 1.3, 6.0), max((top - bottom) * 1.3, 4.0)
    middle = (left + right) / 2, min(max((bottom + top) / 2, -70.0), 70.0)
    squeeze = cos(radians(middle[1]))
    wide = max(wide, tall * _WIDTH / _HIGHEST / squeeze)
    tall = max(tall, wide * squeeze * _LOWEST / _WIDTH)
    return middle[0] - wide / 2, middle[1] - tall / 2, middle[0] + wide / 2, middle[1] + tall / 2


def _said(spot: Spot) -> str:
    return f"{spot.label}: {spot.count}" if spot.count != 1 else spot.label
