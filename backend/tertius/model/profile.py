"""What claims add up to about one entity itself: its name, aliases, countries, dates, place.

Like ties, these can be rebuilt from the claims at any time; withdrawing a source brings back what the others say.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TypeAlias

from tertius.model.claim_values import parse_location
from tertius.model.claims import Claim
from tertius.model.dates import Bounds
from tertius.model.hedges import Assumptions
from tertius.model.kinds import ATTRIBUTE_KINDS, EVENT_RECORD, EntityType
from tertius.model.lives import MORTAL, life_of
from tertius.model.weighing import Support, combine, weigh

Value: TypeAlias = str | int | float | list[str] | date | None
"""A property's value: a text, a number, a list of texts, a date, or None for not known."""

_RECORD_KINDS = {
    "name": "NAME",
    "event_kind": "KIND",
    "deaths_best": "DEATHS_BEST",
    "deaths_low": "DEATHS_LOW",
    "deaths_high": "DEATHS_HIGH",
}

RECORD_VALUES_SHOWN = (*_RECORD_KINDS, "latitude", "longitude")
"""What of a record's values its event shows; the others stay with the claim."""

_DATED: Mapping[EntityType, tuple[str, ...]] = {
    EntityType.PERSON: ("BORN", "DIED"),
    EntityType.ORGANIZATION: ("ESTABLISHED", "ANNOUNCED", "DISSOLVED"),
    EntityType.PLACE: (),
    EntityType.EVENT: (),
}


def attributes(claim: Claim) -> Iterator[tuple[str, str]]:
    """Yield what a claim says of its entity itself, as (attribute kind, value); a dated kind's value is its EDTF text.

    For a record this is what it says of its event.
    """
    if claim.kind in ATTRIBUTE_KINDS:
        yield claim.kind, claim.edtf if ATTRIBUTE_KINDS[claim.kind].dated else claim.value
    elif claim.kind == EVENT_RECORD:
        said = dict(claim.values)
        for name, kind in _RECORD_KINDS.items():
            if name in said:
                yield kind, str(said[name])
        if "latitude" in said and "longitude" in said:
            yield "LOCATION", f"{said['latitude']},{said['longitude']}"
        if claim.edtf:
            yield "OCCURRED", claim.edtf


def derive_profile(
    entity_type: EntityType,
    entity_id: str,
    claims: Iterable[Claim],
    roots: Mapping[str, str],
    assumptions: Assumptions,
    preferred: Iterable[str] = (),
) -> dict[str, Value]:
    """Return every derived property of an entity, None where no claim says anything.

    Of several values for one thing the best supported wins: an undenied one before a denied one, then the higher
    likelihood, then the smaller text in the order of Unicode. Before that, the name that people prefer wins, if a claim
    gives it as name or alias. Names that did not win are aliases. The days of a date are what the best claims
    of every independent root allow together, so they can be wider than the text that won, when sources disagree.

    Parameters
    ----------
    entity_type, entity_id
        What the entity is; the id stands in for a name that nobody gives.
    claims
        Current attribute and record claims about the entity, and about every entity that is one with it. Records in
        which it is a side or the place say nothing of it here.
    roots, assumptions
        As in `tertius.model.weighing.weigh`.
    preferred
        Names that people prefer, in the order in which they count (`tertius.model.preferred_names`).

    Returns
    -------
    name, aliases, kind, countries, external_ids, latitude, longitude; for a person born and died, for an
    organization established, announced and dissolved (EDTF text, with ``…_earliest`` and ``…_latest`` days), and for
    both life_from and life_to, the days that their ties cannot reach beyond; for an event edtf, from_earliest,
    from_latest, to_earliest, to_latest, deaths_best, deaths_low, deaths_high.
    """
    said: dict[str, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    said_of_it = list(claims)
    for claim in said_of_it:
        if claim.kind == EVENT_RECORD and entity_type is not EntityType.EVENT:
            continue  # a side or the place of a record: what the record says is its event's, not theirs
        for kind, value in attributes(claim):
            said[kind][value].append(claim)
    weights: dict[tuple[int, ...], Support] = {}  # a record says many things: whose words they are is weighed once

    def weight(group: list[Claim]) -> Support:
        who = tuple(map(id, group))
        if who not in weights:
            weights[who] = weigh(group, roots, assumptions)
        return weights[who]

    weighed = {kind: {value: weight(group) for value, group in values.items()} for kind, values in said.items()}
    given = {*_asserted(weighed.get("NAME")), *_asserted(weighed.get("ALIAS"))}
    name = next((one for one in preferred if one in given), _best(weighed.get("NAME")))
    profile: dict[str, Value] = {
        "name": name if name is not None else entity_id,
        "aliases": sorted({*_all(weighed.get("NAME")), *_all(weighed.get("ALIAS"))} - {name}),
        "kind": _best(weighed.get("KIND")),
        "countries": sorted({*_all(weighed.get("COUNTRY")), *_all(weighed.get("NATIONALITY"))}),
        "external_ids": _all(weighed.get("EXTERNAL_ID")),
    }
    location = _best(weighed.get("LOCATION"))
    profile["latitude"], profile["longitude"] = parse_location(location) if location is not None else (None, None)
    for kind in _DATED[entity_type]:
        dated = kind.lower()
        profile[dated], bounds = _when(weighed.get(kind, {}), roots, assumptions)
        profile[f"{dated}_earliest"] = bounds.from_earliest if bounds else None
        profile[f"{dated}_latest"] = bounds.to_latest if bounds else None
    if entity_type in MORTAL:
        life = life_of(entity_type, said_of_it, roots, assumptions)
        profile["life_from"], profile["life_to"] = life.first, life.last
    if entity_type is EntityType.EVENT:
        profile["edtf"], bounds = _when(weighed.get("OCCURRED", {}), roots, assumptions)
        for bound in ("from_earliest", "from_latest", "to_earliest", "to_latest"):
            profile[bound] = getattr(bounds, bound) if bounds else None
        for kind in ("DEATHS_BEST", "DEATHS_LOW", "DEATHS_HIGH"):
            count = _best(weighed.get(kind))
            profile[kind.lower()] = int(count) if count is not None else None
    return profile


def _rank(value: str, support: Support) -> tuple[bool, float, str]:
    return (bool(support.denying), -support.likelihood, value)


def _asserted(values: Mapping[str, Support] | None) -> dict[str, Support]:
    return {value: support for value, support in (values or {}).items() if support.asserting}


def _best(values: Mapping[str, Support] | None) -> str | None:
    if values and len(values) == 1:
        return next((value for value, support in values.items() if support.asserting), None)
    asserted = _asserted(values)
    return min(asserted, key=lambda value: _rank(value, asserted[value])) if asserted else None


def _all(values: Mapping[str, Support] | None) -> list[str]:
    return sorted(value for value, support in _asserted(values).items() if not support.denying)


def _when(
    values: Mapping[str, Support], roots: Mapping[str, str], assumptions: Assumptions
) -> tuple[str | None, Bounds | None]:
    """Return the best supported text of a date, and the bounds that the best claims of all texts allow together.

    As for a tie: each root's best claims, their intersection, else their hull. Texts that a claim denies are left out,
    unless all are denied.
    """
    text = _best(values)
    if text is None:
        return None, None
    asserted = [support for support in values.values() if support.asserting]
    undenied = [support for support in asserted if not support.denying] or asserted
    together = weigh((claim for support in undenied for claim in support.asserting), roots, assumptions)
    bounds, _ = combine(together.best)
    return text, bounds
