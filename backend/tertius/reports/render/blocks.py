"""A report as headings, paragraphs, tables and figures in reading order: what is written for paper is made from this.

Each text is that of the report, cleaned (`tertius.reports.render.cells.shown`) and on one line; it is never markup.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tertius.reports.draw.canvas import Picture
from tertius.reports.render.cells import Cell, shown
from tertius.reports.render.changes import ChangedSection, Changes
from tertius.reports.render.document import Claimed, Document, Laid, Used
from tertius.reports.render.figures import picture_beside
from tertius.reports.render.words import command_of, inputs_of, tables_of, when

Style: TypeAlias = Literal["", "strong", "soft", "code", "mark"]
"""How a piece of text looks: plain, strong, of second rank, as it is typed, or what a reader is to see first."""

Place: TypeAlias = Literal["", "gist", "item", "soft", "code"]
"""What a paragraph is: plain, one of the first sentences, an entry of a list, of second rank, or a command."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text.

    Attributes
    ----------
    text
        What is read.
    link
        Where it leads: ``#`` and an anchor of this report, or an address of the web; empty: nowhere.
    style
        How it looks.
    """

    text: str
    link: str = ""
    style: Style = ""


Line: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A heading.

    Attributes
    ----------
    level
        1 or 2.
    text, anchor
        Its words, and what links call it.
    """

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph.

    Attributes
    ----------
    line
        Its pieces.
    place
        What it is.
    anchor
        What links call it; empty: none leads here.
    """

    line: Line
    place: Place = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    text
        Its heading.
    number
        Whether it holds numbers.
    """

    text: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Attributes
    ----------
    title
        What it holds, for those who do not see it.
    columns, rows
        Its head, and lines by row and column.
    anchors
        What links call the rows; empty: none leads there.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Line, ...], ...]
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture."""

    picture: Picture


Block: TypeAlias = Head | Paragraph | Grid | Figure


def blocks_of(doc: Document) -> tuple[Block, ...]:
    """Return a report as blocks, its title left out.

    Parameters
    ----------
    doc
        The report.
    """
    return tuple(_blocks(doc))


def text_of_line(line: Iterable[Span]) -> str:
    """Return the text of a line."""
    return "".join(span.text for span in line)


def _blocks(doc: Document) -> Iterator[Block]:
    report = doc.report
    about = "".join(f" · {name}: {value}" for name, value in inputs_of(doc))
    yield Paragraph((_span(f"{when(report)}{about} · run "), _span(report.run, style="code")), "soft")
    if report.plan.about:
        yield _plain(report.plan.about)
    yield from (Paragraph((_span(f"{number}. {told}"),), "gist") for number, told in enumerate(doc.sentences, start=1))
    changed = {one.number: one for one in doc.changes.sections if one.number} if doc.changes else {}
    if doc.changes:
        yield from _changes(doc.changes)
    for one in doc.sections:
        yield from _section(one)
        if one.number in changed:
            yield from _changed(changed[one.number])
    yield from _names(doc)
    yield Head(1, "Claims", "claims")
    yield _plain(
        "What the sources say, as claims: each statement with its date, its hedge in the source's own words, and the "
        "place where it stands. Paraphrases are the curator's.",
        "soft",
    )
    numbers = {used.source.id: number for number, used in enumerate(doc.sources, start=1)}
    for claimed in doc.claims:
        yield from _claim(claimed, doc, numbers)
    yield from _sources(doc.sources)
    yield from _assumptions(doc)
    yield from _again(doc)


def _changes(changes: Changes) -> Iterator[Block]:
    yield Head(1, shown(changes.title), "changes")
    yield _plain(changes.sentence)
    for one in changes.sections:
        link = f"#change-{one.number}" if one.number else ""
        says = one.says or " ".join(one.notes[:1])
        yield Paragraph((_span(one.title, link), _span(f": {says}")), "item")


def _changed(one: ChangedSection) -> Iterator[Block]:
    yield Head(2, "What changed here", f"change-{one.number}")
    for cause in one.causes:
        line = [_span(cause.name[:1].upper() + cause.name[1:], style="strong"), _span(f": {cause.says}")]
        for said, claims in (("New or changed", cause.new), ("Gone", cause.gone)):
            line += [_span(f" {said}: "), *_numbers(claims), _span(".")] if claims else []
        line += [_span(f" {cause.rest}")] if cause.rest else []
        yield Paragraph(tuple(line), "item")
    if one.rows:
        heads = ["who or what", "what became of it", *["what accounts for its score"] * one.measured]
        yield Grid(
            "What changed here",
            tuple(map(Column, [*heads, "claims that came", "claims that went"])),
            tuple(
                (
                    _cell(row.who),
                    (_span("; ".join(row.says)),),
                    *[(_span("; ".join(row.accounts) or "–"),)] * one.measured,
                    _numbers(row.new),
                    _numbers(row.gone),
                )
                for row in one.rows
            ),
        )
    if one.rest:
        yield _plain(one.rest, "soft")
    yield from (_plain(note, "soft") for note in one.notes)


def _section(one: Laid) -> Iterator[Block]:
    computed = one.section
    yield Head(1, shown(computed.section.title), f"section-{one.number}")
    if computed.section.about:
        yield _plain(computed.section.about)
    if (refusal := computed.refusal) is not None:
        yield _plain(computed.question)
        told = f" {refusal.what} {refusal.next_step}".rstrip()
        yield Paragraph((_span(f"{refusal.title}.", style="strong"), _span(told)))
        return
    if not one.rows:
        yield _plain(f"{computed.question} Nothing in the loaded sources answers this.")
        return
    if (picture := picture_beside(one)) is not None:
        yield Figure(picture)
    yield _plain(f"{computed.question} The numbers at the end of a row lead to its claims.")
    yield Grid(
        shown(computed.section.title),
        (*(Column(heading.text, heading.kind == "number") for heading in one.headings), Column("claims")),
        tuple((*map(_cell, row.cells), _numbers(row.claims, row.more)) for row in one.rows),
    )
    yield from (_plain(note, "soft") for note in one.notes)
    told = "; ".join(f"{heading.text}: {heading.about}" for heading in one.headings if heading.about)
    if told:
        yield Paragraph((_span("Columns. ", style="strong"), _span(f"{told}.")), "soft")


def _names(doc: Document) -> Iterator[Block]:
    yield Head(1, "Names", "names")
    yield _plain("Who and what the tables name, with the claims that speak of them.", "soft")
    for one in doc.names:
        line = (_span(one.name), _span(" "), _span(one.id, style="code"), _span(": "), *_numbers(one.claims))
        yield Paragraph(line, "item", f"name-{one.number}")


def _claim(one: Claimed, doc: Document, sources: Mapping[str, int]) -> Iterator[Block]:
    claim = one.claim
    line = [_span(f"{one.number} ", style="strong")]
    line += [_span(f"{one.turned.capitalize()}: ", style="mark")] if one.turned else []
    line += [_span("Denied: ", style="mark")] if claim.polarity == "denies" else []
    line += [_span(f"{one.says}. "), _span(claim.source_id, f"#source-{sources[claim.source_id]}")]
    line += [_span(f", {claim.locator}")] if claim.locator else []
    line += [_span(f": {claim.note}")] if claim.note else []
    for ruling in claim.rulings:
        field = f" ({ruling.field}: {ruling.value})" if ruling.field else ""
        told = f" {ruling.kind.capitalize()}ed by {ruling.who} on {ruling.when}{field}: {ruling.why}"
        line.append(_span(told, style="soft"))
    grade = f", credibility {claim.credibility}" if claim.credibility else ""
    line.append(_span(f" Likelihood {claim.likelihood:.2f}{grade}", style="soft"))
    for at, number in enumerate(one.behind):
        line.append(_span(", " if at else "; behind ", style="soft"))
        line.append(_span(doc.sections[number - 1].section.section.title, f"#section-{number}", "soft"))
    line.append(_span(". ", style="soft"))
    yield Paragraph((*line, _span(claim.id, style="code")), "item", f"claim-{one.number}")


def _sources(sources: Sequence[Used]) -> Iterator[Block]:
    yield Head(1, "Sources", "sources")
    yield _plain(
        "Reliability is graded from A (completely reliable) to E (unreliable), F where it cannot be judged. A source "
        "that repeats another is no independent voice.",
        "soft",
    )
    yield Grid(
        "Sources",
        (*map(Column, ("source", "what it is", "editions", "reliability")), Column("claims here", number=True)),
        tuple(map(_source, sources)),
        tuple(f"source-{number}" for number in range(1, len(sources) + 1)),
    )


def _source(used: Used) -> tuple[Line, ...]:
    source = used.source
    told = [_span(", ".join(part for part in (source.author, source.title, source.publisher) if part))]
    told += [_span(" "), _span(used.link, used.link)] if used.link else []
    told += [_span(f" {source.licence}", style="soft")] if source.licence else []
    if source.derived_from:
        told.append(_span(f" Repeats {', '.join(source.derived_from)}.", style="soft"))
    editions = ", ".join(
        f"{release.version} ({release.published})"
        if release.published not in (None, release.version)
        else release.version
        for release in source.releases
    )
    return (
        (_span(source.id),),
        tuple(told),
        (_span(editions or "–"),),
        (_span(source.reliability or "not graded"),),
        (_span(f"{used.claims:,}"),),
    )


def _assumptions(doc: Document) -> Iterator[Block]:
    yield Head(1, "Assumptions", "assumptions")
    yield _plain(
        "These probabilities are an assumption, not a finding. They say how likely a claim holds by how its source "
        "hedges it; a grade of credibility goes before the hedge."
    )
    if answers := [section.answer for section in doc.report.sections if section.answer]:
        assumed = answers[0].assumptions
        rows = tuple(((_span(name),), (_span(f"{p:.2f}"),)) for name, p in tables_of(assumed))
        yield Grid("Assumptions", (Column("hedge, credibility, inference"), Column("probability", number=True)), rows)
        widths = ", ".join(f"{width} ({unit})" for unit, width in assumed.approximate_dates.items())
        yield _plain(
            f"An approximate date is widened by {widths}. Rules of derivation: version {assumed.derivation}.", "soft"
        )
    yield from (_plain(line, "item") for line in doc.conventions)


def _again(doc: Document) -> Iterator[Block]:
    report = doc.report
    yield Head(1, "How to reproduce it", "again")
    yield _plain(f"With the same loads, by Tertius {report.tertius}:")
    yield Paragraph((_span(command_of(report), style="code"),), "code")
    loads = ", ".join(f"{load.id} ({load.release_id})" for load in report.graph.loads)
    yield Paragraph((_span("Graph "), _span(report.graph.digest, style="code"), _span(f"; loads: {loads or 'none'}.")))
    for one in doc.sections:
        yield Head(2, shown(one.section.section.title), f"again-{one.number}")
        yield Paragraph((_span(one.command, style="code"),), "code")
        if (answer := one.section.answer) is not None:
            yield Paragraph(
                (_span(f"{answer.question} version {answer.version}, digest "), _span(answer.digest, style="code")),
                "soft",
            )


def _span(text: str, link: str = "", style: Style = "") -> Span:
    """Return a piece of text on one line; a blank at either end is kept, since pieces stand beside others."""
    told = shown(text)
    line = " ".join(told.split())
    before = " " if told[:1].isspace() and line else ""
    after = " " if told[-1:].isspace() else ""
    return Span(f"{before}{line}{after}", link, style)


def _plain(text: str, place: Place = "") -> Paragraph:
    return Paragraph((_span(text),), place)


def _cell(cell: Cell) -> Line:
    pieces: list[Span] = []
    for part in cell.parts:
        pieces += [Span(cell.between)] if pieces and cell.between else []
        pieces.append(_span(part.text, f"#name-{part.name}" if part.name else ""))
    return tuple(pieces)


def _numbers(numbers: Sequence[int], more: int = 0) -> Line:
    pieces: list[Span] = []
    for number in numbers:
        pieces += [Span(" ")] if pieces else []
        pieces.append(Span(str(number), f"#claim-{number}"))
    if more > 0:
        pieces.append(Span(f" and {more:,} more", style="soft"))
    return tuple(pieces) or (Span("–"),)
