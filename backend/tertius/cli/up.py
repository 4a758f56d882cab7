"""``tertius up``: the API, the database and its Browser in the foreground."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import click

from tertius.cli.browsing import Shelf, open_page
from tertius.cli.copies import look_over
from tertius.cli.days import DAY
from tertius.cli.number_options import Whole
from tertius.cli.session import configured_target, read_settings, target_of, wait_for_turn
from tertius.cli.snapshots import known_at as as_known_at
from tertius.cli.snapshots import refuse_served
from tertius.cli.stopping import heeding_stop_signals
from tertius.cli.told import tell
from tertius.errors import ConflictError, InputError
from tertius.wording import quoted

if TYPE_CHECKING:
    from tertius.errors import TertiusError
    from tertius.graph.connect import Driver, Target
    from tertius.settings import Settings

    Watching: TypeAlias = Callable[[Callable[[TertiusError], None]], AbstractContextManager[object]]


@click.command()
@click.option("--host", help="Address to listen on  [default: TERTIUS_API_HOST, 127.0.0.1]")
@click.option("--port", type=Whole(0, 65535), help="Port to listen on  [default: TERTIUS_API_PORT, 8000]")
@click.option("--read-only", is_flag=True, help="Nobody can write into the database, in Neo4j Browser either.")
@click.option("--known-at", type=DAY, help="Serve a copy, read-only, of what was known at the end of this day (UTC).")
@click.option("--browse", is_flag=True, help="Open Neo4j Browser, with its style sheet, guide and questions.")
@heeding_stop_signals()
def up(host: str | None, port: int | None, *, read_only: bool, known_at: date | None, browse: bool) -> None:
    """Serve the API, the database and its Browser until Ctrl-C stops all.

    With TERTIUS_NEO4J_URI set, the API alone, on that database. The server does
    not listen beyond this machine without an API key (`tertius api-key`).
    """
    from tertius import logs
    from tertius.api.app import create_app
    from tertius.api.keys import check_exposure
    from tertius.api.server import listen, make_server, serve

    settings = read_settings()
    changed = {name: value for name, value in (("api_host", host), ("api_port", port)) if value is not None}
    settings = settings.model_copy(update=changed)
    check_exposure(settings)
    if browse and settings.neo4j_uri:
        raise InputError(
            "The Browser of a database of your own is not served from here.",
            where="--browse",
            next_step="Open it as you do; `tertius browser FOLDER` writes its style sheet, favourites and guide.",
        )
    logs.configure(settings.log_level)
    # The port first: a mistake about it should not cost a server's start.
    with (
        listen(settings) as listening,
        as_known_at(settings, known_at) if known_at else nullcontext(settings) as settings,
        _served(settings, shelf := Shelf.at(listening), read_only=read_only or known_at is not None) as served,
    ):
        target, watched, page = served
        at, number = listening.getsockname()[:2]
        listening.listen()  # from here on who connects is answered, be it a moment later
        click.echo(f"API            http://{f'[{at}]' if ':' in at else at}:{number}/  (Ctrl-C stops everything)")
        if page:
            click.echo(f"For the Browser {shelf.guide}  (guide, style sheet and questions)")
            if browse and not open_page(page):
                click.echo(f"No browser could be opened here. Open  {page}")
        server = make_server(create_app(settings, target=target, ahead=True), settings)
        reasons: list[TertiusError] = []

        def give_up(reason: "TertiusError") -> None:
            reasons.append(reason)
            server.should_exit = True

        try:
            with watched(give_up):
                serve(server, listening)
        except KeyboardInterrupt:
            click.echo("Stopping …", err=True)  # Ctrl-C is how this command ends: no failure
        if reasons:
            raise reasons[0]


@contextmanager
def _served(
    settings: "Settings", shelf: Shelf, *, read_only: bool
) -> Iterator[tuple["Target", "Watching", str | None]]:
    """Give a migrated database for as long as the API is served, what looks after it, and its Browser's address."""
    from tertius.graph.connect import can_only_be_read, open_driver
    from tertius.graph.migrate import migrate

    if read_only:
        refuse_served(settings, "--read-only")
    if settings.neo4j_uri:
        target = configured_target(settings)
        with open_driver(target) as driver:
            migrate(driver, target.database)
        yield target, lambda _: nullcontext(), None  # somebody else's; while it is away, /readyz says so
        return
    from tertius.embedded import EmbeddedServer, Followed, Greeting, Kept, make_way, using
    from tertius.embedded.home import Home
    from tertius.embedded.past_day import copy_of

    make_way(settings.data_dir)  # one that lingers is on ports of its own, and made for short questions
    wait_for_turn(settings)
    with using(settings.data_dir) as running:
        if running is not None:
            with open_driver(target_of(running)) as driver:
                if read_only and not can_only_be_read(driver, running.database):
                    raise ConflictError(
                        "Neo4j runs already and can be written into; --read-only is for one that this command starts",
                        where=running.uri,
                        next_step="Stop it first: tertius db stop",
                    )
                click.echo(f"Neo4j Browser  {running.browser_url}  (runs already; `tertius db stop` stops it)")
                migrate(driver, running.database)
                _tell_if_read_only(driver, running.database, copy_of(Home.of(settings.data_dir)))
            # It was not told at its start what its Browser is to do, so the address has to say it.
            page = shelf.page(running.browser_url, running.uri, running.user, told=False)
            yield target_of(running), partial(Followed, settings.data_dir), page
            return
    look_over(settings)
    tell("Starting the embedded Neo4j …", err=True)
    greeting = Greeting(shelf.commands, shelf.host)
    server = EmbeddedServer.from_settings(settings, read_only=read_only, greeting=greeting)
    with server as connection:
        with open_driver(target_of(connection)) as driver:
            migrate(driver, connection.database)
            click.echo(f"Neo4j Browser  {connection.browser_url}  (connect to {connection.uri})")
            kept = quoted(Home.of(settings.data_dir).password_file)
            click.echo(f"               user {connection.user}, password in {kept}")
            _tell_if_read_only(driver, connection.database, copy_of(Home.of(settings.data_dir)))
        page = shelf.page(connection.browser_url, connection.uri, connection.user, told=True)
        yield target_of(connection), partial(Kept, server), page


def _tell_if_read_only(driver: "Driver", database: str, day: date | None) -> None:
    from tertius.graph.connect import can_only_be_read

    if can_only_be_read(driver, database):
        what = f"a copy of what was known at the end of {day} (UTC)" if day else "the database"
        click.echo(f"Read-only      {what}, into which nobody can write")
