"""Making entities, claims and ties: the statements, and the rows that they take.

Properties are spelled out in ``CREATE``: ``SET n = $map`` looks each name up row by row, and the planner puts an Eager
before it. The four bounds of a date go over the wire once a batch, and rows say which four they mean: turning a date
into its wire form takes the driver longer than all the rest of a row together.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tertius.loading.properties import (
    ASSERTED,
    BOUNDS,
    EVENT_TIES,
    OWN_BOUNDS,
    OWN_PROFILE,
    SHARED_PROFILE,
    Properties,
    tie_properties,
)
from tertius.model.claims import RECORD_VALUES, Claim
from tertius.model.dates import Bounds
from tertius.model.derive import Tie
from tertius.model.kinds import TIE_KINDS, EntityType

_CLAIM = (
    "id",
    "key",
    "revision",
    "kind",
    "polarity",
    "hedge_word",
    "hedge",
    "credibility",
    "inferred",
    "value",
    "edtf",
    "stint",
    "role",
    "locator",
    "note",
    "record",
    "digest",
    "tie_id",
    "part",
    *RECORD_VALUES,
)
_EVENT_TIE = ("id", "stint", "side", "roles", "likelihood", "claims", "sources", "disputed")
_PAIR_TIE = ("id", "stint", "roles", "likelihood", "claims", "sources", "disputed", "clipped_by")
_SPAN = {name: f"$spans[x.span][{index}]" for index, name in enumerate(BOUNDS)}
_SAID = {"asserted_by": "$said[x.said][0]", "firmness": "$said[x.said][1]"}
_OWN = {name: f"$spans[x.own][{index}]" for index, name in enumerate(OWN_BOUNDS)}


def _literal(names: Iterable[str], others: Mapping[str, str]) -> str:
    parts = [*(f"{name}: x.{name}" for name in names), *(f"{name}: {term}" for name, term in others.items())]
    return "{" + ", ".join(parts) + "}"


def _entity(own: Iterable[str]) -> str:
    names = [name for name in (*SHARED_PROFILE, *own) if name not in BOUNDS and name != "location"]
    spans = _SPAN if set(BOUNDS) <= set(own) else {}
    return _literal(("id", "canonical_id", *names), {**spans, "location": "point(x.location)"})


def _tie(kind: str) -> str:
    others = _SPAN | (_SAID if kind in ASSERTED else {})
    return _literal(_EVENT_TIE, others) if kind in EVENT_TIES else _literal(_PAIR_TIE, others | _OWN)


_PLANNED = "CYPHER replan=skip "
"""The plan of a statement that looks up unique ids only is not made anew as the graph grows: it would be the same."""

NEW_ENTITIES: Mapping[EntityType, str] = {
    kind: f"{_PLANNED}UNWIND $rows AS x CREATE (:Entity:{kind.value} {_entity(own)})"
    for kind, own in OWN_PROFILE.items()
}
"""Statements that make entities of each type from ``$rows`` (`new_entity`) and ``$spans``."""

NEW_CLAIMS = (
    _PLANNED
    + "MATCH (release:Release {id: $release}) UNWIND $rows AS x CREATE (c:Claim "
    + _literal(_CLAIM, {**_SPAN, "source_id": "$source", "run_id": "$run", "recorded_from": "$now"})
    + ")-[:CITES]->(release) "
    "WITH c, x UNWIND x.about AS part MATCH (e:Entity {id: part[1]}) CREATE (c)-[:ABOUT {as: part[0]}]->(e)"
)
"""Statement that makes claims from ``$rows`` (`new_claim`) and ``$spans``, all of one release, source and run."""

NEW_TIES: Mapping[str, str] = {
    kind: f"{_PLANNED}UNWIND $rows AS x MATCH (s:Entity {{id: x.subject}}) MATCH (o:Entity {{id: x.object}}) "
    f"CREATE (s)-[:{kind} {_tie(kind)}]->(o)"
    for kind in TIE_KINDS
}
"""Statements that make ties of each kind from ``$rows`` (`new_tie`), ``$spans`` and ``$said``."""


class Spans:
    """What rows of a batch have in common, such as the four bounds of a date: each once."""

    def __init__(self) -> None:
        self._places: dict[tuple[Any, ...], int] = {}

    def place(self, common: tuple[Any, ...]) -> int:
        """Return where something stands in the list."""
        return self._places.setdefault(common, len(self._places))

    @property
    def rows(self) -> list[list[Any]]:
        """The list, for ``$spans`` or ``$said``."""
        return [list(common) for common in self._places]


def new_claim(claim: Claim, revision: int, tie_id: str | None, spans: Spans) -> Properties:
    """Return the row that makes a revision of a claim."""
    return {
        "id": f"{claim.key}.{revision}",
        "key": claim.key,
        "revision": revision,
        "kind": claim.kind,
        "polarity": claim.polarity.value,
        "hedge_word": claim.hedge_word,
        "hedge": claim.hedge.value,
        "credibility": claim.credibility,
        "inferred": claim.inferred or None,  # the graph keeps no null
        "value": claim.value,
        "edtf": claim.edtf,
        "span": spans.place(_four(claim.bounds)),
        "stint": claim.stint,
        "role": claim.role,
        "locator": claim.locator,
        "note": claim.note,
        "record": claim.record,
        "digest": claim.digest,
        "tie_id": tie_id,
        "part": claim.part or None,
        "about": [list(part) for part in claim.about],
        **dict(claim.values),
    }


def new_tie(tie: Tie, spans: Spans, said: Spans) -> Properties:
    """Return the row that makes a tie; whose dates it has, and by whom it is asserted, stand in the two lists."""
    row = {name: value for name, value in tie_properties(tie).items() if name not in _ELSEWHERE_OF_TIES}
    row |= {"subject": tie.key.subject, "object": tie.key.object, "span": spans.place(_four(tie.bounds))}
    if tie.own is not None:
        row["own"] = spans.place(_four(tie.own))
    if tie.key.kind in ASSERTED:
        row["said"] = said.place((tie.asserted_by, tie.firmness))
    return row


def _four(bounds: Bounds) -> tuple[date, ...]:
    return tuple(getattr(bounds, name) for name in BOUNDS)


def new_entity(entity: str, profile: Mapping[str, Any], spans: Spans) -> Properties:
    """Return the row that makes a canonical entity with its profile (`tertius.model.profile.derive_profile`)."""
    row: Properties = {"id": entity, "canonical_id": entity}
    for name, value in profile.items():
        if value is not None and name not in _ELSEWHERE:
            row[name] = value
    if profile["latitude"] is not None:
        row["location"] = {"latitude": profile["latitude"], "longitude": profile["longitude"]}
    if profile.get("from_earliest") is not None:
        row["span"] = spans.place(tuple(profile[name] for name in BOUNDS))
    return row


_ELSEWHERE_OF_TIES = frozenset({*BOUNDS, *OWN_BOUNDS, *_SAID})
_ELSEWHERE = frozenset({*BOUNDS, "latitude", "longitude"})
