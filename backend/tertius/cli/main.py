"""The command line's front door: finds the command, turns every foreseen failure into three lines and an exit code.

Command modules are imported only when their command is called, so that ``tertius --help`` answers at once.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from tertius import __version__
from tertius.errors import TertiusError

_COMMANDS = {
    "up": ("tertius.cli.up:up", "Serve the API, the database and its Browser until Ctrl-C."),
    "demo": ("tertius.cli.demo:demo", "Load the sample and show the first answers with their claims."),
    "load": ("tertius.cli.load:load", "Load a source, or a packaged sample."),
    "query": ("tertius.cli.query:query", "Ask a question of the catalogue; without a name, list them."),
    "measure": ("tertius.cli.measure:measure", "Compute a measure on an edge list, without a database."),
    "show": ("tertius.cli.show:show", "Print a question's Cypher, ready to paste into Neo4j Browser."),
    "browser": ("tertius.cli.browser:browser", "Write a style sheet, favourites and a guide for Neo4j Browser."),
    "report": ("tertius.cli.report:report", "Run reports: several questions at once, kept and laid out."),
    "alert": ("tertius.cli.alert:alert", "Tell what is new in an answer: rules on any question."),
    "schedule": ("tertius.cli.schedule:schedule", "Run reports and alerts when they are due, until Ctrl-C."),
    "evidence": ("tertius.cli.evidence:evidence", "Print the claims behind a tie, a claim or an entity."),
    "sources": ("tertius.cli.sources:sources", "List the sources: author, date, publisher, link, claims."),
    "decisions": ("tertius.cli.decisions:decisions", "List who decided what over the sources, when and why."),
    "decide": ("tertius.cli.decide:decide", "Decide who is who, which name shows, what a claim counts as."),
    "claims": ("tertius.cli.claims:claims", "Print the claims that went in, ready to go in again."),
    "new": ("tertius.cli.new:new", "Start an empty folder for a source of your own."),
    "runs": ("tertius.cli.runs:runs", "List the loads, or undo the latest load of a source."),
    "db": ("tertius.cli.db:db", "Start, stop, migrate, dump, restore and repair the database."),
    "api-key": ("tertius.cli.api_key:api_key", "Make an API key and the hash that the server keeps of it."),
}


class _OutputClosedError(Exception):
    """Whoever read the output has seen enough. Not an OSError: Click would end such a one with exit code 1."""


class LazyGroup(click.Group):
    """A group that knows its commands' names and one-line helps, and imports a command only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which a newcomer meets them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command, or None when there is no such name."""
        if cmd_name not in _COMMANDS:
            return None
        from tertius.graph.lean import without_numerical_libraries

        without_numerical_libraries()
        module, _, attribute = _COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}:{attribute} is not a command")
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command, and tell a closed output from every other failure."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _OutputClosedError from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in _COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, prog_name="tertius")
def tertius() -> None:
    """Who stands between armed groups, according to which published source.

    Every answer comes with its claims; every rank with its uncertainty; no date
    is more precise than its source. Without a running server a command starts
    the embedded Neo4j; on a terminal it then stays for ten minutes.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit.

    Exit codes: 0 done, 1 a failure nobody foresaw, 2 wrong usage or input, above that the code of the error's class
    (`tertius.errors`), 130 interrupted.
    """
    try:
        code = tertius.main(args=None if arguments is None else list(arguments), standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        _report_usage(error)
        sys.exit(error.exit_code)
    except TertiusError as error:
        report(error)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        sys.exit(130)
    except (BrokenPipeError, _OutputClosedError):
        # The reader of a pipe (`| head`) has seen enough; Python must not complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if os.environ.get("TERTIUS_LOG_LEVEL") == "debug":
            raise
        # A mistake of ours. Its message may repeat what could not be handled, so only its kind is told.
        _heading(f"Something failed inside Tertius: {type(error).__name__}")
        _next("Run it again with TERTIUS_LOG_LEVEL=debug to see where, and report that.")
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def report(error: TertiusError) -> None:
    """Print what went wrong, where, and the next step, on standard error."""
    from tertius.wording import printable

    _heading(f"{error.title}: {error.what}")
    if error.where:
        # a place is copied: it is in one line, however long
        click.echo(f"  Where: {printable(error.where)}", err=True)
    if error.next_step:
        _next(error.next_step)


def _report_usage(error: click.ClickException) -> None:
    """Print what Click refuses: how the command is used, and what was wrong."""
    from tertius.cli.told import tell

    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        click.echo(context.get_usage(), err=True)
        if context.command.get_help_option(context) is not None:
            tell(f"Try `{context.command_path} --help` for help.\n", err=True)
    tell(f"Error: {error.format_message()}", err=True, others="  ")


def _heading(text: str) -> None:
    from tertius.cli.told import lines_of

    for line in lines_of(text, others="  "):
        click.secho(line, err=True, fg="red", bold=True)


def _next(step: str) -> None:
    from tertius.cli.told import tell

    tell(step, err=True, first="  Next:  ", others="         ")
