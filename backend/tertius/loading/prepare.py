"""Preparing a batch: what of it is sound, what of that is new, and what it changes. Reads the graph, writes nothing.

What the batch settles by itself (`tertius.loading.settling`) is derived right here; everything else is owed and derived
once, at the end of the load. Both ways call the same functions of the model with the same claims.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from tertius.errors import InputError
from tertius.graph.write import Writer
from tertius.loading.batches import Batch
from tertius.loading.creation import Spans, new_claim, new_entity
from tertius.loading.debts import OLD, Debt, touch_old
from tertius.loading.facts import facts_of
from tertius.loading.limits import check_id
from tertius.loading.loader import BadRow, Shaped
from tertius.loading.premises import Premises
from tertius.loading.properties import Properties, entity_type, found_by
from tertius.loading.quarantine import bad_row
from tertius.loading.releases import SAID_BY, Releases
from tertius.loading.settling import settles
from tertius.loading.ties import Difference
from tertius.model.claim_checks import check_claim
from tertius.model.claims import Claim
from tertius.model.derive import TieKey, derive_tie, tie_keys
from tertius.model.kinds import EVENT_RECORD, TIE_KINDS, EntityType
from tertius.model.profile import derive_profile

# Many small rows in one: a row of its own takes the driver longer than all that is in it.
_TYPES = "UNWIND $ids AS id MATCH (e:Entity {id: id}) RETURN collect([id, labels(e)]) AS rows"
_UNSAID = (
    "UNWIND $ids AS id MATCH (e:Entity {id: id}) "
    "WHERE NOT EXISTS { MATCH (e)<-[:ABOUT]-(c:Claim) WHERE c.recorded_to IS NULL } RETURN id"
)
_REVISIONS = (
    "UNWIND $keys AS key MATCH (c:Claim {key: key}) "
    "WITH key, max(c.revision) AS last, "
    "max(CASE WHEN c.recorded_to IS NULL THEN c.id END) AS current, "
    "max(CASE WHEN c.recorded_to IS NULL THEN c.digest END) AS digest "
    "RETURN collect([key, last, current, digest, '']) AS rows"
)
_LATEST = (
    "UNWIND $keys AS key MATCH (c:Claim {key: key}) "
    f"WITH key, max([c.revision, c.id, c.digest, {SAID_BY}, c.recorded_to IS NULL]) AS latest "
    "RETURN collect([key, latest[0], CASE WHEN latest[4] THEN latest[1] END, "
    "CASE WHEN latest[4] THEN latest[2] END, latest[3]]) AS rows"
)
_ONLY: Mapping[str, EntityType] = {"event": EntityType.EVENT, "place": EntityType.PLACE}
"""What only one type can be in a record: of a record that stands, nobody has to look it up."""

CACHED = 100_000
"""Entities whose type is kept in memory at most."""


class _Standing(NamedTuple):
    """What the graph has of a claim: its last revision, the current one with its digest, and the run that said it."""

    last: int
    current: str | None
    digest: str | None
    run: str


@dataclass(slots=True)
class Prepared:
    """What a batch comes to.

    Attributes
    ----------
    bad
        Rows that are not sound against the graph.
    entities, claims, spans
        Rows of entities to make, by type; rows of claims to make; the dates of both.
    retyped
        Ids of entities that nobody speaks of any more and that are now of another type, by type.
    closed
        Ids of revisions that give way to another.
    ties, debt
        Ties that are new for certain, and what has to be derived at the end.
    types
        Type of each entity that the batch declares.
    repeated, gone
        Ids of revisions that an older release gave, and that the batch repeats; keys of the claims that a newer release
        closes.
    unsaid, said
        New entities of which nothing is written, since newer releases have the last word on all that the batch says of
        them; and, where there are newer releases, whom or what it writes claims about.
    lost
        How many revisions lack a fact that the one before had, by the fact.
    new, changed, unchanged, older
        Claims; ``older`` are those on which a newer release has the last word.
    lapsed
        Those of them that it closes and an older one had given, by kind.
    """

    bad: list[BadRow] = field(default_factory=list)
    entities: dict[EntityType, list[Properties]] = field(default_factory=lambda: defaultdict(list))
    retyped: dict[EntityType, list[str]] = field(default_factory=lambda: defaultdict(list))
    closed: list[str] = field(default_factory=list)
    claims: list[Properties] = field(default_factory=list)
    spans: Spans = field(default_factory=Spans)
    ties: Difference = field(default_factory=Difference)
    debt: Debt = field(default_factory=Debt)
    types: dict[str, EntityType] = field(default_factory=dict)
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    lapsed: Counter[str] = field(default_factory=Counter)
    repeated: list[str] = field(default_factory=list)
    gone: set[bytes] = field(default_factory=set)
    unsaid: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    lost: Counter[str] = field(default_factory=Counter)

    @property
    def writes(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.entities or self.retyped or self.closed or self.claims or self.repeated or self.debt)


class Preparer:
    """Prepares batches of one load.

    Parameters
    ----------
    writer
        The database, which is only read.
    known
        The decisions and sources that the load began with.
    published
        The day the release was published.
    first
        True when the source is known to have no claims yet: nothing is looked up by key.
    releases
        The other releases of the source, if they have an order.
    """

    def __init__(
        self,
        writer: Writer,
        known: Premises,
        *,
        published: date | None,
        first: bool,
        releases: Releases | None = None,
    ) -> None:
        self._writer = writer
        self._premises = known
        self._published = published
        self._first = first
        self._releases = releases
        self._cache: dict[str, EntityType] = {}

    def prepare(self, batch: Batch, pending: Mapping[str, EntityType]) -> Prepared:
        """Prepare a batch. Rows that are not sound against the graph are taken out of it.

        Parameters
        ----------
        batch
            The rows.
        pending
            Types of entities that batches before this one make, but that the graph may not show yet.
        """
        while (result := self._prepare(batch, pending)) is None:
            pass
        return result

    def _prepare(self, batch: Batch, pending: Mapping[str, EntityType]) -> Prepared | None:
        """Return what a batch comes to; None if its rows were shaped again, since some of them are not sound."""
        result = Prepared(unchanged=batch.passed)
        standing = self._standing(batch)
        types = self._types(batch, pending, standing)
        there = frozenset(types)
        unsaid = self._unsaid(batch, types, pending)
        claims: dict[str, Claim] = {}
        refused: dict[int, BadRow] = {}
        for number, (raw, shaped) in enumerate(batch.rows):
            try:
                declared, retyped = _declared(shaped, types, unsaid)
            except InputError as error:
                refused[number] = bad_row(raw, error)
                continue
            before = {entity: types.get(entity) for entity in declared}
            types.update(declared)
            try:
                for claim in shaped.claims:
                    # What many rows say in the same words is checked once, and what stands was checked before.
                    if claims.get(claim.key) is not claim and not _stands(claim, standing):
                        check_claim(claim, types)
            except InputError as error:
                for entity, kind in before.items():
                    if kind is None:
                        del types[entity]
                    else:
                        types[entity] = kind
                refused[number] = bad_row(raw, error)
                continue
            unsaid -= declared.keys()
            for entity in retyped:
                result.retyped[declared[entity]].append(entity)
                result.debt.profiles.add(entity)
                result.debt.rollups.add(entity)
            result.types.update(declared)
            claims.update((claim.key, claim) for claim in shaped.claims)  # one that is repeated counts once
        if refused and batch.refuse(refused.keys(), refused.values()):
            return None
        result.bad = list(batch.bad)
        fresh = {entity for entity in result.types if entity not in there}
        self._remember(types, fresh)
        self._derive(result, fresh, self._revise(result, claims.values(), standing))
        result.unsaid &= fresh - result.said
        return result

    def _types(
        self, batch: Batch, pending: Mapping[str, EntityType], standing: Mapping[str, _Standing]
    ) -> dict[str, EntityType]:
        named = {entity.id for _, shaped in batch.rows for entity in shaped.entities}
        named.update(entity for _, shaped in batch.rows for claim in shaped.claims for _, entity in claim.about)
        types: dict[str, EntityType] = {}
        if standing:
            for claim in (claim for _, shaped in batch.rows for claim in shaped.claims):
                if claim.kind == EVENT_RECORD and _stands(claim, standing):
                    types.update((entity, _ONLY[role]) for role, entity in claim.about if role in _ONLY)
            named -= types.keys()
        wanted = []
        for entity in named:
            kind = self._cache.get(entity) or pending.get(entity)
            if kind is None:
                wanted.append(entity)
            else:
                types[entity] = kind
        if wanted:
            for row in self._writer.stream(_TYPES, {"ids": wanted}):
                types.update((entity, entity_type(labels)) for entity, labels in row["rows"])
        return types

    def _remember(self, types: Mapping[str, EntityType], fresh: set[str]) -> None:
        """Keep the types of what is spoken of again and again; what is new is mostly an event, and that comes once."""
        if len(self._cache) > CACHED:
            self._cache.clear()
        self._cache.update((entity, kind) for entity, kind in types.items() if entity not in fresh)

    def _unsaid(self, batch: Batch, types: Mapping[str, EntityType], pending: Mapping[str, EntityType]) -> set[str]:
        """Return which entities are declared with another type than they have, and are spoken of by nobody any more."""
        other = {
            entity.id
            for _, shaped in batch.rows
            for entity in shaped.entities
            if types.get(entity.id, entity.type) is not entity.type
            and entity.id not in self._cache
            and entity.id not in pending
            and len(self._premises.identity.group(entity.id)) == 1
        }
        return {row["id"] for row in self._writer.stream(_UNSAID, {"ids": list(other)})} if other else set()

    def _standing(self, batch: Batch) -> dict[str, _Standing]:
        """Return what the graph has of the batch's claims, by key."""
        keys = {claim.key for _, shaped in batch.rows for claim in shaped.claims}
        if self._first or not keys:
            return {}
        statement = _REVISIONS if self._releases is None else _LATEST
        rows = self._writer.stream(statement, {"keys": list(keys)})
        return {key: _Standing(*found) for row in rows for key, *found in row["rows"]}

    def _revise(self, result: Prepared, claims: Iterable[Claim], standing: Mapping[str, _Standing]) -> list[Claim]:
        """Sort out which claims are new or changed, and close the revisions that they replace."""
        written = []
        revised: dict[str, Claim] = {}
        for claim in claims:
            before = standing.get(claim.key)
            if self._releases is not None and _passed(claim, before, self._releases, result):
                result.unsaid.update(entity for _, entity in claim.about)
                continue
            if before is not None and before.digest == claim.digest:
                result.unchanged += 1
                continue
            if before is not None and before.current:
                result.closed.append(before.current)
                revised[before.current] = claim
                result.changed += 1
            else:
                result.new += 1
            written.append(claim)
            keys_of = tie_keys(claim, self._premises.identity.canonical) if claim.kind in TIE_KINDS else ()
            revision = before.last + 1 if before else 1
            result.claims.append(new_claim(claim, revision, keys_of[0].id if keys_of else None, result.spans))
        if result.closed:
            canonical = self._premises.identity.canonical
            for row in touch_old(self._writer.stream(OLD, {"ids": result.closed}), canonical, result.debt):
                if said := revised.get(row["id"]):
                    result.lost.update(set(row["facts"]) - facts_of(said))
                else:
                    result.lapsed[row["kind"]] += 1
        if self._releases is not None and self._releases.ahead:
            result.said = {entity for claim in written for _, entity in claim.about}
        return written

    def _derive(self, result: Prepared, fresh: set[str], claims: Iterable[Claim]) -> None:
        """Derive what the batch settles by itself, and owe the rest."""
        known = self._premises
        of_tie: dict[TieKey, list[Claim]] = defaultdict(list)
        of_entity: dict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            entity, keys = settles(claim, fresh, known)
            if entity is None and not keys:
                result.debt.touch(claim, known.identity.canonical)
                continue
            amended = known.rulings.amended(claim, self._published)
            if amended is None:
                continue
            if entity is not None:
                of_entity[entity].append(amended)
            for key in keys:
                of_tie[key].append(amended)
        for key, some in of_tie.items():
            tie = derive_tie(key, some, known.roots, known.assumptions)
            if tie is not None:
                result.ties.make(tie)
        for entity in fresh:
            kind = result.types[entity]
            if kind is EntityType.ORGANIZATION:
                result.debt.rollups.add(entity)
            said = of_entity.get(entity, ())
            profile = derive_profile(kind, entity, said, known.roots, known.assumptions)
            profile["search"] = found_by(kind, profile, (entity,))
            result.entities[kind].append(new_entity(entity, profile, result.spans))


def _stands(claim: Claim, standing: Mapping[str, _Standing]) -> bool:
    """Say whether the graph has the very same claim, current."""
    before = standing.get(claim.key)
    return before is not None and before.digest == claim.digest


def _passed(claim: Claim, before: _Standing | None, releases: Releases, result: Prepared) -> bool:
    """Say whether a newer release has the last word on a claim, and note what is repeated of an older one."""
    said = before is not None and before.digest == claim.digest
    if before is not None and before.run in releases.ahead:
        result.unchanged += said
        result.older += not said
        return True
    if releases.lacks(claim.key, claim.part):
        result.older += 1
        result.gone.add(bytes.fromhex(claim.key))
        if before is not None and before.current:
            result.closed.append(before.current)
        return True
    if before is not None and before.current and said and releases.version(before.run) != releases.own:
        result.repeated.append(before.current)
    return False


def _declared(
    shaped: Shaped, types: Mapping[str, EntityType], unsaid: set[str]
) -> tuple[dict[str, EntityType], list[str]]:
    """Return the entities that a row declares, and which of them change their type."""
    declared: dict[str, EntityType] = {}
    retyped = []
    for entity in shaped.entities:
        known = declared.get(entity.id) or types.get(entity.id)
        if known is None:
            check_id(entity.id)
        if known is None or known is entity.type:
            declared[entity.id] = entity.type
        elif entity.id in unsaid and entity.id not in declared:
            declared[entity.id] = entity.type
            retyped.append(entity.id)
        else:
            raise InputError(
                f"{entity.id} is {known.with_article} already, and cannot be {entity.type.with_article} too",
                where="type",
                next_step=f"Write {known}, or give it an id of its own. If the older one is wrong, undo the load that "
                "declared it, then load the corrected file.",
            )
    return declared, retyped
