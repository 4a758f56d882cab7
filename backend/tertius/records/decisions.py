"""Decisions as people read them back: who decided what about which entities or claim, and whether it counts."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tertius.errors import NotFoundError
from tertius.graph.read import Reader, Rows
from tertius.graph.whole import read_whole_async
from tertius.loading.properties import DECISION
from tertius.model.decisions import ABOUT_CLAIMS, Decision, DecisionKind, stored_decision
from tertius.model.preferred_names import PreferredNames
from tertius.model.rulings import Rulings
from tertius.model.spelling import spelled
from tertius.model.stored_claims import stored_claim
from tertius.records.claims import CLAIM_ROW
from tertius.records.known_ids import claim_keys, sources_named
from tertius.records.naming import entity_named
from tertius.records.paging import Page, check_page, read_page

_ROW = (
    "d {.id, .kind, .left, .right, .field, .value, .who, .when, .why, .source_id, .run_id, .undone, .undone_by} "
    "AS decision"
)
_WHERE = """
MATCH (d:Decision)
WHERE ($kind IS NULL OR d.kind = $kind) AND ($source IS NULL OR d.source_id = $source)
  AND ($standing IS NULL OR (d.undone IS NULL) = $standing)
  AND ($about IS NULL OR d.left IN $about OR d.right IN $about)
"""
_PAGE = f"{_WHERE} WITH d ORDER BY d.when DESC, d.id SKIP $offset LIMIT $limit RETURN {_ROW} ORDER BY d.when DESC, d.id"
_COUNT = f"{_WHERE} RETURN count(d) AS total"
_ONE = f"MATCH (d:Decision {{id: $id}}) RETURN {_ROW}"
# The left has an index; decisions are few, made by hand one by one, and the right needs none.
_ABOUT = f"""
UNWIND $ids AS id
CALL (id) {{
  MATCH (d:Decision {{left: id}}) WHERE d.undone IS NULL AND d.kind IN $kinds RETURN d
  UNION
  MATCH (d:Decision {{right: id}}) WHERE d.undone IS NULL AND d.kind IN $kinds RETURN d
}}
WITH DISTINCT d
RETURN {_ROW} ORDER BY d.when, d.id
"""
# What stands for others shows a name of theirs: who was joined is told by the names that claims give each id itself.
_ENTITIES = """
UNWIND $ids AS id
MATCH (named:Entity {id: id})
MATCH (shown:Entity {id: named.canonical_id})
RETURN id, shown.id AS canonical, shown.name AS shown, coalesce(head(COLLECT {
  MATCH (named)<-[:ABOUT {as: 'subject'}]-(c:Claim {kind: 'NAME', polarity: 'asserts'})
  WHERE c.recorded_to IS NULL
  RETURN c.value ORDER BY c.hedge <> 'stated', c.value LIMIT 1
}), named.name, id) AS name
"""
_GROUPS = """
UNWIND $ids AS id
MATCH (member:Entity {canonical_id: id})
RETURN id, collect(member.id) AS members
"""
_ONE_WITH = """
MATCH (named:Entity {id: $id})
MATCH (same:Entity {canonical_id: named.canonical_id})
RETURN same.id AS id
"""
_CLAIMS = f"""
UNWIND $keys AS key
MATCH (c:Claim {{key: key}})
WITH key, c ORDER BY c.revision DESC
WITH key, collect(c)[0] AS c
RETURN key, {CLAIM_ROW}
"""
_MOST = 100_000
_WHOLE = {"decision": DECISION}


class DecisionStatus(StrEnum):
    """Whether a decision counts."""

    STANDS = "stands"
    OVERRULED = "overruled"
    WAITS = "waits"
    UNDONE = "undone"


class DecisionRecord(BaseModel):
    """What a person decided over the sources. It changes nothing that a source said, and can be taken back."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: str = Field(description="The decision's id.")
    kind: DecisionKind = Field(
        description="same or not_same, of two entities; prefer_name, of one; confirm, correct or reject, of a claim."
    )
    left: str = Field(description="The entity's id, or the claim's key.")
    left_name: str | None = Field(default=None, description="The entity's name as claims about this very id give it.")
    right: str | None = Field(default=None, description="The other entity's id; null unless it is about two.")
    right_name: str | None = Field(default=None, description="The other entity's name, likewise.")
    claim: str | None = Field(
        default=None, description="The claim, as `<source>#<record>`; null unless it is about one."
    )
    field: str | None = Field(default=None, description="Which part was corrected.")
    value: str | None = Field(default=None, description="What it should read; of prefer_name the name to show.")
    who: str = Field(description="Who decided.")
    when: str = Field(description="On which day, ISO 8601.")
    why: str = Field(description="For what reason.")
    source_id: str | None = Field(default=None, description="The source whose folder brought it.")
    run_id: str | None = Field(default=None, description="The load that brought it; null once that was undone.")
    undone: str | None = Field(default=None, description="The day on which it was taken back; null while it stands.")
    status: DecisionStatus = Field(
        description="stands: it counts. overruled: another one goes before it (`overruled_by`). waits: no current "
        "claim says what it is about, or none that it fits. undone: it was taken back."
    )
    overruled_by: str | None = Field(default=None, description="The id of the decision that goes before it.")


class DecisionLookUps:
    """Reads decisions, one by one and in pages.

    Parameters
    ----------
    reader
        The database.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def page(
        self,
        *,
        kind: str | None = None,
        source: str | None = None,
        about: str | None = None,
        standing: bool | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Page[DecisionRecord]:
        """List decisions, the latest first.

        Parameters
        ----------
        kind
            One of `tertius.model.decisions.DecisionKind`; None for all.
        source
            The id or the title of the source whose folder brought them; None for all.
        about
            The id or the name of an entity, or the key, id or record of a claim, of which each has to be; None for all.
        standing
            Only those that stand, or only those that were taken back; None for all.
        limit, offset
            Items at most (1 to 500), and items to skip.

        Raises
        ------
        InputError
            A page that cannot be had.
        NotFoundError, AmbiguousError
            Nothing has the id or the name that was given, or several have the name.
        """
        check_page(limit, offset)
        named = await sources_named(self._reader, [source] if source else [], where="source")
        ids, said = (None, None) if about is None else await self._about(about, "about")
        params = {
            "kind": kind,
            "source": named[0][0] if named else None,
            "about": ids,
            "standing": standing,
            "limit": limit,
            "offset": offset,
        }
        items, total = await read_page(self._reader, _PAGE, _COUNT, params, _WHOLE)
        records = await self._records([row["decision"] for row in items])
        told = "; ".join(one for one in (said, *(taken for _, taken in named)) if one) or None
        return Page(items=records, limit=limit, offset=offset, total=total, named=told)

    async def one(self, decision_id: str) -> DecisionRecord:
        """Return a decision.

        Parameters
        ----------
        decision_id
            Its id.

        Raises
        ------
        NotFoundError
            There is none.
        """
        rows = (await self._read(_ONE, {"id": decision_id})).rows
        if not rows:
            raise NotFoundError(
                f"There is no decision {decision_id[:200]!r}.",
                where="decision id",
                next_step="`tertius decisions` and GET /v1/decisions list them.",
            )
        return (await self._records([rows[0]["decision"]]))[0]

    async def _about(self, text: str, where: str) -> tuple[list[str], str | None]:
        """Return what decisions call the thing that a text names, and which id a name was taken for.

        Of an entity, which an id or a name gives, they are its id and those of all that are the same; of a claim its
        key (`tertius.records.known_ids.claim_keys`).
        """
        text = spelled(text)
        if group := await self._one_with(text):
            return group, None
        try:
            return await claim_keys(self._reader, [text], where=where), None
        except NotFoundError:
            if "#" in text:
                raise
        taken = await entity_named(self._reader, text, where=where)
        return await self._one_with(taken.id), taken.said

    async def _one_with(self, id_: str) -> list[str]:
        return [row["id"] for row in (await self._reader.run(_ONE_WITH, {"id": id_}, max_rows=_MOST)).rows]

    async def about_entities(self, ids: Sequence[str]) -> list[DecisionRecord]:
        """Return the decisions that were not taken back about entities, by day.

        They say which joined them, which keep others apart and which name is to show.
        """
        kinds = [kind for kind in DecisionKind if kind not in ABOUT_CLAIMS]
        return await self._records(await self._standing(ids, kinds))

    async def _standing(self, ids: Iterable[str], kinds: Iterable[str]) -> list[dict[str, Any]]:
        wanted = sorted(ids)
        if not wanted:
            return []
        params = {"ids": wanted, "kinds": list(kinds)}
        return [row["decision"] for row in (await self._read(_ABOUT, params)).rows]

    async def _read(self, cypher: str, params: Mapping[str, Any]) -> Rows:
        return await read_whole_async(lambda: self._reader.run(cypher, params, max_rows=_MOST), _WHOLE)

    async def _records(self, rows: Sequence[Mapping[str, Any]]) -> list[DecisionRecord]:
        """Return decisions with the names of what they are about, and whether they count."""
        decisions = [stored_decision(row) for row in rows]
        ends = {end for one in decisions if not one.about_claim for end in (one.left, one.right) if end}
        entities: dict[str, dict[str, Any]] = {}
        if ends:
            found = await self._reader.run(_ENTITIES, {"ids": sorted(ends)}, max_rows=len(ends))
            entities = {row["id"]: row for row in found.rows}
        claims: dict[str, dict[str, Any]] = {}
        if keys := sorted({one.left for one in decisions if one.about_claim}):
            found = await self._reader.run(_CLAIMS, {"keys": keys}, max_rows=len(keys))
            claims = {row["key"]: row["claim"] for row in found.rows}
        counting = await self._claims_decided(claims) | await self._names_preferred(decisions, entities)
        return [
            self._record(row, decision, entities, claims, counting)
            for row, decision in zip(rows, decisions, strict=True)
        ]

    async def _claims_decided(self, claims: Mapping[str, Mapping[str, Any]]) -> dict[str, list[Decision]]:
        """Return the decisions that count about each current claim, by its key."""
        current = {key: stored_claim(row, ()) for key, row in claims.items() if row["recorded_to"] is None}
        rulings = Rulings.of(map(stored_decision, await self._standing(current, ABOUT_CLAIMS)))
        return {key: list(rulings.in_force(claim)) for key, claim in current.items()}

    async def _names_preferred(
        self, decisions: Iterable[Decision], entities: Mapping[str, Mapping[str, Any]]
    ) -> dict[str, list[Decision]]:
        """Return, by canonical entity, the decisions whose name shows."""
        about = {one.left for one in decisions if one.kind is DecisionKind.PREFER_NAME and one.left in entities}
        shown = {entities[one]["canonical"]: entities[one]["shown"] for one in about}
        if not shown:
            return {}
        groups = (await self._reader.run(_GROUPS, {"ids": sorted(shown)}, max_rows=len(shown))).rows
        everyone = {member for row in groups for member in row["members"]}
        preferred = PreferredNames.of(map(stored_decision, await self._standing(everyone, [DecisionKind.PREFER_NAME])))
        return {
            row["id"]: [one for one in preferred.decisions(row["members"]) if one.value == shown[row["id"]]]
            for row in groups
        }

    def _record(
        self,
        row: Mapping[str, Any],
        decision: Decision,
        entities: Mapping[str, Mapping[str, Any]],
        claims: Mapping[str, Mapping[str, Any]],
        counting: Mapping[str, Sequence[Decision]],
    ) -> DecisionRecord:
        left, right = entities.get(decision.left), entities.get(decision.right)
        claim = claims.get(decision.left)
        status, by = _status(decision, left, counting)
        return DecisionRecord(
            **{name: row[name] or None for name in ("right", "field", "value", "source_id", "run_id", "undone")},
            **{name: row[name] for name in ("id", "kind", "left", "who", "when", "why")},
            left_name=left and left["name"],
            right_name=right and right["name"],
            claim=f"{claim['source_id']}#{claim['record']}" if claim else None,
            status=status,
            overruled_by=by,
        )


def _status(
    decision: Decision, left: Mapping[str, Any] | None, counting: Mapping[str, Sequence[Decision]]
) -> tuple[DecisionStatus, str | None]:
    """Return whether a decision counts, and which one goes before it."""
    if decision.undone is not None:
        return DecisionStatus.UNDONE, None
    if decision.right:
        return DecisionStatus.STANDS, None  # what contradicts it was refused
    about = left["canonical"] if left else decision.left
    if decision in counting.get(about, ()):
        return DecisionStatus.STANDS, None
    before = [one for one in counting.get(about, ()) if _goes_before(one, decision)]
    return (DecisionStatus.OVERRULED, before[0].id) if before else (DecisionStatus.WAITS, None)


def _goes_before(one: Decision, other: Decision) -> bool:
    """Say whether a decision that counts takes another's place, or the other merely does not fit."""
    match one.kind:
        case DecisionKind.REJECT:
            return True
        case DecisionKind.CONFIRM:
            return other.field == "hedge"
        case DecisionKind.CORRECT:
            return one.field == other.field and (one.when, one.id) > (other.when, other.id)
        case _:
            return PreferredNames.of([one, other]).decisions({one.left, other.left})[0] == one
