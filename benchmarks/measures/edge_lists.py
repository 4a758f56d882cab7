"""A million lines of an edge list: read and ranked by degree, and what the whole command takes."""

import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import igraph
import numpy as np
from figures import Line, against, alternate, below, where_it_goes

from tertius.measures.centrality.degree import degrees
from tertius.measures.files.read import read_network
from tertius.reading.network_files.given import Given

NODES, EDGES = 100_000, 1_000_000
_COMMAND = """
import resource, sys
from tertius.cli.main import main
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)
"""


def edge_lists() -> Iterator[Line]:
    """Read a list of names and count who is tied to how many, beside two ways to do it with igraph."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "edges.csv"
        plain = Path(folder) / "edges.ncol"
        ends = np.random.default_rng(1).integers(0, NODES, (EDGES, 2)).tolist()
        path.write_text("source,target\n" + "".join(f"person-{a},person-{b}\n" for a, b in ends), encoding="utf-8")
        plain.write_text("".join(f"person-{a} person-{b}\n" for a, b in ends), encoding="utf-8")

        def ours(_: int = 0) -> object:
            return degrees(read_network(Given.of(path)).network).score.max()

        def theirs(_: int) -> object:
            return max(igraph.Graph.Read_Ncol(str(plain), directed=False).degree())

        def by_hand(_: int) -> object:
            with path.open(encoding="utf-8", newline="") as file:
                rows = csv.reader(file)
                next(rows)
                return max(igraph.Graph.TupleList(rows).degree())

        (own, other, another), _ = alternate(ours, theirs, by_hand, turns=3)
        size = f"{EDGES:,} lines, {NODES:,} nodes"
        what = "an edge list, every line checked: read, and the degree of all"
        where = where_it_goes(ours)
        yield against(what, size, own, "igraph, Read_Ncol", other, at_most=3, where=where)
        yield against("the same", size, own, "igraph, csv and TupleList", another, at_most=3, where="as above")
        asked = ["measure", "centrality/degree", "--edges", str(path), "--limit", "0", "--format", "csv"]
        done = subprocess.run([sys.executable, "-c", _COMMAND, *asked], capture_output=True, text=True, check=True)  # noqa: S603
        memory = float(done.stderr.split()[-1])
        rows = done.stdout.count("\n") - 1
        what = f"tertius measure centrality/degree --limit 0: most memory of its process, for {rows:,} rows"
        yield below(what, size, memory, "MB", most=1000, where="libraries included")
