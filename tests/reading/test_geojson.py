"""GeoJSON in pieces of any size: the features that Python's json module reads, and middles worked out by hand."""

import json
import random
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.reading.geojson import features


def pieces(text: str, size: int) -> Iterator[bytes]:
    raw = text.encode()
    return (raw[start : start + size] for start in range(0, len(raw), size))


def collection(*found: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "name": "made up", "features": list(found), "bbox": [0, 0, 1, 1]}


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(st.dictionaries(st.text(max_size=8), VALUES, max_size=4), max_size=3),
    st.integers(1, 40),
    st.sampled_from([None, 1]),
    st.booleans(),
)
def test_properties_are_those_that_json_reads(
    told: list[dict[str, Any]], size: int, indent: int | None, plain: bool
) -> None:
    text = json.dumps(collection(*({"properties": one} for one in told)), indent=indent, ensure_ascii=plain)
    assert [one.properties for one in features(pieces(text, size), "here")] == told


SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
HOLE = [[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]]
FAR = [[10, 0], [12, 0], [12, 2], [10, 2], [10, 0]]
NEAR = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]


@pytest.mark.parametrize(
    ("geometry", "middle"),
    [
        ({"type": "Polygon", "coordinates": [SQUARE]}, (2, 2)),
        ({"type": "Polygon", "coordinates": [SQUARE[::-1]]}, (2, 2)),
        # 16 at 2 less 1 at 1.5 are 30.5, of an area of 15.
        ({"type": "Polygon", "coordinates": [SQUARE, HOLE]}, (30.5 / 15, 30.5 / 15)),
        ({"type": "MultiPolygon", "coordinates": [[NEAR], [FAR]]}, (6, 1)),
        ({"type": "Point", "coordinates": [1.5, -2.0, 300]}, (1.5, -2)),
        ({"type": "LineString", "coordinates": [[0, 1], [2, 3]]}, (1, 2)),
        ({"type": "Polygon", "coordinates": [[[x + 100, y] for x, y in SQUARE]]}, (102, 2)),
        ({"type": "Polygon", "coordinates": [[[-179, 0], [179, 0], [179, 1], [-179, 1], [-179, 0]]]}, None),
        ({"type": "Polygon", "coordinates": []}, None),
        (None, None),
    ],
)
def test_the_middle_of_what_is_drawn(geometry: dict[str, Any] | None, middle: tuple[float, float] | None) -> None:
    for one in ({"geometry": geometry, "properties": {}}, {"properties": {}, "geometry": geometry, "id": 7}):
        (found,) = features(pieces(json.dumps(collection(one)), 5), "here")
        assert (found.middle is None) if middle is None else found.middle == pytest.approx(middle, abs=1e-6)


def test_the_middle_of_a_small_area_far_away_keeps_its_digits() -> None:
    ring = [[120 + x * 1e-4, 45 + y * 1e-4] for x, y in SQUARE]
    (found,) = features(pieces(json.dumps(collection({"geometry": {"coordinates": [ring]}})), 100), "here")
    assert found.middle == pytest.approx((120.0002, 45.0002), abs=1e-6)


def test_no_outline_is_held() -> None:
    dice = random.Random(7)  # noqa: S311 - no secret

    def endless() -> Iterator[bytes]:
        yield b'{"features": [{"properties": {"a": 1}, "geometry": {"coordinates": [['
        for _ in range(40):
            yield ",".join(f"[{dice.random()},{dice.random()}]" for _ in range(1_000)).encode() + b","
        yield b"[0, 0]]]}}]}"

    tracemalloc.start()
    try:
        (found,) = features(endless(), "here")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.properties == {"a": 1}
    assert peak < 1_000_000, "of 1.6 MB"
