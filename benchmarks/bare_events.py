"""What a person would write to load events with nothing but the driver: the loop that `load.py` compares with.

It fills maps and ``UNWIND``s them, in batches as large as the engine's. It checks nothing, looks nothing up, keeps no
revision, derives nothing (each tie's numbers are those of its one claim), and leaves half a batch behind when it dies.
"""

from datetime import UTC, datetime
from typing import Any

import neo4j
from engine import _CLAIMS, _COUNTS_AS, _ENTITIES, _TIES, OPEN_END, OPEN_START, _bare_claim, _bare_id

from tertius.graph.connect import Driver
from tertius.loading.loader import Document, RawRow, Shaped
from tertius.model.claims import Claim
from tertius.model.kinds import ATTRIBUTE_KINDS, CATEGORY, EVENT_RECORD

_LOCATIONS = "UNWIND $rows AS row MATCH (e:Entity {id: row.id}) SET e.location = point(row.location)"
_COVERS = (
    "MATCH (r:Release {id: $release}) UNWIND $rows AS row MATCH (p:Entity {id: row.place}) "
    "CREATE (r)-[:COVERS {from: row.first, to: row.last}]->(p)"
)


def bare_load(driver: Driver, document: Document, size: int) -> None:
    """Write the same nodes and relationships with nothing but the driver."""
    now = datetime.now(UTC)
    loop = _Bare(document, now)
    with driver.session(database="neo4j") as session:
        session.run(
            "CREATE (:Release {id: $id, version: $version, sha256: $sha})-[:EDITION_OF]->(:Source {id: $source, "
            "title: $title, author: $author, publisher: $publisher, url: $url, licence: $licence, reliability: '', "
            "derived_from: $origin})",
            id=document.release.id,
            version=document.release.version,
            sha=document.release.sha256,
            source=document.source.id,
            title=document.source.title,
            author=document.source.author,
            publisher=document.source.publisher,
            url=document.source.url,
            licence=document.source.licence,
            origin=list(document.source.derived_from),
        ).consume()
        batch: list[Shaped] = []
        fresh = 0
        for raw in document.rows():
            assert isinstance(raw, RawRow), raw
            shaped = document.shape(raw)
            fresh += loop.count(shaped)
            batch.append(shaped)
            if fresh >= size:
                session.execute_write(loop.write, batch)
                batch, fresh = [], 0
        session.execute_write(loop.write, batch)
        assert document.coverage is not None
        covers = [{"place": c.place, "first": c.first, "last": c.last} for c in document.coverage()]
        session.run(_COVERS, rows=covers, release=document.release.id).consume()


class _Bare:
    """What the loop has to remember: which entities and claims it has written."""

    def __init__(self, document: Document, now: datetime) -> None:
        self._document = document
        self._now = now
        self._counted: set[str] = set()
        self._claims: set[str] = set()
        self._entities: dict[str, str] = {}

    def count(self, shaped: Shaped) -> int:
        """Return how many claims of a row no row has had."""
        before = len(self._counted)
        self._counted.update(claim.record for claim in shaped.claims)
        return len(self._counted) - before

    def write(self, tx: neo4j.ManagedTransaction, batch: list[Shaped]) -> None:
        """Write a batch."""
        entities: dict[str, dict[str, Any]] = {}
        claims: list[Any] = []
        ties: dict[str, list[Any]] = {"PARTICIPATED_IN": [], "OCCURRED_AT": [], "WITHIN": [], "OPPOSED": []}
        late: list[Any] = []
        for shaped in batch:
            for entity in shaped.entities:
                if entity.id not in self._entities:
                    self._entities[entity.id] = entity.type
                    entities[entity.id] = {"entity": _entity(entity.id), "location": None}
            for claim in shaped.claims:
                if claim.record in self._claims:
                    continue
                self._claims.add(claim.record)
                claims.append({"claim": self._node(claim), "about": [list(part) for part in claim.about]})
                if claim.kind in ATTRIBUTE_KINDS:
                    subject = claim.about[0][1]
                    if subject in entities:
                        _say(entities[subject], claim)
                    elif claim.kind == "LOCATION":
                        late.append({"id": subject, "location": _point(claim.value)})
                else:
                    _tie(ties, claim)
                    if claim.kind == EVENT_RECORD:
                        _happen(entities[claim.about[0][1]], claim)
        for label in ("Organization", "Place", "Event"):
            some = [row for id_, row in entities.items() if self._entities[id_] == label]
            if some:
                tx.run(_ENTITIES.format(label), rows=some).consume()
                if label == "Organization":
                    some = [row for row in some if row["entity"].get("kind") != CATEGORY]
                    tx.run(_COUNTS_AS, rows=some, first=OPEN_START, last=OPEN_END).consume()
        tx.run(_CLAIMS, rows=claims, release=self._document.release.id).consume()
        for kind, rows in ties.items():
            if rows:
                tx.run(_TIES.format(kind), rows=rows).consume()
        if late:
            tx.run(_LOCATIONS, rows=late).consume()

    def _node(self, claim: Claim) -> dict[str, Any]:
        node = {
            **_bare_claim(claim.record, claim.kind, self._now, value=claim.value, edtf=claim.edtf),
            **_bounds(claim),
            **dict(claim.values),
            "stint": claim.stint,
            "locator": claim.locator,
            "note": claim.note,
            "hedge": claim.hedge.value,
            "hedge_word": claim.hedge_word,
            "source_id": claim.source,
            "run_id": f"{claim.source}:1",
        }
        if claim.part:
            node["part"] = claim.part
        if claim.kind in ("WITHIN", "OPPOSED"):
            node["tie_id"] = _bare_id(claim.kind, claim.about[0][1], claim.about[1][1], str(claim.stint))
        return node


def _bounds(claim: Claim) -> dict[str, Any]:
    bounds = claim.bounds
    return {
        "from_earliest": bounds.from_earliest,
        "from_latest": bounds.from_latest,
        "to_earliest": bounds.to_earliest,
        "to_latest": bounds.to_latest,
    }


def _entity(id_: str) -> dict[str, Any]:
    known = {"id": id_, "canonical_id": id_, "name": id_, "aliases": [], "countries": [], "external_ids": []}
    return known | {"search": f"@@@ ={id_}"}


def _say(row: dict[str, Any], claim: Claim) -> None:
    entity = row["entity"]
    if claim.kind == "NAME":
        entity["name"] = claim.value
        entity["search"] = f"@@@ ={claim.value} {claim.value} ={entity['id']}"
    elif claim.kind == "KIND":
        entity["kind"] = claim.value
    elif claim.kind == "COUNTRY":
        entity["countries"] = [*entity["countries"], claim.value]
    elif claim.kind == "ALIAS":
        entity["aliases"] = [*entity["aliases"], claim.value]
    elif claim.kind == "LOCATION":
        row["location"] = _point(claim.value)


def _point(text: str) -> dict[str, float]:
    latitude, _, longitude = text.partition(",")
    return {"latitude": float(latitude), "longitude": float(longitude)}


def _happen(row: dict[str, Any], claim: Claim) -> None:
    said = dict(claim.values)
    deaths = {name: said[name] for name in ("deaths_best", "deaths_low", "deaths_high")}
    row["entity"] |= {**_bounds(claim), **deaths, "edtf": claim.edtf, "kind": said["event_kind"]}
    if "latitude" in said:
        row["location"] = {"latitude": said["latitude"], "longitude": said["longitude"]}


def _tie(ties: dict[str, list[Any]], claim: Claim) -> None:
    numbers = {"stint": claim.stint, "roles": [], **_bounds(claim)}
    numbers |= {"likelihood": 0.95, "claims": 1, "sources": 1, "disputed": False}
    if claim.kind != EVENT_RECORD:
        (_, one), (_, other) = claim.about
        id_ = _bare_id(claim.kind, one, other, str(claim.stint))
        tie = {"id": id_, **numbers, "asserted_by": [claim.source], "firmness": [0.95]}
        ties[claim.kind].append({"subject": one, "object": other, "tie": tie})
        return
    event = claim.about[0][1]
    for role, entity in claim.about[1:]:
        if role == "place":
            tie = {"id": _bare_id("OCCURRED_AT", event, entity), **numbers}
            ties["OCCURRED_AT"].append({"subject": event, "object": entity, "tie": tie})
        else:
            tie = {"id": _bare_id("PARTICIPATED_IN", entity, event, role), "side": role, **numbers}
            tie |= {"asserted_by": [claim.source], "firmness": [0.95]}
            ties["PARTICIPATED_IN"].append({"subject": entity, "object": event, "tie": tie})
