"""What changed since the run before, laid out: sentences, rows with their claims, and what accounts for each score."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tertius.catalog.question import ids_beside
from tertius.reports.compute import ComputedReport, ComputedSection
from tertius.reports.difference import (
    ChangeGroup,
    ReportDifference,
    RowChange,
    RowDifference,
    SectionDifference,
    listed,
)
from tertius.reports.render.causes import TOGETHER, accounts, amount, cause_of, signed
from tertius.reports.render.cells import Cell, Named, Part, cell_of, entry, shown
from tertius.reports.rows import NAMES, key_columns
from tertius.wording import counted, text_of, verb

MOST_ROWS = 12
"""Rows of one section that are written; the others are counted."""
_MOST_COLUMNS = 5
_MOST_NAMES = 3
_MEASURED = ("rank", "expected")
"""What is told of a measure's row: the rest of its columns moves with these."""
_COLUMNS = {"expected": "expected score"}

_Texts = Callable[[object], str]


@dataclass(frozen=True, slots=True)
class Cause:
    """The changes that one load made, or that came by one decisions file.

    Attributes
    ----------
    name
        What it is, after ``by``: ``the load sahel-2017:1``.
    says
        How many claims it changed and how many edges it touches, in a sentence.
    new, gone
        Numbers of claims that it made, and of claims that it changed or closed: the first few.
    more
        How many claims there are besides.
    """

    name: str
    says: str
    new: tuple[int, ...]
    gone: tuple[int, ...]
    more: int

    @property
    def rest(self) -> str:
        """How many claims are not named, in a sentence; empty for none."""
        more = counted(self.more, "more claim")
        return f"{more} {verb(self.more, 'is', 'are')} not named." if self.more > 0 else ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A row that came, went or moved.

    Attributes
    ----------
    what
        ``came``, ``went`` or ``moved``.
    who
        Who or what the row is about.
    says
        What became of it: ``rank 5 → 1``, a phrase for each column.
    accounts
        Of a measure, what accounts for the change of its score: a phrase for each cause, the largest first.
    new, gone
        Numbers of claims that it rests on and did not before, and of those that it rests on no longer.
    """

    what: str
    who: Cell
    says: tuple[str, ...]
    accounts: tuple[str, ...]
    new: tuple[int, ...]
    gone: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ChangedSection:
    """What changed in one section.

    Attributes
    ----------
    number
        The section's; None where the report has it no longer.
    title
        Its heading.
    says
        What changed, in a sentence.
    rows, more
        The rows, and how many more there are.
    measured
        Whether rows say what accounts for them.
    causes
        What made the changes, of a measure.
    notes
        How far that can be trusted, and why something is not told.
    """

    number: int | None
    title: str
    says: str
    rows: tuple[Changed, ...]
    more: int
    measured: bool
    causes: tuple[Cause, ...]
    notes: tuple[str, ...]

    @property
    def rest(self) -> str:
        """How many more rows differ, in a sentence; empty for none."""
        return f"{counted(self.more, 'more row')} {verb(self.more, 'differs', 'differ')}." if self.more else ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since the run before.

    Attributes
    ----------
    before
        That run's id.
    title
        A heading: since which run, of which day.
    sentence
        What was really new.
    sections
        The sections in which something changed, or in which that cannot be told.
    """

    before: str
    title: str
    sentence: str
    sections: tuple[ChangedSection, ...]


def claims_of(difference: ReportDifference | None) -> list[str]:
    """Return the ids of the claims that a difference names and holds, those that came first.

    Parameters
    ----------
    difference
        The difference, if there is one.
    """
    if difference is None:
        return []
    rows = [row for section in difference.sections for row in section.rows]
    groups = [group for section in difference.sections for group in (section.why.groups if section.why else ())]
    named = [*(row.claims_new for row in rows), *(group.claims_after for group in groups)]
    named += [*(row.claims_gone for row in rows), *(group.claims_before for group in groups)]
    return [id_ for id_ in dict.fromkeys(id_ for ids in named for id_ in ids) if id_ in difference.records]


def lay_changes(report: ComputedReport, numbers: Mapping[str, int], names: Mapping[str, Named]) -> Changes | None:
    """Lay out what changed since the run before.

    Parameters
    ----------
    report
        The report, with its difference.
    numbers, names
        The numbers of its claims by id, and its entries by the entity's id.

    Returns
    -------
    Changes or None
        None if the report was not compared.
    """
    found = report.difference
    if found is None:
        return None
    placed = {section.section.title: (at, section) for at, section in enumerate(report.sections, start=1)}
    laid = []
    for one in found.sections:
        number, section = placed.get(one.title, (None, None))
        changed = _Section(one, section, numbers, names).lay(number)
        if changed is not None:
            laid.append(changed)
    return Changes(
        before=found.before,
        title=f"What changed since {found.before}, {found.then:%Y-%m-%d}",
        sentence=shown(found.sentence),
        sections=tuple(laid),
    )


@dataclass(frozen=True, slots=True)
class _Section:
    """Lays out what changed in one section."""

    found: SectionDifference
    section: ComputedSection | None
    numbers: Mapping[str, int]
    names: Mapping[str, Named]

    def lay(self, number: int | None) -> ChangedSection | None:
        found, why = self.found, self.found.why
        if not (found.rows or found.note or (why and why.versions)):
            return None
        moved = {tuple(row.ids): row for row in why.rows} if why else {}
        rows = [self._row(row, moved) for row in found.rows]
        return ChangedSection(
            number=number,
            title=found.title,
            says=self._sentence(rows),
            rows=tuple(rows[:MOST_ROWS]),
            more=len(rows[MOST_ROWS:]) + found.more,
            measured=why is not None,
            causes=tuple(self._cause(group) for group in why.groups) if why else (),
            notes=tuple(map(shown, self._notes())),
        )

    def _row(self, row: RowDifference, moved: Mapping[tuple[str, ...], RowChange]) -> Changed:
        told = row.after or row.before or {}
        change = moved.get(tuple(str(told.get(name)) for name in ("node_id",))) or moved.get(
            tuple(str(told.get(name)) for name in ("source_id", "target_id"))
        )
        return Changed(
            what=row.what,
            who=self._who(told),
            says=tuple(self._says(row)),
            accounts=tuple(accounts(change)) if change else (),
            new=self._numbered(row.claims_new),
            gone=self._numbered(row.claims_gone),
        )

    def _who(self, row: Mapping[str, Any]) -> Cell:
        """Return who a row is about, and in which group where that tells it from others."""
        keys = [(key, named) for key in self._keys(row) for named in row if ids_beside(named, row) == key]
        about = [pair for pair in keys if pair[1] in NAMES and row[pair[1]]]
        place = [pair for pair in keys if pair[1] == "organization" and row[pair[1]]] if about else []
        parts: list[Part] = []
        for apart, pairs in ((" – ", about or keys), (" in ", place)):
            for key, named in pairs:
                parts += [Part(apart)] * bool(parts) + [Part(text_of(row[named], shown), entry(row[key], self.names))]
        if not parts:
            parts = [Part(" – ".join(text_of(row[key], shown) for key in self._keys(row)))]
        return Cell(tuple(parts), apart="")

    def _keys(self, row: Mapping[str, Any]) -> list[str]:
        if self.section is not None and self.section.answer is not None:
            return [key for key in key_columns(self.section.answer, self.section.evidence_column) if key in row]
        return [key for key in row if key.endswith("_id")]

    def _says(self, row: RowDifference) -> Iterable[str]:
        here = "the first rows" if self.found.first_only else "the rows"
        old, new = row.before, row.after
        if old is None or new is None:
            rank = (new or old or {}).get("rank")
            at = "" if rank is None else f" at rank {text_of(rank)}" if new else f", was at rank {text_of(rank)}"
            yield f"new among {here}{at}" if new else f"no longer among {here}{at}"
            return
        if not row.columns:
            yield "rests on other claims"
            return
        for name in self._columns(row):
            heading = _COLUMNS.get(name) or name.replace("_", " ")
            yield f"{heading} {_from_to(old.get(name), new.get(name), self._text(name))}"

    def _columns(self, row: RowDifference) -> list[str]:
        shows = self.section.shows if self.section else ()
        if self.section is not None and self.section.kind == "measure":
            measured = [name for name in _MEASURED if name in row.columns]
            if measured:
                return measured
        ids = [name for name in row.columns if name.endswith(("_id", "_ids"))]
        told = [name for name in row.columns if name in shows] or [name for name in row.columns if name not in ids]
        return sorted(told or ids, key=lambda name: name != "rank")[:_MOST_COLUMNS]

    def _text(self, column: str) -> _Texts:
        return lambda value: cell_of({column: value}, column, [column], {}).parts[0].text

    def _sentence(self, rows: Sequence[Changed]) -> str:
        parts = []
        for what, said in (("came", "came"), ("went", "went"), ("moved", "changed")):
            some = [row for row in rows if row.what == what]
            if some:
                names = listed([row.who.text for row in some[:_MOST_NAMES]])
                which = f"{names} {said}" if len(some) <= _MOST_NAMES else f"{counted(len(some), 'row')} {said}"
                parts.append(which)
        first = f"{listed(parts)}." if parts else ""
        return f"{first}{self._leading()}".strip()

    def _leading(self) -> str:
        """Return of whom the rank changed most, and what accounts for it."""
        why = self.found.why
        for row in why.rows if why else ():
            if row.rank_before is not None and row.rank_after is not None and row.rank_before != row.rank_after:
                way = "rose" if row.rank_after < row.rank_before else "fell"
                ranks = f"from rank {text_of(row.rank_before)} to {text_of(row.rank_after)}"
                told = [share for share in row.shares if share.tells and share.name != TOGETHER]
                by = ""
                if told:
                    name, share = cause_of(told[0].name), amount(told[0])
                    by = f"; {name} accounts for {share} of {signed(row.change)} in the expected score"
                return f" {shown(row.name)} {way} {ranks}{by}."
        return ""

    def _cause(self, group: ChangeGroup) -> Cause:
        name = cause_of(group.name)
        decided = counted(group.decisions, "decision") if group.decisions else ""
        words = listed([part for part in (group.counts.words, decided) if part]) or "no claim is new"
        new, gone = self._numbered(group.claims_after), self._numbered(group.claims_before)
        counts = group.counts
        return Cause(
            name=name,
            says=f"{words}; {counted(group.edges, 'edge')} {verb(group.edges, 'is', 'are')} touched.",
            new=new,
            gone=gone,
            more=counts.new + 2 * counts.changed + counts.closed - len(new) - len(gone),
        )

    def _notes(self) -> Iterable[str]:
        found, why = self.found, self.found.why
        if found.note:
            yield found.note
        if why is None:
            return
        yield from (f"The question was asked in {version}." for version in why.versions)
        if why.idle:
            idle = counted(why.idle, "other load or decisions file", "other loads and decisions files")
            yield f"{idle} {verb(why.idle, 'touches', 'touch')} nothing of this network."
        if any(row.shares for row in why.rows):
            yield (
                "What a cause accounts for is a Shapley value: its mean effect over every order in which the causes "
                "may come, on 100 simulations."
                if why.exact
                else "What a cause accounts for is the mean of its effect alone and of its effect last, on 100 "
                "simulations; 'together' is what remains."
            )

    def _numbered(self, ids: Iterable[str]) -> tuple[int, ...]:
        return tuple(sorted(self.numbers[id_] for id_ in ids if id_ in self.numbers))


def _from_to(old: object, new: object, text: _Texts) -> str:
    if isinstance(old, list) and isinstance(new, list):
        parts = [f"+ {text_of(one, shown)}" for one in new if one not in old]
        parts += [f"− {text_of(one, shown)}" for one in old if one not in new]
        return "; ".join(parts) or "in another order"
    return f"{text(old)} → {text(new)}"
