"""What a measure refuses before it reads a network: names of nothing, and spans without a day."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tertius_loaders
from catalogued import CATALOGUE
from tertius.answers import Answers
from tertius.errors import NotFoundError, UndefinedError
from tertius.graph.connect import Driver, Target
from tertius.graph.read import Reader
from tertius.records.known_ids import claim_keys, sources_named
from tertius_loaders.claims import load_folder

pytestmark = pytest.mark.anyio

SAMPLE = Path(tertius_loaders.__file__).parent / "samples" / "mali_2013"
HAMAHA = "mali-2013:omar-ould-hamaha"
RECORD = "hamaha-leads-mujao"  # a claim_id of the sample's claims.csv


@pytest.fixture
def answers(holding: Callable[[str | Path], Target], reader: Reader) -> Answers:
    holding(SAMPLE)
    return Answers(CATALOGUE, reader)


@pytest.fixture
def sources(empty_db: Target, driver: Driver, tmp_path: Path) -> list[str]:
    """Give twelve sources; the record ``c1`` is of every one, ``own-s03`` of the fourth alone, and so on."""
    ids = [f"s{number:02}" for number in range(12)]
    for source in ids:
        folder = tmp_path / source
        folder.mkdir()
        (folder / "source.yaml").write_text(f"id: {source}\ntitle: {source}\n")
        _table(folder / "entities.csv", ["id", "type"], [["w:p", "Person"], ["w:q", "Person"], ["w:g", "Organization"]])
        rows = [["c1", "w:p", "LEADS", "w:g"], [f"own-{source}", "w:q", "MEMBER_OF", "w:g"]]
        _table(folder / "claims.csv", ["claim_id", "subject", "kind", "object"], rows)
        assert not load_folder(folder, driver, empty_db.database).bad_rows
    return ids


def _table(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def figures(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in ("what", "before", "after")} for row in rows]


# --- claims that are left out -----------------------------------------------------------------------------------------


async def test_a_claim_goes_by_its_id_its_key_or_its_sources_own_record(answers: Answers, driver: Driver) -> None:
    found, _, _ = driver.execute_query(
        "MATCH (c:Claim {record: $record}) RETURN c.id AS id, c.key AS key, c.tie_id AS tie_id", record=RECORD
    )
    claim_id, key, tie_id = found[0]["id"], found[0]["key"], found[0]["tie_id"]
    assert claim_id != key
    # The brief says once that he commands MUJAO: with that fall the edges all of whose alternatives need this tie.
    network = "organizations_by_people"
    edges = (await answers.ask(f"networks/{network}", {})).rows
    lost = [edge for edge in edges if all(tie_id in way.split() for way in edge["alternatives"])]
    assert lost
    results = []
    for named in ([claim_id], [key], [RECORD], [RECORD, key, claim_id]):
        answer = await answers.ask("what_if/without", {"network": network, "without_claims": named, "worlds": 0})
        counted = next(row for row in answer.rows if row["what"] == "edges")
        assert (counted["before"], counted["after"]) == (len(edges), len(edges) - len(lost))
        results.append(figures(answer.rows))
    assert all(result == results[0] for result in results)


async def test_a_claim_that_is_not_there_is_named(answers: Answers) -> None:
    for named in ("hamaha-leads-mujoa", "0" * 24, f"{'0' * 24}.1", HAMAHA):
        with pytest.raises(NotFoundError) as refused:
            await answers.ask("what_if/without", {"without_claims": [RECORD, named], "worlds": 0})
        assert refused.value.where == "without_claims"
        assert named in refused.value.what
        assert "key" in refused.value.next_step


async def test_a_record_that_several_sources_have_names_no_one_claim(
    sources: list[str], reader: Reader, driver: Driver
) -> None:
    found, _, _ = driver.execute_query("MATCH (c:Claim) RETURN c.record AS record, c.source_id AS source, c.key AS key")
    keys = {(row["source"], row["record"]): row["key"] for row in found}
    assert {source for source, record in keys if record == "c1"} == set(sources)
    with pytest.raises(NotFoundError, match="12 sources have a claim 'c1'") as refused:
        await claim_keys(reader, ["own-s03", "c1"], where="without_claims")
    assert refused.value.where == "without_claims"
    assert f"{keys['s00', 'c1']} of s00" in refused.value.next_step
    # The key tells them apart, and a record that one source has is its claim.
    given = ["own-s03", keys["s05", "c1"], "own-s11", "own-s03"]
    wanted = [keys["s03", "own-s03"], keys["s05", "c1"], keys["s11", "own-s11"]]
    assert await claim_keys(reader, given, where="without_claims") == wanted
    assert await claim_keys(reader, [], where="without_claims") == []


# --- sources in and out -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sources_in", "sources_out"])
async def test_a_source_that_is_not_there_is_named_with_those_that_are(answers: Answers, name: str) -> None:
    with pytest.raises(NotFoundError, match="no source 'mali-2031'") as refused:
        await answers.ask("centrality/degree", {name: ["mali-2013", "mali-2031"], "worlds": 0})
    assert refused.value.where == name
    assert "mali-2013" in refused.value.next_step


async def test_sources_that_are_there_are_let_in_and_left_out(answers: Answers) -> None:
    every = await answers.ask("centrality/degree", {"worlds": 0})
    only = await answers.ask("centrality/degree", {"sources_in": ["mali-2013"], "worlds": 0})
    none = await answers.ask("centrality/degree", {"sources_out": ["mali-2013"], "worlds": 0})
    assert [row["degree"] for row in only.rows] == [row["degree"] for row in every.rows] != []
    assert none.rows == []


async def test_at_most_ten_sources_are_named(sources: list[str], reader: Reader) -> None:
    assert await sources_named(reader, sources, where="sources_in") == [(source, None) for source in sources]
    with pytest.raises(NotFoundError) as refused:
        await sources_named(reader, ["s11", "s12"], where="sources_in")
    assert "'s12'" in refused.value.what
    assert ", ".join(sources[:10]) in refused.value.next_step
    assert "s10" not in refused.value.next_step
    assert "2 others" in refused.value.next_step


# --- days -------------------------------------------------------------------------------------------------------------


async def test_a_span_that_ends_before_it_begins_is_not_defined(answers: Answers) -> None:
    backwards = {"from_day": "2012-12-31", "to_day": "2012-01-01", "worlds": 0}
    with pytest.raises(UndefinedError, match="The span ends before it begins") as refused:
        await answers.ask("centrality/degree", backwards)
    assert refused.value.where == "from_day, to_day"
    assert refused.value.status == 409
    # A single day goes before a span; and a span of one day has one.
    day = await answers.ask("centrality/degree", {**backwards, "as_of": "2012-06-01"})
    assert day.rows == (await answers.ask("centrality/degree", {"as_of": "2012-06-01", "worlds": 0})).rows
    one_day = {"from_day": "2012-06-01", "to_day": "2012-06-01", "worlds": 0}
    assert (await answers.ask("centrality/degree", one_day)).rows == day.rows


# --- kinds that a network does not have -------------------------------------------------------------------------------


async def test_kinds_of_which_a_network_has_none_are_refused_and_a_part_of_them_is_noted(answers: Answers) -> None:
    given = {"network": "people_by_organization", "worlds": "0"}
    with pytest.raises(UndefinedError, match="has no ties of the kind ALLIED_WITH") as refused:
        await answers.ask("centrality/degree", given | {"kinds": "ALLIED_WITH"})
    assert refused.value.where == "kinds"
    assert "MEMBER_OF" in refused.value.next_step
    answer = await answers.ask("centrality/degree", given | {"kinds": ["LEADS", "ALLIED_WITH"]})
    assert answer.network is not None
    assert any("no ties of the kind ALLIED_WITH" in note for note in answer.network.notes)
