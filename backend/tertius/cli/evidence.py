"""``tertius evidence``: the claims behind a thing."""

from typing import TYPE_CHECKING

import click

from tertius.cli.number_options import Whole
from tertius.cli.session import database, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tertius.records.any_id import Behind
    from tertius.records.claims import ClaimRecord
    from tertius.records.decisions import DecisionRecord
    from tertius.records.entity_records import EntityRecord
    from tertius.records.sources import SourceRecord


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--limit", type=Whole(1, 500), default=100, help="Maximum claims of an entity  [default: 100]")
@click.option("--offset", type=Whole(min=0), default=0, help="Claims to skip.")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", help="How to print.")
def evidence(id_: str, limit: int, offset: int, format_: str) -> None:
    """Print the claims behind ID, what was decided about them, and where to read them.

    ID is any that Tertius prints: of a tie, an entity, a source, a decision, or
    of a claim, such as `mali-2013#p10-1`; or the name of an entity.
    """
    from tertius.cli.asking import ask
    from tertius.records.any_id import behind
    from tertius.wording import printable

    settings = read_settings()
    with database(settings) as target:
        found = ask(target, settings, lambda _, records: behind(records, id_, limit=limit, offset=offset))
    if found.named:
        click.echo(printable(found.named), err=True)
    if format_ == "json":
        from pydantic_core import to_json

        click.echo(to_json(found, indent=2).decode())
        return
    for line in _page(found, offset):
        click.echo(line)


def _page(found: "Behind", offset: int) -> "Iterator[str]":
    """Return the lines of what is behind an id."""
    if found.decision is not None:
        yield from decision_lines(found.decision)
    if found.source is not None:
        from tertius.cli.sources import source_page

        yield from source_page(found.source, found.total)
        return
    if found.entity is not None:
        yield from _entity_lines(found.entity)
    elif found.tie is not None:
        tie = found.tie
        heading = f"{tie.start.name} {tie.kind} {tie.end.name}, likelihood {tie.likelihood:.2f}"
        yield from _heading(heading + (", disputed" if tie.disputed else ""))
        yield from wrapped_lines("  ", f"from {tie.start.id} to {tie.end.id}")
    elif found.revisions is not None and found.decision is None:
        (claim,) = found.claims
        yield from _heading(f"Claim {claim.source_id}#{claim.record}, revision {claim.revision}")
        if len(found.revisions) > 1:
            yield from wrapped_lines("  ", f"revisions: {', '.join(found.revisions)}")
    for claim in found.claims:
        yield from claim_lines(claim, entities=True)
    if found.tie is not None and found.total > len(found.claims):
        yield f"  … and {found.total - len(found.claims):,} more: tertius query evidence/of_tie --tie-id {found.tie.id}"
    elif (left := found.total - offset - len(found.claims)) > 0 and found.claims:
        yield f"  … and {left:,} more: --offset {offset + len(found.claims)}"
    if found.cited:
        yield ""
        for source in found.cited.values():
            yield from source_lines(source, found.claims)


def _heading(text: str) -> list[str]:
    return [click.style(line, bold=True) for line in wrapped_lines("", text)]


def _entity_lines(entity: "EntityRecord") -> "Iterator[str]":
    """Return who an entity is, and what people decided about that."""
    yield from _heading(f"{entity.name} ({entity.type}, {entity.id})")
    if entity.aliases:
        yield from wrapped_lines("  ", f"also called {'; '.join(entity.aliases)}")
    if entity.also:
        yield from wrapped_lines("  ", f"one with {', '.join(entity.also)}, by decision:")
    for decision in entity.decisions:
        yield from decision_lines(decision)


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
