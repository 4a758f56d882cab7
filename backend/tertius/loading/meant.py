"""What a row may have meant by an id that nothing has: an id without its authority, a name, a letter wrong.

Who forgets the authority of an id wants the entity that is there. To tell him to add a row would make a second one.
"""

from dataclasses import replace
from difflib import get_close_matches

from tertius.graph.write import Writer
from tertius.loading.loader import BadRow
from tertius.model.folding import MOST_LETTERS, queries, whole
from tertius.model.ids import fingerprint

MOST_ASKED = 500
"""Rows of a load that are looked up: a file with more such rows has one mistake, not many."""
_MOST_NAMED = 3
_LOOKED_AT = 2_000
_FOUND = """
CALL db.index.fulltext.queryNodes('entity_search', $query, {limit: $most}) YIELD node AS e
WHERE EXISTS { (e)<-[:ABOUT]-(c:Claim) WHERE c.recorded_to IS NULL }
RETURN e.id AS id, e.name AS name ORDER BY id
"""
_OF_AUTHORITY = (
    "MATCH (e:Entity) WHERE e.id STARTS WITH $start RETURN e.id AS id, e.name AS name ORDER BY id LIMIT $most"
)
_SOURCE_IDS = "MATCH (s:Source) RETURN s.id AS id ORDER BY id LIMIT $most"
_CLAIMS = """
MATCH (c:Claim) WHERE c.key IN $keys AND c.recorded_to IS NULL
RETURN c.source_id AS source, c.record AS record ORDER BY source
"""
_RECORDS = """
MATCH (c:Claim {source_id: $source}) WHERE c.recorded_to IS NULL
RETURN c.record AS record ORDER BY record LIMIT $most
"""


class Meant:
    """Adds to the next step of a row what its unknown id may have meant.

    Parameters
    ----------
    writer
        The database, which is only read.
    source
        The source that is loaded: its own ids are what was not found.
    """

    def __init__(self, writer: Writer, source: str) -> None:
        self._writer = writer
        self._source = source
        self._known: dict[tuple[str, str], str] = {}

    def told(self, row: BadRow) -> BadRow:
        """Return the row; with what may have been meant, if its reason is an id that nothing has."""
        text = row.value.strip()
        if not row.unknown or not text or len(text) > MOST_LETTERS:
            return row
        asked = (row.unknown, text)
        if asked not in self._known:
            if len(self._known) >= MOST_ASKED:
                return row
            self._known[asked] = self._claim(text) if row.unknown == "claim" else self._entity(text)
        hint = self._known[asked]
        if not hint:
            return row
        given = row.next_step
        if hint.startswith(_MEANT) and given.startswith(_MEANT):  # another of its own folder is spelt like it
            return replace(row, next_step=f"{hint.rstrip('?')} or {given.removeprefix(_MEANT)}")
        return replace(row, next_step=f"{hint} Otherwise {given[:1].lower()}{given[1:]}")

    def _entity(self, text: str) -> str:
        authority, colon, own = text.partition(":")
        found = {} if not colon else self._of_authority(authority, text)
        if found is None:
            return f"Nothing of {authority} is here: load it first."
        for query in queries(own if colon else text)[:2]:  # the whole name, or all of its words
            if found:
                break
            rows = list(self._writer.stream(_FOUND, {"query": f"+({query})", "most": _MOST_NAMED + 1}))
            found = {row["id"]: row["name"] for row in rows if row["id"] != f"{self._source}:{text}"}
        if not found or len(found) > _MOST_NAMED:
            return ""
        return _asked([f"{id_} ({name})" if name else id_ for id_, name in found.items()])

    def _of_authority(self, authority: str, text: str) -> dict[str, str] | None:
        """Return those of an authority that are written nearly so; None if nothing of it is here at all."""
        rows = list(self._writer.stream(_OF_AUTHORITY, {"start": f"{authority}:", "most": _LOOKED_AT}))
        if not rows:
            return None
        names = {row["id"]: row["name"] for row in rows}
        same = [id_ for id_ in names if whole(id_) == whole(text)]
        return {id_: names[id_] for id_ in same or get_close_matches(text, names, n=_MOST_NAMED, cutoff=0.85)}

    def _claim(self, text: str) -> str:
        source, mark, record = text.partition("#")
        if mark:
            rows = list(self._writer.stream(_RECORDS, {"source": source, "most": _LOOKED_AT}))
            if not rows:
                return f"Nothing of {source} is here."
            near = get_close_matches(record, [row["record"] for row in rows], n=_MOST_NAMED, cutoff=0.8)
            return _asked([f"{source}#{one}" for one in near])
        sources = [row["id"] for row in self._writer.stream(_SOURCE_IDS, {"most": _LOOKED_AT})]
        keys = [fingerprint(source, text) for source in sources]
        rows = list(self._writer.stream(_CLAIMS, {"keys": keys}))
        return _asked([f"{row['source']}#{row['record']}" for row in rows][:_MOST_NAMED])


_MEANT = "Did you mean "


def _asked(meant: list[str]) -> str:
    return f"{_MEANT}{' or '.join(meant)}?" if meant else ""
