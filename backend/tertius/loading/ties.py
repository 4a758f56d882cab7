"""Writing ties: what the claims of a key add up to against what stands, and only the difference."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tertius.graph.transaction import Transaction
from tertius.loading.creation import NEW_TIES, Spans, new_tie
from tertius.loading.properties import Properties, tie_properties
from tertius.loading.report import Derived
from tertius.model.derive import Tie
from tertius.model.kinds import TIE_KINDS

# A relationship type cannot be a parameter; these come from the vocabulary alone.
_CHANGE = {kind: f"UNWIND $rows AS row MATCH ()-[t:{kind} {{id: row.id}}]->() SET t = row" for kind in TIE_KINDS}
_REMOVE = {kind: f"UNWIND $ids AS id MATCH ()-[t:{kind} {{id: id}}]->() DELETE t" for kind in TIE_KINDS}
_BY_ID = {
    kind: f"UNWIND $ids AS id MATCH (s)-[t:{kind} {{id: id}}]->() RETURN properties(t) AS tie, s.id AS subject"
    for kind in TIE_KINDS
}
_OF_EVENTS = (
    "UNWIND $ids AS id MATCH (e:Entity:Event {id: id}) "
    "CALL (e) { "
    "MATCH (e)<-[t:PARTICIPATED_IN]-() RETURN properties(t) AS tie "
    "UNION ALL "
    "MATCH (e)-[t:OCCURRED_AT]->() RETURN properties(t) AS tie } "
    "RETURN tie"
)


def kind_of(tie_id: str) -> str:
    """Return the kind of tie that an id is of."""
    return tie_id.partition(":")[0]


def _by_kind(ids: Iterable[str]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = defaultdict(list)
    for tie_id in ids:
        kinds[kind_of(tie_id)].append(tie_id)
    return kinds


def standing(tx: Transaction, ids: Iterable[str]) -> dict[str, Properties]:
    """Return the properties of the ties with these ids that exist, by id."""
    return {
        row["tie"]["id"]: row["tie"] for kind, some in _by_kind(ids).items() for row in tx.rows(_BY_ID[kind], ids=some)
    }


def units(tx: Transaction, ids: Iterable[str]) -> set[str]:
    """Return the ids of the organizations that these PART_OF ties say are part of another, as far as the ties exist."""
    parts = [tie_id for tie_id in ids if kind_of(tie_id) == "PART_OF"]
    return {row["subject"] for row in tx.rows(_BY_ID["PART_OF"], ids=parts)} if parts else set()


def of_events(tx: Transaction, ids: Iterable[str]) -> dict[str, Properties]:
    """Return the properties of every tie of `EVENT_TIES` that these events have, by the tie's id."""
    return {row["tie"]["id"]: row["tie"] for row in tx.rows(_OF_EVENTS, ids=list(ids))}


@dataclass(slots=True)
class Difference:
    """What has to be written so that the ties are what the claims add up to."""

    made: dict[str, list[Properties]] = field(default_factory=lambda: defaultdict(list))
    changed: dict[str, list[Properties]] = field(default_factory=lambda: defaultdict(list))
    removed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _spans: Spans = field(default_factory=Spans)
    _said: Spans = field(default_factory=Spans)

    def make(self, tie: Tie) -> None:
        """Add a tie that is known not to exist."""
        self.made[tie.key.kind].append(new_tie(tie, self._spans, self._said))

    def ids(self) -> set[str]:
        """Return the ids of all ties that are made, changed or removed."""
        rows = (row["id"] for part in (self.made, self.changed) for some in part.values() for row in some)
        return {*rows, *(tie_id for some in self.removed.values() for tie_id in some)}

    def counts(self) -> Derived:
        """Return how many ties are made, changed and removed."""
        made, changed, removed = (sum(map(len, part.values())) for part in (self.made, self.changed, self.removed))
        return Derived(made=made, changed=changed, removed=removed)

    def write(self, tx: Transaction) -> None:
        """Write it: removals first, so that an id is free before it is made again."""
        for kind, ids in self.removed.items():
            tx.run(_REMOVE[kind], ids=ids)
        for kind, rows in self.changed.items():
            tx.run(_CHANGE[kind], rows=rows)
        for kind, rows in self.made.items():
            tx.run(NEW_TIES[kind], rows=rows, spans=self._spans.rows, said=self._said.rows)


def difference(wanted: Mapping[str, Tie], found: Mapping[str, Properties]) -> Difference:
    """Compare the ties that should be with those that are, by id."""
    result = Difference()
    for tie_id, tie in wanted.items():
        existing = found.get(tie_id)
        if existing is None:
            result.make(tie)
        elif (properties := tie_properties(tie)) != existing:
            result.changed[tie.key.kind].append(properties)
    for tie_id in found.keys() - wanted.keys():
        result.removed[kind_of(tie_id)].append(tie_id)
    return result
