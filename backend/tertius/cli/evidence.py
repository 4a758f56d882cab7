"""``tertius evidence``: the claims behind a thing."""

import re
from typing import TYPE_CHECKING

import click

from tertius.cli.session import database, read_settings

if TYPE_CHECKING:
    from tertius.records.claims import ClaimRecord
    from tertius.records.look_ups import Records

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
        print_claim(claim)
    if total > len(claims):
        click.echo(f"  … and {total - len(claims)} more")


def print_claim(claim: "ClaimRecord") -> None:
    """Print a claim in two lines: what it says and how surely; where it stands and in which words."""
    names = {part.as_: part.name for part in claim.about}
    if "event" in names:
        sides = ", ".join(f"{role.replace('_', ' ')} {name}" for role, name in names.items() if role != "event")
        said = f"{names['event']}: {sides}"
    else:
        said = f"{names.get('subject', '?')} {claim.kind} {names.get('object') or claim.value or ''}".rstrip()
    details = [claim.role, claim.edtf, "DENIED" if claim.polarity == "denies" else ""]
    hedge = "inferred by the curator" + (f" from {claim.locator}" if claim.locator else "")
    if not claim.inferred:
        hedge = claim.hedge
    if claim.hedge_word:
        hedge += f' ("{claim.hedge_word}")'
    place = " ".join(part for part in (f"[{claim.source_id}]", claim.locator) if part)
    first = ", ".join([said, *(part for part in details if part), hedge])
    print_wrapped("  • ", first)
    print_wrapped("    ", f"{place}: {claim.note}" if claim.note else place)


def print_wrapped(lead: str, text: str) -> None:
    """Print a text of a source after a lead, wrapped to the terminal, without what could steer the terminal."""
    from textwrap import fill

    from tertius.cli.tables import console, printable

    click.echo(fill(printable(text), console().width, initial_indent=lead, subsequent_indent="    "))
