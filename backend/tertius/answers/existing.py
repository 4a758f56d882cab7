"""Telling an id that nothing has from a question that has no answer."""

import difflib
from collections.abc import Mapping
from typing import Any

from tertius.catalog.question import Question
from tertius.errors import NotFoundError
from tertius.graph.read import Reader

_EXISTS = {
    "entity": "OPTIONAL MATCH (e:Entity {id: $id}) RETURN e IS NOT NULL AS found",
    # A tie is what claims add up to; the claims have the index, and of a tie's kinds there are many.
    "tie": "RETURN EXISTS { MATCH (:Claim {tie_id: $id}) } AS found",
}
# Ids are in an index of their own: a beginning is a range of it.
_LIKE = "MATCH (e:Entity) WHERE e.id STARTS WITH $start RETURN e.id AS id ORDER BY id LIMIT $most"
_LOOKED_AT = 2_000
_NAMED = 3


async def must_exist(reader: Reader, question: Question, params: Mapping[str, Any]) -> None:
    """Refuse parameters that are the id of nothing: no rows would say that the sources link nobody to it.

    An entity that gave way to another keeps its id, and so it is found. It costs an indexed read a parameter.

    Parameters
    ----------
    reader
        The database.
    question
        The question; its parameters say whose ids they are (``id_of``).
    params
        Their values, as `Question.validate_params` gives them.

    Raises
    ------
    NotFoundError
        Nothing has the id; the message names the nearest of the same source.
    """
    for name, param in question.params.items():
        id_ = params[name]
        if param.id_of is None or id_ is None:
            continue
        if not (await reader.run(_EXISTS[param.id_of], {"id": id_})).rows[0]["found"]:
            next_step = (
                await _nearest(reader, id_)
                if param.id_of == "entity"
                else "Its claims may have been closed or its ends merged: look at the entity's ties."
            )
            raise NotFoundError(f"There is no {param.id_of} {id_[:200]!r}.", where=name, next_step=next_step)


async def _nearest(reader: Reader, id_: str) -> str:
    """Return what to do instead: take one of the ids that are written nearly so, or search."""
    search = "Search for it by name: entities/search."
    source, colon, own = id_.partition(":")
    if not own:
        return f"An id is a source and its own id with a colon between, such as mali-2013:mujao. {search}"
    params = {"start": f"{source}{colon}{own[0]}", "most": _LOOKED_AT}
    ids = [row["id"] for row in (await reader.run(_LIKE, params)).rows]
    close = difflib.get_close_matches(id_, ids, n=_NAMED, cutoff=0.75)
    return f"Did you mean {' or '.join(close)}? {search}" if close else search
