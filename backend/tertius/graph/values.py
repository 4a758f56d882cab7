"""Neo4j's values as plain JSON (for answers) or plain Python (for the loader engine).

Open ends: ties and claims mark an end that no source gives by the dates 0001-01-01 and 9999-12-31, since a null would
drop the row in Cypher. Those two are bookkeeping, not dates, so **JSON shows them as null**; Python keeps them, because
the model computes with them.
"""

import datetime
import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypedDict

from neo4j.graph import Node, Path, Relationship
from neo4j.spatial import Point
from neo4j.time import Date, DateTime, Duration, Time

from tertius.errors import CatalogueError
from tertius.wording import counted

#: WGS84's number in two and in three dimensions, whose first two coordinates are longitude and latitude.
_WGS84 = (4326, 4979)
#: The driver writes nine decimals of a second always: all zeros at the end of them go.
_DECIMALS = re.compile(r"\.\d{9}")
_OPEN_ENDS = ((1, 1, 1), (9999, 12, 31))


class NodeValue(TypedDict):
    """A node in JSON: its labels in order, and its properties."""

    type: Literal["node"]
    labels: list[str]
    properties: dict[str, Any]


class RelationshipValue(TypedDict):
    """A relationship in JSON: its kind, its properties, and the ``id`` property of its ends (null if not returned)."""

    type: Literal["relationship"]
    kind: str
    start: str | None
    end: str | None
    properties: dict[str, Any]


class PathValue(TypedDict):
    """A path in JSON: ``len(nodes) == len(relationships) + 1``."""

    type: Literal["path"]
    nodes: list[NodeValue]
    relationships: list[RelationshipValue]


class PointValue(TypedDict):
    """A place on the globe, WGS84 degrees."""

    latitude: float
    longitude: float


def to_json(value: object) -> Any:  # noqa: ANN401 - any JSON value
    """Return a value of the driver as something ``json.dumps`` takes.

    Parameters
    ----------
    value
        What a record holds.

    Returns
    -------
    None, bool, int, float, str, list or dict
        Dates and times as ISO 8601 text; the two open ends as None; WGS84 points as :class:`PointValue`; nodes,
        relationships and paths as the typed dicts of this module; a number that is not finite as None.

    Raises
    ------
    CatalogueError
        A value that JSON has no form for, such as bytes or a point on a plane.
    """
    kind = type(value)
    if kind is str or value is None or kind is int or kind is bool:
        return value
    if kind is list:
        return [to_json(item) for item in value]  # type: ignore[attr-defined]
    converter = _TO_JSON.get(kind)
    if converter is not None:
        return converter(value)
    for base, converter in _TO_JSON.items():  # relationships come as a class of their own for each kind
        if isinstance(value, base):
            return converter(value)
    raise _no_form(value, "JSON")


def _no_form(value: object, where: str) -> CatalogueError:
    return CatalogueError(
        f"A column holds a value of type {type(value).__name__}, which has no form in {where}.",
        next_step="Return its parts instead, as text or numbers.",
    )


def _date(value: Date) -> str | None:
    year, month, day = parts = value.year_month_day
    return None if parts in _OPEN_ENDS else f"{year:04d}-{month:02d}-{day:02d}"


def _date_time(value: DateTime | Time) -> str:
    text = _DECIMALS.sub(lambda found: found[0].rstrip("0").rstrip("."), value.iso_format())
    return text[:-6] + "Z" if text.endswith("+00:00") else text


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _point(value: Point) -> PointValue:
    if value.srid not in _WGS84:
        raise _no_form(value, "JSON")
    longitude, latitude = value[0], value[1]
    return {"latitude": latitude, "longitude": longitude}


def _map(value: dict[str, object]) -> dict[str, Any]:
    return {key: to_json(item) for key, item in value.items()}


def _node(value: Node) -> NodeValue:
    return {"type": "node", "labels": sorted(value.labels), "properties": _map(dict(value.items()))}


def _relationship(value: Relationship) -> RelationshipValue:
    start, end = value.nodes
    return {
        "type": "relationship",
        "kind": value.type,
        "start": None if start is None else start.get("id"),
        "end": None if end is None else end.get("id"),
        "properties": _map(dict(value.items())),
    }


def _path(value: Path) -> PathValue:
    return {
        "type": "path",
        "nodes": [_node(node) for node in value.nodes],
        "relationships": [_relationship(tie) for tie in value.relationships],
    }


_TO_JSON: dict[type, Callable[[Any], Any]] = {
    float: _number,
    dict: _map,
    Date: _date,
    DateTime: _date_time,
    Time: _date_time,
    Duration: Duration.iso_format,
    Node: _node,
    Path: _path,
    Relationship: _relationship,
    Point: _point,
}


def to_python(value: object) -> Any:  # noqa: ANN401 - any plain value
    """Return a value of the driver as plain Python; open ends stay the dates that they are.

    Parameters
    ----------
    value
        What a record holds: a scalar, a date or time, a WGS84 point, or a list or map of these.

    Returns
    -------
    None, bool, int, float, str, bytes, list, dict, datetime.date or datetime.datetime
        A point as :class:`PointValue`.

    Raises
    ------
    CatalogueError
        A node, relationship, path or other value that is not plain.
    """
    kind = type(value)
    if kind is str or value is None or kind is int or kind is float or kind is bool or kind is bytes:
        return value
    if isinstance(value, Date):
        return datetime.date(*value.year_month_day)
    if isinstance(value, DateTime):
        return value.to_native()
    if isinstance(value, list):
        return [to_python(item) for item in value]
    if isinstance(value, dict):
        return {key: to_python(item) for key, item in value.items()}
    if isinstance(value, Point):
        return _point(value)
    raise _no_form(value, "plain Python")


class _Untold(list[Any]):
    """A list that is not spelled out: the driver makes a text of all it sends, for a log that is seldom kept."""

    def __repr__(self) -> str:
        return f"<{counted(len(self), 'value')}>"


def untold(params: Mapping[str, object]) -> dict[str, object]:
    """Return the parameters of a statement so that their text is short: that of a batch takes as long as sending it."""
    return {name: _Untold(value) if isinstance(value, list) else value for name, value in params.items()}
