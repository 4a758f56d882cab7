"""Reading claims back from the graph, by tie, by event and by entity: what derivation derives from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from tertius.graph.transaction import Transaction
from tertius.graph.write import Writer
from tertius.loading.premises import Premises
from tertius.loading.properties import ATTRIBUTES, CLAIM_MAP, EVENT_TIES, claim_from, entity_type
from tertius.model.claims import Claim
from tertius.model.kinds import EVENT_RECORD
from tertius.model.lives import Life

ABOUT = "[(c)-[part:ABOUT]->(other) | [part.as, other.id]] AS about"
_OF_TIES = (
    "UNWIND $ids AS id MATCH (c:Claim {tie_id: id}) WHERE c.recorded_to IS NULL "
    f"RETURN c.tie_id AS owner, c.id AS id, {CLAIM_MAP} AS claim, {ABOUT}"
)
_OF_EVENTS = (
    "UNWIND $ids AS id MATCH (e:Entity:Event {id: id})<-[a:ABOUT]-(c:Claim) "
    "WHERE c.recorded_to IS NULL AND c.kind IN $kinds AND a.as IN ['event', 'subject', 'object'] "
    f"RETURN id AS owner, c.id AS id, {CLAIM_MAP} AS claim, {ABOUT}"
)
_OF_ENTITIES = (
    "UNWIND $ids AS id MATCH (e:Entity {id: id})<-[a:ABOUT]-(c:Claim) "
    "WHERE a.as IN ['subject', 'event'] AND c.recorded_to IS NULL AND c.kind IN $kinds "
    f"RETURN id AS owner, c.id AS id, {CLAIM_MAP} AS claim, {ABOUT}"
)
_BY_ID = (
    "UNWIND $ids AS id MATCH (c:Claim {id: id}) WHERE c.recorded_to IS NULL "
    f"RETURN c.id AS owner, c.id AS id, {CLAIM_MAP} AS claim, {ABOUT}"
)
_BY_KEY = (
    "UNWIND $ids AS id MATCH (c:Claim {key: id}) WHERE c.recorded_to IS NULL "
    f"RETURN id AS owner, c.id AS id, {CLAIM_MAP} AS claim, {ABOUT}"
)
_PUBLISHED = "UNWIND $ids AS id MATCH (:Claim {id: id})-[:CITES]->(r:Release) RETURN id, r.published AS published"


_LIVES = (
    "UNWIND $ids AS id MATCH (e:Entity {id: id}) WHERE coalesce(e.life_from, e.life_to) IS NOT NULL "
    "RETURN id, labels(e) AS labels, e.life_from AS first, e.life_to AS last"
)


@dataclass(frozen=True, slots=True)
class Held:
    """A current claim of the graph.

    Attributes
    ----------
    owner
        What it was asked for by: a tie's id, an entity's id, its own id or its key.
    id, key
        Its id with the revision, and without.
    tie_id
        The tie it is counted for, or None.
    claim
        What it says, as its source has it.
    """

    owner: str
    id: str
    key: str
    tie_id: str | None
    claim: Claim


def _stored(tx: Transaction, cypher: str, ids: Iterable[str], **params: object) -> list[Held]:
    wanted = list(ids)
    if not wanted:
        return []
    return [_one(row) for row in tx.rows(cypher, ids=wanted, **params)]


def _one(row: dict[str, Any]) -> Held:
    found = row["claim"]
    return Held(row["owner"], row["id"], found["key"], found["tie_id"], claim_from(found, row["about"]))


def of_ties(tx: Transaction, ids: Iterable[str]) -> list[Held]:
    """Return the current claims that are counted for these ties."""
    return _stored(tx, _OF_TIES, ids)


def of_events(tx: Transaction, ids: Iterable[str]) -> list[Held]:
    """Return the current claims that give these events their ties."""
    return _stored(tx, _OF_EVENTS, ids, kinds=[*EVENT_TIES, EVENT_RECORD])


def of_entities(tx: Transaction, ids: Iterable[str]) -> list[Held]:
    """Return the current claims that give these entities their own properties."""
    return _stored(tx, _OF_ENTITIES, ids, kinds=[*ATTRIBUTES, EVENT_RECORD])


def by_id(tx: Transaction, ids: Iterable[str]) -> list[Held]:
    """Return these claims, as far as they are current."""
    return _stored(tx, _BY_ID, ids)


def by_key(tx: Transaction, keys: Iterable[str]) -> list[Held]:
    """Return the current revisions of these claims."""
    return _stored(tx, _BY_KEY, keys)


def lives(tx: Transaction, entities: Iterable[str]) -> dict[str, Life]:
    """Return the lives of those entities whose life has a day that counts."""
    rows = tx.rows(_LIVES, ids=list(entities))
    return {row["id"]: Life(entity_type(row["labels"]), row["first"], row["last"]) for row in rows}


def pages(writer: Writer, cypher: str, size: int, **params: object) -> Iterator[list[str]]:
    """Yield the ids that a statement returns in its column ``id``, some at a time."""
    ids = (row["id"] for row in writer.stream(cypher, params))
    while page := list(islice(ids, size)):
        yield page


def amended(tx: Transaction, known: Premises, stored: Sequence[Held]) -> dict[str, list[Claim]]:
    """Return the claims as the decisions leave them, by owner."""
    dated = [one.id for one in stored if known.rulings.needs_published(one.key)]
    published = {row["id"]: row["published"] for row in tx.rows(_PUBLISHED, ids=dated)} if dated else {}
    result: dict[str, list[Claim]] = defaultdict(list)
    for one in stored:
        claim = known.rulings.amended(one.claim, published.get(one.id))
        if claim is not None:
            result[one.owner].append(claim)
    return result
