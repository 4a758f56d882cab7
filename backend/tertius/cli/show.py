"""``tertius show``: a question as it is written."""

import click


@click.command()
@click.argument("question")
def show(question: str) -> None:
    """Print the Cypher of QUESTION, ready to paste into Neo4j Browser."""
    from tertius.catalog.catalogue import Catalogue

    click.echo(Catalogue.load().find(question).text.rstrip("\n"))
