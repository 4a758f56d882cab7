"""Records as lines of a terminal: a claim, a decision, a source."""

from typing import TYPE_CHECKING

import click

from tertius.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tertius.records.claims import ClaimRecord
    from tertius.records.decisions import DecisionRecord
    from tertius.records.sources import SourceRecord


def decision_lines(decision: "DecisionRecord", lead: str = "  ▸ ") -> "Iterator[str]":
    """Return a decision in a few lines: what it says, who made it, when and why; its id; why it does not count."""
    from tertius.records.sentences import counted_as, decided

    indent = " " * len(lead)
    yield from wrapped_lines(lead, decided(decision))
    yield from wrapped_lines(indent, f"by {decision.who} on {decision.when}: {decision.why}")
    if why := counted_as(decision):
        yield from wrapped_lines(indent, f"({why})")
    ids = " ".join(part for part in (decision.id, decision.source_id and f"[{decision.source_id}]") if part)
    yield from _dim(indent, ids)


def claim_lines(claim: "ClaimRecord", lead: str = "  • ", *, entities: bool = False) -> list[str]:
    """Return a claim in a few lines.

    What it says and how surely; where it stands and in which words; what people ruled on it; the ids that lead on.

    Parameters
    ----------
    claim
        The claim.
    lead
        What its first line begins with.
    entities
        Whether the ids of what it is about are among those that lead on.
    """
    from tertius.records.claim_text import cited, said
    from tertius.records.sentences import claim_ids, ruled

    indent = " " * len(lead)
    rulings = [line for ruling in claim.rulings for line in wrapped_lines(f"{indent}▸ ", ruled(ruling))]
    return [
        *wrapped_lines(lead, said(claim)),
        *wrapped_lines(indent, cited(claim)),
        *rulings,
        *_dim(indent, claim_ids(claim, entities=entities)),
    ]


def heading(text: str) -> list[str]:
    """Return what lines are about, in bold."""
    return [click.style(line, bold=True) for line in wrapped_lines("", text)]


def _dim(indent: str, text: str) -> list[str]:
    return [click.style(line, dim=True) for line in wrapped_lines(indent, text)]


def source_lines(source: "SourceRecord", claims: "Iterable[ClaimRecord]" = ()) -> list[str]:
    """Return a source in a few lines: who says it, when and where to read it, and in which places of it.

    Parameters
    ----------
    source
        The source.
    claims
        The claims that are shown, those of other sources among them.
    """
    from tertius.records.sentences import citation, locators

    own = [claim for claim in claims if claim.source_id == source.id]
    said = citation(source, [claim.release_id for claim in own if claim.release_id])
    lines = wrapped_lines("", f"[{source.id}] {said}", indent="    ")
    places = locators(own)
    return [*lines, *(wrapped_lines("    ", f"there: {', '.join(places)}") if places else [])]


def wrapped_lines(lead: str, text: str, indent: str | None = None) -> list[str]:
    """Return a text of a source after a lead, in lines of the terminal, without what could steer the terminal."""
    from tertius.cli.tables import PROSE, terminal_width, wrapped
    from tertius.wording import printable

    indent = " " * len(lead) if indent is None else indent
    room = min(terminal_width(), PROSE) - max(len(lead), len(indent))
    first, *others = wrapped(printable(text), room) or [""]
    return [lead + first, *(indent + other for other in others)]


def source_page(source: "SourceRecord", claims: int) -> "Iterator[str]":
    """Return the lines of a source: all that is known of it, and how to read what it says.

    Parameters
    ----------
    source
        The source.
    claims
        How many current claims it makes.
    """
    from tertius.wording import counted

    yield click.style(source.id, bold=True)
    said = {
        "Title": source.title,
        "Author": source.author,
        "Publisher": source.publisher,
        "Link": source.url,
        "Licence": source.licence,
        "Reliability": source.reliability and f"{source.reliability} (Admiralty grade)",
        "Repeats": ", ".join(source.derived_from),
    }
    for name, text in said.items():
        if text:
            yield from wrapped_lines("  ", f"{name}: {text}")
    for release in source.releases:
        day = f"published on {release.published}" if release.published else "day of publication not known"
        yield from wrapped_lines("  ", f"Edition: {release.version}, {day}")
    yield f"It makes {counted(claims, 'claim')}: tertius claims --source {quoted(source.id)}"
