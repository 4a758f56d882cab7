"""``tertius decisions``: who decided what over the sources, when, why, and whether it counts."""

from typing import TYPE_CHECKING

import click

from tertius.cli.number_options import Whole
from tertius.cli.session import database, read_settings
from tertius.cli.told import tell

if TYPE_CHECKING:
    from tertius.answers import Answers
    from tertius.records.decisions import DecisionRecord
    from tertius.records.look_ups import Records
    from tertius.records.paging import Page

KINDS = ("same", "not_same", "prefer_name", "confirm", "correct", "reject")
"""The kinds of decision, as `tertius.model.decisions.DecisionKind` has them: a command's help imports no model."""


@click.command()
@click.option("--about", metavar="ID", help="Only those about this claim, or this entity, by id or name.")
@click.option("--kind", type=click.Choice(KINDS), help="Only those of this kind.")
@click.option("--source", metavar="ID", help="Only those in the folder of this source, by id or title.")
@click.option("--standing/--undone", default=None, help="Only those that stand, or only those taken back.")
@click.option("--limit", type=Whole(1, 500), default=50, help="Maximum decisions  [default: 50]")
@click.option("--offset", type=Whole(min=0), default=0, help="Decisions to skip.")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", help="How to print.")
def decisions(
    about: str | None,
    kind: str | None,
    source: str | None,
    limit: int,
    offset: int,
    format_: str,
    *,
    standing: bool | None,
) -> None:
    """List what people decided, the latest first.

    Which entities are the same or are not, which name shows, which claims are
    confirmed, corrected or rejected. `tertius decide` makes such a decision.
    """
    from tertius.cli.asking import ask
    from tertius.cli.record_lines import decision_lines
    from tertius.wording import printable

    async def read(_: "Answers", records: "Records") -> "Page[DecisionRecord]":
        return await records.decisions.page(
            kind=kind, source=source, about=about, standing=standing, limit=limit, offset=offset
        )

    settings = read_settings()
    with database(settings) as target:
        page = ask(target, settings, read)
    if format_ == "json":
        from pydantic_core import to_json

        click.echo(to_json(page, indent=2).decode())
        return
    if page.named:
        click.echo(printable(page.named), err=True)
    for decision in page.items:
        for line in decision_lines(decision, "  • "):
            click.echo(line)
    if not page.total:
        tell("Nobody decided any such thing. `tertius decide --help` shows how to.")
    elif left := page.total - offset - len(page.items):
        click.echo(f"{left:,} more: --offset {offset + len(page.items)}")
