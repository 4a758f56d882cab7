"""What a load closes once all rows are read: what it covers or replaces and does not have, and what was withdrawn."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from tertius.graph.write import Writer
from tertius.loading.batches import key_of, reading
from tertius.loading.loader import Covers, Document, Extent
from tertius.loading.releases import SAID_BY, Releases

_EVERY = (
    "MATCH (c:Claim {source_id: $source}) WHERE c.recorded_to IS NULL RETURN c.id AS id, c.key AS key, c.kind AS kind"
)
_IN_PARTS = (
    f"MATCH (c:Claim {{source_id: $source}}) WHERE c.recorded_to IS NULL AND NOT {SAID_BY} IN $others "
    f"RETURN c.id AS id, c.key AS key, c.kind AS kind, coalesce(c.part, '') AS part, {SAID_BY} AS run"
)
_BY_KEYS = (
    "UNWIND $keys AS key MATCH (c:Claim {key: key}) WHERE c.recorded_to IS NULL "
    f"RETURN c.id AS id, c.kind AS kind, key, {SAID_BY} AS run"
)
_LOOKED_UP = 1_000


class Closing:
    """Says which claims of its source a document closes. Reads the graph, writes nothing.

    Parameters
    ----------
    writer
        The database.
    document
        The document.
    complete
        Whether it is loaded as the whole of its scope.
    releases
        The other releases of its source.
    """

    def __init__(self, writer: Writer, document: Document, releases: Releases, *, complete: bool) -> None:
        self._writer = writer
        self._document = document
        self._releases = releases
        whole = [document.scope or Extent()] if complete else []
        self._extents: list[Covers] = [*whole, *((document.replaces,) if document.replaces else ())]

    def __bool__(self) -> bool:
        """Whether it closes anything for not being said."""
        return bool(self._extents)

    def kept(self) -> str | None:
        """Return the extents as they are kept with the run, as far as they can be."""
        pairs = [[one.releases, one.parts] for one in self._extents if isinstance(one, Extent)]
        return json.dumps(pairs) if pairs else None

    def covers(self) -> str | None:
        """Return what was asked for, complete or not, as it is kept with the run; None where it cannot be kept.

        What gives way to the document is what it was asked to have, too; it stands after what the document covers.
        """
        if self._document.part:
            return "[]"
        scopes = [scope for scope in (self._document.scope or Extent(), self._document.replaces) if scope is not None]
        pairs = [[scope.releases, scope.parts] for scope in scopes if isinstance(scope, Extent)]
        return json.dumps(pairs) if len(pairs) == len(scopes) else None

    def left_out(self) -> bytes:
        """Return the keys of what the document has and was not asked for, in order, one after the other."""
        if self._document.left_out is None:
            return b""
        with reading(self._document, lambda: "The records that were left out cannot be told"):
            records = self._document.left_out()
            return b"".join(sorted(bytes.fromhex(key_of(self._document.source.id, record)) for record in records))

    def withdrawn(self, said: Set[bytes]) -> frozenset[bytes]:
        """Read the keys of the claims that the document withdraws, but for those that it says.

        Raises
        ------
        DataError
            If they cannot be read.
        """
        if self._document.withdrawn is None:
            return frozenset()
        with reading(self._document, lambda: "The records that were withdrawn cannot be read"):
            records = set(self._document.withdrawn())
        return frozenset(bytes.fromhex(key_of(self._document.source.id, record)) for record in records) - said

    def covered(self) -> Iterator[tuple[bytes, str, str]]:
        """Yield key, id and kind of each current claim that the document would have to repeat."""
        if not self:
            return
        simple = all(one == Extent() for one in self._extents) and not self._releases.ahead
        params = {"source": self._document.source.id, "others": [] if simple else self._others()}
        for row in self._writer.stream(_EVERY if simple else _IN_PARTS, params):
            if simple or self._covers(row):
                yield bytes.fromhex(row["key"]), row["id"], row["kind"]

    def _others(self) -> list[str]:
        """Return the runs whose claims it cannot close, whatever their part."""
        versions = self._releases.versions
        return [run for run in versions if run in self._releases.ahead or not self._meant(versions[run])]

    def _meant(self, version: str) -> bool:
        """Say whether it could close claims of a release."""
        return any(not isinstance(extent, Extent) or re.fullmatch(extent.releases, version) for extent in self._extents)

    def _covers(self, row: Mapping[str, Any]) -> bool:
        if row["run"] in self._releases.ahead:
            return False
        version = self._releases.version(row["run"])
        return any(extent(version, row["part"]) for extent in self._extents)

    def gone(self, said: Set[bytes], withdrawn: Set[bytes]) -> Iterator[str]:
        """Yield the ids of those that it does not repeat; those that are withdrawn are no matter of coverage."""
        return (id_ for key, id_, _ in self.covered() if key not in said and key not in withdrawn)

    def standing(self, keys: Iterable[bytes]) -> Iterator[tuple[str, str]]:
        """Yield id and kind of the current claims with these keys, but for those that a newer release said."""
        wanted = sorted(key.hex() for key in keys)
        for start in range(0, len(wanted), _LOOKED_UP):
            for row in self._writer.stream(_BY_KEYS, {"keys": wanted[start : start + _LOOKED_UP]}):
                if row["run"] not in self._releases.ahead:
                    yield row["id"], row["kind"]
