"""Decisions read back: who decided what, and whether it counts where decisions meet, or what they are about is gone."""

from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import copytree

import pytest

from catalogued import CATALOGUE
from tertius.errors import InputError, NotFoundError
from tertius.graph.connect import Driver, Target
from tertius.graph.read import Reader
from tertius.loading.undoing import undo
from tertius.records.decisions import DecisionRecord
from tertius.records.look_ups import Records
from tertius.records.sentences import ruled
from tertius_loaders.claims import load_folder

pytestmark = pytest.mark.anyio

Decide = Callable[..., str]
TWO_SOURCES = Path(__file__).parents[1] / "two_sources"
HEAD = "kind,left,right,field,value,who,when,why"


@pytest.fixture
def decide(empty_db: Target, driver: Driver, tmp_path: Path) -> Decide:
    """Load the folder with decisions. Give a function that loads decisions beside it and returns their run."""

    def load(source: str, *rows: str) -> str:
        folder = tmp_path / source
        folder.mkdir(exist_ok=True)
        (folder / "source.yaml").write_text(f"id: {source}\ntitle: Decisions\n")
        (folder / "entities.csv").write_text("id,type\n")
        (folder / "claims.csv").write_text("claim_id,subject,kind\n")
        (folder / "decisions.csv").write_text("\n".join([HEAD, *rows]) + "\n")
        report = load_folder(folder, driver, empty_db.database, complete=True, quarantine=tmp_path / "bad.csv")
        assert report.bad_rows == 0, report.bad
        assert report.run_id is not None
        return report.run_id

    load_folder(TWO_SOURCES, driver, empty_db.database)
    return load


@pytest.fixture
def records(reader: Reader, target: Target) -> Records:
    """Give the look-ups on what the database holds."""
    return Records(reader)


@pytest.fixture
def two(records: Records, two_sources: Reader) -> Records:
    """Give the look-ups on the folder with decisions."""
    return records


async def about(records: Records, text: str) -> Sequence[DecisionRecord]:
    return (await records.decisions.page(about=text)).items


async def test_a_joined_entity_says_which_decision_joined_it(two: Records) -> None:
    for id_ in ("two-sources:ali", "two-sources:ali-bis"):
        (joined,) = (await two.entity(id_)).decisions
        assert (joined.kind, joined.left, joined.right) == ("same", "two-sources:ali", "two-sources:ali-bis")
        assert (joined.who, joined.when, joined.why) == ("A. Analyst", "2020-02-01", "one birth date")
        assert (joined.left_name, joined.right_name) == ("Ali", "Ali the Younger")
        assert (joined.status, joined.source_id) == ("stands", "two-sources")
        assert list(await about(two, id_)) == [joined]
    assert (await two.entity("two-sources:crew")).decisions == []


async def test_the_latest_come_first_page_by_page(two: Records) -> None:
    whole = await two.decisions.page()
    assert [(one.kind, one.when, one.claim) for one in whole.items] == [
        ("confirm", "2020-02-03", "two-sources#c4"),
        ("reject", "2020-02-02", "two-sources#c1"),
        ("same", "2020-02-01", None),
    ]
    pages = [await two.decisions.page(limit=2, offset=offset) for offset in (0, 2, 4)]
    assert [one for page in pages for one in page.items] == whole.items
    assert {page.total for page in (whole, *pages)} == {3}
    assert [one.kind for one in (await two.decisions.page(kind="reject")).items] == ["reject"]
    with pytest.raises(NotFoundError, match="There is no source 'nobody'"):
        await two.decisions.page(source="nobody")
    assert await two.decisions.one(whole.items[1].id) == whole.items[1]
    with pytest.raises(NotFoundError):
        await two.decisions.one("0" * 24)
    with pytest.raises(InputError):
        await two.decisions.page(limit=0)
    with pytest.raises(NotFoundError):
        await about(two, "two-sources:nobody")


@pytest.mark.parametrize("order", [("one", "two"), ("two", "one")])
async def test_of_decisions_that_meet_it_is_said_which_counts(
    records: Records, decide: Decide, order: tuple[str, str]
) -> None:
    rows = {
        "one": (
            "correct,two-sources#c2,,role,emir,A,2020-03-01,first reading",
            "correct,two-sources#c2,,hedge,suspected,A,2020-03-01,weak",
            "confirm,two-sources#c1,,,,A,2020-03-01,seen",
            "prefer_name,two-sources:ali,,,Ali,A,2020-03-01,short",
        ),
        "two": (
            "correct,two-sources#c2,,role,deputy,B,2020-03-02,second reading",
            "confirm,two-sources#c2,,,,B,2020-03-02,seen",
            "prefer_name,two-sources:ali-bis,,,Ali the Younger,B,2020-03-02,there are two",
        ),
    }
    for source in order:
        decide(source, *rows[source])

    corrected = await about(records, "two-sources#c2")
    found = {(one.kind, one.field, one.value): one for one in corrected}
    deputy, confirmed = found["correct", "role", "deputy"], found["confirm", None, None]
    assert (deputy.status, confirmed.status) == ("stands", "stands")
    for overruled, by in ((("correct", "role", "emir"), deputy), (("correct", "hedge", "suspected"), confirmed)):
        assert (found[overruled].status, found[overruled].overruled_by) == ("overruled", by.id)
    # The claim says the same: what counts is in force, and it weighs accordingly.
    claim = await records.claim("two-sources#c2")
    assert {ruling.id: ruling.in_force for ruling in claim.rulings} == {
        one.id: one.status == "stands" for one in corrected
    }
    assert claim.likelihood == 0.95

    rejected = {one.kind: one for one in await about(records, "two-sources#c1")}
    assert (rejected["reject"].status, rejected["confirm"].status) == ("stands", "overruled")
    assert rejected["confirm"].overruled_by == rejected["reject"].id

    names = {one.value: one for one in await about(records, "two-sources:ali") if one.kind == "prefer_name"}
    assert (await records.entity("two-sources:ali")).name == "Ali the Younger"
    assert (names["Ali the Younger"].status, names["Ali"].status) == ("stands", "overruled")
    assert names["Ali"].overruled_by == names["Ali the Younger"].id


async def test_what_is_taken_back_counts_no_more_and_the_other_does_again(
    records: Records, decide: Decide, driver: Driver
) -> None:
    decide("one", "prefer_name,two-sources:ali,,,Ali,A,2020-03-01,short")
    run = decide("two", "prefer_name,two-sources:ali,,,Ali the Younger,B,2020-03-02,there are two")
    undo(run, driver)
    names = {one.value: one.status for one in await about(records, "two-sources:ali") if one.kind == "prefer_name"}
    assert names == {"Ali": "stands", "Ali the Younger": "undone"}
    standing = await records.decisions.page(standing=True, kind="prefer_name")
    assert [one.value for one in standing.items] == ["Ali"]
    assert [one.value for one in (await records.decisions.page(standing=False)).items] == ["Ali the Younger"]


async def test_a_decision_waits_for_what_is_gone(
    records: Records, decide: Decide, driver: Driver, target: Target, tmp_path: Path
) -> None:
    decide("one", "prefer_name,two-sources:ali,,,Ali the Younger,B,2020-03-02,there are two")
    less = tmp_path / "less"
    copytree(TWO_SOURCES, less)
    claims = (less / "claims.csv").read_text().splitlines(keepends=True)
    (less / "claims.csv").write_text("".join(line for line in claims if not line.startswith(("c1,", "c5,"))))
    (less / "entities.csv").write_text((less / "entities.csv").read_text().replace("Ali the Younger", "Ali the Second"))
    decisions = (less / "decisions.csv").read_text()
    (less / "decisions.csv").write_text(decisions.replace("reject,c1,", "reject,two-sources#c1,"))
    assert load_folder(less, driver, target.database, complete=True, yes=True).bad_rows == 0
    (confirmed,) = await about(records, "two-sources#c4")
    (rejected,) = await about(records, "two-sources#c1")
    names = [one for one in await about(records, "two-sources:ali") if one.kind == "prefer_name"]
    assert [one.status for one in (confirmed, rejected, *names)] == ["stands", "waits", "waits"]
    assert rejected.overruled_by is None
    assert load_folder(TWO_SOURCES, driver, target.database).bad_rows == 0
    assert [one.status for one in await about(records, "two-sources#c1")] == ["stands"]
    assert {one.status for one in await about(records, "two-sources:ali")} == {"stands"}


async def test_what_was_ruled_reads_the_same_in_cypher_and_here(
    records: Records, decide: Decide, reader: Reader
) -> None:
    decide(
        "one",
        "correct,two-sources#c2,,role,,A,2020-03-01,not said",
        'correct,two-sources#c2,,when,2019-05,A,2020-03-02,"a month, by p2"',
        "confirm,two-sources#c2,,,,A,2020-03-03,seen",
    )
    claim = await records.claim("two-sources#c2")
    catalogue = CATALOGUE
    for question, params in (
        ("evidence/of_tie", {"tie_id": claim.tie_id}),
        ("evidence/of_entity", {"entity_id": "two-sources:ali"}),
    ):
        asked = catalogue[question]
        rows = (await reader.run(asked.cypher, asked.validate_params(params))).rows
        (row,) = [row for row in rows if row["claim_id"] == claim.id]
        assert row["decisions"] == [ruled(ruling) for ruling in claim.rulings]
        assert row["decisions"] == [
            "role corrected to nothing by A on 2020-03-01: not said",
            "when corrected to 2019-05 by A on 2020-03-02: a month, by p2",
            "confirmed by A on 2020-03-03: seen",
        ]
