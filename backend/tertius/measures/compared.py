"""A measure's scores world by world, for comparing networks that are drawn alike."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tertius.catalog.measure import Measure
from tertius.measures.network import FloatArray
from tertius.measures.run import Context, find, sampling_of
from tertius.measures.uncertainty.worlds import sample_scores

RowKey = tuple[str, ...]
"""What tells a row from all others: a node's id, or those of an edge's ends."""

KEYS = (("node_id",), ("source_id", "target_id"))
"""The columns that tell the rows of a measure apart."""


def key_columns(measure: Measure) -> tuple[str, ...] | None:
    """Return the columns that tell a measure's rows apart, None where its rows are about neither nodes nor edges."""
    return next((columns for columns in KEYS if set(columns) <= measure.columns.keys()), None)


def world_scores(measure: Measure, params: Mapping[str, Any], context: Context, rows: Sequence[RowKey]) -> FloatArray:
    """Return the score of some rows in every sampled world.

    Parameters
    ----------
    measure, params, context
        As in `tertius.measures.run.run`; the measure has `key_columns`.
    rows
        Which rows. One that the network does not have scores 0.

    Returns
    -------
    FloatArray
        (w, e) for e rows; (1, e), the plain score, where nothing is left to chance. A tie is true in the same worlds in
        every network, so that two such arrays can be taken from each other.

    Raises
    ------
    UndefinedError, NotFoundError, QueryTimeoutError
        As `tertius.measures.run.run`.
    """
    columns = key_columns(measure)
    assert columns is not None  # noqa: S101 - the caller looked
    finding = find(measure, params, context)
    sampling = sampling_of(measure, params, context)
    scores = finding.score[np.newaxis]
    if sampling.worlds and finding.worlds is not None:
        scores = sample_scores(finding.network or context.network, finding.worlds, sampling)
    place = {tuple(str(row[column]) for column in columns): position for position, row in enumerate(finding.rows)}
    found = np.zeros((len(scores), len(rows)))
    for at, row in enumerate(rows):
        if row in place:
            found[:, at] = scores[:, place[row]]
    return np.nan_to_num(found, nan=0.0)
