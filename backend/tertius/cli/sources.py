"""``tertius sources``: who says it, and where it can be read."""

from typing import TYPE_CHECKING

import click

from tertius.cli.number_options import Whole
from tertius.cli.session import database, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tertius.records.look_ups import Records
    from tertius.records.sources import SourceRecord, SourceSummary


@click.command()
@click.argument("source", required=False)
@click.option("--limit", type=Whole(1, 500), default=50, help="Maximum sources  [default: 50]")
@click.option("--offset", type=Whole(min=0), default=0, help="Sources to skip.")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", help="How to print.")
def sources(source: str | None, limit: int, offset: int, format_: str) -> None:
    """List the sources, or show one by its id.

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
        click.echo("Nothing has been loaded yet. Try `tertius load --sample mali_2013`.")
    elif left := page.total - offset - len(page.items):
        click.echo(f"{left:,} more: --offset {offset + len(page.items)}")


async def _one(records: "Records", source: str) -> "tuple[SourceRecord, int]":
    return await records.source(source), await records.claims_of(source)


def _print_item(item: "SourceSummary") -> None:
    from tertius.cli.evidence import wrapped_lines
    from tertius.wording import counted

    click.secho(f"{item.id}  {counted(item.claims, 'claim')}", bold=True)
    parts = (item.author, item.title, item.publisher, item.published, item.url)
    for line in wrapped_lines("    ", ", ".join(part for part in parts if part)):
        click.echo(line)


def source_page(source: "SourceRecord", claims: int) -> "Iterator[str]":
    """Return the lines of a source: all that is known of it, and how to read what it says.

    Parameters
    ----------
    source
        The source.
    claims
        How many current claims it makes.
    """
    from tertius.cli.evidence import wrapped_lines
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
    yield f"It makes {counted(claims, 'claim')}: tertius claims --source {source.id}"
