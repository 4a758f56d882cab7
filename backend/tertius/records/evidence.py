"""Evidence: the claims that each row of an answer rests on, the strongest first, each claim and source once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from pydantic import BaseModel, ConfigDict, Field

from tertius.graph.read import Reader, chunks
from tertius.model.claims import Polarity
from tertius.model.kinds import TIE_KINDS
from tertius.model.stored_claims import stored_claim
from tertius.records.claims import ClaimRecord, Ruling, as_decided, claim_records, likelihood, rulings_on
from tertius.records.sources import SourceRecord, source_records
from tertius.records.tables import Tables

STRONGEST = 20
"""Claims that are shown for one row."""
DENIALS = 5
"""Of these, places that denials take before any assertion does: what speaks against a row is never crowded out."""

_CHUNK = 2_000
_PER_TIE = 1_000

# A kind at a time: the index on the ids of ties is by kind.
_CLIPPING = "".join(
    f"""  UNION
  MATCH (:Entity)-[tie:{kind.name} {{id: tie_id}}]->(:Entity)
  UNWIND tie.clipped_by AS part
  MATCH (:Entity {{canonical_id: substring(part, size(split(part, ' ')[0]) + 1)}})<-[:ABOUT {{as: 'subject'}}]-(c:Claim)
  WHERE c.kind = split(part, ' ')[0] AND c.recorded_to IS NULL
  RETURN c
"""
    for kind in TIE_KINDS.values()
    if kind.mortal
)

# The claims with the tie's id; those of a life that clips it; and for a tie of an event's records, the records
# themselves: they are about the event, and their side or place is the tie's other end. Merged entities keep their
# claims, hence the way over canonical_id.
_OF_TIES = f"""
UNWIND $ties AS tie_id
CALL (tie_id) {{
  MATCH (c:Claim {{tie_id: tie_id}})
  WHERE c.recorded_to IS NULL
  RETURN c
{_CLIPPING}  UNION
  MATCH (actor:Entity)-[tie:PARTICIPATED_IN {{id: tie_id}}]->(event:Event)
  MATCH (:Entity {{canonical_id: event.id}})<-[:ABOUT {{as: 'event'}}]-(c:Claim)
  WHERE c.kind = 'EVENT_RECORD' AND c.recorded_to IS NULL AND c.stint = tie.stint
    AND EXISTS {{ MATCH (c)-[link:ABOUT]->(e:Entity) WHERE link.as = tie.side AND e.canonical_id = actor.id }}
  RETURN c
  UNION
  MATCH (event:Event)-[tie:OCCURRED_AT {{id: tie_id}}]->(place:Entity)
  MATCH (:Entity {{canonical_id: event.id}})<-[:ABOUT {{as: 'event'}}]-(c:Claim)
  WHERE c.kind = 'EVENT_RECORD' AND c.recorded_to IS NULL AND c.stint = tie.stint
    AND EXISTS {{ MATCH (c)-[link:ABOUT]->(e:Entity) WHERE link.as = 'place' AND e.canonical_id = place.id }}
  RETURN c
}}
WITH tie_id, c, coalesce(
  $credibility[toString(c.credibility)],
  CASE WHEN c.inferred AND $inferred < $hedges[c.hedge] THEN $inferred ELSE $hedges[c.hedge] END,
  0.0
) AS p
ORDER BY p DESC, c.id
WITH tie_id, collect(c {{.id, .key, .source_id, .record, .kind, .hedge, .credibility, .inferred, .polarity}}) AS claims
RETURN tie_id, size(claims) AS total, claims[..{_PER_TIE}] AS claims
"""


class Evidence(BaseModel):
    """What an answer rests on. Claims and sources stand here once; rows name them by id."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    claims: dict[str, ClaimRecord] = Field(description="The claims that are shown, by id.")
    sources: dict[str, SourceRecord] = Field(description="Their sources, by id.")
    rows: list[list[str]] = Field(
        description=f"For each row of the answer the ids of its strongest claims, {STRONGEST} at most, strongest first."
    )
    counts: list[int] = Field(description="For each row how many claims it rests on, shown or not.")
    rest: list[list[str]] = Field(
        description="For each row with more claims than are shown, where to read all of them, tie by tie."
    )


@dataclass(frozen=True, slots=True)
class Weighed:
    """A claim and its weight in a row.

    Attributes
    ----------
    id
        The claim's id.
    likelihood
        Probability that it holds; 0 for one that was rejected.
    denies
        Whether it says that the thing is not so.
    """

    id: str
    likelihood: float
    denies: bool


def strongest(claims: Iterable[Weighed], most: int = STRONGEST, denials: int = DENIALS) -> list[Weighed]:
    """Return the strongest claims, strongest first; the strongest denials are always among them.

    Parameters
    ----------
    claims
        Claims in any order; one that is there twice counts once.
    most
        Claims at most.
    denials
        Places that denials take before assertions do.

    Returns
    -------
    list of Weighed
        By likelihood, then denials after assertions, then id.
    """
    ordered = sorted(dict.fromkeys(claims), key=lambda claim: (-claim.likelihood, claim.denies, claim.id))
    if len(ordered) <= most:
        return ordered
    kept = [claim for claim in ordered if claim.denies][:denials]
    for claim in ordered:
        if len(kept) == most:
            break
        if claim not in kept:
            kept.append(claim)
    return sorted(kept, key=ordered.index)


async def behind_ties(reader: Reader, rows: Sequence[Sequence[str]], tables: Tables) -> Evidence:
    """Return the evidence behind rows that rest on ties.

    Parameters
    ----------
    reader
        The database.
    rows
        For each row of the answer the ids of the ties that it rests on.
    tables
        The tables of assumptions, which say how strong a claim is.

    Raises
    ------
    QueryTimeoutError, DatabaseUnavailableError
        As `tertius.graph.read.Reader.run`.
    """
    by_tie, totals, rulings = await _weighed(reader, sorted({tie for row in rows for tie in row}), tables)
    shown: list[list[str]] = []
    counts: list[int] = []
    rest: list[list[str]] = []
    for row in rows:
        behind = dict.fromkeys(claim for tie in row for claim in by_tie.get(tie, ()))
        kept = strongest(behind)
        unread = sum(totals[tie] - len(by_tie[tie]) for tie in set(row) if tie in totals)
        shown.append([claim.id for claim in kept])
        counts.append(len(behind) + unread)
        rest.append([of_tie(tie) for tie in row] if counts[-1] > len(kept) else [])
    return await _cited(reader, shown, counts, rest, tables, rulings)


async def behind_claims(reader: Reader, rows: Sequence[Sequence[str]], tables: Tables) -> Evidence:
    """Return the evidence of rows that name their claims themselves.

    Parameters
    ----------
    reader
        The database.
    rows
        For each row of the answer the ids of its claims; each row's own order is kept.
    tables
        The tables of assumptions.

    Raises
    ------
    QueryTimeoutError, DatabaseUnavailableError
        As `tertius.graph.read.Reader.run`.
    """
    shown = [list(row[:STRONGEST]) for row in rows]
    rest = [[f"/v1/claims/{quote(claim)}" for claim in row[STRONGEST:]] for row in rows]
    return await _cited(reader, shown, [len(row) for row in rows], rest, tables)


async def _cited(
    reader: Reader,
    shown: list[list[str]],
    counts: list[int],
    rest: list[list[str]],
    tables: Tables,
    rulings: Mapping[str, Sequence[Ruling]] | None = None,
) -> Evidence:
    """Return the evidence with each claim and source that it names, once."""
    claims = await claim_records(reader, sorted({claim for row in shown for claim in row}), tables, rulings)
    sources = await source_records(reader, sorted({claim.source_id for claim in claims.values()}))
    kept = [[claim for claim in row if claim in claims] for row in shown]
    return Evidence.model_construct(claims=claims, sources=sources, rows=kept, counts=counts, rest=rest)


def of_tie(tie_id: str) -> str:
    """Return the API's path of all claims behind a tie."""
    return f"/v1/answers/evidence/of_tie?{urlencode({'tie_id': tie_id})}"


async def _weighed(
    reader: Reader, ties: Sequence[str], tables: Tables
) -> tuple[dict[str, list[Weighed]], dict[str, int], dict[str, list[Ruling]]]:
    """Return the claims of each tie with their weights, how many each has, and the decisions about them."""
    found: dict[str, list[dict[str, Any]]] = {}
    totals: dict[str, int] = {}
    for chunk in chunks(ties, _CHUNK):
        params = {"ties": chunk, **tables.model_dump(include={"hedges", "credibility", "inferred"})}
        for row in (await reader.run(_OF_TIES, params, max_rows=len(chunk))).rows:
            found[row["tie_id"]] = row["claims"]
            totals[row["tie_id"]] = row["total"]
    rulings = await rulings_on(reader, sorted({claim["key"] for claims in found.values() for claim in claims}))
    weighed = {
        tie: [_weigh(claim, rulings.get(claim["key"], ()), tables) for claim in claims] for tie, claims in found.items()
    }
    return weighed, totals, rulings


def _weigh(row: Mapping[str, Any], rulings: Sequence[Ruling], tables: Tables) -> Weighed:
    decided = as_decided(stored_claim(row, ()), rulings)
    denies = row["polarity"] == Polarity.DENIES if decided is None else decided.polarity is Polarity.DENIES
    return Weighed(row["id"], likelihood(decided, tables), denies)
