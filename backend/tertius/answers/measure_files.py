"""A measure on files: the same answer as from the database, its ties the lines of the file."""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertius.answers.answer import Answer, AnswerColumn
from tertius.answers.ask import assumed, plain
from tertius.answers.file_choices import every_row, grouped, nodes_of, weighed
from tertius.answers.in_thread import InThread
from tertius.answers.jobs import Job, needs_libraries
from tertius.catalog.declaring import CONVENTIONS
from tertius.catalog.measure import Measure
from tertius.catalog.question import Question
from tertius.networks.facts import facts_of
from tertius.records.tables import Tables, defaults

if TYPE_CHECKING:
    from tertius.reading.network_files.options import Options

_OF_THE_LIST = "Likelihoods are those of the edge list."
# What a question says beside these is about choosing its network from claims.

STANDARD_INPUT = Path("-")
"""What stands for standard input in place of a file."""


def answer_on_files(
    measure: Measure,
    question: Question,
    params: Mapping[str, Any],
    edges: Path,
    nodes: Path | None = None,
    *,
    options: "Options | None" = None,
    given: frozenset[str] = frozenset(),
    timeout_s: float = 30.0,
    cluster: str | None = None,
) -> Answer:
    """Compute a measure on a network from files.

    Parameters
    ----------
    measure, question
        The measure and its question.
    params
        Its own parameters, every one with its value (`Measure.own_params`); a ``limit`` of 0 is every row.
    edges, nodes, options
        As in `tertius.measures.files.read.read_network`; `STANDARD_INPUT` is read where it is given as the edges.
    given
        Which of the parameters the user gave: the others may be chosen to fit the files, which is then said.
    timeout_s
        Seconds that the measure may take, from when the files are read and its kernels compiled.
    cluster
        Address of a Dask scheduler, or None.

    Raises
    ------
    DataError, InputError
        A file cannot be read, or the measure is not defined on it.
    QueryTimeoutError
        It took too long.
    UnsupportedError
        The libraries that measures need are not installed.
    """
    with needs_libraries(measure.id):
        from tertius.measures.files.read import read_network
        from tertius.reading.network_files.given import Given
        from tertius.reading.network_files.options import Options
    wanted = options or Options()
    read = read_network(
        Given.standard_input() if edges == STANDARD_INPUT else Given.of(edges),
        None if nodes is None else Given.of(nodes),
        wanted,
    )
    chosen, notes = weighed(measure, params, given, read.weighted, wanted.weight)
    chosen, told = grouped(measure, chosen, read.network, read.node_key)
    chosen, named = nodes_of(measure, chosen, read.network)
    notes = (f"Read as {_with_article(read.format)}.", *read.notes, *notes, *told)
    began = time.perf_counter()
    result = asyncio.run(
        InThread("--timeout").run(Job(measure.id, every_row(chosen), read.network, cluster=cluster), timeout_s)
    )
    return Answer.model_construct(
        question=question.id,
        version=question.version,
        digest=question.digest,
        params={
            **{name: plain(value) for name, value in chosen.items()},
            "edges": edges.name,
            "nodes": nodes.name if nodes else None,
            "node_key": read.node_key,
            "directed": read.network.directed,
            "file_format": read.format,
            "weight": wanted.weight,
        },
        named=named,
        columns=[AnswerColumn(name=name, **column.model_dump()) for name, column in question.columns.items()],
        rows=result.rows,
        row_count=len(result.rows),
        truncated=result.truncated,
        total=result.total,
        assumptions=assumed(_tables(), [*measure.conventions, *CONVENTIONS, _OF_THE_LIST], chosen),
        elapsed_ms=round((time.perf_counter() - began) * 1000, 3),
        evidence=None,
        network=facts_of(read.network, (*notes, *result.notes)),
    )


def _tables() -> Tables:
    """Return the tables behind an answer on files: approximate dates are widened, no likelihood rests on a table."""
    return defaults().model_copy(update={"hedges": {}, "credibility": {}, "inferred": None})


def _with_article(format_: str) -> str:
    """Return a format as a sentence has it: a matrix, an edge list; and GraphML, which is a name."""
    if not format_.endswith(("list", "matrix", "network")):
        return format_
    return f"{'an' if format_[0] in 'aeio' else 'a'} {format_}"
