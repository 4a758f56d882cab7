"""Decisions as they were recorded at a moment: each holds what it replaced."""

import datetime
import json
from collections.abc import Mapping
from typing import Any

FIELDS = """
  .id, .kind, .left, .right, .field, .value, .who, .when, .why, .source_id, .undone, .undone_by, .recorded_from,
  .before, .run_id, .digest, .taken_back
"""
"""Properties of a decision that these functions read, as a map projection of Cypher lists them."""


def recorded_at(row: Mapping[str, Any] | None, moment: datetime.datetime) -> Mapping[str, Any] | None:
    """Return a decision as it was recorded at a moment, None before it was made.

    Parameters
    ----------
    row
        The decision's properties, days and moments as ISO text.
    moment
        With its time zone; what was recorded before it counts.
    """
    while row is not None and datetime.datetime.fromisoformat(row["recorded_from"]) >= moment:
        before = row.get("before")
        row = json.loads(before) if isinstance(before, str) else before
    return row


def was_standing(row: Mapping[str, Any], moment: datetime.datetime) -> bool:
    """Say whether a decision stood at a moment.

    One that a run took back, or the undoing of one, says on which day, and counts until that day begins. Where its own
    source says that it was undone, it never stood in the graph.

    Parameters
    ----------
    row, moment
        As in `recorded_at`.
    """
    undone = row.get("undone")
    if not undone:
        return True
    begins = datetime.datetime.combine(datetime.date.fromisoformat(undone), datetime.time.min, tzinfo=datetime.UTC)
    return bool(row.get("undone_by")) and moment <= begins
