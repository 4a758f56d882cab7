"""What a file says of a network, column by column: every reader gives a `Listing`, one place makes a network of it.

A column is kept as codes into its distinct values. So what has to be looked at value by value (a number, a date, a
name's spelling) is looked at once for each value and not once for each line: a million lines have few of most.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tertius.model.dates import Bounds

CodeArray = npt.NDArray[np.int32]
IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Coded:
    """A column of k cells as codes.

    Attributes
    ----------
    codes
        (k,) The position of each cell's value in ``values``; −1 where a cell says nothing.
    values
        The distinct values.
    """

    codes: CodeArray
    values: Sequence[str]

    @classmethod
    def of(cls, cells: Sequence[str]) -> "Coded":
        """Return a column of these cells; an empty one says nothing."""
        place: dict[str, int] = {}
        codes = np.fromiter(
            (place.setdefault(cell, len(place)) if cell else -1 for cell in cells), dtype=np.int32, count=len(cells)
        )
        return cls(codes, tuple(place))

    def cell(self, row: int) -> str:
        """Return what a cell says."""
        code = self.codes[row]
        return self.values[code] if code >= 0 else ""


@dataclass(frozen=True)
class Places:
    """Where in its file each of k ties stands. A tie is called by it.

    Attributes
    ----------
    numbers
        (k,) Numbers of lines, or of edges.
    word
        What is numbered: ``line``, or ``edge`` where several may share a line.
    parts
        (k,) Where a line has several ties, which of it; 0 or None where it has one.
    part_word
        What a part is: ``column`` or ``entry``.
    """

    numbers: CodeArray
    word: str = "line"
    parts: CodeArray | None = None
    part_word: str = "column"

    def __len__(self) -> int:
        """Return how many ties have a place."""
        return len(self.numbers)

    def name(self, tie: int) -> str:
        """Return where a tie stands, such as ``line 7`` or ``line 7, column 3``."""
        place = f"{self.word} {self.numbers[tie]}"
        return f"{place}, {self.part_word} {self.parts[tie]}" if self.parts is not None and self.parts[tie] else place

    def take(self, which: npt.NDArray[np.int64]) -> "Places":
        """Return the places of some ties."""
        parts = None if self.parts is None else self.parts[which]
        return Places(self.numbers[which], self.word, parts, self.part_word)


@dataclass(frozen=True)
class Nodes:
    """What a file says of its nodes.

    Attributes
    ----------
    ids
        Their ids, each once.
    names
        A name by id, where it has one.
    columns
        Properties: column → id → value.
    first_mode
        In a two-mode network the ids of its first mode, such as people; None where nothing tells.
    lines
        The line that each stands on, by id, where one is about it.
    """

    ids: Sequence[str] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    first_mode: frozenset[str] | None = None
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Listing:
    """k ties as a file lists them.

    Attributes
    ----------
    source, target
        The ends: codes into the same ``values``.
    places
        Where each stands.
    nodes
        What is known of nodes; ends need not be among them.
    likelihood, weight
        (k,) Of each tie; None where the file has no such thing. Weights are above 0.
    root, kind
        Who says so, and what kind of tie it is; None where the file has no such thing.
    when, spans
        (k,) The position in ``spans`` of when each tie held.
    directed
        Whether ties have a direction; None where the file does not say.
    mutual
        (k,) Which ties hold in both directions although the others have one; None for none.
    format
        What the file is, in words.
    notes
        How it was read and what was passed over, a sentence each.
    columns
        What else the file says of the ties, as it is written, by name (`Options.as_written`).
    weight_column
        Which of them a format has for the weight.
    """

    source: Coded
    target: Coded
    places: Places
    nodes: Nodes = Nodes()
    likelihood: FloatArray | None = None
    weight: FloatArray | None = None
    root: Coded | None = None
    kind: Coded | None = None
    when: CodeArray | None = None
    spans: Sequence[Bounds] = ()
    directed: bool | None = None
    mutual: BoolArray | None = None
    format: str = ""
    notes: tuple[str, ...] = ()
    columns: Mapping[str, Coded] = field(default_factory=dict)
    weight_column: str = ""
