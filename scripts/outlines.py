"""Write the outlines of countries that maps are drawn on, out of Natural Earth's 1:50m as world-atlas gives it.

    python scripts/outlines.py countries-50m.json backend/tertius/reports/draw/outlines.geojson

The input is the file ``countries-50m.json`` of the npm package world-atlas 2.0.2 (ISC): TopoJSON made of Natural Earth
(public domain). Only shapes and names are kept, to two decimals of a degree, about a kilometre.
"""

import json
import sys
from pathlib import Path
from typing import Any

_SMALLEST = 4
"""Points that the ring of an area has at least: three and the first again."""


def rings(topology: dict[str, Any]) -> list[list[list[float]]]:
    """Return the arcs of a topology as degrees."""
    (across, up), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append([round(x * across + left, 2), round(y * up + bottom, 2)])
        arcs.append(points)
    return arcs


def joined(arcs: list[list[list[float]]], numbers: list[int]) -> list[list[float]]:
    """Return a ring out of its arcs; a number below zero is an arc the other way round."""
    ring: list[list[float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        for point in arc:
            if not ring or ring[-1] != point:
                ring.append(point)
    return ring


def main(source: Path, target: Path) -> None:
    """Convert the file."""
    topology = json.loads(source.read_text())
    arcs = rings(topology)
    features = []
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        found = [[joined(arcs, ring) for ring in polygon] for polygon in polygons]
        kept = [[ring for ring in polygon if len(ring) >= _SMALLEST] for polygon in found]
        geometry = {"type": "MultiPolygon", "coordinates": [polygon for polygon in kept if polygon]}
        features.append({"type": "Feature", "properties": {"name": shape["properties"]["name"]}, "geometry": geometry})
    features.sort(key=lambda feature: str(feature["properties"]["name"]))
    whole = {"type": "FeatureCollection", "features": features}
    target.write_text(json.dumps(whole, separators=(",", ":"), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
