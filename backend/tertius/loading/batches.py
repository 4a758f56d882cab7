"""Reading a document: rows are shaped, repeated claims count once, and all of it is handed on a batch at a time."""

from collections.abc import Callable, Iterator, KeysView
from contextlib import contextmanager
from dataclasses import dataclass, field

from tertius.errors import DataError, InputError, TertiusError
from tertius.loading.known_rows import KnownRows, digest_of
from tertius.loading.loader import BadRow, Document, RawRow, Shaped
from tertius.loading.quarantine import bad_row
from tertius.model.claims import Claim
from tertius.model.decisions import Decision

BATCH_CLAIMS = 2_000
"""Claims (or, where rows carry none, entities) in one batch, which is one transaction."""
PASSED = 20
"""How many times as many claims as that are passed over before what is there is handed on, so that progress is seen."""


@dataclass(slots=True)
class Batch:
    """Some rows of a document.

    Attributes
    ----------
    rows
        The rows that could be shaped, with what they say.
    size
        Claims in them, each once; of a row that carries none, its entities.
    refused
        Keys of the claims that whoever prepared the batch set aside with their rows: a later row may say them again.
    passed
        Claims of rows that are known to say what they said the last time, and so what the graph has.
    """

    rows: list[tuple[RawRow, Shaped]] = field(default_factory=list)
    size: int = 0
    refused: set[str] = field(default_factory=set)
    passed: int = 0


class RowReader:
    """Reads a document once, from start to end.

    What it keeps of each row is the 12 bytes that identify a claim and the 12 of its content, so that a repeated claim
    counts once, one that says something else is noticed, and a complete load knows what is gone; and all decisions,
    which people write by hand.

    Parameters
    ----------
    document
        The document.
    set_aside
        Takes each bad row.
    size
        Claims in a batch.
    known
        What the rows of the last load said; None shapes every row.
    """

    def __init__(
        self,
        document: Document,
        set_aside: Callable[[BadRow], None],
        size: int = BATCH_CLAIMS,
        known: KnownRows | None = None,
    ) -> None:
        self._document = document
        self._set_aside = set_aside
        self._size = size
        self._known = known
        self.rows = 0
        self._said: dict[bytes, bytes] = {}  # content by key; none where the row was set aside
        self._here: set[bytes] = set()  # keys of the batch that is being filled
        self.unknown = 0
        self.repeated = 0
        self.decisions: list[tuple[RawRow, Decision]] = []

    @property
    def seen(self) -> KeysView[bytes]:
        """The keys of all claims that the document has, those of rows that were set aside included."""
        return self._said.keys()

    @property
    def spared(self) -> Iterator[bytes]:
        """The keys of claims that only rows have that were set aside."""
        return (key for key, content in self._said.items() if not content)

    def batches(self) -> Iterator[Batch]:
        """Yield the rows in batches.

        Raises
        ------
        DataError
            If the document cannot be read on. What was yielded before stays valid.
        """
        batch = Batch()
        for raw in self._read():
            self.rows += 1
            if isinstance(raw, BadRow):
                self.unknown += 1
                self._set_aside(raw)
                continue
            digest = b""
            if self._known is not None:
                digest = digest_of(raw)
                if passed := self._known.passes(digest, self._said):
                    batch.passed += passed
                    if batch.passed >= PASSED * self._size:
                        yield from self._handed_on(batch)
                        batch = Batch()
                    continue
            admitted = self._shape(raw, digest)
            if admitted is None:
                continue
            shaped, fresh = admitted
            self.repeated += not (shaped.claims or shaped.entities or shaped.decisions)
            self.decisions.extend((raw, decision) for decision in shaped.decisions)
            if shaped.claims or shaped.entities:
                batch.rows.append((raw, shaped))
                batch.size += max(1, fresh if shaped.claims else len(shaped.entities))
                if batch.size >= self._size:
                    yield from self._handed_on(batch)
                    batch = Batch()
        if batch.rows or batch.passed:
            yield from self._handed_on(batch)

    def _handed_on(self, batch: Batch) -> Iterator[Batch]:
        yield batch
        self._here.clear()
        self._said.update((bytes.fromhex(key), b"") for key in batch.refused)

    def _read(self) -> Iterator[RawRow | BadRow]:
        with reading(self._document, lambda: f"Reading stopped after row {self.rows:,}"):
            yield from self._document.rows()

    def _shape(self, raw: RawRow, digest: bytes) -> tuple[Shaped, int] | None:
        """Return what a row says and how many claims are new in it, or set it aside.

        The claims that a row set aside stands for are still said, if they are known.
        """
        shaped = None
        try:
            shaped = self._document.shape(raw)
            return self._admit(shaped, digest)
        except InputError as error:
            self._spare(raw, shaped)
            self._set_aside(bad_row(raw, error))
            return None
        except Exception as error:  # noqa: BLE001 - a row that its loader did not foresee must not stop the load
            self._spare(raw, shaped)
            what = f"The loader cannot shape this row: {type(error).__name__}: {error}"
            step = "Correct the row if it is wrong; if it is not, the loader has a fault: report it with this row."
            self._set_aside(bad_row(raw, InputError(what, next_step=step)))
            return None

    def _admit(self, shaped: Shaped, digest: bytes) -> tuple[Shaped, int]:
        """Take note of a row's claims and leave out those that are there already; or refuse all of the row.

        A claim of the same batch stays: the row that said it first may yet be set aside.
        """
        source, said, here = self._document.source.id, self._said, self._here
        fresh: dict[bytes, bytes] = {}
        kept = []
        again = 0
        for claim in shaped.claims:
            if claim.source != source:
                raise InputError(
                    f"The claim is one of {claim.source}, the document of {source}",
                    where="source",
                    next_step="A loader emits claims of its document's source only.",
                )
            key, content = claim.fingerprints
            stands = said.get(key)
            before = stands or fresh.get(key)
            if before and before != content:
                raise InputError(
                    f"The claim {claim.record[:60]!r} is there already and says something else",
                    where="claim_id",
                    next_step="Give each claim an id of its own. The first one was kept.",
                )
            if stands:
                again += 1
                if key in here:
                    kept.append(claim)
            elif not before:
                fresh[key] = content
                kept.append(claim)
        self.repeated += bool(again) and again == len(shaped.claims)
        here.update(fresh)
        said.update(fresh)
        if self._known is not None:
            self._known.shaped(digest, shaped, fresh, said)
        if len(kept) < len(shaped.claims):
            shaped = Shaped(shaped.entities, tuple(kept), shaped.decisions)
        return shaped, len(fresh)

    def _spare(self, raw: RawRow, shaped: Shaped | None) -> None:
        keys = self._keys_in(raw) if shaped is None else [claim.key for claim in shaped.claims]
        if keys is None:
            self.unknown += 1
            return
        for key in keys:
            self._said.setdefault(bytes.fromhex(key), b"")

    def _keys_in(self, raw: RawRow) -> list[str] | None:
        """Return the keys of the claims that a bad row stands for; None where they cannot be told."""
        if self._document.records is None:
            return None
        try:
            return [key_of(self._document.source.id, record) for record in self._document.records(raw)]
        except Exception:  # noqa: BLE001 - a row that its loader did not foresee must not stop the load
            return None


@contextmanager
def reading(document: Document, doing: Callable[[], str]) -> Iterator[None]:
    """Tell whatever goes wrong while somebody's file is read as a fault of the file, without a traceback.

    Parameters
    ----------
    document
        The document that is read.
    doing
        Says what did not succeed.
    """
    try:
        yield
    except TertiusError:
        raise
    except Exception as error:
        raise DataError(
            f"{doing()}: {type(error).__name__}: {error}",
            where=document.release.id,
            next_step="Repair the file and load it again. What was read is in the graph; nothing was closed.",
        ) from error


def key_of(source: str, record: str) -> str:
    """Return the key that a claim of this source and record has."""
    return Claim(source=source, record=record, kind="", about=()).key
