"""Numbers of some rows that come world by world and are summed up row by row, without all of them in memory."""

from collections.abc import Callable, Iterator, Sequence
from tempfile import SpooledTemporaryFile

import numpy as np

from tertius.measures.network import FloatArray, IntArray

IN_MEMORY = 1 << 20
"""Bytes that are kept in memory (1 MiB); beyond them all are in a temporary file."""

_PORTION = 1 << 17  # numbers that are summed up at once


class Kept:
    """Numbers (w, r) of w worlds that come in blocks, of which some rows are kept.

    Parameters
    ----------
    rows
        (k,) Which of the r rows.

    Notes
    -----
    Memory: `IN_MEMORY`, and a portion of the rows when they are summed up. A file takes 8 bytes a number.
    """

    def __init__(self, rows: IntArray) -> None:
        self._rows = rows
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - it lives as long as this object
        self._blocks: list[int] = []
        self._alone = False

    def add(self, block: FloatArray) -> None:
        """Keep the numbers of some more worlds (b, r)."""
        self._file.write(block[:, self._rows].T.tobytes())
        self._blocks.append(len(block))
        self._alone = block.shape[1] == 1

    def over_worlds(self, summed: Callable[[FloatArray], Sequence[FloatArray]]) -> tuple[FloatArray, ...]:
        """Return what a function makes of the numbers over all worlds, (w, c) → some of (c,), for all that is kept."""
        parts = []
        for portion in self._portions():
            count = portion.shape[1]
            # One row of several is summed up as one of two: numpy adds up a single one in another order.
            numbers = np.repeat(portion, 2, axis=1) if count == 1 and not self._alone else portion
            parts.append([each[:count] for each in summed(numbers)])
        return tuple(np.concatenate(each) for each in zip(*parts, strict=True))

    def _portions(self) -> Iterator[FloatArray]:
        worlds, kept = sum(self._blocks), len(self._rows)
        width = max(1, _PORTION // max(1, worlds))
        for begin in range(0, max(1, kept), width):
            count = min(width, kept - begin)
            portion = np.empty((worlds, count))
            at = 0
            for block in self._blocks:
                self._file.seek(8 * (at * kept + begin * block))
                portion[at : at + block] = np.frombuffer(self._file.read(8 * count * block)).reshape(count, block).T
                at += block
            yield portion
