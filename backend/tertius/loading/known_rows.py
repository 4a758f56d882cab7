"""What each row of the last load said, by a digest of its texts: a row that says the same again is not shaped again.

Most rows of a file that is loaded every night stand in it as they stood the night before. Shaping such a row, and
looking up its claims, takes ten times as long as reading it. So a load that went well keeps, row by row, a digest of
the row's texts and what it was the only one to say: its event record. The next load of that release by the very same
loader passes over a row with that digest, if nothing else can have changed what the row says:

- what the rows before it were the first to say, on which the meaning of a later row may depend (`Document.first`), and
- the claims that it shares with rows before it, which count for the row that says them first.

Both are kept in their order, as *premises*. A row is passed over only if every premise that stood before it holds
again; claims that it is the first to say are then said. A row that is the first to say what meanings depend on is
always shaped, and so is every row after a premise that has gone.
"""

import hashlib
import struct
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field

from tertius import __version__
from tertius.graph.transaction import Transaction
from tertius.graph.write import Writer
from tertius.loading.loader import Document, RawRow, Shaped
from tertius.model.ids import fingerprint
from tertius.model.kinds import EVENT_RECORD

_SIZE = 12
"""Bytes of a digest, a claim's key and its content."""
_NUMBERS = struct.Struct(">IH")
"""Of a row: how many premises stood before it, and how many it gives."""
_OWN = _SIZE + _NUMBERS.size
_PAIR = 2 * _SIZE
_RECORD = _OWN + _PAIR
_NEVER, _MOST = (1 << 32) - 1, 1 << 16
"""In place of the number before: a row that is always shaped; and what a row cannot give."""
_NEAR = 2_000 * _RECORD
"""How far ahead a row is looked for, in bytes: files of the same rows have them in the same order."""
_FAR = 256
"""Rows that are not found near, after which one is looked for everywhere: a part of the file may be gone."""
_PIECE = 1 << 20

_READ = (
    "MATCH (k:RunRows {run_id: $run, recipe: $recipe}) RETURN k.what AS what, k.content AS content ORDER BY k.number"
)
_FORGET = "MATCH (k:RunRows {source_id: $source}) DELETE k"
_KEEP = (
    "UNWIND $pieces AS piece CREATE (:RunRows {run_id: $run, source_id: $source, recipe: $recipe, number: piece[0], "
    "what: piece[1], content: piece[2]})"
)


@dataclass(slots=True)
class KnownRows:
    """The rows of the last load, as far as they are known, and those of this one.

    Attributes
    ----------
    first
        Gives what rows were the first to say since it was last asked (`Document.first`).
    rows, premises
        Those of the last load, in order. Of a row: its digest, the numbers of premises, key and content of its own
        claim; of a premise: key and content.
    """

    first: Callable[[], list[tuple[str, str]]]
    rows: bytes = b""
    premises: bytes = b""
    _at: int = 0
    _missed: int = 0
    _held: int = 0
    _said_first: dict[bytes, bytes] = field(default_factory=dict)
    _new_rows: bytearray = field(default_factory=bytearray)
    _new_premises: bytearray = field(default_factory=bytearray)

    def passes(self, digest: bytes, said: MutableMapping[bytes, bytes], place: bytes) -> dict[bytes, bytes | None]:
        """Pass over a row if it is known to say what it said the last time, and take note of its claims.

        Parameters
        ----------
        digest
            Its digest.
        said
            Content of all claims so far, by key, with the place of the row; those of this row are added.
        place
            Where it stands.

        Returns
        -------
        dict
            The claims that it is the first to say, with what was there before; none if the row has to be shaped.
        """
        rows, at = self.rows, self._at
        if rows[at : at + _SIZE] != digest:
            at = self._look(digest)
            if at < 0:
                return {}
        self._at = at + _RECORD
        before, gives = _NUMBERS.unpack_from(rows, at + _SIZE)
        own, content = rows[at + _OWN : at + _OWN + _SIZE], rows[at + _OWN + _SIZE : at + _RECORD]
        if before > self._held:
            return {}
        prior = {own: said.get(own)}
        if prior[own]:
            return {}  # what another row has said by now is looked at more closely
        fresh: dict[bytes, bytes] = {}
        for key, one in _pairs(self.premises[before * _PAIR : (before + gives) * _PAIR]):
            stands = said.get(key)
            if not stands:
                prior[key], fresh[key] = stands, one
            elif stands[:_SIZE] != one:
                return {}
        self._keep(digest, len(fresh), own + content)
        said[own] = content + place
        if gives:
            said.update((key, one + place) for key, one in fresh.items())
            for key, one in fresh.items():
                self._new_premises += key + one
            self._go_on(said)
        return prior

    def _look(self, digest: bytes) -> int:
        """Return where a row stands that is not the next one, or -1."""
        self._missed += 1
        start, end = self._at, self._at + _NEAR
        if self._missed % _FAR == 0:
            start, end = 0, len(self.rows)
        at = self.rows.find(digest, start, end)
        while at >= 0 and at % _RECORD:
            at = self.rows.find(digest, at + 1, end)
        if at >= 0:
            self._missed = 0
        return at

    def shaped(self, digest: bytes, shaped: Shaped, fresh: Mapping[bytes, bytes], said: Mapping[bytes, bytes]) -> None:
        """Keep a row that was shaped.

        Parameters
        ----------
        digest
            Its digest.
        shaped
            What it says, all of it.
        fresh
            Content and place of the claims that it is the first to say, by key.
        said
            The same of all claims so far.
        """
        records = [claim.fingerprints for claim in shaped.claims if claim.kind == EVENT_RECORD]
        alone = len(records) == 1 and records[0][0] in fresh and not shaped.decisions
        given = [(key, one[:_SIZE]) for key, one in fresh.items() if (key, one[:_SIZE]) not in records]
        first = [*map(_premise, self.first())]
        if alone and not first and len(given) < _MOST:
            self._keep(digest, len(given), b"".join(records[0]))
        else:
            self._keep(digest, 0, bytes(_PAIR), before=_NEVER)
        for key, content in (*given, *first):
            self._new_premises += key + content
        self._said_first.update(first)
        self._go_on(said)

    def _go_on(self, said: Mapping[bytes, bytes]) -> None:
        """Count on over the premises that hold by now."""
        pairs = self.premises
        at = self._held * _PAIR
        while at < len(pairs):
            key = pairs[at : at + _SIZE]
            if (said.get(key, b"")[:_SIZE] or self._said_first.get(key)) != pairs[at + _SIZE : at + _PAIR]:
                break
            at += _PAIR
        self._held = at // _PAIR

    def _keep(self, digest: bytes, gives: int, own: bytes, *, before: int | None = None) -> None:
        before = len(self._new_premises) // _PAIR if before is None else before
        self._new_rows += digest + _NUMBERS.pack(before, gives) + own

    def pieces(self) -> Iterator[tuple[int, str, bytes]]:
        """Yield what is kept of this load, in pieces that one property holds."""
        number = 0
        for what, content in (("rows", self._new_rows), ("premises", self._new_premises)):
            for start in range(0, len(content), _PIECE):
                yield number, what, bytes(content[start : start + _PIECE])
                number += 1


def _pairs(together: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield key and content of each of some premises."""
    for at in range(0, len(together), _PAIR):
        yield together[at : at + _SIZE], together[at + _SIZE : at + _PAIR]


def digest_of(row: RawRow) -> bytes:
    """Return a digest of a row's columns and texts; no two rows share one because their texts join alike."""
    values = row.values
    text = "\x1f".join((*values, *values.values()))
    if text.count("\x1f") != 2 * len(values) - 1:
        return bytes.fromhex(fingerprint(*values, *values.values(), size=_SIZE))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest()


def _premise(first: tuple[str, str]) -> tuple[bytes, bytes]:
    what, text = first
    return bytes.fromhex(fingerprint("first", what)), bytes.fromhex(fingerprint(text))


def _recipe(document: Document) -> str:
    """Return a digest of what the meaning of a row depends on besides the file: who shapes it, and of which release."""
    return fingerprint(document.loader, __version__, document.release.id)


def take(writer: Writer, document: Document, last: str | None) -> KnownRows | None:
    """Return the rows that are known from the last run of a source; None if a document's rows are not to be kept.

    Parameters
    ----------
    writer
        The database.
    document
        The document.
    last
        The run before this one, if it stands as it ended.
    """
    if document.first is None:
        return None
    kept = {"rows": b"", "premises": b""}
    if last is not None:
        for row in writer.stream(_READ, {"run": last, "recipe": _recipe(document)}):
            kept[row["what"]] += row["content"]
    return KnownRows(document.first, kept["rows"], kept["premises"])


def keep(tx: Transaction, document: Document, run: str, known: KnownRows | None) -> None:
    """Keep the rows of a load that ends well, in place of what was kept of its source before; None keeps none."""
    source = document.source.id
    tx.run(_FORGET, source=source)
    if known is not None:
        pieces = [list(piece) for piece in known.pieces()]
        tx.run(_KEEP, run=run, source=source, recipe=_recipe(document), pieces=pieces)
