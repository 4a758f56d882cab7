"""Claims as answers show them: what one source says at one place in it, and what people decided about that."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tertius.graph.read import Reader
from tertius.graph.whole import read_whole_async
from tertius.loading.properties import DECISION
from tertius.model.claims import RECORD_ROLES, RECORD_VALUES, Claim
from tertius.model.decisions import Decision, stored_decision
from tertius.model.rulings import Rulings
from tertius.model.stored_claims import stored_claim
from tertius.records.tables import Tables

CLAIM_ROW = (
    "c {.id, .key, .revision, .kind, .polarity, .hedge_word, .hedge, .credibility, .inferred, .value, .role, .stint, "
    ".edtf, .from_earliest, .from_latest, .to_earliest, .to_latest, .locator, .note, .record, .source_id, .tie_id, "
    ".recorded_from, .recorded_to, .part, "
    + ", ".join(f".{name}" for name in RECORD_VALUES)
    + ", release_id: [(c)-[:CITES]->(r:Release) | r.id][0], "
    "about: [(c)-[link:ABOUT]->(e:Entity) | {as: link.as, id: e.id, name: coalesce(e.name, e.id)}]} AS claim"
)
"""A Cypher projection of the claim ``c`` that `claim_records` reads."""

_DETAILS = f"UNWIND $ids AS id MATCH (c:Claim {{id: id}}) RETURN {CLAIM_ROW}"
_RULINGS = """
MATCH (d:Decision)
WHERE d.undone IS NULL AND d.kind IN ['confirm', 'correct', 'reject'] AND d.left IN $keys
RETURN d.left AS key, d {.id, .kind, .field, .value, .who, .when, .why, .source_id} AS decision
ORDER BY d.when, d.id
"""

_PARTS = ("subject", "object", *RECORD_ROLES)


class Part(BaseModel):
    """An entity that a claim is about."""

    model_config = ConfigDict(frozen=True, defer_build=True, populate_by_name=True)

    as_: str = Field(alias="as", description=f"subject or object; in an event record {', '.join(RECORD_ROLES)}.")
    id: str = Field(description="The entity's id, as its source named it.")
    name: str = Field(description="Its name.")


class Ruling(BaseModel):
    """What a person decided about a claim. The claim itself stays what its source said."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: str = Field(description="The decision's id.")
    kind: str = Field(description="confirm, correct or reject.")
    field: str | None = Field(default=None, description="Which part was corrected.")
    value: str | None = Field(default=None, description="What it should read.")
    who: str = Field(description="Who decided.")
    when: str = Field(description="On which day, ISO 8601.")
    why: str = Field(description="For what reason.")
    source_id: str | None = Field(default=None, description="The source whose folder brought the decision.")
    in_force: bool = Field(
        default=True,
        description="Whether it counts: a rejection goes before all other decisions, a confirmation before a corrected "
        "hedge, of two corrections of one part the later counts, and one that no longer fits the claim is passed over.",
    )


class ClaimRecord(BaseModel):
    """One statement by one source at one place in it."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: str = Field(description="<key>.<revision>.")
    key: str = Field(description="The claim's identity over its revisions.")
    revision: int = Field(description="From 1; a corrected date or typing error is a new revision.")
    kind: str = Field(description="What is said: a kind of tie, of attribute, or EVENT_RECORD.")
    polarity: str = Field(description="asserts or denies.")
    hedge_word: str = Field(description="How its source hedges it, in its own words; empty when it does not.")
    hedge: str = Field(
        description="stated, reported, believed, suspected, possible or rumoured; of an inference, how the words are "
        "hedged that it was inferred from."
    )
    credibility: int | None = Field(default=None, description="Admiralty grade 1 to 6, if somebody graded it.")
    inferred: bool = Field(
        default=False, description="Whether the curator inferred it from that place; false: the source itself says it."
    )
    likelihood: float = Field(
        description="Probability that what it says holds, by the tables of assumptions; of a rejected claim 0."
    )
    about: list[Part] = Field(description="The entities that it speaks of.")
    value: str | None = Field(default=None, description="What an attribute claim gives.")
    role: str = Field(default="", description="As what: emir, commander, father-in-law.")
    stint: int = Field(description="Which spell of the same tie, where the source tells several apart.")
    edtf: str = Field(description="The date as the source has it (EDTF); empty for none.")
    from_earliest: str | None = Field(default=None, description="The start is not before this day; null: unbounded.")
    from_latest: str | None = Field(default=None, description="The start is not after this day; null: unbounded.")
    to_earliest: str | None = Field(default=None, description="The end is not before this day; null: unbounded.")
    to_latest: str | None = Field(default=None, description="The end is not after this day; null: unbounded.")
    locator: str = Field(default="", description="Where in the source: a paragraph, a page, a row.")
    note: str = Field(default="", description="A paraphrase, never a copied sentence.")
    values: dict[str, str | int | float] = Field(
        default_factory=dict, description="What an event record says of its own event."
    )
    record: str = Field(
        description="The source's own key of the statement; a # between the source's id and it names the claim, too."
    )
    source_id: str = Field(description="The source that says it.")
    part: str = Field(
        default="", description="Which part of its source it belongs to; empty for one loaded as a whole."
    )
    release_id: str | None = Field(default=None, description="The edition of the source that was read.")
    tie_id: str | None = Field(default=None, description="The tie that it adds up to; null for attributes and records.")
    rulings: list[Ruling] = Field(default_factory=list, description="Standing decisions of people about it, in order.")
    recorded_from: str = Field(description="Since when Tertius holds this revision, ISO 8601.")
    recorded_to: str | None = Field(default=None, description="Until when it did; null: it is current.")


async def rulings_on(reader: Reader, keys: Sequence[str]) -> dict[str, list[Ruling]]:
    """Return the standing decisions about claims, by the claim's key.

    Parameters
    ----------
    reader
        The database.
    keys
        The claims' keys.
    """
    found: dict[str, list[Ruling]] = defaultdict(list)
    if keys:
        params = {"keys": list(keys)}
        for row in (
            await read_whole_async(lambda: reader.run(_RULINGS, params, max_rows=100_000), {"decision": DECISION})
        ).rows:
            found[row["key"]].append(Ruling(**row["decision"]))
    return dict(found)


def as_decided(claim: Claim, rulings: Iterable[Ruling]) -> Claim | None:
    """Return a claim as the standing decisions leave it, None when it was rejected (`tertius.model.rulings`).

    Parameters
    ----------
    claim
        The claim; its date is not looked at.
    rulings
        Standing decisions about it.
    """
    return Rulings.of(_decisions(claim, (ruling for ruling in rulings if ruling.field != "when"))).amended(claim)


def _decisions(claim: Claim, rulings: Iterable[Ruling]) -> list[Decision]:
    about = {"left": claim.key, "right": ""}
    return [stored_decision({**ruling.model_dump(), **about}) for ruling in rulings]


def _weighed(claim: Claim, rulings: Iterable[Ruling]) -> list[Ruling]:
    """Return the rulings on a claim, each saying whether it counts."""
    decided = list(zip(rulings, _decisions(claim, rulings), strict=True))
    counts = Rulings.of(decision for _, decision in decided).in_force(claim)
    return [ruling.model_copy(update={"in_force": decision in counts}) for ruling, decision in decided]


def likelihood(claim: Claim | None, tables: Tables) -> float:
    """Return the probability that a claim holds, as decisions left it; 0 for one that was rejected."""
    if claim is None:
        return 0.0
    return round(tables.assumptions.probability(claim.hedge, claim.credibility, claim.inferred), 6)


def claim_record(row: Mapping[str, Any], rulings: Sequence[Ruling], tables: Tables) -> ClaimRecord:
    """Return a claim from its `CLAIM_ROW`."""
    said = {name: row[name] for name in RECORD_VALUES if row.get(name) is not None}
    claim = stored_claim(row, ())
    parts = sorted(row["about"], key=lambda part: (_PARTS.index(part["as"]), part["id"]))
    return ClaimRecord(
        **{
            name: row[name]
            for name in row
            if name not in RECORD_VALUES and name not in ("about", "value", "inferred", "part")
        },
        inferred=bool(row["inferred"]),
        part=row["part"] or "",
        value=row["value"] or None,
        about=[Part(**part) for part in parts],
        values=said,
        rulings=_weighed(claim, rulings),
        likelihood=likelihood(as_decided(claim, rulings), tables),
    )


async def claim_records(
    reader: Reader, ids: Sequence[str], tables: Tables, rulings: Mapping[str, Sequence[Ruling]] | None = None
) -> dict[str, ClaimRecord]:
    """Return claims by their ids.

    Parameters
    ----------
    reader
        The database.
    ids
        Ids of claims; those that do not exist are left out.
    tables
        The tables of assumptions.
    rulings
        Standing decisions by the claim's key, where they are known already; None has them read.
    """
    if not ids:
        return {}
    rows = (await reader.run(_DETAILS, {"ids": list(ids)}, max_rows=len(ids))).rows
    return await with_rulings(reader, [row["claim"] for row in rows], tables, rulings)


async def with_rulings(
    reader: Reader,
    rows: Sequence[Mapping[str, Any]],
    tables: Tables,
    rulings: Mapping[str, Sequence[Ruling]] | None = None,
) -> dict[str, ClaimRecord]:
    """Return claims by id from their `CLAIM_ROW`, in the rows' order, with what people decided about them."""
    if rulings is None:
        rulings = await rulings_on(reader, sorted({row["key"] for row in rows}))
    return {row["id"]: claim_record(row, rulings.get(row["key"], ()), tables) for row in rows}
