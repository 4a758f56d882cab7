"""Telling an id that nothing has from a question that has no answer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from tertius.catalog.question import Question
from tertius.errors import NotFoundError
from tertius.graph.read import Reader, chunks
from tertius.model.claims import Claim
from tertius.model.folding import whole
from tertius.model.naming import Candidate, said, several
from tertius.wording import counted

# A tie is what claims add up to; the claims have the index, and of a tie's kinds there are many.
_TIE_EXISTS = "RETURN EXISTS { MATCH (:Claim {tie_id: $id}) } AS found"
_SOURCES = "MATCH (s:Source) RETURN s.id AS id, s.title AS title ORDER BY id"
OF_SOURCES = ("sources_in", "sources_out", "without_sources")
"""Parameters that name sources."""
_MOST_SOURCES = 1_000_000
_SOURCES_NAMED = 10
# A claim's id and its key have an index each; its source's own record has none.
_CLAIMS = """
UNWIND $texts AS text
CALL (text) {
  MATCH (c:Claim {id: text}) RETURN c.key AS key
  UNION
  MATCH (c:Claim {key: text}) RETURN c.key AS key
}
RETURN text, key
"""
_OF_KEYS = """
UNWIND $keys AS key
MATCH (c:Claim {key: key})
RETURN DISTINCT key, c.source_id AS source, c.record AS record
ORDER BY source
"""


async def ties_must_exist(reader: Reader, question: Question, params: Mapping[str, Any]) -> None:
    """Refuse parameters that are the id of no tie: no rows would say that nothing is behind it.

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
        No tie has the id.
    """
    for name, param in question.params.items():
        id_ = params[name]
        if param.id_of != "tie" or id_ is None:
            continue
        if not (await reader.run(_TIE_EXISTS, {"id": id_})).rows[0]["found"]:
            raise NotFoundError(
                f"There is no tie {id_[:200]!r}.",
                where=name,
                next_step="Its claims may have been closed or its ends merged: look at the entity's ties.",
            )


async def sources_named(reader: Reader, texts: Sequence[str], *, where: str) -> list[tuple[str, str | None]]:
    """Return the sources with ids or titles, in order: each id, and which id a title was taken for.

    What is no source's is refused: leaving nobody out, or everybody, would look like a finding.

    Parameters
    ----------
    reader
        The database.
    texts
        Ids or titles of sources. Without any nothing is read.
    where
        The parameter that gave them.

    Raises
    ------
    NotFoundError
        No source has the id or title; the message names the first such, and at most ten sources there are.
    AmbiguousError
        Several sources have the title.
    """
    if not texts:
        return []
    titles = await _titles(reader)
    found: list[tuple[str, str | None]] = []
    for text in texts:
        if text in titles:
            found.append((text, None))
            continue
        ids = [id_ for id_, title in titles.items() if whole(text) and whole(title) == whole(text)]
        if not ids:
            others = len(titles) - _SOURCES_NAMED
            named = ", ".join(list(titles)[:_SOURCES_NAMED]) + (
                f" and {counted(others, 'other')}" if others > 0 else ""
            )
            step = f"There are {named}. `tertius sources` and GET /v1/sources list them."
            raise NotFoundError(
                f"There is no source {text[:200]!r}.",
                where=where,
                next_step=step if titles else "Load a source first: the database has none.",
            )
        if len(ids) > 1:
            raise several(text, [Candidate(id_, titles[id_]) for id_ in ids], where=where, search="tertius sources")
        found.append((ids[0], said(text, ids[0])))
    return found


async def claim_keys(reader: Reader, texts: Sequence[str], *, where: str) -> list[str]:
    """Return the keys of claims, each once, whatever names them.

    Parameters
    ----------
    reader
        The database.
    texts
        Each a claim's id, its key, or the key that its source gave it (``record``: the ``claim_id`` of a claims
        folder), alone or after its source and a ``#``. An id stands for the claim in all of its revisions. Ids and keys
        go before records, and the source's before a record that has a ``#`` itself.
    where
        The parameter that gave them.

    Notes
    -----
    Two indexed reads at most, and of the sources' ids. Records have no index, and need none: a claim's key follows from
    its source and its record, so that a record costs one look at the index of keys a source.

    Raises
    ------
    NotFoundError
        Nothing has the name, or claims of several sources have it as their record.
    """
    names = {text: [text, *([key_of(text)] if "#" in text else [])] for text in texts}
    wanted = sorted({name for some in names.values() for name in some})
    rows = (await reader.run(_CLAIMS, {"texts": wanted}, max_rows=2 * len(wanted))).rows if texts else []
    of_names = {row["text"]: row["key"] for row in rows}
    keys = {text: of_names[name] for text, some in names.items() for name in some if name in of_names}
    if records := [text for text in dict.fromkeys(texts) if text not in keys]:
        keys |= await _keys_of_records(reader, records, where)
    return list(dict.fromkeys(keys[text] for text in texts))


def key_of(text: str) -> str:
    """Return the key of the claim that a text names by its source, a ``#`` and its record."""
    source, _, record = text.partition("#")
    return Claim(source=source, record=record, kind="", about=()).key


async def _keys_of_records(reader: Reader, records: Sequence[str], where: str) -> dict[str, str]:
    sources = await _titles(reader)
    possible = [Claim(source=source, record=record, kind="", about=()).key for record in records for source in sources]
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for chunk in chunks(possible):
        for row in (await reader.run(_OF_KEYS, {"keys": chunk}, max_rows=len(chunk))).rows:
            found[row["record"]][row["source"]] = row["key"]
    for record in records:
        of_sources = found.get(record, {})
        if not of_sources:
            raise NotFoundError(
                f"There is no claim {record[:200]!r}.",
                where=where,
                next_step="Name claims by the claim_id or key that evidence shows, or by their source's own key.",
            )
        if len(of_sources) > 1:
            named = [f"{key} of {source}" for source, key in list(of_sources.items())[:_SOURCES_NAMED]]
            raise NotFoundError(
                f"{counted(len(of_sources), 'source')} have a claim {record[:200]!r}: it names no one claim.",
                where=where,
                next_step=f"Name it by its key: {', '.join(named)}.",
            )
    return {record: next(iter(found[record].values())) for record in records}


async def _titles(reader: Reader) -> dict[str, str]:
    """Return the titles of all sources by their ids, ascending."""
    return {row["id"]: row["title"] or "" for row in (await reader.run(_SOURCES, max_rows=_MOST_SOURCES)).rows}
