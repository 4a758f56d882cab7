"""Decisions as people read them back: who decided what about which entities or claim, and whether it counts."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tertius.errors import NotFoundError
from tertius.graph.read import Reader
from tertius.model.claim_rows import stored_claim
from tertius.model.decisions import ABOUT_CLAIMS, Decision, DecisionKind, stored_decision
from tertius.model.preferred_names import PreferredNames
from tertius.model.rulings import Rulings
from tertius.model.spelling import spelled
from tertius.records.claims import CLAIM_ROW
from tertius.records.known_ids import claim_keys
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
        about: Sequence[str] | None = None,
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
            The id of the source whose folder brought them; None for all.
        about
            Ids of entities and keys of claims, of which each has to name one; None for all.
        standing
            Only those that stand, or only those that were taken back; None for all.
        limit, offset
            Items at most (1 to 500), and items to skip.

        Raises
        ------
        InputError
            A page that cannot be had.
        """
        check_page(limit, offset)
        params = {
            "kind": kind,
            "source": source,
            "about": None if about is None else list(about),
            "standing": standing,
            "limit": limit,
            "offset": offset,
        }
        items, total = await read_page(self._reader, _PAGE, _COUNT, params)
        records = await self._records([row["decision"] for row in items])
        return Page(items=records, limit=limit, offset=offset, total=total)

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
        rows = (await self._reader.run(_ONE, {"id": decision_id})).rows
        if not rows:
            raise NotFoundError(
                f"There is no decision {decision_id[:200]!r}.",
                where="decision id",
                next_step="List them: tertius decisions, or GET /v1/decisions.",
            )
        return (await self._records([rows[0]["decision"]]))[0]

    async def named_by(self, text: str, *, where: str, entities: bool = True) -> list[str]:
        """Return what decisions call the thing that a text names: the ids of an entity and of all that are the same.

        For a claim it is the claim's key.

        Parameters
        ----------
        text
            An entity's id, a claim's key, id, or record (`tertius.records.known_ids.claim_keys`), or an entity's name.
        where
            The parameter that gave it.
        entities
            Whether names of entities are taken.

        Raises
        ------
        NotFoundError
            Nothing has the name.
        AmbiguousError
            Several entities have it.
        """
        text = spelled(text)
        if group := await self._one_with(text):
            return group
        try:
            return await claim_keys(self._reader, [text], where=where)
        except NotFoundError:
            if "#" in text or not entities:
                raise
        return await self._one_with((await entity_named(self._reader, text, where=where)).id)

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
        return [row["decision"] for row in (await self._reader.run(_ABOUT, params, max_rows=_MOST)).rows]

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
