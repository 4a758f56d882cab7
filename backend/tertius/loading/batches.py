"""Reading a document: rows are shaped, repeated claims count once, and all of it is handed on a batch at a time."""

from collections.abc import Callable, Collection, Iterator, KeysView
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from tertius.errors import DataError, InputError, TertiusError
from tertius.loading.known_rows import KnownRows, digest_of
from tertius.loading.loader import BadRow, Document, Memory, RawRow, Shaped
from tertius.loading.quarantine import bad_row
from tertius.loading.said import Said
from tertius.model.claims import Claim
from tertius.model.decisions import Decision

BATCH_CLAIMS = 2_000
"""Claims (or, where rows carry none, entities) in one batch, which is one transaction."""
PASSED = 20
"""How many times as many claims as that are passed over before what is there is handed on, so that progress is seen."""
HELD = 3
"""How many times as many rows as claims a batch holds at most: of a file that hardly changed most are passed over."""
TURNS = 8
"""How often at most the rows of a batch that contradict others are tried again, once some of these were refused."""


@dataclass(slots=True)
class Batch:
    """Some rows of a document.

    Attributes
    ----------
    rows
        The rows that could be shaped, with what they say.
    size
        Claims in them, each once; of a row that carries none, its entities.
    bad
        Rows that whoever prepared the batch refused.
    refused
        Keys of the claims that these carry: other rows may say them.
    held
        Rows that contradict one of the batch, which may yet be refused.
    read
        The rows to shape again if some are refused, in their order.
    repeated
        How many of these say nothing but what others say.
    passed
        Claims of rows that are known to say what they said the last time, and so what the graph has.
    certain
        Those of them whose rows came before all that may be refused.
    turns
        How often its rows were shaped again.
    """

    rows: list[tuple[RawRow, Shaped]] = field(default_factory=list)
    size: int = 0
    bad: list[BadRow] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    held: list[tuple[RawRow, Shaped, InputError]] = field(default_factory=list)
    read: list[RawRow] = field(default_factory=list)
    repeated: int = 0
    passed: int = 0
    certain: int = 0
    turns: int = 0
    _again: Callable[["Batch"], bool] | None = None

    def refuse(self, numbers: Collection[int], bad: Collection[BadRow]) -> bool:
        """Take rows out that are not sound against the graph. Say whether the others are to be prepared once more.

        Nothing of them is left behind: no name that they were the first to give, no claim that a later row
        contradicted. So the others are shaped again as if those had not been there.

        Parameters
        ----------
        numbers
            Their places in ``rows``.
        bad
            What is wrong with each.
        """
        self.bad += bad
        self.refused.update(claim.key for number in numbers for claim in self.rows[number][1].claims)
        gone = {id(self.rows[number][0]) for number in numbers}
        self.rows = [row for number, row in enumerate(self.rows) if number not in numbers]
        self.read = [raw for raw in self.read if id(raw) not in gone]
        return self._again is not None and self._again(self)

    def settle(self) -> None:
        """Have no row shaped again: the next batch is read on from what these say."""
        self._again = None


class RowReader:
    """Reads a document once, from start to end.

    What it keeps of each row is the 12 bytes that identify a claim, the 12 of its content and its line, so that a
    repeated claim counts once, one that says something else is noticed, and a complete load knows what is gone; and all
    decisions, which people write by hand.

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
        self._memory: Memory = document.memory or _Nothing()
        self._set_aside = set_aside
        self._size = size
        self._known = known
        self.rows = 0
        # content and place by key; none where the row was set aside
        self._said = Said()
        # keys of the batch that is being filled, with what stood under them before
        self._here: dict[bytes, bytes | None] = {}
        self._passed: dict[bytes, bytes | None] = {}  # the same of rows that were passed over and may be shaped yet
        self._spared: set[bytes] = set()  # keys that bad rows among those of the batch stand for
        self._files: dict[str, int] = {}
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
        batch = Batch(_again=self._shape_again)
        for raw in self._read():
            self.rows += 1
            if isinstance(raw, BadRow):
                self.unknown += 1
                self._set_aside(raw)
                continue
            self._take(batch, raw)
            if max(batch.size, len(batch.read) // HELD) >= self._size or batch.passed >= PASSED * self._size:
                yield from self._handed_on(batch)
                batch = Batch(_again=self._shape_again)
        yield from self._handed_on(batch)

    def _take(self, batch: Batch, raw: RawRow) -> None:
        """Pass over a row that is known, shape it into the batch, or set it aside."""
        digest = b""
        if self._known is not None:
            digest = digest_of(raw)
            if prior := self._known.passes(digest, self._said, self._place(raw)):
                batch.passed += len(prior)
                if batch.read:  # what it means may hang on one of those
                    batch.read.append(raw)
                    self._passed |= prior
                else:
                    batch.certain = batch.passed
                return
        admitted = self._shape(batch, raw, digest)
        if admitted is None:
            return
        batch.read.append(raw)
        shaped, fresh = admitted
        if shaped.claims or shaped.entities or shaped.decisions:
            batch.rows.append((raw, shaped))
            batch.size += max(1, fresh if shaped.claims else len(shaped.entities))

    def _handed_on(self, batch: Batch) -> Iterator[Batch]:
        if batch.rows or batch.passed:
            yield batch
        batch.settle()
        self._memory.settle()
        self._here.clear()
        self._passed.clear()
        for raw, shaped, error in batch.held:
            self._spare(raw, shaped)
            self._set_aside(bad_row(raw, error))
        self.repeated += batch.repeated
        self.decisions.extend((raw, decision) for raw, shaped in batch.rows for decision in shaped.decisions)
        if batch.refused:
            stands = {claim.key for _, shaped in batch.rows for claim in shaped.claims}
            self._said.update((bytes.fromhex(key), b"") for key in batch.refused - stands)
        for key in self._spared:
            self._said.setdefault(key, b"")
        self._spared.clear()

    def _shape_again(self, batch: Batch) -> bool:
        """Shape the rows of a batch anew after some were refused; False where none of the others hangs on those.

        What the rows of the last load said helps no more: it is not known what it hung on. Nor is it kept of a load
        that sets a row aside.
        """
        if self._document.memory is None and self._known is None and not batch.held:
            return False
        self._known = None
        self._memory.back()
        for key, before in (*self._here.items(), *self._passed.items()):
            if before is None:
                del self._said[key]
            else:
                self._said[key] = before
        self._here.clear()
        self._passed.clear()
        batch.turns += 1
        given_up = {id(raw) for raw, *_ in batch.held} if batch.turns > TURNS else set()
        batch.held = [held for held in batch.held if id(held[0]) in given_up]
        rows, batch.rows, batch.read = batch.read, [], []
        batch.size, batch.repeated, batch.passed = 0, 0, batch.certain
        for raw in rows:
            if id(raw) not in given_up:
                self._take(batch, raw)
        return True

    def _read(self) -> Iterator[RawRow | BadRow]:
        with reading(self._document, lambda: f"Reading stopped after row {self.rows:,}"):
            yield from self._document.rows()

    def _shape(self, batch: Batch, raw: RawRow, digest: bytes) -> tuple[Shaped, int] | None:
        """Return what a row says and how many claims are new in it, or set it aside.

        The claims that a row set aside stands for are still said, if they are known.
        """
        shaped = None
        mark = self._memory.mark()
        try:
            shaped = self._document.shape(raw)
            return self._admit(batch, raw, shaped, digest)
        except InputError as error:
            self._memory.back(mark)
            if shaped is not None and isinstance(error, _ContradictionError):
                batch.held.append((raw, shaped, error))
                batch.read.append(raw)
            else:
                self._spare(raw, shaped)
                self._set_aside(bad_row(raw, error))
            return None
        except Exception as error:  # noqa: BLE001 - a row that its loader did not foresee must not stop the load
            self._memory.back(mark)
            self._spare(raw, shaped)
            what = f"The loader cannot shape this row: {type(error).__name__}: {error}"
            step = "Correct the row if it is wrong; if it is not, the loader has a fault: report it with this row."
            self._set_aside(bad_row(raw, InputError(what, next_step=step)))
            return None

    def _admit(self, batch: Batch, raw: RawRow, shaped: Shaped, digest: bytes) -> tuple[Shaped, int]:
        """Take note of a row's claims and leave out those that are there already; or refuse all of the row.

        A claim of the same batch stays: the row that said it first may yet be set aside.
        """
        source, said, here = self._document.source.id, self._said, self._here
        place = self._place(raw)
        fresh: dict[bytes, bytes] = {}
        prior: dict[bytes, bytes | None] = {}
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
            if before and not before.startswith(content):
                raise self._contradiction(raw, claim, before, may_go=key in here or key in self._passed)
            if stands:
                again += 1
                if key in here:
                    kept.append(claim)
            elif not before:
                fresh[key] = content + place
                prior[key] = stands
                kept.append(claim)
        if again == len(shaped.claims) if shaped.claims else not (shaped.entities or shaped.decisions):
            batch.repeated += 1
        here.update(prior)
        said.update(fresh)
        if self._known is not None:
            self._known.shaped(digest, shaped, fresh, said)
        if len(kept) < len(shaped.claims):
            shaped = Shaped(shaped.entities, tuple(kept), shaped.decisions)
        return shaped, len(fresh)

    def _place(self, raw: RawRow) -> bytes:
        """Return where a row stands, in 6 bytes."""
        number = self._files.setdefault(raw.file, len(self._files))
        return raw.line.to_bytes(4) + min(number, 0xFFFF).to_bytes(2)

    def _contradiction(self, raw: RawRow, claim: Claim, before: bytes, *, may_go: bool) -> InputError:
        """Return what is wrong with a row that says otherwise than the one before it; that one may yet be refused."""
        line, number = int.from_bytes(before[-6:-2]), int.from_bytes(before[-2:])
        file = next(islice(self._files, number, None), raw.file)
        other = f"line {line}" if file == raw.file else f"line {line} of {file}"
        columns = [column for column in self._document.key if column in raw.values]
        if (file, line) == (raw.file, raw.line):
            what = f"The row says two different things under one key, {claim.record[:60]!r}"
        elif columns:
            texts = ", ".join(repr(raw.values[column][:60]) for column in columns)
            what = f"The row has the same {', '.join(columns)} as {other}, {texts}, and says something else"
        else:
            what = f"The row has the same key as {other}, {claim.record[:60]!r}, and says something else"
        step = self._document.key_step or "If they are two things, give one of them another key."
        kind = _ContradictionError if may_go else InputError
        return kind(
            what, where=", ".join(columns), next_step=f"{step} If one is wrong, delete it. The first one was kept."
        )

    def _spare(self, raw: RawRow, shaped: Shaped | None) -> None:
        keys = self._keys_in(raw) if shaped is None else [claim.key for claim in shaped.claims]
        if keys is None:
            self.unknown += 1
            return
        for key in map(bytes.fromhex, keys):
            self._said.setdefault(key, b"")
            self._spared.add(key)

    def _keys_in(self, raw: RawRow) -> list[str] | None:
        """Return the keys of the claims that a bad row stands for; None where they cannot be told."""
        if self._document.records is None:
            return None
        try:
            return [key_of(self._document.source.id, record) for record in self._document.records(raw)]
        except Exception:  # noqa: BLE001 - a row that its loader did not foresee must not stop the load
            return None


class _ContradictionError(InputError):
    """A row says otherwise than one of its batch."""


class _Nothing:
    """The memory of a loader that remembers nothing."""

    def mark(self) -> int:
        return 0

    def back(self, mark: int = 0) -> None:
        pass

    def settle(self) -> None:
        pass


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
