"""Which name shows where people decided it: the one place that orders the decisions of kind ``prefer_name``.

A name that is preferred shows as long as a claim gives it. Without one the rule of `tertius.model.profile` holds, which
depends on the claims alone: neither on the order of loading nor on whose id stands for the joined entity.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tertius.model.decisions import Decision, DecisionKind


@dataclass(frozen=True)
class PreferredNames:
    """The standing decisions that prefer a name.

    Attributes
    ----------
    by_entity
        Decisions by the id of the entity that they are about.
    """

    by_entity: Mapping[str, Sequence[Decision]] = field(default_factory=dict)

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> "PreferredNames":
        """Sort the decisions that prefer a name out of all that stand."""
        found: dict[str, list[Decision]] = defaultdict(list)
        for decision in decisions:
            if decision.kind is DecisionKind.PREFER_NAME and decision.undone is None:
                found[decision.left].append(decision)
        return cls(dict(found))

    def decisions(self, members: Iterable[str]) -> list[Decision]:
        """Return the decisions about any of these entities, which are one, in the order in which they count.

        The latest day first; of two on one day that with the smaller name in the order of Unicode, then by id.
        """
        found = [decision for member in members for decision in self.by_entity.get(member, ())]
        return sorted(found, key=lambda one: (-one.when.toordinal(), one.value, one.id))

    def names(self, members: Iterable[str]) -> list[str]:
        """Return the preferred names of these entities, which are one; the first that a claim gives shows."""
        return [decision.value for decision in self.decisions(members)]
