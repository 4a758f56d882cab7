"""``tertius evidence``: the claims behind a thing."""

from typing import TYPE_CHECKING

import click

from tertius.cli.number_options import Whole
from tertius.cli.record_lines import claim_lines, decision_lines, heading, source_lines, source_page, wrapped_lines
from tertius.cli.session import database, read_settings
from tertius.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tertius.records.any_id import Behind
    from tertius.records.entity_records import EntityRecord


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
        yield from source_page(found.source, found.total)
        return
    if found.entity is not None:
        yield from _entity_lines(found.entity)
    elif found.tie is not None:
        tie = found.tie
        what = f"{tie.start.name} {tie.kind} {tie.end.name}, likelihood {tie.likelihood:.2f}"
        yield from heading(what + (", disputed" if tie.disputed else ""))
        yield from wrapped_lines("  ", f"from {tie.start.id} to {tie.end.id}")
    elif found.revisions is not None and found.decision is None:
        (claim,) = found.claims
        yield from heading(f"Claim {claim.source_id}#{claim.record}, revision {claim.revision}")
        if len(found.revisions) > 1:
            yield from wrapped_lines("  ", f"revisions: {', '.join(found.revisions)}")
    for claim in found.claims:
        yield from claim_lines(claim, entities=True)
    if found.tie is not None and found.total > len(found.claims):
        more = found.total - len(found.claims)
        yield f"  … and {more:,} more: tertius query evidence/of_tie --tie-id {quoted(found.tie.id)}"
    elif (left := found.total - offset - len(found.claims)) > 0 and found.claims:
        yield f"  … and {left:,} more: --offset {offset + len(found.claims)}"
    if found.cited:
        yield ""
        for source in found.cited.values():
            yield from source_lines(source, found.claims)


def _entity_lines(entity: "EntityRecord") -> "Iterator[str]":
    """Return who an entity is, and what people decided about that."""
    yield from heading(f"{entity.name} ({entity.type}, {entity.id})")
    if entity.aliases:
        yield from wrapped_lines("  ", f"also called {'; '.join(entity.aliases)}")
    if entity.also:
        yield from wrapped_lines("  ", f"one with {', '.join(entity.also)}, by decision:")
    for decision in entity.decisions:
        yield from decision_lines(decision)
