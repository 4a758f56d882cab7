"""Decisions: what a person decided over the sources. They survive every reload and can be undone.

``same`` and ``not_same`` are about two entities, ``prefer_name`` is about one; ``confirm``, ``correct`` and ``reject``
are about one claim. Claims stay on the entity that their source named: only ties and derived properties move to the
canonical entity.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from tertius.errors import ConflictError, InputError
from tertius.model.claim_values import check_value
from tertius.model.claims import Claim, Polarity
from tertius.model.dates import read_edtf
from tertius.model.hedges import Hedge, counts_as
from tertius.model.ids import fingerprint
from tertius.model.kinds import ATTRIBUTE_KINDS, EntityType, is_lasting


class DecisionKind(StrEnum):
    """What was decided."""

    SAME = "same"
    NOT_SAME = "not_same"
    CONFIRM = "confirm"
    CORRECT = "correct"
    REJECT = "reject"
    PREFER_NAME = "prefer_name"


PAIRS = (DecisionKind.SAME, DecisionKind.NOT_SAME)
"""The kinds that are about two entities."""
ABOUT_CLAIMS = (DecisionKind.CONFIRM, DecisionKind.CORRECT, DecisionKind.REJECT)
"""The kinds that are about a claim."""

CORRECTABLE = ("when", "role", "hedge", "polarity", "value", "note")
"""The parts of a claim that a ``correct`` decision can replace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision by one person.

    Attributes
    ----------
    kind
        What was decided.
    left
        An entity id; or a claim's key for confirm, correct and reject.
    right
        The other entity id; empty for decisions about a claim.
    field, value
        For ``correct``: which part (`CORRECTABLE`), and what it should read. For ``prefer_name`` the value is the name.
    who, when, why
        Who decided, on which day, for what reason. All three are required.
    source
        The source whose folder brought the decision; empty when it came another way.
    undone
        The day it was taken back; None while it stands.
    """

    kind: DecisionKind
    left: str
    right: str = ""
    field: str = ""
    value: str = ""
    who: str
    when: date
    why: str
    source: str = ""
    undone: date | None = None

    def __post_init__(self) -> None:
        for name, text in (("left", self.left), ("who", self.who), ("why", self.why)):
            if not text.strip():
                raise InputError(f"The decision has no {name}", where=name, next_step=f"Fill the {name}.")
        pair = self.kind in PAIRS
        if pair and (not self.right.strip() or self.left == self.right):
            raise InputError(
                f"A {self.kind} decision needs two different entities", where="right", next_step="Give both ids."
            )
        if not pair and self.right:
            what = "claim" if self.about_claim else "entity"
            raise InputError(f"A {self.kind} decision is about one {what}", where="right", next_step="Empty the right.")
        if self.kind is DecisionKind.CORRECT:
            if self.field not in CORRECTABLE:
                raise InputError(
                    f"{self.field[:40]!r} cannot be corrected",
                    where="field",
                    next_step=f"Use one of {', '.join(CORRECTABLE)}; for another kind, subject or object reject the "
                    "claim and write one of your own.",
                )
            self._check_correction()
        elif self.kind is DecisionKind.PREFER_NAME:
            if not self.value.strip():
                raise InputError("The decision prefers no name", where="value", next_step="Write the name as value.")
            if self.field:
                raise InputError("A prefer_name decision has no field", where="field", next_step="Empty the field.")
        elif self.field or self.value:
            raise InputError(
                f"A {self.kind} decision replaces nothing", where="field", next_step="Empty field and value."
            )

    def _check_correction(self) -> None:
        """Refuse now what could never be read, not at the derivation that follows."""
        if self.field == "when":
            try:
                read_edtf(self.value, lasting=True)
            except InputError as error:
                raise InputError(error.what, where="value", next_step=error.next_step) from None
        elif self.field == "hedge" and self.value not in list(Hedge):
            known = counts_as(self.value)
            raise InputError(
                f"{self.value[:40]!r} is no hedge",
                where="value",
                next_step=f"Write {known}, which it counts as." if known else f"Use one of {', '.join(Hedge)}.",
            )
        elif self.field == "polarity" and self.value not in list(Polarity):
            raise InputError(
                f"{self.value[:40]!r} is no polarity", where="value", next_step=f"Use {' or '.join(Polarity)}."
            )

    @property
    def about_claim(self) -> bool:
        """Whether it is about a claim; otherwise it is about entities."""
        return self.kind in ABOUT_CLAIMS

    @property
    def id(self) -> str:
        """The decision's identity: what it is about, not what it says, so that a changed mind replaces it."""
        ends = sorted((self.left, self.right)) if self.right else [self.left]
        topic = f"claim {self.field}" if self.field else "claim" if self.about_claim else "name"
        return fingerprint(self.source, "identity" if self.right else topic, *ends)


def stored_decision(properties: Mapping[str, Any]) -> Decision:
    """Return the decision that a node of the graph holds; days as dates or as ISO 8601 texts."""
    return Decision(
        kind=DecisionKind(properties["kind"]),
        left=properties["left"],
        right=properties["right"] or "",
        field=properties["field"] or "",
        value=properties["value"] or "",
        who=properties["who"],
        when=_day(properties["when"]),
        why=properties["why"],
        source=properties["source_id"] or "",
        undone=_day(properties["undone"]) if properties.get("undone") else None,  # the graph keeps no null
    )


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def check_decision(decision: Decision, types: Mapping[str, EntityType]) -> None:
    """Refuse a decision about entities that cannot be meant.

    Parameters
    ----------
    decision
        The decision; one about a claim is passed over.
    types
        Type of every entity that is known, by id.

    Raises
    ------
    InputError
        If an entity is unknown (``where`` is left or right), or the two are of different types (right).
    """
    if decision.about_claim:
        return
    for where, entity in (("left", decision.left), ("right", decision.right)):
        if entity and entity not in types:
            raise InputError(
                f"There is no entity {entity}",
                where=where,
                next_step="Add it to the entities, or correct the id.",
                unknown="entity",
            )
    if not decision.right:
        return
    one, other = types[decision.left], types[decision.right]
    if one is not other:
        raise InputError(
            f"{decision.left} is {one.with_article}, {decision.right} {other.with_article}",
            where="right",
            next_step="Only entities of one type can be the same. Correct an id, or the entity's type.",
        )


class Identity:
    """Which entities are one, by the ``same`` decisions that stand.

    The canonical entity of a group is the one with the smallest id, whatever the order of the decisions.

    Parameters
    ----------
    decisions
        All decisions; those undone or about claims are passed over.

    Raises
    ------
    ConflictError
        If two entities decided ``not_same`` are linked by a chain of ``same`` decisions; it names the chain.
    """

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        links: dict[str, set[str]] = defaultdict(set)
        apart: list[Decision] = []
        for decision in decisions:
            if decision.undone is not None:
                continue
            if decision.kind is DecisionKind.SAME:
                links[decision.left].add(decision.right)
                links[decision.right].add(decision.left)
            elif decision.kind is DecisionKind.NOT_SAME:
                apart.append(decision)
        self._groups: dict[str, frozenset[str]] = {}
        self._canonical: dict[str, str] = {}
        for start in links:
            if start not in self._groups:
                group = frozenset(_reachable(links, start))
                self._groups.update(dict.fromkeys(group, group))
                self._canonical.update(dict.fromkeys(group, min(group)))
        for decision in sorted(apart, key=lambda d: (d.left, d.right)):
            if decision.right in self._groups.get(decision.left, ()):
                chain = " = ".join(_chain(links, decision.left, decision.right))
                raise ConflictError(
                    f"{decision.left} and {decision.right} were decided not to be the same "
                    f"(by {decision.who}, {decision.when}), yet other decisions link them: {chain}",
                    next_step="Undo one of the decisions in the chain, or the one that keeps the two apart.",
                )

    def canonical(self, entity: str) -> str:
        """Return the id that stands for the entity: its own when nothing was decided."""
        return self._canonical.get(entity, entity)

    def group(self, entity: str) -> frozenset[str]:
        """Return all ids that are one with the entity, itself included."""
        return self._groups.get(entity) or frozenset((entity,))

    @property
    def merged(self) -> Mapping[str, str]:
        """Canonical id by id, for every entity that gave way to another."""
        return {entity: canonical for entity, canonical in self._canonical.items() if entity != canonical}


def _reachable(links: Mapping[str, set[str]], start: str) -> set[str]:
    seen, todo = {start}, [start]
    while todo:
        for other in links[todo.pop()] - seen:
            seen.add(other)
            todo.append(other)
    return seen


def _chain(links: Mapping[str, set[str]], start: str, end: str) -> list[str]:
    """Return a shortest chain of ids from start to end; ids in order, so that the message is the same each time."""
    before: dict[str, str] = {}
    todo = deque([start])
    while todo:
        node = todo.popleft()
        if node == end:
            break
        for other in sorted(links[node]):
            if other not in before and other != start:
                before[other] = node
                todo.append(other)
    chain = [end]
    while chain[-1] != start:
        chain.append(before[chain[-1]])
    return chain[::-1]


def amend(claim: Claim, decisions: Iterable[Decision], *, published: date | None = None) -> Claim | None:
    """Return the claim as the standing decisions leave it for derivation; None when it was rejected.

    A confirmed claim counts as stated without a hedge, and a corrected hedge replaces any grade and the mark of an
    inference. The stored claim is not changed: it stays what the source said.

    Parameters
    ----------
    claim
        The claim as its source has it.
    decisions
        The decisions about this claim; others must not be among them.
    published
        Day its source was published, for a corrected ``when``.

    Raises
    ------
    InputError
        If a correction does not fit the claim's kind: a value for a tie, no date for a birth.
    """
    standing = [decision for decision in decisions if decision.undone is None]
    if any(decision.kind is DecisionKind.REJECT for decision in standing):
        return None
    for decision in sorted(standing, key=lambda d: (d.when, d.id)):
        if decision.kind is DecisionKind.CORRECT:
            claim = _correct(claim, decision, published)
    if any(decision.kind is DecisionKind.CONFIRM for decision in standing):
        claim = replace(claim, hedge=Hedge.STATED, credibility=None, inferred=False)
    return claim


def _correct(claim: Claim, decision: Decision, published: date | None) -> Claim:
    match decision.field:
        case "when":
            attribute = ATTRIBUTE_KINDS.get(claim.kind)
            if attribute and attribute.dated and not decision.value.strip():
                raise InputError(
                    f"{claim.kind} has no date", where="value", next_step="Give one, or reject the claim instead."
                )
            bounds = read_edtf(decision.value, lasting=is_lasting(claim.kind), published=published)
            return replace(claim, edtf=decision.value.strip(), bounds=bounds)
        case "role":
            return replace(claim, role=decision.value)
        case "hedge":
            return replace(claim, hedge=Hedge(decision.value), credibility=None, inferred=False)
        case "polarity":
            return replace(claim, polarity=Polarity(decision.value))
        case "value":
            check_value(claim.kind, decision.value)
            return replace(claim, value=decision.value)
        case _:
            return replace(claim, note=decision.value)
