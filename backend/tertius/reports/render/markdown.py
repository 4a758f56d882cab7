"""A report as Markdown: the same sentences, tables, claims and sources, with anchors that lead from one to the other.

What sources wrote is escaped, so that it can neither format the page nor put HTML or addresses into it.
"""

import re
from collections.abc import Iterator, Sequence

from tertius.reports.compute import ComputedReport
from tertius.reports.render.cells import Cell, Part, shown
from tertius.reports.render.changes import ChangedSection, Changes
from tertius.reports.render.document import Claimed, Document, Laid, Used, lay_out
from tertius.reports.render.words import command_of, inputs_of, tables_of, when

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~^$&!@]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
"""Signs that mean something in Markdown wherever they stand, or that make an address of a text."""
_FIRST = re.compile(r"^([-+=]|[0-9]+(?=[.)](?: |$)))")
"""What begins a list or underlines the line before."""


def render(report: ComputedReport) -> str:
    """Return a report as Markdown.

    Parameters
    ----------
    report
        What was computed.
    """
    return "\n".join(_lines(lay_out(report))) + "\n"


def escaped(text: str) -> str:
    """Return a text that Markdown shows as it is, on one line.

    Parameters
    ----------
    text
        Any text.
    """
    line = _MARKS.sub(r"\\\1", " ".join(shown(text).split()))
    return _FIRST.sub(lambda found: f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}", line)


def _lines(doc: Document) -> Iterator[str]:
    report = doc.report
    yield f"# {escaped(report.plan.title)}"
    yield ""
    about = "".join(f" · {escaped(name)}: {escaped(value)}" for name, value in inputs_of(doc))
    yield f"{escaped(when(report))}{about} · run {_code(report.run)}"
    yield ""
    if report.plan.about:
        yield from (escaped(report.plan.about), "")
    for number, sentence in enumerate(doc.sentences, start=1):
        yield f"{number}. {escaped(sentence)}"
    yield from _changes(doc.changes)
    for one in doc.sections:
        yield from _section(one)
        yield from _changed(next((each for each in _sections(doc.changes) if each.number == one.number), None))
    yield from _head("Names", "names")
    for name in doc.names:
        yield f"- {_anchor(f'name-{name.number}')}{escaped(name.name)} {_code(name.id)}: {_numbers(name.claims)}"
    yield from _head("Claims", "claims")
    for claimed in doc.claims:
        yield from _claim(claimed, doc)
    yield from _head("Sources", "sources")
    yield "Reliability is graded from A (completely reliable) to E (unreliable), F where it cannot be judged."
    yield ""
    for number, used in enumerate(doc.sources, start=1):
        yield _source(number, used)
    yield from _head("Assumptions", "assumptions")
    yield "These probabilities are an assumption, not a finding."
    yield ""
    if answers := [section.answer for section in report.sections if section.answer]:
        yield from _table(
            ["what", "probability"], [[name, f"{p:.2f}"] for name, p in tables_of(answers[0].assumptions)]
        )
        yield ""
    for line in doc.conventions:
        yield f"- {escaped(line)}"
    yield from _again(doc)


def _sections(changes: Changes | None) -> tuple[ChangedSection, ...]:
    return changes.sections if changes else ()


def _changes(changes: Changes | None) -> Iterator[str]:
    if changes is None:
        return
    yield from _head(changes.title, "changes")
    yield escaped(changes.sentence)
    for number, one in enumerate(changes.sections):
        if not number:
            yield ""
        title = escaped(one.title)
        yield f"- {f'[{title}](#change-{one.number})' if one.number else title}: {escaped(one.says or one.notes[0])}"


def _changed(one: ChangedSection | None) -> Iterator[str]:
    if one is None:
        return
    yield from ("", f"### {_anchor(f'change-{one.number}')}What changed here", "")
    for cause in one.causes:
        new = f" New or changed: {_numbers(cause.new)}." if cause.new else ""
        gone = f" Gone: {_numbers(cause.gone)}." if cause.gone else ""
        yield f"- **{escaped(cause.name)}**: {escaped(cause.says)}{new}{gone} {cause.rest}".rstrip()
    if one.causes:
        yield ""
    if one.rows:
        headings = ["who or what", "what became of it", *(["what accounts for its score"] * one.measured)]
        rows = [
            [
                _cell(row.who),
                escaped("; ".join(row.says)),
                *([escaped("; ".join(row.accounts)) or "–"] * one.measured),
                _numbers(row.new),
                _numbers(row.gone),
            ]
            for row in one.rows
        ]
        yield from _table([*headings, "claims that came", "claims that went"], rows)
    if one.rest:
        yield from ("", one.rest)
    for note in one.notes:
        yield from ("", escaped(note))


def _section(one: Laid) -> Iterator[str]:
    computed = one.section
    yield from _head(computed.section.title, f"section-{one.number}")
    if computed.section.about:
        yield from (escaped(computed.section.about), "")
    yield from (escaped(computed.question), "")
    if computed.refusal:
        yield f"**{escaped(computed.refusal.title)}.** {escaped(computed.refusal.what)}"
        return
    if not one.rows:
        yield "Nothing in the loaded sources answers this."
        return
    headings = [*(escaped(heading.text) for heading in one.headings), "claims"]
    rows = []
    for row in one.rows:
        more = f" and {row.more:,} more" if row.more > 0 else ""
        rows.append([*map(_cell, row.cells), _numbers(row.claims) + more])
    yield from _table(headings, rows)
    for note in one.notes:
        yield from ("", escaped(note))


def _claim(claimed: Claimed, doc: Document) -> Iterator[str]:
    claim = claimed.claim
    source = next(number for number, used in enumerate(doc.sources, start=1) if used.source.id == claim.source_id)
    place = ", ".join(
        part for part in (f"[{escaped(claim.source_id)}](#source-{source})", escaped(claim.locator)) if part
    )
    note = f": {escaped(claim.note)}" if claim.note else ""
    turned = f"{claimed.turned.capitalize()}: " if claimed.turned else ""
    yield f"- {_anchor(f'claim-{claimed.number}')}**{claimed.number}** {turned}{escaped(claimed.says)}. {place}{note}"
    for ruling in claim.rulings:
        what = " ".join(filter(None, (ruling.kind, ruling.field, ruling.value)))
        yield f"  - {escaped(what)}, by {escaped(ruling.who)} on {escaped(ruling.when)}: {escaped(ruling.why)}"


def _source(number: int, used: Used) -> str:
    source = used.source
    told = ", ".join(escaped(part) for part in (source.author, source.title, source.publisher) if part)
    link = f" <{used.link}>" if used.link else ""
    editions = ", ".join(escaped(release.version) for release in source.releases)
    repeats = f"; repeats {escaped(', '.join(source.derived_from))}" if source.derived_from else ""
    return (
        f"- {_anchor(f'source-{number}')}{escaped(source.id)}: {told}{link}; editions {editions or 'not named'}; "
        f"reliability {source.reliability or 'not graded'}; {used.claims:,} of the claims here{repeats}"
    )


def _again(doc: Document) -> Iterator[str]:
    report = doc.report
    yield from _head("How to reproduce it", "again")
    yield f"With the same loads, by Tertius {escaped(report.tertius)}: {_code(command_of(report))}"
    yield ""
    loads = ", ".join(_code(load.id) for load in report.graph.loads)
    yield f"Graph {_code(report.graph.digest)}, loads {loads or 'none'}."
    yield ""
    for one in doc.sections:
        answer = one.section.answer
        version = f", version {answer.version}, digest {_code(answer.digest)}" if answer else ""
        yield f"- {escaped(one.section.section.title)}: {_code(one.command)}{version}"


def _head(title: str, anchor: str) -> Iterator[str]:
    yield from ("", f"## {_anchor(anchor)}{escaped(title)}", "")


def _anchor(name: str) -> str:
    return f'<a id="{name}"></a>'


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for line in (headings, ["---"] * len(headings), *rows):
        yield f"| {' | '.join(line)} |"


def _cell(cell: Cell) -> str:
    return cell.between.join(map(_part, cell.parts))


def _part(part: Part) -> str:
    if part.name:
        return f"[{escaped(part.text)}](#name-{part.name})"
    apart = " " if part.text.startswith(" ") else ""  # a piece that stands between two names
    return f"{apart}{escaped(part.text)}{apart}"


def _numbers(numbers: Sequence[int]) -> str:
    return " ".join(f"[{number}](#claim-{number})" for number in numbers) or "–"


def _code(text: str) -> str:
    """Return a text as code, in more backticks than it has itself."""
    line = " ".join(shown(text).split()).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {line} {fence}" if longest else f"`{line}`"
