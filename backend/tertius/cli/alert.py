"""``tertius alert``: rules on what a question answers, told once for each change."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.cli.number_options import Whole
from tertius.cli.reporting import delivered, delivered_again, desk_on, refuse_nowhere, rules_of, runs_on
from tertius.cli.session import read_settings
from tertius.cli.told import tell
from tertius.errors import ConflictError, DeliveryError, InputError, TertiusError
from tertius.wording import quoted

if TYPE_CHECKING:
    from tertius.graph.connect import Target
    from tertius.reports.alerts.firings import Firing
    from tertius.reports.alerts.rule import AlertRule
    from tertius.reports.runs import Runs
    from tertius.settings import Settings


@click.group()
def alert() -> None:
    """Tell what is new in a question's answer: each change once, with its evidence.

    Alerts are files in a folder of yours; `tertius alert new NAME` starts one.
    """


@alert.command()
@click.argument("name", required=False)
@click.option("--like", default="top-five", show_default=True, help="top-five, sure-first or shared-people.")
@click.option("--schema", is_flag=True, help="Print the JSON schema of such files, for an editor.")
def new(name: str | None, *, like: str, schema: bool) -> None:
    """Start an alert of your own, NAME being small letters, digits and hyphens."""
    import re

    from tertius.catalog.declared import instead
    from tertius.reports.alerts.rule import schema as schema_of_alerts
    from tertius.reports.alerts.rule_files import EXAMPLES
    from tertius.reports.plan import NAME_OF_A_REPORT

    if schema:
        import json

        click.echo(json.dumps(schema_of_alerts(), indent=2))
        return
    if name is None:
        raise click.UsageError("Give the alert a NAME.")
    if not re.fullmatch(NAME_OF_A_REPORT, name):
        raise InputError(
            f"An alert cannot be called {name[:80]!r}.",
            where="NAME",
            next_step="Use small letters, digits and hyphens, such as top-five.",
        )
    known = {path.stem: path for path in sorted(EXAMPLES.glob("*.yaml"))}
    rules = rules_of(read_settings())
    source = {**known, **rules.paths()}.get(like)
    if source is None:
        raise InputError(f"There is no alert {like[:80]!r}.", where="--like", next_step=instead(like, known))
    path = rules.folder / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(source.read_text(encoding="utf-8"))
    except FileExistsError:
        raise ConflictError(
            f"There is an alert {name} of yours already.",
            where=quoted(path),
            next_step="Change it, or take another name.",
        ) from None
    tell(f"Wrote {quoted(path)}. Change it, then: tertius alert check {quoted(name)}")


@alert.command()
@click.argument("names", nargs=-1, metavar="[NAME|FILE]...")
def check(names: Sequence[str]) -> None:
    """Say what is wrong with alerts, line by line; without NAME, with all. No database is needed."""
    rules = rules_of(read_settings())
    paths = [Path(name) if name.endswith(".yaml") else rules.path(name) for name in names] or [*rules.paths().values()]
    wrong = 0
    for path in paths:
        looked = rules.look(path)
        wrong += len(looked.faults)
        for fault in looked.faults:
            click.echo(f"{fault.where}: {fault.what} {fault.next_step}".rstrip())
        if looked.plan is not None:
            click.echo(f"{path.stem}: {_described(looked.plan)}")
    if not paths:
        tell(f"There is none in {quoted(rules.folder)}. Start one: tertius alert new NAME")
    if wrong:
        sys.exit(InputError.exit_code)


@alert.command(name="list")
@click.option("--limit", default=20, show_default=True, type=Whole(1, 500), help="Maximum alerts that were told.")
def list_(*, limit: int) -> None:
    """List the alerts, when they looked last, and what they told."""
    from tertius.reports.alerts.firings import Firings

    settings = read_settings()
    rules = rules_of(settings)
    with runs_on(settings) as (_, runs):
        firings = Firings(runs.writer)
        states, told = firings.states(), firings.page(limit=limit)
    for name, path in rules.paths().items():
        looked = rules.look(path)
        if name in states:
            checked, matched = states[name]
            state = f"looked {checked:%Y-%m-%d %H:%M}, watches {matched:,}"
        else:
            state = "has not looked yet"
        if not looked.plan:
            state = f"cannot be used (`tertius alert check {quoted(name)}`)"
        click.echo(f"{name}  {state}  {quoted(path)}")
    click.echo()
    for firing in told:
        _print(firing)
    if not told:
        click.echo("Nothing has been told.")


@alert.command()
@click.argument("firing_id", metavar="ID")
@click.option(
    "--format", "format_", type=click.Choice(("md", "html", "json", "csv")), default="md", show_default=True,
    help="How to write it.",
)  # fmt: skip
def show(firing_id: str, *, format_: str) -> None:
    """Write what was told as ID, such as alert.top-five.3: the rows, their claims and their sources."""
    from tertius.reports.alerts.firings import Firings
    from tertius.reports.render import FORMS

    with runs_on(read_settings()) as (_, runs):
        firing, report = Firings(runs.writer).get(firing_id)
    _print(firing, err=True)
    made = next(form for name, form in FORMS.items() if name == format_).render(report)
    click.echo(made, nl=False)


@alert.command()
@click.argument("firing_id", metavar="ID")
def deliver(firing_id: str) -> None:
    """Deliver what was told as ID where its alert's file says now; again, if it was before."""
    from tertius.reports.alerts.firings import Firings

    settings = read_settings()
    rule = rules_of(settings).get(firing_id.removeprefix("alert.").rpartition(".")[0] or firing_id)
    refuse_nowhere(rule)
    with runs_on(settings) as (_, runs):
        firing, _report = Firings(runs.writer).get(firing_id)
        lines, failures = delivered_again(settings, runs, firing.id, "alert", rule)
    for line in lines:
        click.echo(line)
    if failures:
        sys.exit(DeliveryError.exit_code)


@alert.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
def run(names: Sequence[str]) -> None:
    """Look now, for the alerts NAME or for all, and tell what is new.

    The first look tells nothing: what is there then is what later ones are held
    against.
    """
    settings = read_settings()
    rules = rules_of(settings)
    chosen = [rules.get(name) for name in (names or rules.paths())]
    if not chosen:
        tell(f"There is none in {quoted(rules.folder)}. Start one: tertius alert new NAME")
        return
    with runs_on(settings) as (target, runs):
        failed = asyncio.run(_look(settings, target, runs, chosen))
    if failed:
        sys.exit(failed)


@alert.command()
@click.argument("name")
def test(name: str) -> None:
    """Say what the alert NAME would have told, over the runs of reports that are kept.

    Those count that hold a section with the same question and parameters.
    """
    from tertius.cli.asking import catalogue
    from tertius.reports.alerts.past import over_past
    from tertius.wording import counted, printable

    settings = read_settings()
    rule = rules_of(settings).get(name)
    found = 0
    with runs_on(settings) as (_, runs):
        for one in over_past(rule, runs, catalogue()):
            found += 1
            cut = ", cut off at its limit" if one.more else ""
            said = (
                "would have told:" if one.says else "the first: nothing to hold it against" if found == 1 else "nothing"
            )
            click.echo(f"{one.run}  {one.when:%Y-%m-%d %H:%M}  ({counted(one.rows, 'row')}{cut})  {said}")
            for sentence in one.says:
                click.echo(f"    - {printable(sentence)}")
    if not found:
        tell(
            f"No run that is kept asked {rule.question} with these parameters. Put it into a report "
            f"(`tertius report new NAME`) and run that, or let the alert watch: tertius alert run {quoted(name)}"
        )


async def _look(settings: "Settings", target: "Target", runs: "Runs", chosen: "Sequence[AlertRule]") -> int:
    """Look for some alerts, print and deliver what is told, and return an exit code."""
    from datetime import UTC, datetime

    from tertius.wording import printable

    code = 0
    async with desk_on(settings, target, runs) as desk:
        for rule in chosen:
            try:
                look = await desk.watching.look(rule)
            except TertiusError as error:
                click.echo(f"{rule.name}: {error.what} {error.next_step}".rstrip(), err=True)
                code = error.exit_code
                continue
            click.echo(f"{rule.name}{f'  {look.fired}' if look.fired else ''}")
            for sentence in look.says:
                click.echo(f"    - {printable(sentence)}")
            if look.fired is None:
                continue
            failures = await desk.delivering.deliver(lambda: datetime.now(UTC), look.fired)
            for line in delivered(desk.delivering.deliveries.of(look.fired)):
                click.echo(f"    {line}", err=True)
            code = DeliveryError.exit_code if failures else code
    return code


def _print(firing: "Firing", *, err: bool = False) -> None:
    from tertius.wording import printable

    click.echo(f"{firing.id}  {firing.fired:%Y-%m-%d %H:%M}  {printable(firing.title)}", err=err)
    for sentence in firing.sentences:
        click.echo(f"    - {printable(sentence)}", err=err)
    for line in delivered(firing.deliveries):
        click.echo(f"    {line}", err=err)


def _described(rule: "AlertRule") -> str:
    """Return what an alert watches and when, in one line."""
    watched = (rule.when.leaves and "rows that leave") or "rows that come"
    where = " and ".join(test.words for test in rule.when.tests())
    parts = ["right", f"{watched}{f': {where}' if where else ''}"]
    if rule.schedule:
        parts.append(f"looks {rule.schedule.cron!r} in {rule.schedule.timezone}")
    return "; ".join(parts)
