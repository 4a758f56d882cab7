"""What `tertius decide` asks of the database: whose ids are meant, whether a decision holds, and what it changed."""

import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.cli.session import assumptions_of, database, room_of
from tertius.errors import InputError

if TYPE_CHECKING:
    from tertius.answers import Answers
    from tertius.cli.plugins import OwnDecisions, OwnRow
    from tertius.graph.connect import Driver, Target
    from tertius.loading.loader import BadRow
    from tertius.loading.report import LoadReport
    from tertius.model.decisions import Decision
    from tertius.records.decisions import DecisionRecord
    from tertius.records.look_ups import Records
    from tertius.settings import Settings


@contextmanager
def opened(settings: "Settings") -> Iterator["Deciding"]:
    """Give the database to decide over, its schema up to date."""
    from tertius.graph.connect import open_driver
    from tertius.graph.migrate import migrate

    with database(settings) as target, open_driver(target) as driver:
        migrate(driver, target.database)
        yield Deciding(settings, target, driver)


@dataclass(frozen=True)
class Deciding:
    """The database that is decided over.

    Attributes
    ----------
    settings, target, driver
        Where it is, and an open driver.
    """

    settings: "Settings"
    target: "Target"
    driver: "Driver"

    def resolved(self, row: Mapping[str, str]) -> dict[str, str]:
        """Return the cells of a row in which what a person typed becomes what the file says: ids.

        A claim is called by its source's key; for a name to show, the entity is the one that stands for it.

        Raises
        ------
        NotFoundError
            Nothing has that name.
        """
        from tertius.cli.asking import ask
        from tertius.model.decisions import ABOUT_CLAIMS, DecisionKind
        from tertius.records.sentences import claim_name
        from tertius.wording import printable

        async def find(_: "Answers", records: "Records") -> dict[str, str]:
            if row["kind"] in ABOUT_CLAIMS:
                key = await records.claim_key(row["left"], where="CLAIM")
                return {"left": claim_name(await records.claim(key))}
            ends = {end: await records.entity(row[end]) for end in ("left", "right") if row.get(end)}
            for entity in ends.values():
                if entity.named:
                    click.echo(printable(entity.named), err=True)
            if row["kind"] == DecisionKind.PREFER_NAME:
                return {"left": ends["left"].canonical_id}
            return {end: entity.id for end, entity in ends.items()}

        return ask(self.target, self.settings, find)

    def follow(self, own: "OwnDecisions") -> list[str]:
        """Bring the file in line with the graph where a load of it was undone; return what was done, in sentences."""
        from tertius.graph.transaction import transact
        from tertius.graph.write import Writer
        from tertius.loading.decisions import taken_back

        writer = Writer(self.driver, self.target.database)
        undone = transact(writer, lambda tx: taken_back(tx, own.source))
        today = date.today()
        return [
            f"As `tertius runs undo` left it, line {row.line} "
            f"{'is taken back in the file now, too' if row.decision.undone else 'stands again in the file, too'}."
            for row in own.follow(undone, today)
        ]

    def attempt(self, own: "OwnDecisions", changed: "OwnRow") -> None:
        """Refuse a change that a load would set aside, before the file is written.

        Raises
        ------
        InputError
            With the reason of the load.
        """
        from tertius.cli.plugins import loader
        from tertius.graph.write import Writer
        from tertius.loading.batches import BATCH_CLAIMS
        from tertius.loading.look_ahead import look_ahead

        bad: list[BadRow] = []
        with own.tried() as copy:
            look_ahead(
                loader("claims").open(copy),
                Writer(self.driver, self.target.database),
                assumptions_of(self.settings),
                complete=False,
                set_aside=bad.append,
                size=BATCH_CLAIMS,
                progress=lambda _: None,
            )
        for row in bad:
            if row.file == own.path.name and row.line == changed.line:
                raise InputError(
                    f"{row.reason}.",
                    where=f"{row.column} {row.value[:80]!r}" if row.value else row.column,
                    next_step=f"{row.next_step} Nothing was written.",
                )

    def load(self, folder: Path) -> "LoadReport":
        """Load the folder."""
        from tertius.cli.plugins import loader
        from tertius.loading.loading import load

        return load(
            loader("claims").open(folder),
            self.driver,
            self.target.database,
            quarantine=Path(f"{folder.resolve().name}.quarantine.csv"),
            assumptions=assumptions_of(self.settings),
            room=room_of(self.settings),
        )

    def holds(self, decision: "Decision") -> bool | None:
        """Return whether the graph holds a decision as it is now; None if it does not answer."""
        from tertius.cli.asking import ask
        from tertius.errors import NotFoundError, TertiusError

        try:
            there = ask(self.target, self.settings, lambda _, records: records.decisions.one(decision.id))
        except NotFoundError:
            return False
        except TertiusError:
            return None
        undone = decision.undone.isoformat() if decision.undone else None
        said = (decision.who, decision.when.isoformat(), decision.why, decision.value, undone)
        return said == (there.who, there.when, there.why, there.value or "", there.undone)

    def state(self, decision: "Decision") -> dict[str, str]:
        """Return what a decision can change, in words: what its entities show, or what its claim weighs."""
        from tertius.cli.asking import ask
        from tertius.errors import NotFoundError

        async def look(_: "Answers", records: "Records") -> dict[str, str]:
            try:
                return await _state(records, decision)
            except NotFoundError:
                return {}  # refused in a moment, with what to do

        return ask(self.target, self.settings, look)

    def tell(
        self,
        own: "OwnDecisions",
        changed: "OwnRow",
        report: "LoadReport",
        before: Mapping[str, str],
        *,
        folder: Path | None,
    ) -> None:
        """Say what a decision changed, whether it counts, and how to take it back."""
        from tertius.cli.asking import ask
        from tertius.cli.record_lines import decision_lines, wrapped_lines

        id_ = changed.decision.id
        record: DecisionRecord = ask(self.target, self.settings, lambda _, records: records.decisions.one(id_))
        lines = list(decision_lines(record, "  • "))
        after = self.state(changed.decision)
        for what in {**before, **after}:
            if before.get(what) != after.get(what):
                lines += wrapped_lines("    ", f"{what}: {before.get(what, '–')} → {after.get(what, '–')}")
        if (derived := report.derived) is not None:
            lines += wrapped_lines(
                "",
                f"Loaded as {report.run_id}. Ties: {derived.made} made, {derived.changed} changed, {derived.removed} "
                f"removed. Entities changed: {derived.profiles}.",
            )
        there = ["--folder", str(folder)] if folder else []
        if record.undone is None:
            lines.append(f"To take it back: {shlex.join(['tertius', 'decide', 'undo', id_, *there])}")
        for line in lines:
            click.echo(line)


async def _state(records: "Records", decision: "Decision") -> dict[str, str]:
    if not decision.about_claim:
        ends = [await records.entity(end) for end in (decision.left, decision.right) if end]
        found: dict[str, str] = {}
        for end in ends:
            shown = await records.entity(end.canonical_id)
            found[f"{end.id} is shown as"] = f"{shown.name} ({shown.id})"
            found[f"ties of {end.id}"] = str(shown.ties)
        return found
    claim = await records.claim(decision.left)
    weight = {f"likelihood of {claim.source_id}#{claim.record}": f"{claim.likelihood:g}"}
    if claim.tie_id is None:
        return weight
    from tertius.errors import NotFoundError

    try:
        tie = await records.tie(claim.tie_id)
    except NotFoundError:
        return weight
    name = f"{tie.start.name} {tie.kind} {tie.end.name}"
    return {**weight, f"likelihood of {name}": f"{tie.likelihood:g}"}
