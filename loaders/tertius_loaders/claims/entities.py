"""Rows of a table of entities and the claims that they stand for, both ways. Pure.

A cell of an entity's row is a claim by the folder's source. Its own id (its ``record``) is made from the entity and the
column, so that a mended cell is a revision of the same claim: ``entity:<entity id>:NAME``. Where an entity can have
several values, the value (a country) or the authority (an external id) is part of it.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import product
from string import ascii_uppercase

from tertius.errors import InputError
from tertius.model.claim_checks import check_claim
from tertius.model.claims import Claim
from tertius.model.countries import COUNTRIES
from tertius.model.entities import Entity
from tertius.model.ids import entity_id
from tertius.model.kinds import EntityType
from tertius_loaders.claims.columns import ENTITY_COLUMNS, authorities
from tertius_loaders.claims.nearest import nearest

RESERVED = "entity:"
"""How the id of a claim that a cell of the entities makes begins; no claim written by hand begins so."""

_COLUMN_OF = {"NAME": "name", "KIND": "kind", "COUNTRY": "countries", "LOCATION": "lat"}
_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]+)?")
_COMMA = re.compile(r"\A([+-]?[0-9]{1,3}),([0-9]+)\Z")
_TYPES = {name.casefold(): name for name in EntityType}


def read_entity(row: Mapping[str, str], *, source: str) -> tuple[Entity, tuple[Claim, ...]]:
    """Return the entity that a row declares, and what the row's cells claim of it.

    Parameters
    ----------
    row
        Texts by column.
    source
        Id of the folder's source.

    Raises
    ------
    InputError
        With the column in ``where``.
    """
    if not row.get("id"):
        raise InputError("The entity has no id", where="id", next_step="Give it a short one, such as abou-zeid.")
    try:
        own = entity_id(row["id"], authority=source)
    except InputError as error:
        raise InputError(error.what, where="id", next_step=error.next_step) from None
    entity = Entity(own, _type(row.get("type", "")))
    claims = tuple(
        Claim(source=source, record=f"{RESERVED}{own}:{part}", kind=kind, about=(("subject", own),), value=value)
        for kind, part, value in _cells(row)
    )
    for claim in claims:
        try:
            check_claim(claim, {own: entity.type})
        except InputError as error:
            column = _COLUMN_OF.get(claim.kind, "id")
            raise InputError(error.what, where=column, next_step=error.next_step) from None
    return entity, claims


def _type(text: str) -> EntityType:
    known = _TYPES.get(text.casefold())
    if known is not None:
        return known
    near = nearest(text.casefold(), _TYPES, cutoff=0.5)
    meant = {"group": "Organization", "org": "Organization", "location": "Place", "battle": "Event"}.get(
        text.casefold(), _TYPES[near] if near else ""
    )
    raise InputError(
        f"There is no type {text[:40]!r}" if text else "The entity has no type",
        where="type",
        next_step=f"Did you mean {meant}?" if meant else f"Use one of {', '.join(EntityType)}.",
    )


def _cells(row: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
    """Yield (attribute kind, what follows the entity in the claim's id, value) for each cell that is filled."""
    for kind in ("NAME", "KIND"):
        if row.get(_COLUMN_OF[kind]):
            yield kind, kind, row[_COLUMN_OF[kind]]
    for code in dict.fromkeys(_split(row.get("countries", ""))):
        yield "COUNTRY", f"COUNTRY:{code}", code
    latitude, longitude = (_COMMA.sub(r"\1.\2", row.get(column, "")) for column in ("lat", "lon"))
    for column, text in (("lat", latitude), ("lon", longitude)):
        if bool(latitude) != bool(longitude) and not text:
            raise InputError(
                f"The entity has a {'longitude' if column == 'lat' else 'latitude'} but no {column}",
                where=column,
                next_step="Fill in both lat and lon, or neither.",
            )
        if text and not (_DEGREES.fullmatch(text) and abs(float(text)) <= (90 if column == "lat" else 180)):
            raise InputError(
                f"{text[:40]!r} is no {'latitude' if column == 'lat' else 'longitude'}",
                where=column,
                next_step="Write degrees with a point, such as "
                + ("16.27, from -90 to 90." if column == "lat" else "-0.04, from -180 to 180."),
            )
    if latitude:
        yield "LOCATION", "LOCATION", f"{latitude},{longitude}"
    for authority in authorities(tuple(row)):
        if row[authority]:
            yield "EXTERNAL_ID", f"EXTERNAL_ID:{authority}", _external(authority, row[authority])


def _split(text: str) -> list[str]:
    return re.split(r"[;,\s]+", text.strip("; ,")) if text else []


def _external(authority: str, text: str) -> str:
    try:
        full = entity_id(text, authority=authority)
    except InputError:
        raise InputError(
            f"{text[:60]!r} is no id of {authority}",
            where=authority,
            next_step="Write one id as the authority writes it, without spaces; a second one is an EXTERNAL_ID claim "
            "of its own.",
        ) from None
    if full.partition(":")[0] != authority:
        raise InputError(
            f"{text[:60]!r} is an id of {full.partition(':')[0]}, not of {authority}",
            where=authority,
            next_step=f"Move it to a column of its own; or write {authority}:{text[:60]} if the colon is part of it.",
        )
    return full


def entity_records(row: Mapping[str, str], *, source: str) -> tuple[str, ...]:
    """Return the ids (``record``) of the claims that a row, good or bad, is meant to make. Never fails.

    For cells that cannot be read this is every id they could stand for.
    """
    try:
        own = entity_id(row.get("id", ""), authority=source)
    except InputError:
        return ()
    codes = _split(row.get("countries", ""))
    if not all(code in COUNTRIES for code in codes):
        codes = ["".join(pair) for pair in product(ascii_uppercase, repeat=2)]
    parts = ["NAME", "KIND", "LOCATION", *(f"COUNTRY:{code}" for code in dict.fromkeys(codes))]
    parts += [f"EXTERNAL_ID:{authority}" for authority in authorities(tuple(row))]
    return tuple(f"{RESERVED}{own}:{part}" for part in parts)


def entity_rows(
    entities: Iterable[Entity], claims: Iterable[Claim]
) -> tuple[list[dict[str, str]], tuple[str, ...], list[Claim]]:
    """Return the rows of the entities that make these claims again, as far as its cells can.

    Parameters
    ----------
    entities
        The entities, each of which gets a row.
    claims
        Claims by one source.

    Returns
    -------
    The rows, in the order of the ids; their columns; and the claims that no cell can make. The order of what is given
    does not matter.
    """
    rows = {entity.id: {"id": entity.id, "type": entity.type.value} for entity in entities}
    rest: list[Claim] = []
    for claim in sorted(claims, key=lambda claim: claim.record):
        row = rows.get(claim.entity("subject") or "")
        cells = _cells_of(claim)
        if row is not None and claim.record.startswith(RESERVED) and _makes(row, cells, claim):
            if "countries" in cells and row.get("countries"):
                cells = {"countries": f"{row['countries']};{cells['countries']}"}
            row.update(cells)
        else:
            rest.append(claim)
    others = sorted({column for row in rows.values() for column in authorities(tuple(row))})
    return [rows[key] for key in sorted(rows)], (*ENTITY_COLUMNS, *others), rest


def _cells_of(claim: Claim) -> dict[str, str]:
    head, _, tail = claim.value.partition("," if claim.kind == "LOCATION" else ":")
    match claim.kind:
        case "NAME" | "KIND" | "COUNTRY":
            return {_COLUMN_OF[claim.kind]: claim.value}
        case "LOCATION":
            return {"lat": head, "lon": tail}
        case "EXTERNAL_ID":
            return {head: claim.value if ":" in tail else tail}
        case _:
            return {}


def _makes(row: Mapping[str, str], cells: Mapping[str, str], claim: Claim) -> bool:
    """Say whether these cells of the entity's row make exactly this claim."""
    alone = {"id": row["id"], "type": row["type"], **cells}
    if len(alone) == 2 or any(text != text.strip() for text in cells.values()):
        return False
    try:
        made = read_entity(alone, source=claim.source)[1]
    except InputError:
        return False
    return [(one.record, one.digest) for one in made] == [(claim.record, claim.digest)]
