"""``tertius report``: reports as files, their runs, and what a run found."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.cli.number_options import Whole
from tertius.cli.reporting import delivered, delivered_again, delivering_of, desk_on, plans_of, refuse_nowhere, runs_on
from tertius.cli.session import read_settings
from tertius.cli.told import tell
from tertius.errors import ConflictError, InputError
from tertius.wording import quoted

if TYPE_CHECKING:
    from datetime import datetime

    from tertius.graph.connect import Target
    from tertius.reports.compute import ComputedReport, Progress
    from tertius.reports.plan import ReportPlan, Value
    from tertius.reports.render import Form
    from tertius.reports.runs import Needless, ReportRun, Runs
    from tertius.settings import Settings

_FORMATS = ("html", "md", "json", "csv", "xlsx", "docx", "pdf")

_SET = click.option(
    "--set",
    "values",
    multiple=True,
    metavar="NAME=VALUE",
    help="What the report is about, such as group=mali-2013:aqim.",
)


def _form_options(command: click.Command) -> click.Command:
    """Add the options that say how a report is written, and where."""
    command.params += [
        click.Option(
            ["--format", "format_"], type=click.Choice(_FORMATS), help="How to write it  [default: by --output]"
        ),
        click.Option(
            ["--output"],
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Write to this file instead of the terminal.",
        ),
    ]
    return command


@click.group()
def report() -> None:
    """Several questions at once, kept as they were answered, on one page.

    Your own reports are files in a folder; `tertius report new NAME` starts one.
    """


@report.command()
@click.argument("name", required=False)
@click.option("--like", default="weekly-brokers", show_default=True, help="The report to start from.")
@click.option("--schema", is_flag=True, help="Print the JSON schema of such files, for an editor.")
@_SET
def new(name: str | None, *, like: str, schema: bool, values: Sequence[str]) -> None:
    """Start a report of your own, NAME being small letters, digits and hyphens."""
    from tertius.reports.plan import NAME_OF_A_REPORT
    from tertius.reports.plan import schema as schema_of_plans

    if schema:
        import json

        click.echo(json.dumps(schema_of_plans(), indent=2))
        return
    if name is None:
        raise click.UsageError("Give the report a NAME.")
    import re

    from tertius.reports.plan_files import write_plan

    if not re.fullmatch(NAME_OF_A_REPORT, name):
        raise InputError(
            f"A report cannot be called {name[:80]!r}.",
            where="NAME",
            next_step="Use small letters, digits and hyphens, such as weekly-brokers.",
        )
    plans = plans_of(read_settings())
    text = write_plan(plans.path(like).read_text(encoding="utf-8"), like, _given(values))
    path = plans.folder / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ConflictError(
            f"There is a report {name} of yours already.",
            where=quoted(path),
            next_step="Change it, or take another name.",
        ) from None
    tell(f"Wrote {quoted(path)}. Change it, then: tertius report check {quoted(name)}")


@report.command()
@click.argument("names", nargs=-1, metavar="[NAME|FILE]...")
def check(names: Sequence[str]) -> None:
    """Say what is wrong with reports, line by line; without NAME, with all.

    Questions and parameters are held against the catalogue; no database is needed.
    """
    from tertius.cli.asking import catalogue
    from tertius.reports.plan_files import look_at

    plans = plans_of(read_settings())
    paths = [Path(name) if name.endswith(".yaml") else plans.path(name) for name in names] or [*plans.paths().values()]
    wrong = 0
    for path in paths:
        looked = look_at(path, catalogue())
        wrong += len(looked.faults)
        for fault in looked.faults:
            click.echo(f"{fault.where}: {fault.what} {fault.next_step}".rstrip())
        if looked.plan is not None:
            click.echo(f"{path.stem}: {_described(looked.plan)}")
    if wrong:
        sys.exit(InputError.exit_code)


@report.command(name="list")
@click.argument("name", required=False)
@click.option("--limit", default=20, show_default=True, type=Whole(1, 500), help="Maximum runs.")
def list_(name: str | None, *, limit: int) -> None:
    """List the reports that there are, and their latest runs."""
    settings = read_settings()
    plans = plans_of(settings)
    if name is None:
        for known, path in plans.paths().items():
            click.echo(f"{known}  {quoted(path)}")
        click.echo()
    with runs_on(settings) as (_, runs):
        page = runs.page(name, limit=limit)
    for run in page.items:
        click.echo(_line(run))
        for line in delivered(run.deliveries):
            click.echo(f"    {line}")
    if not page.items:
        tell(f"No run is kept. Run one: tertius report run {quoted(name or 'weekly-brokers')}")
    elif page.total > len(page.items):
        tell(f"There are {page.total - len(page.items):,} more: --limit {min(page.total, 500)}")


@_form_options
@report.command()
@click.argument("run_id", metavar="RUN")
def show(run_id: str, *, format_: str | None, output: Path | None) -> None:
    """Write what RUN found, such as weekly-brokers.12; a report's name is its latest run.

    It goes to the terminal as Markdown, or to --output as its name ends.
    """
    _form_of(format_, output)
    with runs_on(read_settings()) as (_, runs):
        run_id = _latest(runs, run_id)
        run, found = runs.get(run_id), runs.read(run_id)
    _write(found, format_, output)
    for line in delivered(run.deliveries):
        click.echo(line, err=True)


@report.command()
@click.argument("run_id", metavar="RUN")
def deliver(run_id: str) -> None:
    """Deliver what RUN found, such as weekly-brokers.12, where its report's file says now; again, if it was before."""
    from tertius.errors import DeliveryError

    settings = read_settings()
    plan = plans_of(settings).get(run_id.rpartition(".")[0] or run_id)
    refuse_nowhere(plan)
    with runs_on(settings) as (_, runs):
        runs.read(run_id)
        lines, failures = delivered_again(settings, runs, run_id, "run", plan)
    for line in lines:
        click.echo(line)
    if failures:
        sys.exit(DeliveryError.exit_code)


@_form_options
@report.command()
@click.argument("one", metavar="RUN")
@click.argument("other", metavar="RUN")
def diff(one: str, other: str, *, format_: str | None, output: Path | None) -> None:
    """Say what changed between two runs of a report, and what accounts for it.

    Which is named first does not matter. It prints sentences with names and ids;
    with --format or --output it writes the later run as it would have been had it
    been compared with the other one. A report's name is its latest run.
    """
    _form_of(format_, output)
    found = _compared(read_settings(), one, other)
    if format_ or output:
        _write(found, format_, output)
        return
    from tertius.cli.changed_lines import changed_lines
    from tertius.reports.render.document import lay_out

    for line in changed_lines(lay_out(found)):
        click.echo(line)


def _compared(settings: "Settings", one: str, other: str) -> "ComputedReport":
    """Return the later of two runs, with what changed since the other."""
    import asyncio

    async def inside(target: "Target", runs: "Runs") -> "ComputedReport":
        first, second = sorted((runs.read(_latest(runs, each)) for each in (one, other)), key=lambda run: run.began)
        async with desk_on(settings, target, runs) as desk:
            return second.model_copy(update={"difference": await desk.running.difference(first, second)})

    with runs_on(settings) as (target, runs):
        return asyncio.run(inside(target, runs))


def _latest(runs: "Runs", run_id: str) -> str:
    """Return a run's id; of a report's name, that of its latest run that is done."""
    if "." in run_id:
        return run_id
    done = [run for run in runs.page(run_id, limit=500).items if run.status == "done"]
    return done[0].id if done else run_id


@_form_options
@report.command()
@click.argument("name")
@_SET
@click.option("--if-due", is_flag=True, help="Only the run that was due last, unless it happened; for cron and timers.")
@click.option("--deliver", is_flag=True, help="Deliver it where its file says; what is due always is.")
def run(
    name: str, *, values: Sequence[str], if_due: bool, deliver: bool, format_: str | None, output: Path | None
) -> None:
    """Run the report NAME now and keep what it finds.

    It prints three sentences of it, or the whole report with --format or --output.
    """
    from tertius.reports.checking import inputs_of
    from tertius.reports.running import last_due
    from tertius.reports.runs import Needless

    settings = read_settings()
    plan = plans_of(settings).get(name)
    given = _given(values)
    # Before a server is started for a mistake.
    _form_of(format_, output)
    inputs_of(plan, given)
    found, deliveries = _run(settings, plan, given, last_due(plan) if if_due else None, deliver=deliver or if_due)
    for line in deliveries:
        click.echo(line[0].upper() + line[1:], err=True)
    if isinstance(found, Needless):
        tell(found.why)
    elif format_ or output:
        _write(found, format_, output)
    else:
        from tertius.reports.render.sentences import sentences

        for sentence in sentences(found):
            tell(sentence, first="- ", others="  ")
        tell(f"Kept as {found.run}. Read it: tertius report show {quoted(found.run)} --output {quoted(found.run)}.html")


def _run(
    settings: "Settings",
    plan: "ReportPlan",
    given: "Mapping[str, Value]",
    due: "datetime | None",
    *,
    deliver: bool,
) -> "tuple[ComputedReport | Needless, list[str]]":
    """Run a report on the database of the settings, with a bar on a terminal, and deliver it."""
    import asyncio
    from datetime import UTC, datetime

    from tertius.reports.runs import Needless

    async def inside(target: "Target", runs: "Runs") -> "ComputedReport | Needless":
        async with desk_on(settings, target, runs) as desk:
            begun = await desk.running.begin(plan, given, due=due)
            if isinstance(begun, Needless):
                return begun
            with _bar(len(plan.sections)) as told:
                return await desk.running.compute(plan, begun, told, deliver=deliver)

    with runs_on(settings) as (target, runs):
        found = asyncio.run(inside(target, runs))
        if not deliver:
            return found, []
        # what is due and happened is delivered, too, if that has not succeeded yet
        known = found.run.id if isinstance(found, Needless) and found.run else None
        run_id = known if isinstance(found, Needless) else found.run
        if run_id is None:
            return found, []
        asyncio.run(delivering_of(settings, runs).deliver(lambda: datetime.now(UTC), run_id))
        return found, delivered(runs.get(run_id).deliveries)


@contextmanager
def _bar(sections: int) -> "Iterator[Callable[[Progress], None]]":
    """Give what shows how far a run is: a bar on a terminal, nothing elsewhere."""
    with click.progressbar(length=sections, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def tell(progress: "Progress") -> None:
            bar.label = progress.title
            bar.update(progress.done - bar.pos)

        yield tell


def _given(values: Sequence[str]) -> "dict[str, Value]":
    """Return inputs by name from NAME=VALUE; a name that is given again has a list."""
    found: dict[str, list[str]] = {}
    for one in values:
        name, equals, value = one.partition("=")
        if not equals:
            raise InputError(
                f"{one!r} is not NAME=VALUE.", where="--set", next_step="Write --set group=mali-2013:aqim."
            )
        found.setdefault(name.strip(), []).append(value.strip())
    return {name: [*several] if len(several) > 1 else several[0] for name, several in found.items()}


def _form_of(format_: str | None, output: Path | None) -> "Form":
    """Return the format that was asked for, or the one that a file's name ends in."""
    from tertius.reports.render import FORMS

    name = format_ or (output.suffix.removeprefix(".").lower() if output else "md")
    for known, form in FORMS.items():
        if known == name:
            if output is None and not form.is_text and sys.stdout.isatty():
                raise InputError(
                    f"A .{name} file is no text for a terminal.",
                    where=f"--format {name}",
                    next_step=f"Name a file for it: --output report.{name}.",
                )
            form.check()
            return form
    raise InputError(
        f"No report is written as {name!r}.",
        where=quoted(output or "--format"),
        next_step=f"Use --format, or a file that ends in .{', .'.join(FORMS)}.",
    )


def _write(found: "ComputedReport", format_: str | None, output: Path | None) -> None:
    made = _form_of(format_, output).render(found)
    if output is None:
        click.echo(made, nl=False)
        return
    try:
        output.write_bytes(made)
    except OSError as error:
        raise InputError(
            f"The file cannot be written: {error.strerror or error}.",
            where=quoted(output),
            next_step="Name a file in a folder that can be written to.",
        ) from error
    click.echo(f"Wrote {found.run} to {output}.", err=True)


def _described(plan: "ReportPlan") -> str:
    """Return what a report asks and when, in one line."""
    from tertius.wording import counted

    needs = [name for name, one in plan.inputs.items() if one.value is None]
    parts = [counted(len(plan.sections), "section")]
    if plan.schedule:
        parts.append(f"due {plan.schedule.cron!r} in {plan.schedule.timezone}")
    if needs:
        parts.append(f"needs {', '.join(needs)}")
    return "; ".join(["right", *parts])


def _line(run: "ReportRun") -> str:
    """Return a run in one line."""
    from tertius.wording import text_of

    about = "".join(f"  {name}={text_of(value)}" for name, value in run.inputs.items())
    due = f"  due {run.due:%Y-%m-%d %H:%M}" if run.due else ""
    state = f"{run.sections_done} of {run.sections}" if run.status == "running" else ""
    why = f"  {run.problem.what}" if run.problem else ""
    return f"{run.id}  {run.started:%Y-%m-%d %H:%M}  {run.status} {state}".rstrip() + due + about + why
