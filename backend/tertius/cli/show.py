"""``tertius show``: a question as it is written."""

import click


@click.command()
@click.argument("question")
@click.option("--network", metavar="NAME", help="Of a measure, another of its networks than the first.")
@click.option("--graph", is_flag=True, help="Return what the rows rest on, for the Graph tab, instead of the table.")
def show(question: str, network: str | None, *, graph: bool) -> None:
    """Print the Cypher of QUESTION, ready to paste into Neo4j Browser.

    Of a measure it is the Cypher that chooses its network, and comments say
    where the rest is computed.
    """
    from tertius.cli.asking import catalogue

    click.echo(catalogue().to_paste(question, network, graph=graph).rstrip("\n"))
