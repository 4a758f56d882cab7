"""What changed between two moments, net: which load or decisions file made which claims what they are now.

A change that came and went in between is none. Any part of the changes can be put into the earlier state, so that what
each part does to a network can be told apart.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tertius.model.decisions import Decision
from tertius.networks.standing import Standing, Stood

UNDONE = "undone "
"""What the changes that the undoing of a load made are called; the load's id follows."""

_MARKS = ("undo ", "undone ")
"""How the graph marks a claim that an undoing closed: one that the load had written, and one that came back anew."""


@dataclass
class Group:
    """The changes that one load made, or that came by one decisions file.

    Attributes
    ----------
    before, after
        Ids of the claims as they stood, and as they stand now: of a new one only the second, of a closed one only the
        first.
    taken_back, decided
        Decisions that no longer stand, and those that are new.
    """

    before: set[str] = field(default_factory=set)
    after: set[str] = field(default_factory=set)
    taken_back: set[Decision] = field(default_factory=set)
    decided: set[Decision] = field(default_factory=set)


@dataclass(frozen=True)
class Changes:
    """The net changes between two moments.

    Attributes
    ----------
    before, after
        What stood then, and what stands now.
    groups
        By name, ascending: a load's id; ``undone`` and a load's id; or ``decisions`` and the source they came with.
    """

    before: Standing
    after: Standing
    groups: Mapping[str, Group]

    def with_groups(self, names: Collection[str]) -> Standing:
        """Return the earlier state with some of the changes: with all of them it is the later one.

        Parameters
        ----------
        names
            Names of groups.
        """
        chosen = [self.groups[name] for name in sorted(names)]
        gone = {id_ for group in chosen for id_ in group.before}
        come = {id_ for group in chosen for id_ in group.after}
        taken_back = {decision for group in chosen for decision in group.taken_back}
        decided = {decision for group in chosen for decision in group.decided}
        return Standing(
            claims={id_: stood for id_, stood in self.before.claims.items() if id_ not in gone}
            | {id_: self.after.claims[id_] for id_ in sorted(come)},
            decisions={each: run for each, run in self.before.decisions.items() if each not in taken_back}
            | {each: run for each, run in self.after.decisions.items() if each in decided},
            types={**self.before.types, **self.after.types},
            roots=self.after.roots,
            published={**self.before.published, **self.after.published},
        )


def changes_between(before: Standing, after: Standing) -> Changes:
    """Tell what changed, and by what.

    Parameters
    ----------
    before, after
        What stood at two moments, read for the same kinds of tie.
    """
    groups: dict[str, Group] = defaultdict(Group)
    old, new = _by_key(before, after), _by_key(after, before)
    for key in old.keys() | new.keys():
        was, now = old.get(key), new.get(key)
        group = groups[_made_by(was and was[1], now and now[1])]
        if was:
            group.before.add(was[0])
        if now:
            group.after.add(now[0])
    for decision in after.decisions.keys() - before.decisions.keys():
        groups[_decisions_of(decision)].decided.add(decision)
    for decision in before.decisions.keys() - after.decisions.keys():
        groups[_decisions_of(decision)].taken_back.add(decision)
    return Changes(before, after, {name: groups[name] for name in sorted(groups)})


def _by_key(one: Standing, other: Standing) -> dict[str, tuple[str, Stood]]:
    """Return by their keys the claims of one state that the other has not in this revision."""
    return {stood.claim.key: (id_, stood) for id_, stood in one.claims.items() if id_ not in other.claims}


def _made_by(was: Stood | None, now: Stood | None) -> str:
    """Return what made a claim what it is now: the load that wrote it or closed it, or the undoing of one.

    A revision that an undoing brought back counts as written by the load that wrote it first, long ago.
    """
    closed = (was.closed or "") if was else ""
    for mark in _MARKS:
        if closed.startswith(mark):
            return UNDONE + closed.removeprefix(mark)
    if now is None:
        return closed or "a load that is gone"
    return now.written


def _decisions_of(decision: Decision) -> str:
    return f"decisions {decision.source}".strip()
