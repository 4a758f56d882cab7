"""The only input of this loader: it tells whose gazetteer a file is, and streams its rows."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from tertius.errors import DataError, InputError
from tertius.loading.loader import BadRow, Document, Extent, RawRow, Written, rows_of
from tertius.model.countries import check_country
from tertius.model.date_hints import day_hint, is_day
from tertius.model.sources import Release
from tertius.reading.streamed import Streamed, digest, open_streamed
from tertius.reading.table import Table
from tertius.reading.workbook import Workbook
from tertius.wording import counted, quoted
from tertius_loaders.places import geonames, ocha
from tertius_loaders.places.boundaries import Boundaries, opened_boundaries
from tertius_loaders.places.options import PlacesOptions

FORMAT = "places/3"
"""Name and version of how rows are shaped; a new version shapes some rows differently."""
MAX_BYTES = 64 * 1024 * 1024
"""Bytes that a workbook may have."""

_MEMBERS = ("allCountries.txt", "cities*.txt", "[A-Z][A-Z].txt", "no-country.txt", "*.csv")


class PlacesLoader:
    """Opens a gazetteer."""

    name = "places"
    options = PlacesOptions

    def open(self, path: Path, *, options: PlacesOptions | None = None) -> Document:
        """Open a file of places and look through it once, for what its rows say of each other.

        Raises
        ------
        DataError
            There is no such file, or it is neither GeoNames' nor a table of administrative boundaries.
        InputError
            An option cannot be read.
        """
        wanted = options or PlacesOptions()
        wanted = wanted.model_copy(update={"country": [code.strip().upper() for code in wanted.country]})
        for code in wanted.country:
            try:
                check_country(code)
            except InputError as error:
                raise InputError(error.what, where="--country", next_step=error.next_step) from None
        tables = _tables(path, wanted)
        streamed = tables[0] if isinstance(tables[0], Streamed) else None
        if streamed is not None and tuple(streamed.columns[: len(geonames.COLUMNS)]) == geonames.COLUMNS:
            return _geonames(path, streamed, wanted)
        return _ocha(path, tables, wanted)


LOADER = PlacesLoader()
"""What `tertius load places FILE` opens the file with."""


@dataclass(frozen=True)
class _Some:
    """The rows of tables that are taken."""

    tables: Sequence[Table | Streamed | Boundaries]
    countries: frozenset[str]
    features: frozenset[str] = frozenset()
    levels: "dict[str, ocha.Levels] | None" = None

    def rows(self, passed_over: Counter[str] | None = None) -> Iterator[RawRow | BadRow]:
        """Yield them; count the others by the option that leaves them out."""
        for table in self.tables:
            for row in rows_of(table):
                option = "" if isinstance(row, BadRow) else self._left_out_by(row)
                if not option:
                    yield row
                elif passed_over is not None:
                    passed_over[option] += 1

    def _left_out_by(self, row: RawRow) -> str:
        if self.levels is not None:
            country = self.levels[row.file].country_of(row.values) if self.countries else ""
        else:
            country = row.values.get("country code", "")
        if self.countries and country not in self.countries:
            return "--country"
        if self.features and row.values.get("feature class", "") not in self.features:
            return "--feature"
        return ""


def _notes(passed_over: Counter[str], *, taken: bool) -> Iterator[str]:
    """Yield what the options left out, a sentence each; refuse options that leave out all."""
    if passed_over and not taken:
        option, count = passed_over.most_common(1)[0]
        raise InputError(
            f"The options leave out every row of the file, {option} alone {count:,}",
            where=option,
            next_step="Check the codes, or leave the option out.",
        )
    for option, count in sorted(passed_over.items()):
        yield f"{counted(count, 'row')} of {_OTHERS[option]} {'was' if count == 1 else 'were'} passed over ({option})."


_OTHERS = {"--country": "other countries or of none", "--feature": "other classes of features"}


def _geonames(path: Path, table: Streamed, options: PlacesOptions) -> Document:
    features = frozenset(one.strip().upper() for one in options.feature)
    if unknown := sorted(features - geonames.CLASSES):
        raise InputError(
            f"There is no class of features {unknown[0][:20]!r}",
            where="--feature",
            next_step=f"Use one of {', '.join(sorted(geonames.CLASSES))}.",
        )
    some = _Some((table,), frozenset(options.country), features)
    if table.set_aside:
        some = _Some((table,), frozenset())
    passed_over = Counter[str]()
    divisions = geonames.Divisions.of(some.rows(passed_over))
    shaping = geonames.GeoNames(options.aliases)
    source = geonames.SOURCE
    return Document(
        source=source,
        release=_release(source.id, path, options),
        rows=lambda: divisions.placed(some.rows()),
        shape=shaping.shape,
        records=shaping.records,
        loader=_loader(options),
        notes=(*table.notes, *_notes(passed_over, taken=bool(divisions.countries))),
        noticed=table.noticed,
        # with other classes than a plain load takes, what it has not is not gone
        part=table.set_aside or features != frozenset(PlacesOptions().feature),
        written={table.name: Written(table.name, (*geonames.COLUMNS, geonames.WITHIN), table.separator)},
        scope=_scope(divisions.countries),
    )


def _ocha(path: Path, tables: Sequence[Table | Streamed | Boundaries], options: PlacesOptions) -> Document:
    if "feature" in options.model_fields_set:
        raise InputError(
            "OCHA's divisions have no classes of features, which are GeoNames'",
            where="--feature",
            next_step="Leave it out; load a file of one level where only that is wanted.",
        )
    levels: dict[str, ocha.Levels] = {}
    for table in tables:
        try:
            levels[table.name] = ocha.Levels.of(table.columns)
        except DataError as error:
            raise error.at(f"{quoted(path)}, line {table.header}") from None
    some = _Some(tables, frozenset(options.country), levels=levels)
    passed_over = Counter[str]()
    countries = {levels[row.file].country_of(row.values) for row in some.rows(passed_over) if isinstance(row, RawRow)}
    shaping = ocha.Ocha(levels, options.aliases)
    source = ocha.SOURCE
    return Document(
        source=source,
        release=_release(source.id, path, options),
        rows=some.rows,
        shape=shaping.shape,
        records=shaping.records,
        loader=_loader(options),
        notes=(*(note for table in tables for note in table.notes), *_notes(passed_over, taken=bool(countries))),
        noticed=lambda: tuple(note for table in tables for note in table.noticed()),
        part=any(table.set_aside for table in tables),
        written={table.name: Written(f"{Path(table.name).stem}.csv", table.columns, ",") for table in tables},
        scope=_scope(countries),
    )


def _scope(countries: Iterable[str]) -> Extent:
    """Return what a complete load covers: the countries that the file has."""
    return Extent(parts="|".join(re.escape(code) for code in sorted(countries)))


def _loader(options: PlacesOptions) -> str:
    said = options.model_dump(exclude_defaults=True, exclude={"release", "published", "gazetteer"})
    return " ".join([FORMAT, *(f"{name}={value}" for name, value in sorted(said.items()))])


def _release(source: str, path: Path, options: PlacesOptions) -> Release:
    published = options.published.strip()
    if published and not is_day(published):
        raise InputError(f"{published[:40]!r} is not a day", where="--published", next_step=day_hint(published[:40]))
    return Release(
        source=source,
        version=options.release.strip() or published or path.stem,
        published=date.fromisoformat(published) if published else None,
        sha256=digest(_files(path) if path.is_dir() else [path]),
    )


def _files(folder: Path) -> list[Path]:
    """Return the tables of a folder: boundaries of several levels, or rows that a load had set aside."""
    return sorted(file for kind in ("*.csv", "*.geojson") for file in folder.glob(kind))


def _tables(path: Path, options: PlacesOptions) -> Sequence[Table | Streamed | Boundaries]:
    """Open the tables of a file: GeoNames', or one of boundaries, or the sheets of a workbook."""
    if path.suffix.lower() == ".xlsx":
        return _sheets(path)
    if path.is_dir():
        return [_table(file, options) for file in _files(path)] or [_table(path, options)]
    return [_table(path, options)]


def _table(path: Path, options: PlacesOptions) -> Streamed | Boundaries:
    if boundaries := opened_boundaries(path, _MEMBERS):
        return boundaries
    if options.gazetteer != "ocha":
        tabs = open_streamed(path, separator="\t", columns=_named_in(quoted(path)), member=_MEMBERS, quotes=False)
        if tabs.columns[: len(geonames.COLUMNS)] == geonames.COLUMNS and not tabs.header:
            return tabs
        if tabs.columns[:1] == geonames.COLUMNS[:1]:  # rows that were set aside
            return open_streamed(path, separator="\t", member=_MEMBERS)
        if options.gazetteer == "geonames":
            raise _no_geonames(len(tabs.columns), quoted(path))
    return open_streamed(path, separator="", member=_MEMBERS)


def _named_in(where: str) -> Callable[[Sequence[str]], Sequence[str] | None]:
    """Return what gives the names of GeoNames' columns for a first line that is a row of its."""

    def named(cells: Sequence[str]) -> Sequence[str] | None:
        if len(cells) < 2 or not cells[0].isdecimal():
            return None
        if len(cells) != len(geonames.COLUMNS):
            raise _no_geonames(len(cells), f"{where}, line 1")
        return geonames.COLUMNS

    return named


def _no_geonames(columns: int, where: str) -> DataError:
    return DataError(
        f"The file has {counted(columns, 'column')}, and GeoNames' have {len(geonames.COLUMNS)}",
        where=where,
        next_step="Load a file such as ML.zip or allCountries.zip of geonames.org's export as it is.",
    )


def _sheets(path: Path) -> list[Table | Streamed | Boundaries]:
    """Return the sheets of a workbook that have codes of divisions."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DataError(
                f"The workbook has more than {MAX_BYTES >> 20} MB", where=quoted(path), next_step="Save it as CSV."
            )
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(
            f"The file cannot be read: {error.strerror}", where=quoted(path), next_step="Check the path."
        ) from None
    book = Workbook(raw, name=path.name, where=quoted(path))
    tables: list[Table] = []
    others = []
    for sheet in book.sheets:
        columns = book.first_row(sheet)  # of a damaged sheet nobody knows whether it is a page of remarks
        try:
            ocha.Levels.of(columns)
        except DataError:  # a page of remarks, in which cells may be merged
            others.append(sheet)
            continue
        tables.append(book.table(sheet))
    if not tables:
        raise DataError(
            "No sheet has columns of codes and names of divisions",
            where=quoted(path),
            next_step="COD-AB workbooks have adm1_pcode and adm1_name, older ones ADM1_PCODE and ADM1_EN.",
        )
    first, *more = tables
    if others:
        note = f"Left out, since their first row does not name codes of divisions: the sheets {', '.join(others)}."
        first = replace(first, notes=(*first.notes, note))
    return [first, *more]
