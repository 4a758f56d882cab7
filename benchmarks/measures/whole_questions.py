"""Whole questions: what `tertius.measures.run` adds to the kernel, paths that respect time, overlap of groups."""

import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from figures import Line, Turns, against, alternate, where_it_goes, within
from made_up import dated_network, memberships_network, network_of

from tertius.catalog.catalogue import Catalogue
from tertius.measures.brokerage.two_mode import TwoMode
from tertius.measures.network import FloatArray
from tertius.measures.run import Context, Result, run
from tertius.measures.sharing.overlap import overlap
from tertius.measures.temporal.paths import PathKind, time_respecting_paths
from tertius.measures.uncertainty.worlds import score_blocks

WORLDS = 1000


def whole_question() -> Iterator[Line]:
    """Ask for betweenness with its worlds, ranks and rows; beside it the sampled scores alone, within the same turn."""
    network = network_of(1000, 5000, seed=2, likely=True)
    catalogue = Catalogue.load()
    measure = catalogue.measure("centrality/betweenness")
    inside: list[tuple[float, float]] = []

    def sampler(*args: Any, **named: Any) -> Iterator[FloatArray]:  # noqa: ANN401 (as `score_blocks` takes them)
        clock, processor = time.perf_counter(), time.process_time()
        blocks = list(score_blocks(*args, **named))
        inside.append((time.perf_counter() - clock, time.process_time() - processor))
        yield from blocks

    def ask(worlds: int) -> Result:
        given = catalogue.find(measure.id).validate_params({"worlds": worlds, "limit": 500})
        params = {name: given[name] for name in measure.own_params()}
        return run(measure, params, Context(network, sampler=sampler))

    ask(10)
    inside.clear()
    (whole,), _ = alternate(lambda _: ask(WORLDS), turns=3, within_s=60)
    kernel = Turns(*(tuple(each) for each in zip(*inside, strict=True)))
    yield against(
        "the whole question centrality/betweenness through tertius.measures.run, 500 rows",
        f"{WORLDS:,} worlds, 1,000 people, 5,000 ties",
        whole,
        "its sampled scores alone, within the same turn",
        kernel,
        where=where_it_goes(lambda: ask(100), most=4) + " (of 100 worlds)",
    )


def paths() -> Iterator[Line]:
    """From one person to all others, or to one from all."""
    network = dated_network(5000, 20_000)
    kinds: tuple[PathKind, ...] = ("earliest", "latest", "shortest", "fastest")
    for kind in kinds:
        end = "target" if kind == "latest" else "source"

        def work(kind: PathKind = kind, end: str = end) -> object:
            given: dict[str, Any] = {end: network.ids[1]}
            return time_respecting_paths(network, kind, first=date(2000, 1, 1), last=date(2014, 12, 31), **given)

        yield _known(f"time-respecting paths, {kind}, one person and all others", "5,000 nodes, 20,000 edges", work)


def shared() -> Iterator[Line]:
    """Test what each two groups share, both ways."""
    two_mode = TwoMode.of(memberships_network(600, 40))
    size = f"600 people, 40 groups, {two_mode.network.m:,} memberships"
    yield _known("overlap of groups, both tests", size, lambda: overlap(two_mode))


def _known(what: str, size: str, work: Callable[[], object]) -> Line:
    """Return a line that is only to be known."""
    (ours,), _ = alternate(lambda _: work(), turns=3)
    return within(what, size, ours, under_s=None, where=where_it_goes(work))
