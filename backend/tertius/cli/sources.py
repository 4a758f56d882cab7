"""``tertius sources``: who says it, and where it can be read."""

from typing import TYPE_CHECKING

import click

from tertius.cli.number_options import Whole
from tertius.cli.record_lines import source_page, wrapped_lines
from tertius.cli.session import database, read_settings
from tertius.cli.told import tell

if TYPE_CHECKING:
    from tertius.records.look_ups import Records
    from tertius.records.sources import SourceRecord, SourceSummary


@click.command()
@click.argument("source", required=False)
@click.option("--limit", type=Whole(1, 500), default=50, help="Maximum sources  [default: 50]")
@click.option("--offset", type=Whole(min=0), default=0, help="Sources to skip.")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", help="How to print.")
def sources(source: str | None, limit: int, offset: int, format_: str) -> None:
    """List the sources, or show one by its id or title.

    A source is a document or dataset: author, publisher, link, editions, and
    how many claims of it there are now.
    """
    from pydantic_core import to_json

    from tertius.cli.asking import ask

    settings = read_settings()
    with database(settings) as target:
        if source is not None:
            found = ask(target, settings, lambda _, records: _one(records, source))
            if format_ == "json":
                click.echo(to_json(found[0], indent=2).decode())
            else:
                for line in source_page(*found):
                    click.echo(line)
            return
        page = ask(target, settings, lambda _, records: records.sources(limit=limit, offset=offset))
    if format_ == "json":
        click.echo(to_json(page, indent=2).decode())
        return
    for item in page.items:
        _print_item(item)
    if not page.total:
        tell("Nothing has been loaded yet. Try `tertius load --sample mali_2013`.")
    elif left := page.total - offset - len(page.items):
        click.echo(f"{left:,} more: --offset {offset + len(page.items)}")


async def _one(records: "Records", source: str) -> "tuple[SourceRecord, int]":
    found = await records.source(source)
    return found, await records.claims_of(found.id)


def _print_item(item: "SourceSummary") -> None:
    from tertius.wording import counted

    click.secho(f"{item.id}  {counted(item.claims, 'claim')}", bold=True)
    parts = (item.author, item.title, item.publisher, item.published, item.url)
    for line in wrapped_lines("    ", ", ".join(part for part in parts if part)):
        click.echo(line)
