"""Whose voices a tie stands on: the claims behind it as people decided about them, one voice an independent root."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from tertius import logs
from tertius.errors import InputError
from tertius.graph.read import CHUNK, Reader, chunks
from tertius.model.claims import Claim, Polarity
from tertius.model.decisions import Decision, DecisionKind, amend
from tertius.model.hedges import Assumptions, Hedge
from tertius.model.sources import RELIABILITY, Source, independent_roots
from tertius.model.weighing import weigh

_CLAIMS = """
UNWIND $ids AS tie_id
MATCH (c:Claim {tie_id: tie_id})
WHERE c.recorded_to IS NULL
WITH tie_id, collect([
  CASE WHEN $decided IS NULL OR c.key IN $decided THEN c.key END, c.source_id, c.hedge, c.credibility, c.polarity,
  coalesce(c.inferred, false)
]) AS claims
RETURN claims, collect(tie_id) AS ties
"""
_SOURCES = "MATCH (s:Source) RETURN s.id AS id, s.derived_from AS derived_from, s.reliability AS reliability"
_MOST_SOURCES = 1_000_000

Voices = tuple[tuple[str, float], ...]
"""(root, probability) of each independent root, by root."""


@dataclass(frozen=True)
class Roots:
    """Which sources speak with one voice, and how reliable each such voice is.

    Attributes
    ----------
    of
        Independent root of each source.
    reliability
        Admiralty grade of each root that has one (`graded`).
    """

    of: Mapping[str, str]
    reliability: Mapping[str, str]


async def read_roots(reader: Reader) -> Roots:
    """Read the sources of a database."""
    rows = (await reader.run(_SOURCES, max_rows=_MOST_SOURCES)).rows
    sources = [
        Source(
            id=row["id"],
            title="",
            reliability=row["reliability"] or "",
            derived_from=tuple(row["derived_from"] or ()),
        )
        for row in rows
    ]
    return Roots(independent_roots(sources), graded(sources))


def graded(sources: Iterable[Source]) -> dict[str, str]:
    """Return the grade of each independent root, where it has one.

    Of sources that are one voice those count that repeat none: a reliable source that repeats another makes it no more
    reliable. Where none of these is graded, the repeaters count. Of several grades the lowest holds; F, which says that
    nobody can tell, only when there is no other.

    Parameters
    ----------
    sources
        All the sources that are known.
    """
    listed = list(sources)
    root_of = independent_roots(listed)
    grades: dict[str, dict[bool, list[str]]] = defaultdict(lambda: {False: [], True: []})
    for source in listed:
        if source.reliability:
            grades[root_of[source.id]][bool(source.derived_from)].append(source.reliability)
    judged = RELIABILITY[:-1]
    found: dict[str, str] = {}
    for root, given in grades.items():
        counted = given[False] or given[True]
        found[root] = max((grade for grade in counted if grade in judged), default=RELIABILITY[-1])
    return found


def amended(claim: Claim, rulings: Collection[Decision], published: date | None = None) -> Claim | None:
    """Return a claim as the standing decisions leave it, None when it was rejected, as the loader derives it.

    A correction that no longer fits the claim is passed over.
    """
    if not rulings:
        return claim
    try:
        return amend(claim, rulings, published=published)
    except InputError as error:
        logs.get(__name__).warning("decision passed over", claim=claim.key, reason=error.what)
        return amend(claim, [one for one in rulings if one.kind is not DecisionKind.CORRECT], published=published)


def voices_of(
    claims: Iterable[Claim],
    roots: Mapping[str, str],
    assumptions: Assumptions,
    lets_in: Callable[[str], bool] = lambda _: True,
) -> Voices:
    """Return the voices behind a tie: of each independent root the probability of its best asserting claim.

    ``1 - Π(1 - p)`` over them is the likelihood of the tie that the claims add up to. Denials are no voices.

    Parameters
    ----------
    claims
        The claims of one tie, as the decisions leave them.
    roots, assumptions
        As in `tertius.model.weighing.weigh`.
    lets_in
        Says of a source whether its claims count.
    """
    support = weigh((claim for claim in claims if lets_in(claim.source)), roots, assumptions)
    found = {
        roots.get(claim.source, claim.source): assumptions.probability(claim.hedge, claim.credibility, claim.inferred)
        for claim in support.best
    }
    return tuple(sorted(found.items()))


@dataclass(frozen=True)
class Rulings:
    """Decisions about claims, by the claim's key."""

    by_key: Mapping[str, Sequence[Decision]] = field(default_factory=dict)

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> "Rulings":
        """Sort the decisions about claims out of all that stand."""
        found: dict[str, list[Decision]] = defaultdict(list)
        for decision in decisions:
            if not decision.right and decision.undone is None:
                found[decision.left].append(decision)
        return cls(dict(found))

    def on(self, key: str) -> Sequence[Decision]:
        """Return the decisions about one claim."""
        return self.by_key.get(key, ())


class Spoken(NamedTuple):
    """What a claim says of its own certainty: all that its voice depends on."""

    source: str
    hedge: str
    credibility: int | None
    polarity: str
    inferred: bool = False

    def claim(self, kind: str, key: str = "") -> Claim:
        """Return a claim that says just this; its key in the graph, or none, stands in for its source's own."""
        return Claim(
            source=self.source,
            record=key,
            kind=kind,
            about=(),
            polarity=Polarity(self.polarity),
            hedge=Hedge(self.hedge),
            credibility=self.credibility,
            inferred=self.inferred,
        )


async def read_spoken(reader: Reader, ties: Sequence[str], rulings: Rulings) -> dict[str, tuple[Spoken, ...]]:
    """Return the current claims of each tie as the decisions leave them.

    Parameters
    ----------
    reader
        The database.
    ties
        The ties' ids; read some at a time.
    rulings
        The decisions.
    """
    # Ties of which the same is said come together, so that it goes over the wire once. A claim's key would tell them
    # apart: it comes only where somebody decided about the claim, or always when that would be a very long list to ask.
    decided = list(rulings.by_key) if len(rulings.by_key) <= CHUNK else None
    found: dict[str, tuple[Spoken, ...]] = {}
    for chunk in chunks(ties):
        for row in (await reader.run(_CLAIMS, {"ids": chunk, "decided": decided}, max_rows=len(chunk))).rows:
            if any(key is not None for key, *_ in row["claims"]):
                for tie_id in row["ties"]:
                    mended = (_amended(tie_id, key, Spoken(*said), rulings) for key, *said in row["claims"])
                    found[tie_id] = _in_order(filter(None, mended))
            else:
                found.update(dict.fromkeys(row["ties"], _in_order(Spoken(*said) for _, *said in row["claims"])))
    return found


def _in_order(spoken: Iterable[Spoken]) -> tuple[Spoken, ...]:
    return tuple(sorted(spoken, key=repr))


def _amended(tie_id: str, key: str | None, spoken: Spoken, rulings: Rulings) -> Spoken | None:
    decided = () if key is None else rulings.on(key)
    if key is None or not decided:
        return spoken
    claim = amended(spoken.claim(tie_id.partition(":")[0], key), decided)
    if claim is None:
        return None
    return Spoken(claim.source, claim.hedge, claim.credibility, claim.polarity, claim.inferred)


class Voicing:
    """Tells the voices of ties; what many ties have in common is weighed once.

    Parameters
    ----------
    roots, assumptions, lets_in
        As in `voices_of`.
    """

    def __init__(
        self, roots: Mapping[str, str], assumptions: Assumptions, lets_in: Callable[[str], bool] = lambda _: True
    ) -> None:
        self._roots, self._assumptions, self._lets_in = roots, assumptions, lets_in
        self._known: dict[tuple[Spoken, ...], Voices] = {}

    def of(self, spoken: tuple[Spoken, ...]) -> Voices:
        """Return the voices behind a tie of which these claims speak."""
        found = self._known.get(spoken)
        if found is None:
            claims = [one.claim("") for one in spoken]
            found = self._known[spoken] = voices_of(claims, self._roots, self._assumptions, self._lets_in)
        return found


def decision_of(row: Mapping[str, Any]) -> Decision:
    """Return the standing decision that a row has, days as ISO 8601 texts."""
    return Decision(
        kind=DecisionKind(row["kind"]),
        left=row["left"],
        right=row["right"] or "",
        field=row["field"] or "",
        value=row["value"] or "",
        who=row["who"],
        when=date.fromisoformat(row["when"]),
        why=row["why"],
        source=row["source_id"] or "",
    )
