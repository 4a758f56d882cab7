"""``tertius decide``: write a decision into a folder of one's own, and load it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tertius.cli.deciding import opened
from tertius.cli.session import read_settings
from tertius.errors import InputError, NotFoundError, QuarantinedError, TertiusError
from tertius.wording import quoted

if TYPE_CHECKING:
    from tertius.cli.plugins import OwnDecisions, OwnRow
    from tertius.settings import Settings


@click.group()
def decide() -> None:
    """Decide over the sources: who is who, which name shows, what a claim counts as.

    A decision is a row in decisions.csv of a claims folder of your own, with who
    decided, when and why. It is written and loaded in one step, changes nothing
    that a source said, survives every load, and can be taken back.
    """


@dataclass(frozen=True)
class _Asked:
    """What every decision is made with."""

    why: str = ""
    who: str | None = None
    when: str | None = None
    folder: Path | None = None
    load: bool = True
    settings: "Settings" = field(default_factory=read_settings)

    @property
    def by(self) -> str:
        """Who decides.

        Raises
        ------
        InputError
            If nobody is named.
        """
        who = self.who or self.settings.who
        if not who or not who.strip():
            raise InputError(
                "Nobody is named who decides",
                where="--who",
                next_step='Say who: --who "A. Analyst", or once for all: TERTIUS_WHO.',
            )
        return who.strip()

    @property
    def place(self) -> Path:
        """The folder to write into."""
        return self.folder or self.settings.decisions_dir or self.settings.data_dir / "decisions"


def _options(*, made: bool = True) -> "Callable[[Callable[..., None]], Callable[..., None]]":
    """Give a command the options of every decision, as one argument."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def called(*, load: bool, folder: Path | None, **given: Any) -> None:  # noqa: ANN401 - click's
            asked = {name: given.pop(name) for name in ("who", "when", "why") if name in given}
            command(asked=_Asked(load=load, folder=folder, **asked), **given)

        options = [
            click.option(
                "--folder",
                type=click.Path(path_type=Path, file_okay=False),
                help="The claims folder to write into  [default: TERTIUS_DECISIONS_DIR, else `decisions` in the data "
                "folder]",
            ),
            click.option("--load/--no-load", default=True, help="Load it at once, or only write it, unchecked."),
        ]
        if made:
            options = [
                click.option("--why", required=True, help="For what reason."),
                click.option("--who", metavar="NAME", help="Who decides  [default: TERTIUS_WHO]"),
                click.option("--when", metavar="YYYY-MM-DD", help="On which day  [default: today]"),
                *options,
            ]
        for option in reversed(options):
            called = option(called)
        return called

    return decorate


@decide.command()
@click.argument("left")
@click.argument("right")
@_options()
def same(left: str, right: str, asked: _Asked) -> None:
    """Decide that the entities LEFT and RIGHT are one."""
    _decide(asked, {"kind": "same", "left": left, "right": right})


@decide.command("not-same")
@click.argument("left")
@click.argument("right")
@_options()
def not_same(left: str, right: str, asked: _Asked) -> None:
    """Decide that the entities LEFT and RIGHT are two, whatever others decide."""
    _decide(asked, {"kind": "not_same", "left": left, "right": right})


@decide.command("prefer-name")
@click.argument("entity")
@click.argument("name")
@_options()
def prefer_name(entity: str, name: str, asked: _Asked) -> None:
    """Decide that ENTITY is shown as NAME, one of the names that claims give it."""
    _decide(asked, {"kind": "prefer_name", "left": entity, "value": name})


@decide.command()
@click.argument("claim")
@_options()
def confirm(claim: str, asked: _Asked) -> None:
    """Decide that CLAIM holds: it counts as stated without a hedge."""
    _decide(asked, {"kind": "confirm", "left": claim})


@decide.command()
@click.argument("claim")
@_options()
def reject(claim: str, asked: _Asked) -> None:
    """Decide that CLAIM does not hold: nothing rests on it any more."""
    _decide(asked, {"kind": "reject", "left": claim})


@decide.command()
@click.argument("claim")
@click.argument("part", type=click.Choice(["when", "role", "hedge", "polarity", "value", "note"]))
@click.argument("value")
@_options()
def correct(claim: str, part: str, value: str, asked: _Asked) -> None:
    """Decide that a PART of CLAIM should read VALUE."""
    _decide(asked, {"kind": "correct", "left": claim, "field": part, "value": value})


@decide.command()
@click.argument("decision")
@_options(made=False)
def undo(decision: str, asked: _Asked) -> None:
    """Take back DECISION, by its id: its row keeps the day on which you did.

    `tertius decisions` lists the ids.
    """
    today = date.today()

    def change(own: "OwnDecisions") -> "tuple[OwnRow, str]":
        row = own.standing(decision)
        if row is None:
            raise NotFoundError(
                f"No decision {decision[:80]!r} stands in this folder.",
                where=quoted(own.path),
                next_step="`tertius decisions --standing` lists those that stand; --folder names another folder.",
            )
        own.take_back(row, today)
        row = next(one for one in own.rows if one.line == row.line)
        return row, f"Took back line {row.line} of {quoted(own.path)}: {_said(row)}."

    if not asked.place.exists():
        raise NotFoundError(
            "There is no folder of decisions.",
            where=quoted(asked.place),
            next_step="Name the folder that the decision came from: --folder.",
        )
    _write(asked, change, who=asked.settings.who or "someone")


def _decide(asked: _Asked, said: Mapping[str, str]) -> None:
    """Write a decision into the folder and load it, unless it is refused."""
    who, today = asked.by, date.today()
    row = {**said, "who": who, "when": asked.when or today.isoformat(), "why": asked.why}

    def change(own: "OwnDecisions") -> "tuple[OwnRow, str]":
        before = {one.decision.id: one for one in own.rows if one.decision.undone is None}
        added = own.add(row)
        old = before.get(added.decision.id)
        if old is not None:
            own.take_back(old, today)
            return added, f"Line {added.line} of {quoted(own.path)} takes the place of line {old.line}: {_said(old)}."
        return added, f"Wrote line {added.line} of {quoted(own.path)}."

    _write(asked, change, who=who, row=row)


def _said(row: "OwnRow") -> str:
    decision = row.decision
    more = f", {decision.field or 'name'} {decision.value!r}" if decision.value else ""
    return f"{decision.kind} of {row.about}{more}, by {decision.who} on {decision.when}"


def _write(
    asked: _Asked,
    change: "Callable[[OwnDecisions], tuple[OwnRow, str]]",
    *,
    who: str,
    row: dict[str, str] | None = None,
) -> None:
    """Change the file as asked and load it; where it is to be loaded it is tried on a copy first."""
    from tertius.cli.plugins import deciding_loader

    settings = asked.settings
    loader = deciding_loader()
    if not asked.load:
        with loader.own_decisions(asked.place, who=who, patience=settings.turn_wait_s) as own:
            _, told = change(own)
            own.save()
        _tell([told, f"Nothing was checked or loaded. To load it: tertius load claims {quoted(own.folder)}"])
        return
    with opened(settings) as work:
        if row is not None:
            row |= work.resolved(row)
        with loader.own_decisions(asked.place, who=who, patience=settings.turn_wait_s) as own:
            followed = work.follow(own)
            changed, told = change(own)
            before = work.state(changed.decision)
            work.attempt(own, changed)
            own.save()
            try:
                report = work.load(own.folder)
            except TertiusError:
                # Nobody shall have decided without knowing, neither by a file that counts later, nor in a graph whose
                # file says nothing.
                held = work.holds(changed.decision)
                if held is False:
                    try:
                        own.restore()
                        _tell([f"Nothing was decided: {quoted(own.path)} is as it was."], err=True)
                    except TertiusError as kept:  # the error that led here is the one that ends the command
                        _tell([told, f"{kept.what}. {kept.next_step}"], err=True)
                elif held:
                    _tell([*followed, told, "The graph has it; what rests on it may wait for the next load."], err=True)
                else:
                    waits = f"waits in the file, and counts from the next decision or load of {quoted(own.folder)}."
                    _tell([*followed, told, f"It is not known whether it is loaded. If not, it {waits}"], err=True)
                raise
        _tell([*followed, told])
        work.tell(own, changed, report, before, folder=asked.folder)
    if report.bad_rows:
        raise QuarantinedError(
            f"{report.bad_rows} of {report.rows} rows of {quoted(own.folder)} were set aside; the rest is loaded",
            where=quoted(report.quarantine),
            next_step="Correct the rows there or in the folder, and load it again.",
        )


def _tell(lines: Sequence[str], *, err: bool = False) -> None:
    """Print sentences that name files: a path that is cut in two can neither be read nor copied."""
    for line in lines:
        click.echo(line, err=err)
