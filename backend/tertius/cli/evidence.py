"""``tertius evidence``: the claims behind a thing."""

import re
from typing import TYPE_CHECKING

import click

from tertius.cli.session import database, read_settings

if TYPE_CHECKING:
    from tertius.records.claims import ClaimRecord
    from tertius.records.look_ups import Records
    from tertius.records.sources import SourceRecord

_CLAIM = re.compile(r"[0-9a-f]{24}(\.[0-9]+)?")
_AT_MOST = 100


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", help="How to print.")
def evidence(id_: str, format_: str) -> None:
    """Print the claims behind ID: a tie, a claim or an entity.

    Ids stand in the JSON of every answer; `tertius query entities/search`
    finds an entity's.
    """
    from tertius.cli.asking import ask
    from tertius.cli.tables import printable
    from tertius.model.kinds import TIE_KINDS

    settings = read_settings()

    async def look(records: "Records") -> tuple[str, list["ClaimRecord"], int]:
        if id_.partition(":")[0] in TIE_KINDS:
            tie = await records.tie(id_)
            heading = f"{tie.start.name} {tie.kind} {tie.end.name}, likelihood {tie.likelihood:.2f}"
            return heading + (", disputed" if tie.disputed else ""), tie.evidence, tie.claims
        if _CLAIM.fullmatch(id_):
            claim = await records.claim(id_)
            return f"Claim {claim.key}, revision {claim.revision}", [claim], 1
        entity = await records.entity(id_)
        page = await records.entity_claims(entity.canonical_id, limit=_AT_MOST)
        return f"{entity.name} ({entity.type}, {entity.canonical_id})", page.items, page.total

    with database(settings) as target:
        heading, claims, total = ask(target, settings, lambda _, records: look(records))
    if format_ == "json":
        from pydantic_core import to_json

        click.echo(to_json({"id": id_, "total": total, "claims": claims}, indent=2).decode())
        return
    click.secho(printable(heading), bold=True)
    for claim in claims:
        click.echo("\n".join(claim_lines(claim)))
    if total > len(claims):
        click.echo(f"  … and {total - len(claims)} more")


def claim_lines(claim: "ClaimRecord", lead: str = "  • ") -> list[str]:
    """Return a claim in a few lines: what it says and how surely; where it stands and in which words."""
    from tertius.records.claim_text import cited, said

    return [*wrapped_lines(lead, said(claim)), *wrapped_lines(" " * len(lead), cited(claim))]


def source_lines(source: "SourceRecord") -> list[str]:
    """Return a source in a few lines."""
    parts = [source.author, source.title, source.publisher]
    return wrapped_lines("", f"[{source.id}] {', '.join(part for part in parts if part)}", indent="    ")


def wrapped_lines(lead: str, text: str, indent: str | None = None) -> list[str]:
    """Return a text of a source after a lead, in lines of the terminal, without what could steer the terminal."""
    from tertius.cli.tables import PROSE, printable, terminal_width, wrapped

    indent = " " * len(lead) if indent is None else indent
    room = min(terminal_width(), PROSE) - max(len(lead), len(indent))
    first, *others = wrapped(printable(text), room) or [""]
    return [lead + first, *(indent + other for other in others)]
