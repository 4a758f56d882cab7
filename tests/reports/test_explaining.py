"""Why scores changed, worked out by hand on ten people."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from catalogued import CATALOGUE
from tertius.answers import Answer, Answers
from tertius.graph.read import Reader
from tertius.records.tables import CurrentTables
from tertius.reports.difference import MeasureDifference
from tertius.reports.explaining import Explaining, explain
from tertius_loaders.claims import load_folder

pytestmark = pytest.mark.anyio

PEOPLE = "id,type,name\n" + "".join(f"p{number},Person,Person {number}\n" for number in range(1, 11))
HEAD = "claim_id,subject,kind,object,hedge\n"
FIRST = "a12,p1,KIN_OF,p2,\na23,p2,KIN_OF,p3,\na34,p3,KIN_OF,p4,\n"


@pytest.fixture
def folder(throwaway: Any, tmp_path: Path) -> Any:  # noqa: ANN401 - of the top conftest
    """Give a function that loads an edition of a source whole."""
    throwaway.empty()

    def load(source: str, claims: str, decisions: str = "", entities: str = PEOPLE) -> None:
        root = tmp_path / source
        root.mkdir(exist_ok=True)
        (root / "source.yaml").write_text(f"id: {source}\ntitle: The {source}\npublished: 2014-01-01\n")
        (root / "entities.csv").write_text(entities)
        (root / "claims.csv").write_text(HEAD + claims)
        if decisions:
            (root / "decisions.csv").write_text("kind,left,right,field,value,who,when,why\n" + decisions)
        report = load_folder(root, throwaway.driver, throwaway.target.database, complete=True, yes=True)
        assert not report.bad_rows

    return load


async def answered(reader: Reader, **params: object) -> tuple[Answer, datetime]:
    answer = await Answers(CATALOGUE, reader).ask("centrality/degree", {"network": "people", **params})
    return answer, datetime.now(UTC)


async def difference(
    reader: Reader, before: tuple[Answer, datetime], after: tuple[Answer, datetime]
) -> MeasureDifference:
    tables = await CurrentTables(reader).get()
    found = await explain(Explaining(reader, CATALOGUE, tables), before[0], after[0], before[1], after[1])
    assert found is not None
    return found


def shares(found: MeasureDifference) -> dict[str, dict[str, float]]:
    return {
        row.ids[0].removeprefix("log:"): {share.name: round(share.mean, 9) for share in row.shares if share.mean}
        for row in found.rows
    }


async def test_the_difference_of_ten_people_is_what_is_worked_out_by_hand(folder: Any, reader: Reader) -> None:  # noqa: ANN401
    folder("log", FIRST)
    before = await answered(reader, worlds=0)
    # p1–p5 is said by both, so that each accounts for half of it; p1–p6 by the book alone; p2–p3 is rejected.
    folder("log", FIRST + "a15,p1,KIN_OF,p5,\n")
    folder(
        "book",
        "b15,log:p1,KIN_OF,log:p5,\nb16,log:p1,KIN_OF,log:p6,\n",
        "reject,log#a23,,,,A,2020-01-01,misread\n",
        "id,type,name\n",
    )
    after = await answered(reader, worlds=0)
    found = await difference(reader, before, after)
    assert found.exact
    assert {group.name: group.edges for group in found.groups} == {"log:2": 1, "book:1": 2, "decisions book": 1}
    assert shares(found) == {
        "p1": {"book:1": 1.5, "log:2": 0.5},
        "p2": {"decisions book": -1.0},
        "p3": {"decisions book": -1.0},
        "p4": {},  # its rank alone is another
        "p5": {"book:1": 0.5, "log:2": 0.5},
        "p6": {"book:1": 1.0},
    }
    assert {row.ids[0]: row.change for row in found.rows}["log:p1"] == 2.0
    assert all(abs(row.method or 0.0) < 1e-9 for row in found.rows)
    assert all(share.tells == (share.mean != 0) for row in found.rows for share in row.shares)


async def test_an_unchanged_graph_gives_an_empty_difference(folder: Any, reader: Reader) -> None:  # noqa: ANN401
    folder("log", FIRST)
    before = await answered(reader)
    folder("other", "o1,o,KIN_OF,u,\n", entities="id,type,name\no,Person,O\nu,Person,U\n")
    folder("other", "", entities="id,type,name\no,Person,O\nu,Person,U\n")
    found = await difference(reader, before, await answered(reader))
    assert (found.groups, found.rows) == ([], [])


async def test_with_chance_the_shares_add_up(folder: Any, reader: Reader) -> None:  # noqa: ANN401
    folder("log", FIRST.replace(",\n", ",reported\n"))
    before = await answered(reader)
    folder("log", FIRST.replace(",\n", ",reported\n") + "a15,p1,KIN_OF,p5,suspected\n")
    after = await answered(reader)
    found = await difference(reader, before, after)
    assert {name for name, of in shares(found).items() if of} == {"p1", "p5"}
    for row in (row for row in found.rows if row.ids[0] in {"log:p1", "log:p5"}):
        assert sum(share.mean for share in row.shares) == pytest.approx(row.change)
        # half of the worlds have the tie; of 100 the share is within four standard errors
        assert row.shares[0].mean == pytest.approx(0.5, abs=0.2)
        assert row.shares[0].tells
        assert row.method is None or row.method == pytest.approx(0.0, abs=1e-9)


async def test_another_method_has_a_share_of_its_own(folder: Any, reader: Reader) -> None:  # noqa: ANN401
    folder("log", FIRST)
    answer, moment = await answered(reader, worlds=0)
    rows = [{**row, "expected": row["expected"] + 0.25} for row in answer.rows]
    earlier = answer.model_copy(update={"rows": rows, "version": 0})  # as an earlier version told the same claims
    folder("log", FIRST + "a15,p1,KIN_OF,p5,\n")
    found = await difference(reader, (earlier, moment), await answered(reader, worlds=0))
    told = {row.ids[0]: row.method for row in found.rows}
    assert told == {"log:p1": 0.25, "log:p2": 0.25, "log:p3": 0.25, "log:p4": 0.25, "log:p5": None}
    assert found.versions == ["version 0 then, version 1 now"]
    assert shares(found)["p1"] == {"log:2": 1.0}
