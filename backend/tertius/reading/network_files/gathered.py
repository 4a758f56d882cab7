"""Ties gathered one by one, for the formats that describe each tie in words of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from tertius.errors import DataError
from tertius.model.cells import clean
from tertius.model.spelling import spelled
from tertius.reading.network_files.cells import likelihoods, spans, weights
from tertius.reading.network_files.edge_list import KNOWN
from tertius.reading.network_files.listing import Coded, Listing, Nodes, Places
from tertius.reading.network_files.options import Options
from tertius.wording import counted, quoted, verb

MOST_TIES = 10_000_000
"""Ties that a file may have."""


class Gathered:
    """The ties of a file in the order in which it has them.

    Parameters
    ----------
    path
        The file, for messages.
    options
        What the user says of it.
    """

    def __init__(self, path: Path, options: Options) -> None:
        self.path = path
        self._options = options
        self._sources: list[str] = []
        self._targets: list[str] = []
        self._lines: list[int] = []
        self._parts: list[int] = []
        self._mutual: list[bool] = []
        self._attributes: list[Mapping[str, str]] = []

    def __len__(self) -> int:
        """Return how many ties there are."""
        return len(self._sources)

    def add(
        self,
        source: str,
        target: str,
        line: int,
        *,
        part: int = 0,
        attributes: Mapping[str, str] | None = None,
        mutual: bool = False,
    ) -> None:
        """Add a tie.

        Parameters
        ----------
        source, target
            The ids of its ends.
        line, part
            Where it stands; which of its line's ties it is.
        attributes
            What else the file says of it, by name.
        mutual
            Whether it has no direction, in a network where others may have one.
        """
        self._sources.append(source)
        self._targets.append(target)
        self._lines.append(line)
        self._parts.append(part)
        self._mutual.append(mutual)
        self._attributes.append(attributes or {})
        if len(self._sources) > MOST_TIES:
            raise DataError(
                f"The file has more than {MOST_TIES:,} ties", where=quoted(self.path), next_step="Use a part."
            )

    def listing(
        self,
        nodes: Nodes,
        *,
        format: str,  # noqa: A002 - as in Listing
        word: str = "line",
        part_word: str = "entry",
        weight: str = "weight",
        notes: Sequence[str] = (),
    ) -> Listing:
        """Return all that was gathered.

        Parameters
        ----------
        nodes
            What the file says of its nodes.
        format, notes
            As in `Listing`.
        word
            What a tie is called by: its ``line``, or ``edge`` and its number.
        part_word
            What each of several ties of one line is.
        weight
            The attribute that is the weight where the user names none.

        Raises
        ------
        DataError
            An attribute that means something cannot be read; names the line.
        """
        ends = Coded.of([*self._sources, *self._targets])
        mutual = np.array(self._mutual, dtype=np.bool_)
        two_mode = nodes.first_mode is not None
        parts = np.array(self._parts, dtype=np.int32)
        numbers = np.array(self._lines if word == "line" else range(1, len(self) + 1), dtype=np.int32)
        count = len(self)
        plain = Listing(
            Coded(ends.codes[:count], ends.values),
            Coded(ends.codes[count:], ends.values),
            places=Places(numbers, word, parts if parts.any() else None, part_word),
            nodes=nodes,
            directed=None if two_mode or not count else not bool(mutual.all()),
            mutual=None if two_mode else mutual,
            format=format,
            notes=tuple(notes),
        )
        known = {name.casefold(): name for attributes in self._attributes for name in attributes}
        if self._options.as_written:
            columns = {name: self._cells(name) for name in known.values()}
            return replace(plain, columns=columns, weight_column=known.get(weight, ""))
        return self._meaning(plain, known, weight)

    def _meaning(self, plain: Listing, known: Mapping[str, str], weight: str) -> Listing:
        """Return the ties with what their attributes mean."""
        weight = known.get((self._options.weight or weight).casefold(), "")
        if self._options.weight and not weight:
            raise DataError(
                f"No tie has the attribute {self._options.weight[:60]!r}",
                where=quoted(self.path),
                next_step=f"Name one with --weight: {', '.join(sorted(known.values())[:10]) or '(there is none)'}.",
            )
        cells = {name: self._cells(known[name]) for name in KNOWN if name in known}
        when = spans(cells["when"], self._where) if "when" in cells else None
        weighing = weights(self._cells(weight), self._where, name=weight) if weight else None
        unused = sorted(set(known.values()) - {known[name] for name in cells} - {weight})
        told = [*plain.notes]
        if unused:
            named = ", ".join(repr(name[:60]) for name in unused[:5]) + (", …" if len(unused) > 5 else "")
            several = len(unused) > 1
            told.append(f"The ties' attribute{'s' if several else ''} {named} {'were' if several else 'was'} not used.")
        if plain.directed and plain.mutual is not None and plain.mutual.any():
            both = int(plain.mutual.sum())
            told.append(
                f"{counted(both, 'tie')} without a direction {verb(both, 'was', 'were')} read as leading both ways."
            )
        return replace(
            plain,
            likelihood=likelihoods(cells["likelihood"], self._where) if "likelihood" in cells else None,
            weight=None if weighing is None or bool((weighing == 1.0).all()) else weighing,
            root=cells.get("root"),
            kind=cells.get("kind"),
            when=when[0] if when else None,
            spans=when[1] if when else (),
            notes=tuple(told),
        )

    def _cells(self, name: str) -> Coded:
        return Coded.of([spelled(clean(attributes.get(name, ""))) for attributes in self._attributes])

    def _where(self, row: int) -> str:
        return f"{quoted(self.path)}, line {self._lines[row]}"


Refuse = Callable[[str, int, str], DataError]
"""Makes the refusal of a file: what is wrong, in which line, and what to do."""


def refusing(path: Path) -> Refuse:
    """Return what refuses a file."""

    def refuse(what: str, line: int, next_step: str) -> DataError:
        return DataError(what, where=f"{quoted(path)}, line {line}", next_step=next_step)

    return refuse
