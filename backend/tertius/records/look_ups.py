"""Looking up single things: an entity, a tie, a claim, a source, and the lists of them, page by page."""

from collections.abc import Iterable, Mapping
from typing import Any

from tertius.errors import InputError, NotFoundError
from tertius.graph.read import Reader
from tertius.graph.whole import Whole
from tertius.loading.properties import TIE
from tertius.model.kinds import TIE_KINDS
from tertius.records.claims import CLAIM_ROW, ClaimRecord, claim_records, with_rulings
from tertius.records.decisions import DecisionLookUps
from tertius.records.entity_lists import called, listed, searched
from tertius.records.entity_records import (
    ClaimPage,
    ClaimWithRevisions,
    EntityRecord,
    EntitySummary,
    TieRecord,
    TieWithClaims,
)
from tertius.records.evidence import behind_ties, of_tie
from tertius.records.known_ids import claim_keys, key_of, sources_named
from tertius.records.naming import entity_named
from tertius.records.paging import Page, check_page, read_page
from tertius.records.sources import (
    SourceRecord,
    SourceSummary,
    count_claims,
    source_page,
    source_records,
)
from tertius.records.tables import CurrentTables
from tertius.records.ties import TIE_ROW, TYPES, tie_by_id, tie_record

_TIES = "|".join(TIE_KINDS)

_ENTITY = f"""
MATCH (e:Entity {{id: $id}})
RETURN properties(e) AS entity, [label IN labels(e) WHERE label IN $types][0] AS type,
  COLLECT {{
    MATCH (same:Entity {{canonical_id: e.canonical_id}}) WHERE same <> e RETURN same.id ORDER BY same.id
  }} AS also,
  COUNT {{ (e)-[:{_TIES}]-() }} AS ties,
  COUNT {{
    MATCH (:Entity {{canonical_id: e.canonical_id}})<-[:ABOUT]-(c:Claim) WHERE c.recorded_to IS NULL RETURN DISTINCT c
  }} AS claims
"""
_ENTITY_TIES = f"""
MATCH (given:Entity {{id: $id}})
MATCH (e:Entity {{id: given.canonical_id}})
MATCH (e)-[t:{_TIES}]-(other:Entity)
WHERE $kind IS NULL OR type(t) = $kind
WITH t ORDER BY type(t), t.likelihood DESC, t.id SKIP $offset LIMIT $limit
RETURN {TIE_ROW}
"""
_COUNT_TIES = f"""
MATCH (given:Entity {{id: $id}})
MATCH (e:Entity {{id: given.canonical_id}})
RETURN COUNT {{ MATCH (e)-[t:{_TIES}]-() WHERE $kind IS NULL OR type(t) = $kind }} AS total
"""
_ENTITY_CLAIMS = f"""
MATCH (given:Entity {{id: $id}})
MATCH (:Entity {{canonical_id: given.canonical_id}})<-[:ABOUT]-(c:Claim)
WHERE c.recorded_to IS NULL AND ($kind IS NULL OR c.kind = $kind)
WITH DISTINCT c ORDER BY c.kind, c.source_id, c.record SKIP $offset LIMIT $limit
RETURN {CLAIM_ROW}
"""
_COUNT_CLAIMS = """
MATCH (given:Entity {id: $id})
MATCH (:Entity {canonical_id: given.canonical_id})<-[:ABOUT]-(c:Claim)
WHERE c.recorded_to IS NULL AND ($kind IS NULL OR c.kind = $kind)
RETURN count(DISTINCT c) AS total
"""
_CLAIM = """
MATCH (c:Claim {key: $key})
RETURN c.id AS id ORDER BY c.revision
"""

_DATED = ("born", "died", "established", "announced", "dissolved")
_DATES = (
    *(f"{name}{end}" for name in _DATED for end in ("", "_earliest", "_latest")),
    "life_from",
    "life_to",
    "edtf",
    "from_earliest",
    "from_latest",
    "to_earliest",
    "to_latest",
)
_DEATHS = ("deaths_best", "deaths_low", "deaths_high")


class Records:
    """Reads single things and lists of them.

    Parameters
    ----------
    reader
        The database.

    Attributes
    ----------
    decisions
        Reads what people decided.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._tables = CurrentTables(reader)
        self.decisions = DecisionLookUps(reader)

    async def entities(
        self,
        *,
        search: str | None = None,
        name: str | None = None,
        type: str | None = None,  # noqa: A002 - what the API calls it
        kind: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Page[EntitySummary]:
        """List entities by id, or search them by name, the best match first; a merged one as its canonical entity.

        Parameters
        ----------
        search
            Any text; None lists all.
        name
            A name or id, which goes before a search: those who have it, as `tertius.records.naming.matches_of` does.
        type
            Person, Organization, Place or Event; None for any.
        kind
            Such as group, unit or city; None for any.
        limit, offset
            Items at most (1 to 500), and items to skip.

        Raises
        ------
        InputError
            A page that cannot be had, or no such type.
        NotFoundError
            Nobody has the name; the message says who has a name like it.
        """
        check_page(limit, offset)
        if type is not None and type not in TYPES:
            raise InputError(
                f"There is no type {type[:40]!r}", where="type", next_step=f"Use one of {', '.join(TYPES)}."
            )
        if name is not None:
            return await called(self._reader, name, type, kind, limit, offset)
        if search is not None:
            return await searched(self._reader, search, type, kind, limit, offset)
        return await listed(self._reader, type, kind, limit, offset)

    async def entity(self, entity_id: str) -> EntityRecord:
        """Return an entity. One that gave way to another says so in ``canonical_id``; it has no ties of its own.

        Parameters
        ----------
        entity_id
            The entity's id, or its name.

        Raises
        ------
        NotFoundError
            There is none.
        AmbiguousError
            Several have the name.
        """
        await self._tables.get()  # what is derived by other rules is not shown
        taken = await entity_named(self._reader, entity_id, where="entity id")
        entity_id = taken.id
        row = (await self._reader.run(_ENTITY, {"id": entity_id, "types": TYPES})).rows[0]
        held = row["entity"]
        return EntityRecord(
            **{
                name: held[name]
                for name in ("id", "aliases", "kind", "countries", "external_ids", "location")
                if name in held
            },
            canonical_id=held.get("canonical_id") or entity_id,
            type=row["type"],
            name=held.get("name") or entity_id,
            dates={name: held[name] for name in _DATES if held.get(name) is not None},
            deaths={name.removeprefix("deaths_"): held[name] for name in _DEATHS if held.get(name) is not None},
            also=row["also"],
            decisions=await self.decisions.about_entities([entity_id, *row["also"]]),
            ties=row["ties"],
            claims=row["claims"],
            named=taken.said,
        )

    async def entity_ties(
        self,
        entity_id: str,
        *,
        kind: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Page[TieRecord]:
        """List the ties of an entity (of its canonical one, if it was merged), by kind, the likeliest first.

        Parameters
        ----------
        entity_id
            The entity's id, or its name.
        kind
            A kind of tie; None for all.
        limit, offset
            Items at most (1 to 500), and items to skip.

        Raises
        ------
        NotFoundError, AmbiguousError
            There is no such entity, or several have the name.
        InputError
            A page that cannot be had, or no such kind of tie.
        """
        check_page(limit, offset)
        if kind is not None and kind not in TIE_KINDS:
            raise InputError(
                f"There is no kind of tie {kind[:40]!r}", where="kind", next_step=f"Use one of {', '.join(TIE_KINDS)}."
            )
        await self._tables.get()  # as for an entity
        params = {"id": entity_id, "kind": kind, "types": TYPES, "limit": limit, "offset": offset}
        items, total, named = await self._of_entity(_ENTITY_TIES, _COUNT_TIES, params, {"tie": TIE})
        ties = [tie_record(row["tie"]) for row in items]
        return Page(items=ties, limit=limit, offset=offset, total=total, named=named)

    async def entity_claims(
        self,
        entity_id: str,
        *,
        kind: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> ClaimPage:
        """List the current claims about an entity and about all that are the same, by kind, source and record.

        Parameters
        ----------
        entity_id
            The entity's id, or its name.
        kind
            A kind of claim; None for all.
        limit, offset
            Items at most (1 to 500), and items to skip.

        Raises
        ------
        NotFoundError, AmbiguousError
            There is no such entity, or several have the name.
        InputError
            A page that cannot be had.
        """
        check_page(limit, offset)
        params = {"id": entity_id, "kind": kind, "limit": limit, "offset": offset}
        items, total, named = await self._of_entity(_ENTITY_CLAIMS, _COUNT_CLAIMS, params)
        claims = await with_rulings(self._reader, [row["claim"] for row in items], await self._tables.get())
        cited = await self._cited(claims.values())
        return ClaimPage(items=list(claims.values()), limit=limit, offset=offset, total=total, cited=cited, named=named)

    async def _of_entity(
        self, items: str, count: str, params: dict[str, Any], whole: Mapping[str, Whole] | None = None
    ) -> tuple[list[dict[str, Any]], int, str | None]:
        """Read a page of what an entity has, given its id or its name; an empty one only of an entity that there is."""
        found, total = await read_page(self._reader, items, count, params, whole)
        if total:
            return found, total, None
        taken = await entity_named(self._reader, params["id"], where="entity id")
        if taken.id != params["id"]:
            found, total = await read_page(self._reader, items, count, {**params, "id": taken.id}, whole)
        return found, total, taken.said

    async def tie(self, tie_id: str) -> TieWithClaims:
        """Return a tie with its strongest claims.

        Parameters
        ----------
        tie_id
            The tie's id: its kind, a colon, 20 hexadecimal digits.

        Raises
        ------
        NotFoundError
            There is none.
        """
        tie = await tie_by_id(self._reader, tie_id)
        behind = await behind_ties(self._reader, [[tie_id]], await self._tables.get())
        return TieWithClaims(
            **tie.model_dump(),
            cited=behind.sources,
            evidence=[behind.claims[claim] for claim in behind.rows[0]],
            rest=of_tie(tie_id) if behind.rest[0] else None,
        )

    async def claim(self, claim_id: str) -> ClaimWithRevisions:
        """Return a claim: one revision of it, or the latest if only its key is given.

        Parameters
        ----------
        claim_id
            ``<key>.<revision>``, the key alone, or its source, a ``#`` and the ``record`` that its source gave it.

        Raises
        ------
        NotFoundError
            There is none.
        """
        named = "#" in claim_id
        key = key_of(claim_id) if named else claim_id.partition(".")[0]
        revisions = [row["id"] for row in (await self._reader.run(_CLAIM, {"key": key})).rows]
        wanted = claim_id if "." in claim_id and not named else revisions[-1] if revisions else claim_id
        if wanted not in revisions:
            raise NotFoundError(
                f"There is no claim {claim_id[:200]!r}.",
                where="claim id",
                next_step="`tertius evidence NAME` shows the claims about an entity, with their ids.",
            )
        found = await claim_records(self._reader, [wanted], await self._tables.get())
        said = found[wanted].model_dump(by_alias=True)
        return ClaimWithRevisions(**said, revisions=revisions, cited=await self._cited(found.values()))

    async def sources(self, *, limit: int = 50, offset: int = 0) -> Page[SourceSummary]:
        """List the sources by id.

        Parameters
        ----------
        limit, offset
            Items at most (1 to 500), and items to skip.

        Raises
        ------
        InputError
            A page that cannot be had.
        """
        return await source_page(self._reader, limit=limit, offset=offset)

    async def source(self, source_id: str) -> SourceRecord:
        """Return a source with its editions.

        Parameters
        ----------
        source_id
            The source's id, or its title.

        Raises
        ------
        NotFoundError, AmbiguousError
            There is none, or several have the title.
        """
        found = await source_records(self._reader, [source_id])
        if not found:
            ((named, _),) = await sources_named(self._reader, [source_id], where="source id")
            found = await source_records(self._reader, [named])
        return next(iter(found.values()))

    async def claim_key(self, text: str, *, where: str) -> str:
        """Return the key of the claim that a text names (`tertius.records.known_ids.claim_keys`).

        Parameters
        ----------
        text
            The claim's id or key, or the key that its source gave it, alone or after the source and a ``#``.
        where
            The parameter that gave it.

        Raises
        ------
        NotFoundError
            Nothing has the name, or claims of several sources have it as their record.
        """
        return (await claim_keys(self._reader, [text], where=where))[0]

    async def claims_of(self, source_id: str) -> int:
        """Return how many current claims a source makes."""
        return await count_claims(self._reader, source_id)

    async def _cited(self, claims: Iterable[ClaimRecord]) -> dict[str, SourceRecord]:
        return await source_records(self._reader, sorted({claim.source_id for claim in claims}))
