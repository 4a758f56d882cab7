"""A measure on files: the same answer as from the database, its ties the lines of the edge list."""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tertius.answers.answer import Answer, AnswerColumn
from tertius.answers.ask import assumed, plain
from tertius.answers.jobs import Job, needs_libraries
from tertius.answers.workers import InThread
from tertius.catalog.declaring import CONVENTIONS
from tertius.catalog.measure import Measure
from tertius.catalog.question import Question
from tertius.networks.facts import facts_of
from tertius.records.tables import Tables, defaults

_OF_THE_LIST = "Likelihoods are those of the edge list."
# What a question says beside these is about choosing its network from claims.


def answer_on_files(
    measure: Measure,
    question: Question,
    params: Mapping[str, Any],
    edges: Path,
    nodes: Path | None = None,
    *,
    node_key: str | None = None,
    directed: bool = False,
    timeout_s: float = 30.0,
    cluster: str | None = None,
) -> Answer:
    """Work a measure out on an edge list.

    Parameters
    ----------
    measure, question
        The measure and its question.
    params
        Its own parameters, every one with its value (`Measure.own_params`).
    edges, nodes, node_key, directed
        As in `tertius.measures.edge_list.read_edge_list`.
    timeout_s
        Seconds that it may take.
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
        from tertius.measures.edge_list import read_edge_list
    read = read_edge_list(edges, nodes, node_key=node_key, directed=directed)
    began = time.perf_counter()
    result = asyncio.run(InThread().run(Job(measure.id, params, read.network, cluster=cluster), timeout_s))
    return Answer.model_construct(
        question=question.id,
        version=question.version,
        digest=question.digest,
        params={
            **{name: plain(value) for name, value in params.items()},
            "edges": edges.name,
            "nodes": nodes.name if nodes else None,
            "node_key": read.node_key,
            "directed": directed,
        },
        columns=[AnswerColumn(name=name, **column.model_dump()) for name, column in question.columns.items()],
        rows=result.rows,
        row_count=len(result.rows),
        truncated=result.truncated,
        total=result.total,
        assumptions=assumed(_tables(), [*measure.conventions, *CONVENTIONS, _OF_THE_LIST], params),
        elapsed_ms=round((time.perf_counter() - began) * 1000, 3),
        evidence=None,
        network=facts_of(read.network, (*read.notes, *result.notes)),
    )


def _tables() -> Tables:
    """Return the tables behind an answer on files: approximate dates are widened, no likelihood rests on a table."""
    return defaults().model_copy(update={"hedges": {}, "credibility": {}, "inferred": None})
