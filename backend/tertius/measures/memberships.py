"""Which groups each node of a network belongs to, wholly or in shares."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tertius.errors import InputError
from tertius.measures.network import FloatArray, IntArray, Network


@dataclass(frozen=True)
class Memberships:
    """The groups of n nodes. Make it with one of the class methods.

    Nodes without a group form a class of their own, whose name is None.

    Attributes
    ----------
    groups
        Names of the g groups, ascending; None comes last where some nodes have no group.
    profiles
        (u, g) The different ways to belong that occur: shares of each group, 1 in all.
    profile
        (n,) Which of them each node has.
    """

    groups: tuple[str | None, ...]
    profiles: FloatArray
    profile: IntArray

    @classmethod
    def from_labels(cls, labels: Sequence[str | None]) -> "Memberships":
        """Every node in one group, or in none (None).

        Parameters
        ----------
        labels
            n of them, in the order of ``network.ids``.
        """
        return cls.from_shares([{} if label is None else {label: 1.0} for label in labels])

    @classmethod
    def from_column(cls, network: Network, column: str) -> "Memberships":
        """Every node in the group that one of its properties names, or, with semicolons between, in several alike.

        Raises
        ------
        InputError
            If the network has no such column.
        """
        labels = network.columns.get(column)
        if labels is None:
            raise InputError(
                f"The network's nodes have no column {column!r}",
                next_step=f"Take one of: {', '.join(sorted(network.columns)) or '(there is none)'}.",
            )
        return cls.from_groups([filter(None, map(str.strip, (label or "").split(";"))) for label in labels])

    @classmethod
    def from_groups(cls, groups: Sequence[Iterable[str]]) -> "Memberships":
        """Every node in several groups in equal shares: in three groups a third each.

        Parameters
        ----------
        groups
            The groups of each of n nodes; repeated ones count once.
        """
        distinct = [set(names) for names in groups]
        return cls.from_shares([{name: 1.0 / len(names) for name in names} for names in distinct])

    @classmethod
    def from_shares(cls, shares: Sequence[Mapping[str, float]]) -> "Memberships":
        """Every node in several groups in given shares.

        Parameters
        ----------
        shares
            For each of n nodes the share of each of its groups: above 0, 1 in all. Empty for a node without a group.

        Raises
        ------
        InputError
            If a node's shares are not above 0, or not 1 in all (within 10⁻⁹).
        """
        for position, given in enumerate(shares):
            if given and not (all(share > 0 for share in given.values()) and abs(sum(given.values()) - 1) <= 1e-9):
                raise InputError(
                    f"The shares of groups are {dict(given)}",
                    where=f"node {position}",
                    next_step="Give shares above 0 that are 1 in all.",
                )
        named = sorted({group for given in shares for group in given})
        groups: list[str | None] = [*named, *([None] if any(not given for given in shares) else [])]
        place = {group: index for index, group in enumerate(groups)}
        seen: dict[tuple[tuple[int, float], ...], int] = {}
        profile = np.empty(len(shares), dtype=np.int64)
        for position, given in enumerate(shares):
            key = tuple(sorted((place[group], share) for group, share in given.items())) or ((place[None], 1.0),)
            profile[position] = seen.setdefault(key, len(seen))
        profiles = np.zeros((len(seen), len(groups)))
        for key, row in seen.items():
            for column, share in key:
                profiles[row, column] = share
        return cls(tuple(groups), profiles, profile)

    @property
    def n(self) -> int:
        """Number of nodes."""
        return len(self.profile)

    @cached_property
    def whole(self) -> bool:
        """Whether every node belongs to one group only, or to none."""
        return bool(((self.profiles > 0).sum(axis=1) == 1).all())

    @cached_property
    def counts(self) -> IntArray:
        """(u,) How many nodes have each profile."""
        return np.bincount(self.profile, minlength=len(self.profiles)).astype(np.int64)
