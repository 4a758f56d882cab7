"""Sampled worlds: which edges of a network are there when every voice behind them is right or wrong by chance."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from inspect import signature
from itertools import accumulate
from types import MappingProxyType
from typing import Literal, TypeAlias, TypeVar, get_args

import numpy as np
import numpy.typing as npt

from tertius.errors import InputError
from tertius.measures.adjacency import checked_masks
from tertius.measures.network import BoolArray, FloatArray, IntArray, Network
from tertius.measures.threads import StopFlag, new_flag, run_jobs
from tertius.wording import counted

Mode = Literal["voices", "sources"]
"""What errs by itself: every voice behind every tie, or first whole sources and then every voice that is left."""

WorldMeasure = Callable[[Network, BoolArray], FloatArray]
"""A score in several worlds: a network and masks (w, m) in, scores (w, r) out. See `over_worlds`."""

SOURCE_FALL: Mapping[str, float] = MappingProxyType(
    {"A": 0.01, "B": 0.05, "C": 0.15, "D": 0.35, "E": 0.60, "F": 0.25, "": 0.25}
)
"""The probability that a source is wrong in all it says, by its Admiralty grade; ungraded as F. An assumption."""

WORLDS_AT_ONCE = 64
"""Worlds that are drawn and scored in one block, however many there are in all."""

BLOCK_BYTES = 1 << 26
"""Bytes that the masks and scores of a block may take (64 MiB); a block of a large network is of fewer worlds."""

_MOST_SEEDS = 1 << 63
_BLOCK = 32  # worlds drawn by one job

KeyArray = npt.NDArray[np.uint64]
Numbers: TypeAlias = FloatArray | IntArray | BoolArray
Scores = TypeVar("Scores", bound=Numbers)


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
                    "A voice's probability is outside 0 to 1", where=f"tie {tie.id}", next_step="Correct it."
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
        from tertius.measures.kernels.drawing import draw_presence

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


@dataclass(frozen=True)
class Sampling:
    """How worlds are sampled, and what is said of them.

    Attributes
    ----------
    worlds
        How many; 0 for plain values.
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
    interval
        Share of the worlds that an interval holds.
    top
        How many places the top has.
    least
        The likelihood that ties had to have to be in the network.
    stop
        A flag that another thread or process may raise; looked at before every world.
    sampler
        What draws and scores the worlds, by the arguments of `score_blocks`: that one if None.
    """

    worlds: int = 0
    seed: int = 1
    mode: Mode = "voices"
    reliability: Mapping[str, str] = field(default_factory=dict)
    source_fall: Mapping[str, float] = field(default_factory=lambda: dict(SOURCE_FALL))
    interval: float = 0.9
    top: int = 3
    least: float = 0.0
    stop: StopFlag | None = None
    sampler: "Callable[..., Iterator[FloatArray]] | None" = None

    def blocks(
        self, network: Network, measure: WorldMeasure, *, within: BoolArray | None = None
    ) -> Iterator[FloatArray]:
        """Yield the scores in the sampled worlds block by block; the parameters are those of `score_blocks`."""
        return (self.sampler or score_blocks)(network, stoppable(measure, self.stop), self, within=within)


def draw_worlds(network: Network, sampling: Sampling, *, first: int = 0) -> BoolArray:
    """Draw worlds: which edges are there in each.

    In a world, each voice (a tie's independent root) speaks true with its probability, drawn once. A tie holds if any
    of its voices does; an edge is there if all ties of any of its clauses hold.

    Parameters
    ----------
    network
        Any network.
    sampling
        How many worlds, and how.
    first
        Number of the first world, to draw in portions.

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
    _check(sampling, first)
    voices = Voices.of(network)
    return voices.draw(sampling.worlds, sampling.seed, first=first, falls=_falls(voices, sampling), stop=sampling.stop)


def score_blocks(
    network: Network, measure: WorldMeasure, sampling: Sampling, *, first: int = 0, within: BoolArray | None = None
) -> Iterator[FloatArray]:
    """Yield the scores of every row in the sampled worlds, block by block, in the order of the worlds.

    Parameters
    ----------
    network, sampling, first
        As in `draw_worlds`.
    measure
        A score in several worlds; see `over_worlds`.
    within
        (m,) Only these edges can be there, as in a slice of time; all can when not given.

    Yields
    ------
    FloatArray
        (w, r) where the measure has a score for each of r rows: n of them for one about nodes. Once (0, r) where no
        world is asked for.

    Raises
    ------
    InputError, QueryTimeoutError
        As in `draw_worlds` and of the measure.

    Notes
    -----
    Memory: a block of at most `WORLDS_AT_ONCE` worlds and about `BLOCK_BYTES`, whatever the number of worlds.
    """
    _check(sampling, first)
    if within is not None and (within.shape != (network.m,) or within.dtype != np.bool_):
        raise InputError(
            f"A mask of shape {within.shape} does not fit {counted(network.m, 'edge')}",
            next_step="Give one boolean an edge.",
        )
    voices = Voices.of(network)
    falls = _falls(voices, sampling)
    step = max(1, min(WORLDS_AT_ONCE, BLOCK_BYTES // max(1, network.m + 8 * network.n)))
    for begin in range(0, max(1, sampling.worlds), step):  # none: one block of none, which tells the number of rows
        count = min(step, sampling.worlds - begin)
        masks = voices.draw(count, sampling.seed, first=first + begin, falls=falls, stop=sampling.stop)
        yield measure(network, masks if within is None else masks & within)


def sample_scores(
    network: Network, measure: WorldMeasure, sampling: Sampling, *, first: int = 0, within: BoolArray | None = None
) -> FloatArray:
    """Return the scores of every row in every sampled world (worlds, r): the blocks of `score_blocks` in one."""
    return np.concatenate(list(score_blocks(network, measure, sampling, first=first, within=within)))


def over_worlds(score: Callable[..., Numbers]) -> WorldMeasure:
    """Return a score in several worlds: the score itself, world by world, the worlds spread over the cores.

    Parameters
    ----------
    score
        A function of a module, or a `functools.partial` of one, that takes a network and ``mask``, (m,) true where an
        edge is there, and returns (r,) numbers; ``stop`` is handed to it if it takes one.

    Returns
    -------
    WorldMeasure
        It can be sent to another process. A world in which a score is not defined has no number there.

    Notes
    -----
    What a score compiles of its network (`tertius.measures.adjacency.Adjacency`) is kept with it, so that a world only
    hides edges.
    """
    return partial(_in_each_world, score)


def _in_each_world(
    score: Callable[..., Numbers], network: Network, masks: BoolArray, *, stop: StopFlag | None = None
) -> FloatArray:
    present = checked_masks(network, masks)
    flag = new_flag() if stop is None else stop
    scored = stoppable(score, flag)
    if not len(present):
        return np.zeros((0, len(scored(network, mask=np.ones(network.m, dtype=np.bool_)))))
    found: list[Numbers] = [present[0]] * len(present)

    def work(world: int) -> None:
        found[world] = scored(network, mask=present[world])

    run_jobs(work, len(present), flag)
    return np.array(found, dtype=np.float64)


def stoppable(measure: Callable[..., Scores], stop: StopFlag | None) -> Callable[..., Scores]:
    """Return a measure that looks at a flag while it works, where it can."""
    if stop is None or "stop" not in signature(measure).parameters:
        return measure
    return partial(measure, stop=stop)


def _check(sampling: Sampling, first: int) -> None:
    if sampling.worlds < 0 or first < 0 or not 0 <= sampling.seed < _MOST_SEEDS:
        raise InputError(
            f"Nobody can draw {counted(sampling.worlds, 'world')} from number {first} of seed {sampling.seed}",
            where="worlds, seed",
            next_step="Take no negative number, and a seed below 2⁶³.",
        )


def _falls(voices: Voices, sampling: Sampling) -> FloatArray | None:
    if sampling.mode not in get_args(Mode):
        raise InputError(f"There is no mode {sampling.mode!r}", where="mode", next_step="Take voices or sources.")
    source_fall = sampling.source_fall
    if sampling.mode == "voices":
        return None
    grades = [sampling.reliability.get(root, "") for root in voices.roots]
    unknown = sorted({grade for grade in grades if grade not in source_fall})
    if unknown or not all(0.0 <= p <= 1.0 for p in source_fall.values()):
        raise InputError(
            f"The table of source failures has no grade {unknown[0]!r}"
            if unknown
            else "The table of source failures has a probability outside 0 to 1",
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
