"""How claims, ties and entities stand in the graph: the one place that knows the properties, both ways."""

from collections.abc import Iterable, Mapping
from typing import Any

from tertius.graph.whole import Whole
from tertius.model.claims import Claim, Polarity
from tertius.model.dates import Bounds
from tertius.model.derive import Tie
from tertius.model.folding import search_text
from tertius.model.hedges import Hedge
from tertius.model.kinds import ATTRIBUTE_KINDS, EVENT_RECORD, TIE_KINDS, EntityType
from tertius.model.profile import RECORD_VALUES_SHOWN

Properties = dict[str, Any]
"""Properties of a node or relationship, as plain Python values."""

EVENT_TIES = ("PARTICIPATED_IN", "OCCURRED_AT")
"""The kinds of tie with an event at one end. They are derived event by event."""

ASSERTED = tuple(kind for kind in TIE_KINDS if kind != "OCCURRED_AT")
"""The kinds of tie that say by whom they are asserted, and how firmly: those that a network can be chosen from."""

PAIR_TIES = tuple(kind for kind in TIE_KINDS if kind not in EVENT_TIES)
"""The other kinds. They are derived tie by tie, from the claims with the tie's id."""

ATTRIBUTES = tuple(ATTRIBUTE_KINDS)
"""The kinds of claim that only an entity's own properties derive from."""

CLAIM_COLUMNS = (
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
    "from_earliest",
    "from_latest",
    "to_earliest",
    "to_latest",
    "stint",
    "role",
    "record",
    "source_id",
    "tie_id",
    *RECORD_VALUES_SHOWN,
)
"""What has to be read of a claim's node to derive from it."""

CLAIM_MAP = "c {" + ", ".join(f".{name}" for name in CLAIM_COLUMNS) + "}"
"""A Cypher map projection of `CLAIM_COLUMNS` of the claim ``c``."""

SHARED_PROFILE = ("name", "aliases", "kind", "countries", "external_ids", "location", "search")
"""The derived properties that entities of every type have."""
BOUNDS = ("from_earliest", "from_latest", "to_earliest", "to_latest")
"""The four bounds of every date."""
OWN_BOUNDS = tuple(f"own_{name}" for name in BOUNDS)
"""The bounds that a tie has by its own claims, where a life clips it."""


def _dated(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}{suffix}" for name in names for suffix in ("", "_earliest", "_latest"))


LIFE = ("life_from", "life_to")
"""The days of an entity that its ties cannot reach beyond."""

OWN_PROFILE: Mapping[EntityType, tuple[str, ...]] = {
    EntityType.PERSON: (*_dated("born", "died"), *LIFE),
    EntityType.ORGANIZATION: (*_dated("established", "announced", "dissolved"), *LIFE),
    EntityType.PLACE: (),
    EntityType.EVENT: ("edtf", *BOUNDS, "deaths_best", "deaths_low", "deaths_high"),
}
"""The derived properties that entities of one type have."""

PROFILE_COLUMNS: tuple[str, ...] = tuple(
    dict.fromkeys((*SHARED_PROFILE, *(name for own in OWN_PROFILE.values() for name in own)))
)
"""Every property of an entity that is derived from claims, whatever its type."""


def claim_from(properties: Mapping[str, Any], about: list[list[str]]) -> Claim:
    """Return the claim of a node, as far as derivation needs it (`CLAIM_COLUMNS`; no locator, note or citation).

    Parameters
    ----------
    properties
        The node's `CLAIM_COLUMNS`.
    about
        Pairs [as, entity id].
    """
    values: tuple[tuple[str, Any], ...] = ()
    if properties["kind"] == EVENT_RECORD:
        values = tuple((name, properties[name]) for name in RECORD_VALUES_SHOWN if properties[name] is not None)
    return Claim(
        source=properties["source_id"],
        record=properties["record"],
        kind=properties["kind"],
        about=tuple((role, entity) for role, entity in sorted(about)),
        polarity=Polarity(properties["polarity"]),
        hedge=Hedge(properties["hedge"]),
        hedge_word=properties["hedge_word"],
        credibility=properties["credibility"],
        inferred=bool(properties["inferred"]),
        value=properties["value"],
        edtf=properties["edtf"],
        bounds=Bounds(*(properties[name] for name in BOUNDS)),
        stint=properties["stint"],
        role=properties["role"],
        values=values,
    )


TIE = Whole(together=("asserted_by", "firmness"))
"""What a tie has of what can change and grow: how sure each of those is who assert it."""

SOURCE = Whole(always=("title", "author", "publisher", "url", "licence", "reliability"))
"""What a source has; a text that nobody filled is empty."""

DECISION = Whole(always=("field", "value", "who", "why"))
"""What a decision has of what can change and grow."""


def tie_properties(tie: Tie) -> Properties:
    """Return a tie's properties. ``side`` is there only for a side of an event record, its own dates where clipped."""
    bounds = tie.bounds
    properties: Properties = {
        "id": tie.key.id,
        "stint": tie.key.stint,
        "roles": list(tie.roles),
        "from_earliest": bounds.from_earliest,
        "from_latest": bounds.from_latest,
        "to_earliest": bounds.to_earliest,
        "to_latest": bounds.to_latest,
        "likelihood": tie.likelihood,
        "claims": tie.claims,
        "sources": tie.sources,
        "disputed": tie.disputed,
    }
    if tie.key.side:
        properties["side"] = tie.key.side
    if tie.key.kind in ASSERTED:
        properties |= {"asserted_by": list(tie.asserted_by), "firmness": list(tie.firmness)}
    if tie.clipped_by:
        properties["clipped_by"] = list(tie.clipped_by)
    if tie.own is not None:
        properties |= {own: getattr(tie.own, bound) for own, bound in zip(OWN_BOUNDS, BOUNDS, strict=True)}
    return properties


def profile_properties(profile: Mapping[str, object]) -> Properties:
    """Return a profile's properties; the location as a map of latitude and longitude, which becomes a point.

    Nothing is left out: what no claim gives is None, which in the graph is no property.
    """
    properties: Properties = {name: profile.get(name) for name in PROFILE_COLUMNS}
    latitude, longitude = profile.get("latitude"), profile.get("longitude")
    properties["location"] = None if latitude is None else {"latitude": latitude, "longitude": longitude}
    return properties


def found_by(kind: EntityType, profile: Mapping[str, Any], ids: Iterable[str]) -> str:
    """Return what an entity that stands for itself is found by (`tertius.model.folding.search_text`).

    Parameters
    ----------
    kind
        Its type.
    profile
        Its derived properties.
    ids
        The ids of it and of all that are the same.
    """
    return search_text(kind, profile["kind"], (profile["name"], *profile["aliases"]), sorted(ids))


def entity_type(labels: list[str]) -> EntityType:
    """Return an entity's type from its labels."""
    return next(kind for kind in EntityType if kind.value in labels)
