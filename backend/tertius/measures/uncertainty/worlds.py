"""Sampled worlds: which edges of a network are there when every voice behind them is right or wrong by chance."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from tertius.errors import InputError
from tertius.measures.kernels.drawing_worlds import draw_presence
from tertius.measures.network import BoolArray, FloatArray, IntArray, Network
from tertius.measures.threads import StopFlag, new_flag, run_jobs

Mode = Literal["voices", "sources"]
"""What errs by itself: every voice behind every tie, or first whole sources and then every voice that is left."""

WorldMeasure = Callable[[Network, BoolArray], FloatArray]
"""The batch form of a score: a network and masks (w, m) in, scores (w, n) out; such as ``betweenness_worlds``."""

SOURCE_FALL: Mapping[str, float] = MappingProxyType(
    {"A": 0.01, "B": 0.05, "C": 0.15, "D": 0.35, "E": 0.60, "F": 0.25, "": 0.25}
)
"""The probability that a source is wrong in all it says, by its Admiralty grade; ungraded as F. An assumption."""

CHUNK_BYTES = 1 << 26
"""Bytes that the masks of one round of worlds may take (64 MiB) in `sample_scores`."""

_MOST_SEEDS = 1 << 63
_BLOCK = 32  # worlds drawn by one job

KeyArray = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Voices:
    """A network's ties, voices and clauses as arrays, ready to draw from. Make it with `Voices.of`.

    Attributes
    ----------
    roots
        The r independent roots, ascending.
    start
        (t + 1,) Where each tie's voices begin.
    keys, chances, root
        (v,) What a voice's draw goes by, its probability, and its root's position.
    root_keys
        (r,) What a root's fall goes by.
    edge_start, clause_start, clause_ties
        (m + 1,), (c + 1,), (l,) Where each edge's clauses begin, where each clause's ties begin, and the ties.
    """

    roots: tuple[str, ...]
    start: IntArray
    keys: KeyArray
    chances: FloatArray
    root: IntArray
    root_keys: KeyArray
    edge_start: IntArray
    clause_start: IntArray
    clause_ties: IntArray

    @classmethod
    def of(cls, network: Network) -> "Voices":
        """Compile the voices of a network. Time and memory O(voices + clauses).

        Raises
        ------
        InputError
            If two ties have one id, a tie names one root twice, or a probability is not from 0 to 1.
        """
        seen: set[str] = set()
        for tie in network.ties:
            names = [root for root, _ in tie.voices]
            if tie.id in seen or len(set(names)) < len(names):
                raise InputError(
                    "Two ties have one id" if tie.id in seen else "A tie has two voices of one root",
                    where=f"tie {tie.id}",
                    next_step="Give each tie an id of its own, and each of its roots once, with its best claim.",
                )
            seen.add(tie.id)
            if not all(0.0 <= p <= 1.0 for _, p in tie.voices):
                raise InputError(
                    "A voice's probability is not from 0 to 1", where=f"tie {tie.id}", next_step="Correct it."
                )
        roots = tuple(sorted({root for tie in network.ties for root, _ in tie.voices}))
        place = {root: index for index, root in enumerate(roots)}
        voices = [(tie.id, root, p) for tie in network.ties for root, p in tie.voices]
        clauses = [sorted(clause) for edge in network.clauses for clause in edge]
        return cls(
            roots=roots,
            start=_starts(len(tie.voices) for tie in network.ties),
            keys=np.array([_key("voice", tie, root) for tie, root, _ in voices], dtype=np.uint64),
            chances=np.array([p for _, _, p in voices], dtype=np.float64),
            root=np.array([place[root] for _, root, _ in voices], dtype=np.int64),
            root_keys=np.array([_key("root", root) for root in roots], dtype=np.uint64),
            edge_start=_starts(len(edge) for edge in network.clauses),
            clause_start=_starts(len(clause) for clause in clauses),
            clause_ties=np.array([tie for clause in clauses for tie in clause], dtype=np.int64),
        )

    def draw(
        self, worlds: int, seed: int, *, first: int = 0, falls: FloatArray | None = None, stop: StopFlag | None = None
    ) -> BoolArray:
        """Return the worlds ``first`` … ``first + worlds − 1`` of a seed: (worlds, m) masks.

        ``falls`` (r,) is the probability that each root falls; none does when it is not given.
        """
        flag = new_flag() if stop is None else stop
        edges = len(self.edge_start) - 1
        masks = np.zeros((worlds, edges), dtype=np.bool_)
        fall = np.zeros(len(self.roots)) if falls is None else falls

        def work(job: int) -> None:
            draw_presence(
                self.start,
                self.keys,
                self.chances,
                self.root,
                self.root_keys,
                fall,
                self.edge_start,
                self.clause_start,
                self.clause_ties,
                seed,
                first + job * _BLOCK,
                masks[job * _BLOCK : (job + 1) * _BLOCK],
                flag,
            )

        run_jobs(work, -(-worlds // _BLOCK), flag)
        return masks


def draw_worlds(
    network: Network,
    worlds: int,
    seed: int,
    *,
    mode: Mode = "voices",
    reliability: Mapping[str, str] | None = None,
    source_fall: Mapping[str, float] = SOURCE_FALL,
    first: int = 0,
    stop: StopFlag | None = None,
) -> BoolArray:
    """Draw worlds: which edges are there in each.

    In a world, each voice (a tie's independent root) speaks true with its probability, drawn once. A tie holds if any
    of its voices does; an edge is there if all ties of any of its clauses hold.

    Parameters
    ----------
    network
        Any network.
    worlds
        How many; 0 gives masks of shape (0, m).
    seed
        From 0 to 2⁶³ − 1. World number i of a seed is the same world whoever draws it, in whatever portions and on
        however many threads. A voice's draw goes by the ids of its tie and root alone, so a tie is true in the same
        worlds in every network it is part of: differences between networks are not drowned by the drawing.
    mode
        ``voices``: voices err independently, and the expected presence of an edge is its likelihood.
        ``sources``: first each root falls as a whole, in all it says, with the probability of its grade; then the
        voices that are left are drawn. Ties then stand and fall together, and expected presence is below the likelihood
        (for a tie by one root: likelihood × (1 − fall)).
    reliability
        Grade A to F, or an empty text, by root; a root not in it is ungraded. Only looked at in mode ``sources``.
    source_fall
        Probability that a root falls, by grade; ``""`` for ungraded. Print it with the answer: it is an assumption.
    first
        Number of the first world, to draw in portions.
    stop
        A flag that another thread or process may raise; looked at before every world.

    Returns
    -------
    BoolArray
        (worlds, m) True where an edge is there.

    Raises
    ------
    InputError
        If a number is out of range, the mode or a grade is unknown, or the ties are not as `Voices.of` wants them.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Time O(worlds · (voices + clauses)), over all cores; memory worlds · m bytes + O(voices + clauses). An edge without
    clauses is never there. Self-loops and parallel ties: as `Network.of` has compiled them.
    """
    _check(worlds, seed, first)
    voices = Voices.of(network)
    return voices.draw(worlds, seed, first=first, falls=_falls(voices, mode, reliability, source_fall), stop=stop)


def sample_scores(
    network: Network,
    measure: WorldMeasure,
    worlds: int,
    seed: int,
    *,
    mode: Mode = "voices",
    reliability: Mapping[str, str] | None = None,
    source_fall: Mapping[str, float] = SOURCE_FALL,
    first: int = 0,
    within: BoolArray | None = None,
    stop: StopFlag | None = None,
) -> FloatArray:
    """Return the scores of every row in each sampled world, drawn in rounds so that masks stay small.

    Parameters
    ----------
    network, worlds, seed, mode, reliability, source_fall, first, stop
        As in `draw_worlds`.
    measure
        The batch form of a score, such as ``betweenness_worlds``, or a `functools.partial` of it.
    within
        (m,) Only these edges can be there, as in a slice of time; all can when not given.

    Returns
    -------
    FloatArray
        (worlds, r) where the measure has a score for each of r rows: n of them for one about nodes.

    Raises
    ------
    InputError, QueryTimeoutError
        As in `draw_worlds` and of the measure.

    Notes
    -----
    Memory: the result, and masks of at most `CHUNK_BYTES` at a time.
    """
    _check(worlds, seed, first)
    if within is not None and (within.shape != (network.m,) or within.dtype != np.bool_):
        raise InputError(
            f"A mask of shape {within.shape} does not fit {network.m} edges", next_step="Give one boolean an edge."
        )
    voices = Voices.of(network)
    falls = _falls(voices, mode, reliability, source_fall)
    parts = []
    step = max(1, CHUNK_BYTES // max(1, network.m))
    for begin in range(0, max(1, worlds), step):  # no world: one round of none, which tells how many rows there are
        masks = voices.draw(min(step, worlds - begin), seed, first=first + begin, falls=falls, stop=stop)
        parts.append(measure(network, masks if within is None else masks & within))
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _check(worlds: int, seed: int, first: int) -> None:
    if worlds < 0 or first < 0 or not 0 <= seed < _MOST_SEEDS:
        raise InputError(
            f"{worlds} worlds from number {first} of seed {seed} cannot be drawn",
            where="worlds, seed",
            next_step="Take no negative number, and a seed below 2⁶³.",
        )


def _falls(
    voices: Voices, mode: str, reliability: Mapping[str, str] | None, source_fall: Mapping[str, float]
) -> FloatArray | None:
    if mode not in get_args(Mode):
        raise InputError(f"There is no mode {mode!r}", where="mode", next_step="Take voices or sources.")
    if mode == "voices":
        return None
    grades = [(reliability or {}).get(root, "") for root in voices.roots]
    unknown = sorted({grade for grade in grades if grade not in source_fall})
    if unknown or not all(0.0 <= p <= 1.0 for p in source_fall.values()):
        raise InputError(
            f"The table of falling sources has no grade {unknown[0]!r}"
            if unknown
            else "The table of falling sources has a probability that is not from 0 to 1",
            where="source_fall",
            next_step="Give each grade A to F, and the empty one, a probability from 0 to 1.",
        )
    return np.array([source_fall[grade] for grade in grades], dtype=np.float64)


def _starts(sizes: Iterable[int]) -> IntArray:
    return np.array([0, *accumulate(sizes)], dtype=np.int64)


def _key(*parts: str) -> int:
    """Return 64 bits that stand for a few texts, the same on every machine."""
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
