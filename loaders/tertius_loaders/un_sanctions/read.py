"""The only input and output of this loader: it opens the list and streams its entries."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from operator import lt
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from tertius.errors import DataError, InputError
from tertius.loading.loader import BadRow, Document, Extent, RawRow, Written
from tertius.model.cells import plain_whole
from tertius.model.sources import Release
from tertius.reading.packed import open_plain
from tertius.reading.table import Table, read_table
from tertius.wording import counted, quoted
from tertius_loaders.un_sanctions.entries import COLUMNS
from tertius_loaders.un_sanctions.list_file import AGAIN, ROOT, Entry, Reading, entries
from tertius_loaders.un_sanctions.references import clean_reference
from tertius_loaders.un_sanctions.shape import SOURCE, entry_of, shape
from tertius_loaders.un_sanctions.ties import NOT_THERE, Said, passages, ties_said
from tertius_loaders.un_sanctions.who import Known, known, read_mentioned, who_is_listed, write_mentioned

FORMAT = "un-sanctions/2"
"""Name and version of how rows are shaped; a new version shapes some rows differently."""

MAX_SET_ASIDE = 100_000
"""Characters of a cell of an entry that was set aside: a cell holds all aliases or comments of the entry."""

PIECE = 1 << 16
"""Bytes that are read at once."""

# Python would take a zone behind a day for a time of day
_DAY_AND_ZONE = re.compile(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:?[0-9]{2})$")

_XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<")


class UnSanctionsOptions(BaseModel):
    """Options of ``tertius load un-sanctions``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    documents: bool = Field(
        False, description="Take over the numbers of passports and identity cards, as ids of their bearers"
    )


class UnSanctionsLoader:
    """Opens the UN's list as XML, or a file of entries of it that a load set aside."""

    name = "un_sanctions"
    options = UnSanctionsOptions

    def open(self, path: Path, options: UnSanctionsOptions | None = None) -> Document:
        """Open the list, and read it once: who is on it decides what a mention of another entry means.

        Raises
        ------
        DataError
            If there is no such file, it is no list, or it is not sound down to its end.
        """
        try:
            if path.is_dir():
                path = _only_table(path)
            with open_plain(path)[0] as file:
                head = file.read(PIECE)
        except OSError as error:
            raise DataError(
                f"The file cannot be read: {error.strerror}", where=quoted(path), next_step="Check the path."
            ) from error
        if head.startswith((b"\x1f\x8b", b"PK\x03\x04")):
            raise DataError("The file is packed", where=quoted(path), next_step="Unpack it, and load the XML in it.")
        is_xml = head.lstrip(b" \t\r\n").startswith(_XML_STARTS)
        document = _List(path).document() if is_xml else _set_aside(path)
        if options is not None and options.documents:
            return replace(document, shape=partial(shape, documents=True), loader=f"{FORMAT} documents")
        return document


@dataclass(frozen=True)
class _Counted:
    """What was found on the way through a list."""

    listed: dict[str, Known]
    shared: frozenset[str]
    edition: str
    sha256: str
    strange: dict[str, int]


class _List:
    """A list as XML."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.read = 0
        self.survey = self._survey()
        self.size = self.read

    def document(self) -> Document:
        survey = self.survey
        release = _release(survey.edition, quoted(self.path), survey.sha256)
        return Document(
            source=SOURCE,
            release=release,
            rows=self.rows,
            shape=shape,
            loader=FORMAT,
            notes=tuple(self._notes()),
            written={self.path.name: Written(f"{self.path.stem}.csv", COLUMNS, ",")},
            scope=Extent(),
            newer=partial(lt, release.version),
            position=lambda: self.read / max(self.size, 1),
        )

    def rows(self) -> Iterator[RawRow | BadRow]:
        """Stream the entries with what the rest of the file says of those that they mention."""
        for entry in entries(self._pieces(), quoted(self.path)):
            values = self._whole(entry)
            if entry.fault:
                yield BadRow(
                    self.path.name,
                    entry.line,
                    entry.column,
                    values.get(entry.column, ""),
                    entry.fault,
                    "Keep the one that is meant, and delete the other from the column OTHER.",
                    values,
                )
            else:
                yield RawRow(self.path.name, entry.line, values)

    def _pieces(self) -> Iterator[bytes]:
        self.read = 0
        for piece in _pieces(self.path):
            self.read += len(piece)
            yield piece

    def _whole(self, entry: Entry) -> dict[str, str]:
        survey = self.survey
        reference = clean_reference(entry.values["REFERENCE_NUMBER"])
        return {
            **dict.fromkeys(COLUMNS, ""),
            **entry.values,
            "SHARED_REFERENCE": "yes" if reference in survey.shared else "",
            "MENTIONED": write_mentioned(f"{entry.values['COMMENTS1']} {entry.values['DESIGNATION']}", survey.listed),
            "EDITION": survey.edition,
        }

    def _survey(self) -> _Counted:
        digest = hashlib.sha256()

        def hashed() -> Iterator[bytes]:
            for piece in self._pieces():
                digest.update(piece)
                yield piece

        reading = Reading(quoted(self.path))
        listed, shared = who_is_listed(entry.values for entry in entries(hashed(), quoted(self.path), reading))
        return _Counted(listed, shared, reading.edition, digest.hexdigest(), dict(reading.strange))

    def _notes(self) -> Iterator[str]:
        """Say how many mentions of other entries there are, and how many of them were read as ties."""
        for kind, count in self.survey.strange.items():
            yield (
                f"{counted(count, 'element')} {kind[:40]} with a DATAID that this loader does not know as entries: "
                "they are left out. Entries that it knows are INDIVIDUAL and ENTITY."
            )
        mentions = sentences = unread = missing = 0
        for entry in entries(self._pieces(), quoted(self.path)):
            said = _said(self._whole(entry))
            if said is not None:
                mentions += said.mentions
                sentences += said.passages
                unread += len(said.unread)
                missing += sum(one.why == NOT_THERE for one in said.unread)
        if not mentions:
            return
        yield (
            f"Entries mention others {counted(mentions, 'time')} in {counted(sentences, 'sentence')} of comments and "
            f"designations. {counted(mentions - unread, 'is read as a tie', 'are read as ties')}, "
            f"{counted(missing, 'names', 'name')} no entry of this file, and "
            f"{counted(unread - missing, 'is not read', 'are not read')}: the notes of their entries name them."
        )
        if self.survey.shared:
            yield (
                f"{counted(len(self.survey.shared), 'reference number')} that several entries have: these go by "
                "their DATAID."
            )


def _said(values: dict[str, str]) -> Said | None:
    try:
        entry_of(values)
        return ties_said(known(values), read_mentioned(values["MENTIONED"]), passages(values))
    except Exception:  # noqa: BLE001 - whatever it is, the row is set aside for it when it is loaded
        return None


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
    except OSError as error:
        raise DataError(
            f"The file cannot be read on: {error.strerror}", where=quoted(path), next_step="Check the file."
        ) from error


def _release(edition: str, where: str, sha256: str) -> Release:
    """Return the edition: it is called by the day and time at which the list says that it was made."""
    if not edition:
        raise DataError(
            f"The list does not say when it was made: {ROOT} has no dateGenerated", where=where, next_step=AGAIN
        )
    try:
        made = datetime.fromisoformat(_DAY_AND_ZONE.sub(r"\1", edition.strip()))
        version = made.replace(tzinfo=None).isoformat(timespec="seconds")  # texts of one length are in order of time
        return Release(source=SOURCE.id, version=version, published=made.date(), sha256=sha256)
    except (ValueError, InputError):
        raise DataError(f"{edition[:40]!r} is no day on which a list was made", where=where, next_step=AGAIN) from None


# -- rows that a load set aside ---------------------------------------------------------------------------------------


def _only_table(folder: Path) -> Path:
    tables = sorted(folder.glob("*.csv"))
    if len(tables) != 1:
        raise DataError(
            f"The folder has {counted(len(tables), 'table')} of rows set aside, not one",
            where=quoted(folder),
            next_step="Give the file.",
        )
    return tables[0]


def _set_aside(path: Path) -> Document:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(
            f"The file cannot be read: {error.strerror}", where=quoted(path), next_step="Check the path."
        ) from error
    table = read_table(raw, name=path.name, where=quoted(path), known=COLUMNS, max_cell=MAX_SET_ASIDE)
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing or not table.set_aside:
        raise DataError(
            f"{path.name} is neither the UN's list as XML nor a file of entries that a load set aside",
            where=quoted(path),
            next_step=AGAIN,
        )
    first = next((row.values.get("EDITION", "") for row in table.rows()), "")
    release = _release(first, quoted(path), hashlib.sha256(raw).hexdigest())
    return Document(
        source=SOURCE,
        release=release,
        rows=partial(_read_table, table),
        shape=shape,
        loader=FORMAT,
        notes=table.notes,
        part=True,
        written={path.name: Written(path.name, COLUMNS, table.separator)},
        newer=partial(lt, release.version),
    )


def _read_table(table: Table) -> Iterator[RawRow | BadRow]:
    for row in table.rows():
        if row.fault is None:  # a spreadsheet in which it was mended may have written the key as 6908555.0
            yield RawRow(table.name, row.line, {**row.values, "DATAID": plain_whole(row.values["DATAID"].strip())})
        else:
            yield BadRow.of(table.name, row)


LOADER = UnSanctionsLoader()
"""What `tertius load un-sanctions FILE` opens the file with."""
