"""Run one report twice, around one added claim and one withdrawn source, and write both pages: `make report-demo`.

    python scripts/report_demo.py FOLDER

Everything in it is invented. The database is one of its own, in a folder that is deleted in the end.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

import tertius
from tertius import logs
from tertius.answers import Answers
from tertius.catalog.catalogue import Catalogue
from tertius.graph.connect import Target, open_async_driver, open_driver
from tertius.graph.migrate import migrate
from tertius.graph.read import Reader
from tertius.graph.write import Writer
from tertius.loading.undoing import undo
from tertius.reports.compute import ComputedReport
from tertius.reports.plan_files import READY, look_at
from tertius.reports.render import FORMS
from tertius.reports.running import Running
from tertius.reports.runs import Needless, Runs
from tertius_loaders.claims import load_folder

HARBOUR = Path(tertius.__file__).parents[2] / "cypher" / "graphs" / "harbour"
NO_ENTITIES = "id,type,name\n"
HEAD = "claim_id,subject,kind,object,role,when,hedge,locator,note\n"
BROADSHEET = (
    "b1,harbour:fay,LEADS,harbour:petrel,owner,2019/..,,p. 2,The broadsheet has Fay Nolan own the Petrels since 2019\n"
    "b2,harbour:fay,MEMBER_OF,harbour:dockers,,2019/..,reported,p. 2,The broadsheet counts her among the dockers\n"
)
LETTER = (
    "l1,harbour:cleo,LEADS,harbour:skua,lieutenant,2019-03/..,,first page,"
    "The letter calls Cleo Marsh a lieutenant of the Skuas since March 2019\n"
)


def two_runs(target: Target, folder: Path) -> tuple[ComputedReport, ComputedReport]:
    """Run *Weekly brokers and commanders*, add a claim and withdraw a source, and run it again.

    Parameters
    ----------
    target
        An empty database with its schema.
    folder
        Where the sources' folders are written.
    """
    with open_driver(target) as driver:
        load_folder(HARBOUR, driver, target.database)
        load_folder(_source(folder, "broadsheet", "The Harbour Broadsheet", BROADSHEET), driver, target.database)
        first = asyncio.run(_run(target, Writer(driver, target.database)))
        load_folder(_source(folder, "letter", "A letter from the quay", LETTER), driver, target.database)
        undo("broadsheet:1", driver, target.database)
        return first, asyncio.run(_run(target, Writer(driver, target.database)))


def _source(folder: Path, name: str, title: str, claims: str) -> Path:
    root = folder / name
    root.mkdir(parents=True)
    (root / "source.yaml").write_text(f"id: {name}\ntitle: {title}, an invented example\npublished: 2020-07-01\n")
    (root / "entities.csv").write_text(NO_ENTITIES)
    (root / "claims.csv").write_text(HEAD + claims)
    return root


async def _run(target: Target, writer: Writer) -> ComputedReport:
    catalogue = Catalogue.load()
    plan = look_at(READY / "weekly-brokers.yaml", catalogue).plan
    assert plan is not None  # noqa: S101 - it comes with Tertius
    async with open_async_driver(target, pool_size=4) as driver:
        reader = Reader(driver, target.database)
        running = Running(Runs(writer), Answers(catalogue, reader), reader, catalogue)
        held = await running.begin(plan, {})
        assert not isinstance(held, Needless)  # noqa: S101 - it is asked for, not due
        return await running.compute(plan, held)


def main(folder: Path) -> None:
    """Write both pages to a folder, on a database of their own."""
    from tertius.cli.session import target_of
    from tertius.embedded import EmbeddedServer
    from tertius.settings import Settings

    logs.configure("warning")
    with tempfile.TemporaryDirectory(prefix="tertius-report-demo-") as own:
        settings = Settings(data_dir=Path(own) / "data", embedded_bolt_port=0, embedded_http_port=0)
        server = EmbeddedServer.from_settings(settings, brief=True)
        print("Starting an embedded Neo4j of its own …", file=sys.stderr)
        target = target_of(server.start())
        try:
            with open_driver(target) as driver:
                migrate(driver, target.database)
            reports = two_runs(target, Path(own) / "sources")
        finally:
            server.stop()
    folder.mkdir(parents=True, exist_ok=True)
    for report in reports:
        for ending in ("html", "md", "json"):
            (folder / f"{report.run}.{ending}").write_bytes(FORMS[ending].render(report))
    difference = reports[1].difference
    print(difference.sentence if difference else "")
    print(f"Wrote {folder.resolve() / f'{reports[1].run}.html'}, and the run before it beside it.")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "report-demo"))
