"""Decisions about claims, by claim: the one place that says what a claim counts as once people decided about it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tertius import logs
from tertius.errors import InputError
from tertius.model.claims import Claim
from tertius.model.decisions import Decision, DecisionKind, amend


@dataclass(frozen=True)
class Rulings:
    """The standing decisions about claims.

    Attributes
    ----------
    by_key
        Decisions by the key of the claim that they are about.
    """

    by_key: Mapping[str, Sequence[Decision]] = field(default_factory=dict)

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> "Rulings":
        """Sort the decisions about claims out of all that stand."""
        found: dict[str, list[Decision]] = defaultdict(list)
        for decision in decisions:
            if decision.about_claim and decision.undone is None:
                found[decision.left].append(decision)
        return cls(dict(found))

    def in_force(self, claim: Claim, published: date | None = None) -> tuple[Decision, ...]:
        """Return the decisions about a claim that decide what it counts as, by day.

        A rejection goes before all others, a confirmation before a corrected hedge, and of two corrections of one part
        the later counts; one that no longer fits the claim is passed over (`amended`).

        Parameters
        ----------
        claim, published
            As in `amended`.
        """
        decided = sorted(self.by_key.get(claim.key, ()), key=lambda one: (one.when, one.id))
        if rejections := [one for one in decided if one.kind is DecisionKind.REJECT]:
            return tuple(rejections)
        fitting = [one for one in decided if _fits(one, claim, published)]
        confirmed = any(one.kind is DecisionKind.CONFIRM for one in fitting)
        last = {one.field: one for one in fitting if one.kind is DecisionKind.CORRECT}
        return tuple(
            one
            for one in fitting
            if one.kind is DecisionKind.CONFIRM or (one is last[one.field] and not (confirmed and one.field == "hedge"))
        )

    def needs_published(self, key: str) -> bool:
        """Say whether amending a claim takes the day that its source was published."""
        return any(decision.field == "when" for decision in self.by_key.get(key, ()))

    def amended(self, claim: Claim, published: date | None = None) -> Claim | None:
        """Return a claim as the decisions leave it, or None when it was rejected.

        A correction that no longer fits (its claim has become one of another kind) is passed over with a warning, and
        the others hold: one stale decision must not stop every load.

        Parameters
        ----------
        claim
            The claim as its source has it.
        published
            The day its source was published, for a corrected date (`needs_published`).
        """
        decided = self.by_key.get(claim.key)
        if not decided:
            return claim
        try:
            return amend(claim, decided, published=published)
        except InputError as error:
            logs.get(__name__).warning("decision passed over", claim=claim.key, reason=error.what)
            return amend(claim, [one for one in decided if _fits(one, claim, published)], published=published)


def _fits(decision: Decision, claim: Claim, published: date | None) -> bool:
    try:
        amend(claim, [decision], published=published)
    except InputError:
        return False
    return True
