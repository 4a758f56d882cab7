"""Writing what claims say of an entity itself: its name, aliases, countries, dates, place."""

from collections.abc import Iterable
from typing import Any

from tertius.graph.transaction import Transaction
from tertius.loading import gather
from tertius.loading.debts import Debt
from tertius.loading.premises import Premises
from tertius.loading.properties import LIFE, PROFILE_COLUMNS, Properties, entity_type, found_by, profile_properties
from tertius.loading.report import Derived
from tertius.model.profile import derive_profile

_READ = (
    "UNWIND $ids AS id MATCH (e:Entity {id: id}) RETURN id, labels(e) AS labels, e {"
    + ", ".join(f".{name}" for name in PROFILE_COLUMNS)
    + "} AS profile"
)
_WRITE = (
    "UNWIND $rows AS row MATCH (e:Entity {id: row.id}) SET e += row.changed "
    "FOREACH (place IN row.location | SET e.location = point({latitude: place.latitude, longitude: place.longitude}))"
)


def derive(tx: Transaction, known: Premises, entities: Iterable[str], owed: Debt) -> Derived:
    """Derive the properties of entities again and write those that differ.

    The canonical entity of a group shows what is said of any of its members; a merged one, what is said of itself.

    Parameters
    ----------
    tx, known
        The transaction, which holds the lock on everything derived, and the premises.
    entities
        Ids of the entities.
    owed
        Takes what a changed profile owes: a life the ties that cannot outlive it, an organization's kind its roll-up.
    """
    identity = known.identity
    ids = {name for entity in entities for name in (entity, identity.canonical(entity))}
    owners = {member for entity in ids for member in _members(known, entity)}
    claims = gather.amended(tx, known, gather.of_entities(tx, owners))
    rows = []
    for found in tx.rows(_READ, ids=list(ids)):
        entity = found["id"]
        members = _members(known, entity)
        said = [claim for member in members for claim in claims.get(member, ())]
        preferred = known.preferred.names(members)
        kind = entity_type(found["labels"])
        profile = derive_profile(kind, entity, said, known.roots, known.assumptions, preferred)
        if identity.canonical(entity) == entity:  # one that gave way is found as the one that stands for it
            profile["search"] = found_by(kind, profile, members)
        wanted = profile_properties(profile)
        if row := difference(entity, wanted, found["profile"]):
            rows.append(row)
            if not row["changed"].keys().isdisjoint(LIFE):
                owed.lives.add(entity)
            if "kind" in row["changed"]:
                owed.rollups.add(entity)
    if rows:
        tx.run(_WRITE, rows=rows)
    return Derived(profiles=len(rows))


def _members(known: Premises, entity: str) -> Iterable[str]:
    group = known.identity.group(entity)
    return group if known.identity.canonical(entity) == entity else (entity,)


def difference(entity: str, wanted: Properties, found: Properties) -> Properties | None:
    """Return the row that makes an entity's properties what they should be, or None when they are."""
    changed: dict[str, Any] = {name: value for name, value in wanted.items() if value != found.get(name)}
    if not changed:
        return None
    location = changed.get("location")
    if location is not None:
        del changed["location"]
    return {"id": entity, "changed": changed, "location": [location] if location is not None else []}
