"""How the changes that a load made are printed: counted by year and country, or each of them."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from typing import TYPE_CHECKING

import click

from tertius.wording import counted, printable

if TYPE_CHECKING:
    from tertius.records.load_changes import Change
    from tertius.records.load_moments import Moment

_NOT_KNOWN = "not known"
_SENTENCE = {
    "added": ("event added", "events added"),
    "withdrawn": ("withdrawn", "withdrawn"),
    "newly asked for": ("event newly asked for", "events newly asked for"),
    "not asked for": ("event not asked for", "events not asked for"),
    "re-dated": ("re-dated", "re-dated"),
    "deaths": ("with other deaths", "with other deaths"),
    "places": ("elsewhere", "elsewhere"),
    "sides": ("with other sides", "with other sides"),
    "renamed": ("actor renamed", "actors renamed"),
    "other": ("other change", "other changes"),
}


_UNASKED = (
    "What was not asked for was left out by an option of the load, such as --country, or is of another part than its "
    "file: nothing says that the release lacks it."
)


def csv_of(changes: "Iterable[Change]", delimiter: str) -> Iterator[str]:
    """Yield each change as a line of CSV, the columns first."""
    from tertius.model.cells import MARK, csv_lines
    from tertius.records.load_changes import Change

    yield MARK
    columns = [field.name for field in fields(Change)]
    rows = ({name: "" if value is None else str(value) for name, value in asdict(one).items()} for one in changes)
    yield from csv_lines(rows, columns, delimiter)


def order_told(before: "Moment", after: "Moment") -> str:
    """Say it if the first of two loads is the later one, whose state has what the other left in it; else nothing."""
    if before.at <= after.at:
        return ""
    return (
        f"{before} was loaded after {after}, and what a newer release says stays when an older one is loaded: these "
        "are the differences between what stood after each load, not between the two files."
    )


def json_of(changes: "Iterable[Change]", before: "Moment", after: "Moment") -> Iterator[str]:
    """Yield the changes as JSON, one a line."""
    ends = {"source": before.source, "before": str(before), "after": str(after)}
    if told := order_told(before, after):
        ends["note"] = told
    yield json.dumps(ends, ensure_ascii=False)[:-1] + ', "changes": ['
    for number, change in enumerate(changes):
        yield f"{',' if number else ''}\n {json.dumps(asdict(change), ensure_ascii=False)}"
    yield "\n]}\n"


def table_of(changes: "Iterable[Change]", before: "Moment", after: "Moment", limit: int) -> Iterator[str]:
    """Yield the lines of a table that counts the changes by year and country, what is not known last.

    Parameters
    ----------
    changes, before, after
        The changes between two moments.
    limit
        Rows at most; 0 for all.
    """
    from tertius.cli.tables import rows_lines
    from tertius.cli.told import lines_of
    from tertius.records.load_changes import KINDS

    counts: Counter[tuple[int | None, str | None, str]] = Counter()
    for change in changes:
        counts[change.year, change.country, change.change] += 1
    yield click.style(printable(f"{after} against {before}"), bold=True) + "\n"
    totals = {kind: sum(count for (_, _, what), count in counts.items() if what == kind) for kind in KINDS}
    said = ", ".join(counted(count, *_SENTENCE[kind]) for kind, count in totals.items() if count)
    told = order_told(before, after)
    unasked = _UNASKED if totals["newly asked for"] or totals["not asked for"] else ""
    none = "0 changes between what stood after each load." if told else "0 changes: both say the same."
    for sentence in (f"{said}." if said else none, unasked, told):
        for line in lines_of(sentence) if sentence else ():
            yield f"{line}\n"
    if not counts:
        return
    groups = sorted({(year, country) for year, country, _ in counts}, key=_in_order)
    shown = groups[:limit] if limit else groups
    kinds = [kind for kind in KINDS if totals[kind]]
    rows = [
        {
            "year": _NOT_KNOWN if year is None else str(year),
            "country": country or _NOT_KNOWN,
            **{kind: counts[year, country, kind] for kind in kinds},
        }
        for year, country in shown
    ]
    yield "\n"
    for line in rows_lines(("year", "country", *kinds), rows):
        yield f"{line}\n"
    yield "\n"
    if len(shown) < len(groups):
        yield f"{counted(len(groups) - len(shown), 'more row')}: --limit 0 shows all.\n"
    yield click.style("Every change, with what it said before: --format csv.", dim=True) + "\n"


def _in_order(group: tuple[int | None, str | None]) -> tuple[bool, int, bool, str]:
    year, country = group
    return year is None, year or 0, country is None, country or ""
