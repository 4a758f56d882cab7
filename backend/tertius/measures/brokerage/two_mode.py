"""People and the groups they belong to, as a two-mode network: a matrix with a row a person and a column a group."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from tertius.errors import InputError
from tertius.measures.adjacency import checked_mask
from tertius.measures.network import BoolArray, Clause, IntArray, Network

LEADS = "LEADS:"
"""What the id of a tie of leading begins with."""

PART_OF = "PART_OF:"
"""What the id of a tie that rolls a unit up begins with."""


@dataclass(frozen=True)
class TwoMode:
    """A two-mode network. Make it with `TwoMode.of`.

    Attributes
    ----------
    network
        The network: each edge from a person to a group.
    people
        (p,) Positions of the people among its nodes, ascending: the rows.
    groups
        (g,) Positions of the groups, ascending: the columns.
    row, column
        (m,) The row and the column of each edge.
    """

    network: Network
    people: IntArray
    groups: IntArray
    row: IntArray
    column: IntArray

    @classmethod
    def of(cls, network: Network) -> "TwoMode":
        """Tell people from groups: an edge starts at a person and ends at a group.

        Parameters
        ----------
        network
            A directed network. A node without an edge is a person in no group where the network says that it is of the
            first mode; else it is neither a person nor a group, since nothing tells which.

        Raises
        ------
        InputError
            If the network has no directions, or a node is both a start and an end.
        """
        if not network.directed:
            raise InputError(
                "In a network without directions nothing tells people from groups",
                next_step="Give the edges as directed, from the person to the group; for an edge list, add --directed.",
            )
        starts = np.zeros(network.n, dtype=np.bool_)
        ends = np.zeros(network.n, dtype=np.bool_)
        starts[network.sources] = True
        ends[network.targets] = True
        if network.first_mode is not None:
            starts |= network.first_mode & ~ends
        both = np.flatnonzero(starts & ends)
        if len(both):
            named = ", ".join(network.ids[node] for node in both[:5]) + (", …" if len(both) > 5 else "")
            raise InputError(
                f"No two-mode network: {named} would be both a person and a group",
                where="edges",
                next_step="Take a network in which every edge leads from a person to a group: people_organizations.",
            )
        return cls(
            network=network,
            people=np.flatnonzero(starts),
            groups=np.flatnonzero(ends),
            row=(np.cumsum(starts) - 1)[network.sources],
            column=(np.cumsum(ends) - 1)[network.targets],
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Number of people, number of groups."""
        return len(self.people), len(self.groups)

    @cached_property
    def person_ids(self) -> tuple[str, ...]:
        """Ids of the people, in the order of the rows."""
        return tuple(self.network.ids[node] for node in self.people)

    @cached_property
    def group_ids(self) -> tuple[str, ...]:
        """Ids of the groups, in the order of the columns."""
        return tuple(self.network.ids[node] for node in self.groups)

    def matrix(self, mask: BoolArray | None = None) -> BoolArray:
        """Return the incidence matrix.

        Parameters
        ----------
        mask
            (m,) True where an edge is there; all are when not given. Rows and columns stay, even if nothing is in them.

        Returns
        -------
        BoolArray
            (p, g) True where the person is in the group.

        Raises
        ------
        InputError
            If the mask does not fit.
        """
        there = checked_mask(self.network, mask)
        found = np.zeros(self.shape, dtype=np.bool_)
        chosen = slice(None) if there is None else there
        found[self.row[chosen], self.column[chosen]] = True
        return found

    def edges_by_person(self) -> list[list[int]]:
        """Return for each person the edges that start there, in the order of the groups."""
        order = np.lexsort((self.column, self.row))
        cuts = np.searchsorted(self.row[order], np.arange(len(self.people) + 1))
        return [order[begin:end].tolist() for begin, end in pairwise(cuts)]

    def ways_in_both(self, one: int, other: int) -> Iterator[Clause]:
        """Yield the ways in which a person is in two groups by ties of their own.

        Parameters
        ----------
        one, other
            Two edges of one person.

        Yields
        ------
        Clause
            What must all hold: an alternative of the one edge with one of the other, unless they share a tie other than
            a PART_OF, or are cut to different days. One tie, to a unit that was part of two groups, is no link between
            them.
        """
        ties = self.network.ties
        for left in self.network.clauses[one]:
            for right in self.network.clauses[other]:
                if all(ties[tie].id.startswith(PART_OF) for tie in left.ties & right.ties):
                    both = left.joined(right)
                    if both is not None:
                        yield both

    def leads(self, edge: int) -> bool:
        """Say whether the person leads the group: whether a LEADS tie is in any alternative of the edge."""
        return any(
            self.network.ties[tie].id.startswith(LEADS) for clause in self.network.clauses[edge] for tie in clause
        )
