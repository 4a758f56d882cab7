"""A report as a reader goes through it: sentences, tables whose names lead on, the claims, the sources, the method.

Every format is written from this, so that all of them say the same. Claims are numbered through the whole report, each
once; the entities that tables name have an entry each, which leads to what is said of them.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from shlex import quote

from tertius.answers import Answer
from tertius.records.claim_text import said
from tertius.records.claims import ClaimRecord
from tertius.records.sources import SourceRecord
from tertius.reports.compute import ComputedReport, ComputedSection
from tertius.reports.history import RankHistory
from tertius.reports.render.cells import Cell, Named, Part, cell_of, entities, shown, word
from tertius.reports.render.changes import Changes, claims_of, lay_changes
from tertius.reports.render.sentences import sentences
from tertius.wording import counted

__all__ = [
    "Cell",
    "Changes",
    "Claimed",
    "Document",
    "Heading",
    "Laid",
    "Named",
    "Part",
    "Row",
    "Used",
    "lay_out",
    "shown",
]

_WEB = re.compile(r"https?://[^\s<>\"']+\Z")
_KINDS = {"integer": "number", "number": "number", "date": "day"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes
    ----------
    cells
        By the table's headings.
    claims
        Numbers of the claims that it rests on.
    more
        How many more claims there are than these.
    """

    cells: tuple[Cell, ...]
    claims: tuple[int, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column.

    Attributes
    ----------
    text, about
        Its words, and what it tells.
    kind
        ``number``, ``day``, or empty for what is read as text.
    """

    text: str
    about: str
    kind: str


@dataclass(frozen=True, slots=True)
class Laid:
    """A section, laid out.

    Attributes
    ----------
    number
        From 1.
    section
        What was computed.
    headings, rows
        Its table.
    notes
        What a reader has to know besides.
    command
        What asks the same again.
    history
        Of a section with ranks, those of the last runs.
    """

    number: int
    section: ComputedSection
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    command: str
    history: RankHistory | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim that the report rests on.

    Attributes
    ----------
    number
        From 1, in the order in which the report first rests on it.
    claim
        The claim.
    says
        What it says, how surely, and when.
    behind
        Numbers of the sections that rest on it; none for one that only the difference names.
    turned
        ``new``, ``changed`` or ``gone`` since the run before; empty for one that stood then as it does now.
    """

    number: int
    claim: ClaimRecord
    says: str
    behind: tuple[int, ...]
    turned: str = ""


@dataclass(frozen=True, slots=True)
class Used:
    """A source that the report rests on.

    Attributes
    ----------
    source
        The source.
    claims
        How many of the report's claims are its.
    link
        Its address, where it is one of the web; empty otherwise.
    """

    source: SourceRecord
    claims: int
    link: str


@dataclass(frozen=True, slots=True)
class Document:
    """A report, laid out.

    Attributes
    ----------
    report
        What was computed.
    sentences
        What a reader who has two minutes should know.
    sections, names, claims, sources
        Its parts, in order.
    conventions
        What is counted and what is not, each sentence once.
    changes
        What changed since the run before; None if the report was compared with none.
    """

    report: ComputedReport
    sentences: tuple[str, ...]
    sections: tuple[Laid, ...]
    names: tuple[Named, ...]
    claims: tuple[Claimed, ...]
    sources: tuple[Used, ...]
    conventions: tuple[str, ...]
    changes: Changes | None = None


def lay_out(report: ComputedReport) -> Document:
    """Lay a report out.

    Parameters
    ----------
    report
        What was computed.
    """
    difference = report.difference
    claims = _number_claims(report)
    names = _name_entities(report, claims)
    behind: dict[str, list[int]] = defaultdict(list)
    for number, answer in _answers(report):
        for claim_id in dict.fromkeys(one for row in _rows_of(answer) for one in row):
            behind[claim_id].append(number)
    records = {**(difference.records if difference else {})}
    for _, answer in _answers(report):
        records |= answer.evidence.claims if answer.evidence else {}
    then = difference.then if difference else None
    claimed = tuple(
        Claimed(number, records[id_], shown(said(records[id_])), tuple(behind[id_]), _turned(records[id_], then))
        for id_, number in claims.items()
    )
    histories = {one.title: one for one in report.history}
    return Document(
        report=report,
        sentences=tuple(map(shown, sentences(report))),
        sections=tuple(
            _lay_section(number, section, claims, names, histories.get(section.section.title))
            for number, section in enumerate(report.sections, start=1)
        ),
        names=tuple(names.values()),
        claims=claimed,
        sources=_sources(report, claimed),
        conventions=tuple(
            dict.fromkeys(line for _, answer in _answers(report) for line in answer.assumptions.conventions)
        ),
        changes=lay_changes(report, claims, names),
    )


def _answers(report: ComputedReport) -> list[tuple[int, Answer]]:
    return [
        (number, section.answer)
        for number, section in enumerate(report.sections, start=1)
        if section.answer is not None
    ]


def _rows_of(answer: Answer) -> list[list[str]]:
    return answer.evidence.rows if answer.evidence else [[] for _ in answer.rows]


def _number_claims(report: ComputedReport) -> dict[str, int]:
    ids = (claim_id for _, answer in _answers(report) for row in _rows_of(answer) for claim_id in row)
    return {
        claim_id: number
        for number, claim_id in enumerate(dict.fromkeys([*ids, *claims_of(report.difference)]), start=1)
    }


def _turned(claim: ClaimRecord, then: datetime | None) -> str:
    """Return what became of a claim since a moment."""
    if then is None or (claim.recorded_to is None and datetime.fromisoformat(claim.recorded_from) < then):
        return ""
    return "gone" if claim.recorded_to is not None else "changed" if claim.revision > 1 else "new"


def _name_entities(report: ComputedReport, claims: Mapping[str, int]) -> dict[str, Named]:
    """Return the entities that tables name, by id, in the order of their names."""
    found: dict[str, str] = {}
    resting: dict[str, set[int]] = defaultdict(set)
    for _, answer in _answers(report):
        columns = [column.name for column in answer.columns]
        about = {} if answer.evidence is None else answer.evidence.claims
        for row, behind in zip(answer.rows, _rows_of(answer), strict=True):
            for entity, name in entities(row, columns):
                found.setdefault(entity, name)
                named = [one for one in behind if any(part.id == entity for part in about[one].about)]
                # Of one that others were joined to, claims may name only the others.
                resting[entity].update(claims[one] for one in named or behind)
    records = report.difference.records if report.difference else {}
    for section in report.difference.sections if report.difference else ():
        for told in section.rows:
            numbers = {id_: claims[id_] for id_ in (*told.claims_new, *told.claims_gone) if id_ in claims}
            row = told.after or told.before or {}
            for entity, name in entities(row, list(row)):
                found.setdefault(entity, name)
                named = [id_ for id_ in numbers if id_ in records and any(p.id == entity for p in records[id_].about)]
                resting[entity].update(numbers[id_] for id_ in named)
    ordered = sorted(found.items(), key=lambda item: (item[1].casefold(), item[0]))
    return {
        entity: Named(number, entity, shown(name), tuple(sorted(resting[entity])))
        for number, (entity, name) in enumerate(ordered, start=1)
    }


def _lay_section(
    number: int,
    section: ComputedSection,
    claims: Mapping[str, int],
    names: Mapping[str, Named],
    history: RankHistory | None,
) -> Laid:
    answer = section.answer
    if answer is None:
        return Laid(number, section, (), (), (), _command(section))
    columns = {column.name: column for column in answer.columns}
    headings = tuple(
        Heading(name.replace("_", " "), columns[name].about, _KINDS.get(columns[name].type, ""))
        for name in section.shows
    )
    rows = tuple(
        Row(
            cells=tuple(cell_of(row, name, list(columns), names) for name in section.shows),
            claims=tuple(sorted(claims[one] for one in behind)),
            more=(answer.evidence.counts[at] if answer.evidence else 0) - len(behind),
        )
        for at, (row, behind) in enumerate(zip(answer.rows, _rows_of(answer), strict=True))
    )
    notes = [] if answer.network is None else [_network(answer), *answer.network.notes]
    notes += answer.assumptions.observed
    if answer.truncated:
        of = f" of {answer.total:,}" if answer.total is not None else ""
        notes.insert(0, f"These are the first {answer.row_count:,}{of}; the command below gives more with --limit.")
    return Laid(number, section, headings, rows, tuple(map(shown, notes)), _command(section), history)


def _network(answer: Answer) -> str:
    facts = answer.network
    assert facts is not None  # noqa: S101 - the caller looked
    return (
        f"Computed on {counted(facts.nodes, 'node')} and {counted(facts.edges, 'edge')}, which stand on "
        f"{counted(facts.ties, 'tie')} from {counted(len(facts.roots), 'independent source')}."
    )


def _command(section: ComputedSection) -> str:
    """Return what asks a section's question again, with what it was asked with."""
    words = ["tertius", "query", section.section.question]
    for name, value in section.asked.items():
        for one in value if isinstance(value, list) else [value]:
            words += [f"--{name.replace('_', '-')}", quote(word(one))]
    return " ".join([*words, "--evidence"])


def _sources(report: ComputedReport, claims: Sequence[Claimed]) -> tuple[Used, ...]:
    known = {**(report.difference.sources if report.difference else {})}
    for _, answer in _answers(report):
        known |= answer.evidence.sources if answer.evidence else {}
    counts: dict[str, int] = defaultdict(int)
    for one in claims:
        counts[one.claim.source_id] += 1
    return tuple(
        Used(source, counts[source_id], (source.url or "") if _WEB.match(source.url or "") else "")
        for source_id, source in sorted(known.items())
        if counts[source_id]
    )
