"""What changed between two runs of a report, as lines for a terminal: sentences, names with ids, the next step."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tertius.cli.told import lines_of
from tertius.wording import quoted

if TYPE_CHECKING:
    from tertius.reports.render.changes import Changed, ChangedSection
    from tertius.reports.render.document import Document

MOST_CLAIMS = 3
"""Ids of claims that stand beside a row, of those that came and of those that went."""


def changed_lines(doc: "Document") -> Iterator[str]:
    """Return the lines.

    Parameters
    ----------
    doc
        The later run, laid out with what changed since the earlier one.
    """
    changes = doc.changes
    if changes is None:
        return
    yield from _filled(f"{changes.title}:", "")
    yield from _filled(changes.sentence, "")
    entities = {one.number: one.id for one in doc.names}
    claims = {one.number: one.claim.id for one in doc.claims}
    for section in changes.sections:
        yield ""
        yield from _filled(section.title, "")
        yield from _filled(section.says, "  ")
        yield from _causes(section, claims)
        for row in section.rows:
            yield from _row(row, entities, claims)
        if section.rest:
            yield f"  {section.rest}"
        for note in section.notes:
            yield from _filled(note, "  ")
    if named := next((claims[n] for section in changes.sections for n in _numbers(section)), None):
        yield ""
        yield "Read what a claim says, and where:"
        yield f"  tertius evidence {quoted(named)}"


def _causes(section: "ChangedSection", claims: dict[int, str]) -> Iterator[str]:
    for cause in section.causes:
        yield from _filled(f"- by {cause.name}: {cause.says}", "  ", "    ")
        yield from _ids("new or changed", cause.new, claims)
        yield from _ids("gone", cause.gone, claims)


def _row(row: "Changed", entities: dict[int, str], claims: dict[int, str]) -> Iterator[str]:
    who = "".join(
        f"{part.text} ({entities[part.name]})" if part.name in entities else part.text for part in row.who.parts
    )
    yield from _filled(f"- {who}: {'; '.join(row.says)}", "  ", "    ")
    for phrase in row.accounts:
        yield from _filled(phrase, "    ", "      ")
    yield from _ids("came", row.new, claims)
    yield from _ids("went", row.gone, claims)


def _ids(word: str, numbers: Iterable[int], claims: dict[int, str]) -> Iterator[str]:
    ids = [claims[number] for number in numbers]
    if ids:
        more = f" and {len(ids) - MOST_CLAIMS:,} more" if len(ids) > MOST_CLAIMS else ""
        yield from _filled(f"claims that {word}: {', '.join(ids[:MOST_CLAIMS])}{more}", "    ", "      ")


def _numbers(section: "ChangedSection") -> Iterator[int]:
    for cause in section.causes:
        yield from (*cause.new, *cause.gone)
    for row in section.rows:
        yield from (*row.new, *row.gone)


def _filled(text: str, first: str, later: str | None = None) -> list[str]:
    """Return a text on lines no wider than the terminal; an id is never broken, since it is copied."""
    return lines_of(text, first=first, others=first if later is None else later)
