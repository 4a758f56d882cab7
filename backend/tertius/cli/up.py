"""``tertius up``: the API, the database and its Browser in the foreground."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from tertius.cli.session import configured_target, read_settings, target_of, wait_for_turn

if TYPE_CHECKING:
    from tertius.graph.connect import Target
    from tertius.settings import Settings


@click.command()
@click.option("--host", help="Address to listen on  [default: TERTIUS_API_HOST, 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on  [default: TERTIUS_API_PORT, 8000]")
def up(host: str | None, port: int | None) -> None:
    """Serve the API, the database and its Browser until Ctrl-C stops all.

    With TERTIUS_NEO4J_URI set, the API alone, on that database. The server does
    not listen beyond this machine without an API key (`tertius api-key`).
    """
    from tertius import logs
    from tertius.api.app import create_app
    from tertius.api.keys import check_exposure
    from tertius.api.server import listen, serve

    settings = read_settings()
    changed = {name: value for name, value in (("api_host", host), ("api_port", port)) if value is not None}
    settings = settings.model_copy(update=changed)
    check_exposure(settings)
    logs.configure(settings.log_level)
    # The port first: a mistake about it should not cost a server's start.
    with listen(settings) as listening, _served(settings) as target:
        at, number = listening.getsockname()[:2]
        click.echo(f"API            http://{f'[{at}]' if ':' in at else at}:{number}/  (Ctrl-C stops everything)")
        try:
            serve(create_app(settings, target=target), settings, listening)
        except KeyboardInterrupt:
            click.echo("Stopping …", err=True)  # Ctrl-C is how this command ends: no failure


@contextmanager
def _served(settings: "Settings") -> Iterator["Target"]:
    """Give a migrated database for as long as the API is served."""
    from tertius.graph.connect import open_driver
    from tertius.graph.migrate import migrate

    if settings.neo4j_uri:
        target = configured_target(settings)
        with open_driver(target) as driver:
            migrate(driver, target.database)
        yield target
        return
    from tertius.embedded import EmbeddedServer, status
    from tertius.embedded.home import Home

    wait_for_turn(settings)
    running = status(settings.data_dir)
    if running is not None:
        click.echo(f"Neo4j Browser  {running.browser_url}  (runs already; `tertius db stop` stops it)")
        yield target_of(running)
        return
    click.echo("Starting the embedded Neo4j …", err=True)
    with EmbeddedServer.from_settings(settings) as connection:
        with open_driver(target_of(connection)) as driver:
            migrate(driver, connection.database)
        click.echo(f"Neo4j Browser  {connection.browser_url}  (connect to {connection.uri})")
        click.echo(f"               user {connection.user}, password in {Home.of(settings.data_dir).password_file}")
        yield target_of(connection)
