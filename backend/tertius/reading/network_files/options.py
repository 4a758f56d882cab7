"""What a user may say of files that the files do not say themselves."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Format: TypeAlias = Literal["auto", "edges", "matrix", "two-mode", "graphml", "gexf", "pajek", "dl"]
"""What a file of edges is: an edge list, a matrix with as many rows as columns, one with people as rows and groups as
columns, or one of the formats of network programs; ``auto`` tells it from the file. An edge list that is asked for as
``two-mode`` has people in its first column of ends and groups in the second, each named by itself."""


@dataclass(frozen=True)
class Options:
    """How to read a network.

    Attributes
    ----------
    file_format
        What the file of edges is.
    source_column, target_column
        The columns of an edge list that name the ends.
    weight
        The column of an edge list, or the attribute of an edge, that is the weight of a tie; None to take the weights
        that a format has of itself.
    node_key
        The column of the nodes that the ends refer to; None to tell it from the files.
    group_key
        As ``node_key``, of a table of groups alone.
    directed
        Whether a tie from A to B differs from one from B to A; None for what the file says, else no.
    two_mode
        Whether edges lead from the nodes of one kind to those of another: a file that says so of its nodes is then read
        as directed.
    as_written
        Whether all that stands beside the ends of a tie is kept as it is written (`Listing.columns`), for whoever reads
        it row by row; then a value below 0 is a tie, too. Otherwise it is read as likelihood, root, dates, kind and
        weight.
    """

    file_format: Format = "auto"
    source_column: str = "source"
    target_column: str = "target"
    weight: str | None = None
    node_key: str | None = None
    group_key: str | None = None
    directed: bool | None = None
    two_mode: bool = False
    as_written: bool = False
