"""Networks out of the database: the sample, the folder with decisions, and random worlds of three sources."""

import csv
import math
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

from choosing import chosen
from tertius.graph.connect import Target
from tertius.graph.read import Reader
from tertius.graph.write import Writer
from tertius.measures.selection import NETWORKS
from tertius.model.dates import Bounds
from tertius.networks.select import UNION, SelectedNetwork
from tertius_loaders.claims import load_folder
from tertius_loaders.samples import sample_path

pytestmark = pytest.mark.anyio

Holding = Callable[[str | Path], Target]
TODAY = datetime.now(UTC).date() + timedelta(days=1)  # tomorrow: a run over midnight shows nothing else


def stored(writer: Writer) -> dict[str, float]:
    rows = writer.rows("MATCH ()-[t]->() WHERE t.id IS NOT NULL RETURN t.id AS id, t.likelihood AS p")
    return {row["id"]: row["p"] for row in rows}


def edges(found: SelectedNetwork) -> dict[tuple[str, str], set[frozenset[str]]]:
    """Return each edge's alternatives as ids of ties."""
    network = found.network
    return {
        (network.ids[network.sources[edge]], network.ids[network.targets[edge]]): {
            frozenset(network.ties[tie].id for tie in clause) for clause in network.clauses[edge]
        }
        for edge in range(network.m)
    }


# --- a world of three sources -----------------------------------------------------------------------------------------

SEEDS = (11, 12)
HEDGES = ("stated", "reported", "believed", "suspected", "possible", "rumoured")
DATES = ("", "2005", "2005-06/..", "2008-03", "2004/2006", "2006/2009", "2009-05-01/2010-02-28", "2007/..", "/2007")
PEOPLE = [f"w:p{number}" for number in range(14)]
ORGANIZATIONS = {
    **{f"w:g{number}": "group" for number in range(4)},
    **{f"w:u{number}": "unit" for number in range(4)},
    "w:s": "state",
    "w:c": "category",
    "w:x": "",
}


def several_sources(seed: int, folder: Path) -> list[Path]:
    """Write three folders that speak of the same ties: b repeats a, and c decides over all three."""
    rng = random.Random(seed)  # noqa: S311
    organizations = list(ORGANIZATIONS)
    units = [name for name, kind in ORGANIZATIONS.items() if kind == "unit"]
    pool = {("PART_OF", unit, above) for unit in units for above in rng.sample(organizations, 2) if unit != above}
    pool |= {("PART_OF", "w:u0", "w:u1"), ("PART_OF", "w:u1", "w:g0"), ("PART_OF", "w:u1", "w:u0")}  # a circle
    for person in PEOPLE:
        pool |= {(rng.choice(("LEADS", "MEMBER_OF", "FOUNDED")), person, rng.choice(organizations)) for _ in range(5)}
        other = rng.choice([one for one in PEOPLE if one != person])
        pool.add((rng.choice(("KIN_OF", "ASSOCIATE_OF", "ALLIED_WITH", "OPPOSED")), person, other))
    for one in organizations:
        for other in rng.sample([name for name in organizations if name != one], 2):
            pool.add((rng.choice(("ALLIED_WITH", "ALLIED_WITH", "OPPOSED")), one, other))
    listed = sorted(pool)
    folders = []
    for source, more in (("a", "reliability: C"), ("b", "derived_from: [a]\nreliability: A"), ("c", "")):
        path = folder / source
        path.mkdir(parents=True)
        folders.append(path)
        (path / "source.yaml").write_text(f"id: {source}\ntitle: {source}\npublished: 2012-01-01\n{more}\n")
        _table(
            path / "entities.csv",
            ["id", "type", "name", "kind", "countries"],
            [
                *([one, "Person", f"{one} by {source}", "", rng.choice(("", "ML", "DZ;ML"))] for one in PEOPLE),
                *([one, "Organization", one, kind, ""] for one, kind in ORGANIZATIONS.items()),
            ],
        )
        claims = []
        for number, (kind, start, end) in enumerate(rng.sample(listed, len(listed) * 2 // 3)):
            polarity = "denies" if rng.random() < 0.1 else ""
            grade = rng.choice(("", "", "", "2", "5", "6"))
            claims.append([f"t{number}", start, kind, end, rng.choice(DATES), polarity, rng.choice(HEDGES), grade])
        _table(
            path / "claims.csv",
            ["claim_id", "subject", "kind", "object", "when", "polarity", "hedge", "credibility"],
            claims,
        )
    decided = [
        ["same", "w:p0", "w:p1", "", ""],
        ["same", "w:g2", "w:g3", "", ""],
        *(["reject", f"{source}#t{number}", "", "", ""] for source, number in (("a", 1), ("b", 2), ("c", 3))),
        *(["confirm", f"{source}#t{number}", "", "", ""] for source, number in (("a", 4), ("c", 5))),
        *(["correct", f"a#t{number}", "", "polarity", "denies"] for number in (6, 7, 8)),
        *(["correct", f"b#t{number}", "", "polarity", "asserts"] for number in range(9, 20)),
        ["correct", "c#t10", "", "hedge", "rumoured"],
        ["correct", "c#t11", "", "when", "2003/.."],
    ]
    rows = [
        [kind, left.removeprefix("c#"), right, what, value, "A. Analyst", "2013-01-01", "tried"]
        for kind, left, right, what, value in decided
    ]
    _table(folders[-1] / "decisions.csv", ["kind", "left", "right", "field", "value", "who", "when", "why"], rows)
    return folders


def _table(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


@pytest.fixture(scope="module", params=SEEDS)
def folders(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return several_sources(request.param, tmp_path_factory.mktemp("several"))


@pytest.fixture
def world(folders: list[Path], throwaway: Any, reader: Reader) -> Reader:  # noqa: ANN401 - of the top conftest
    """Give a reader on a random world of three sources."""
    if throwaway.holds != str(folders):
        throwaway.empty()
        for folder in folders:
            assert not load_folder(folder, throwaway.driver, throwaway.target.database).bad_rows
        throwaway.holds = str(folders)
    return reader


FILTERS: tuple[tuple[dict[str, Any], ...], ...] = (
    (
        {},
        {"as_of": date(2005, 6, 1)},
        {"as_of": date(2008, 3, 15)},
        {"from_day": date(2006, 1, 1), "to_day": date(2007, 12, 31)},
        {"from_day": date(2009, 1, 1)},
        {"to_day": date(2005, 1, 31)},
    ),
    ({"dates": "possible"}, {"dates": "certain"}),
    ({"min_likelihood": 0.0}, {"min_likelihood": 0.5}, {"min_likelihood": 0.85}),
    ({"level": "group"}, {"level": "unit"}),
    ({}, {"sources_in": ["a"]}, {"sources_in": ["b", "c"]}, {"sources_out": ["a", "b"]}),
    ({}, {"kinds": ["LEADS", "MEMBER_OF", "FOUNDED"]}, {"kinds": ["LEADS"]}),
)
Choice = tuple[str, dict[str, Any]]


def every_pair(seed: int) -> list[Choice]:
    """Return networks and filters such that every two of them occur together: some 30 of 3,456 ways to choose."""
    rng = random.Random(seed)  # noqa: S311
    ways = list(product(range(len(NETWORKS)), *(range(len(one)) for one in FILTERS)))
    rng.shuffle(ways)
    pairs = {way: frozenset(combinations(enumerate(way), 2)) for way in ways}
    missing = set().union(*pairs.values())
    taken = []
    while missing:
        best = max(ways, key=lambda way: len(pairs[way] & missing))
        missing -= pairs[best]
        taken.append(best)
    return [
        (
            NETWORKS[network],
            {name: value for one, at in zip(FILTERS, way, strict=True) for name, value in one[at].items()},
        )
        for network, *way in taken
    ]


def fitting(network: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters that a network has."""
    if network not in ("people", "organizations"):
        return asked
    kinds = {"kinds": ["KIN_OF" if network == "people" else "ALLIED_WITH", "OPPOSED"]} if "kinds" in asked else {}
    out = ("kinds", "level") if network == "people" else ("kinds",)
    return {name: value for name, value in asked.items() if name not in out} | kinds


@pytest.fixture(
    scope="module",
    params=["harbour", sample_path("mali_2013"), Path(__file__).parents[1] / "two_sources"],
    ids=["harbour", "mali_2013", "two_sources"],
)
def graph(request: pytest.FixtureRequest) -> str | Path:
    """Give a graph of the project; of the module, so that the tests of one graph follow each other."""
    given: str | Path = request.param
    return given


def same(one: SelectedNetwork, other: SelectedNetwork) -> None:
    assert edges(one) == edges(other)
    assert one.network.ids == other.network.ids
    assert {tie.id: (tie.voices, tie.bounds) for tie in one.network.ties} == {
        tie.id: (tie.voices, tie.bounds) for tie in other.network.ties
    }
    assert one.digest == other.digest
    assert one.memberships == other.memberships
    assert one.network.names == other.network.names
    assert one.network.columns == other.network.columns
    assert one.reliability == other.reliability


async def test_choosing_in_memory_is_choosing_in_the_graph(
    world: Reader, folders: list[Path], request: pytest.FixtureRequest
) -> None:
    sizes: dict[str, list[int]] = {network: [] for network in NETWORKS}
    plain: list[Choice] = [(network, {}) for network in NETWORKS]
    for network, asked in plain + every_pair(SEEDS.index(request.node.callspec.params["folders"])):
        mine = fitting(network, asked)
        now = await chosen(world, network, **mine)
        then = await chosen(world, network, **mine, known_at=TODAY)
        same(now, then)
        sizes[network].append(now.network.m)
    for network, found in sizes.items():
        assert sum(size > 0 for size in found) >= 0.4 * len(found), f"These worlds show nothing of {network}."
        assert sum(found) > 20


@pytest.mark.parametrize("network", NETWORKS)
async def test_the_same_on_graphs_of_the_project(
    holding: Holding, reader: Reader, network: str, graph: str | Path
) -> None:
    holding(graph)
    for asked in (
        {},
        {"min_likelihood": 0.2, "dates": "certain"},
        {"as_of": "2012-06-01"},
        {"as_of": "2019-05-15", "min_likelihood": 0.9},
        {"from_day": "2019-01-01", "to_day": "2019-03-31", "dates": "certain"},
    ):
        mine = fitting(network, asked)
        now = await chosen(reader, network, **mine)
        same(now, await chosen(reader, network, **mine, known_at=TODAY))


# --- voices -----------------------------------------------------------------------------------------------------------


def adds_up(found: SelectedNetwork, likelihoods: dict[str, float]) -> int:
    for tie in found.network.ties:
        together = 1.0 - math.prod(1.0 - p for _, p in tie.voices)
        assert together == pytest.approx(likelihoods[tie.id], abs=1e-9), tie.id
    assert found.unsettled == 0
    return len(found.network.ties)


async def test_voices_add_up_to_each_tie_s_likelihood(
    holding: Holding, reader: Reader, writer: Writer, graph: str | Path
) -> None:
    holding(graph)
    likelihoods = stored(writer)
    seen = 0
    for network in NETWORKS:
        seen += adds_up(await chosen(reader, network, min_likelihood=0.0), likelihoods)
    assert seen


async def test_voices_add_up_with_several_sources_and_decisions(world: Reader, writer: Writer) -> None:
    likelihoods = stored(writer)
    seen = several = 0
    for network in NETWORKS:
        found = await chosen(world, network, min_likelihood=0.0)
        seen += adds_up(found, likelihoods)
        several += sum(len(tie.voices) > 1 for tie in found.network.ties)
        assert {root for tie in found.network.ties for root, _ in tie.voices} <= {"a", "c"}, "b only repeats a"
        assert set(found.reliability.items()) <= {("a", "C")}, "a is graded C; that b is graded A makes it no better"
    assert seen > 50
    assert several > 10


async def test_only_sources_that_are_left_in_have_a_voice(world: Reader) -> None:
    for network in NETWORKS:
        found = await chosen(world, network, min_likelihood=0.0, sources_in=["c"])
        assert {root for tie in found.network.ties for root, _ in tie.voices} == {"c"}


async def test_a_decided_folder(holding: Holding, reader: Reader) -> None:
    # Of four claims that Ali leads the crew one is rejected (stated), one is a rumour (.25), one a denial, and one that
    # was merely possible was confirmed: it counts as stated, .95. The other tie is graded doubtful: 4 is .30.
    holding(Path(__file__).parents[1] / "two_sources")
    found = await chosen(reader, "people_organizations", min_likelihood=0.0)
    assert {tie.id.partition(":")[0]: tie.voices for tie in found.network.ties} == {
        "LEADS": (("two-sources", 0.95),),
        "MEMBER_OF": (("two-sources", 0.3),),
    }
    assert found.reliability == {"two-sources": "B"}
    assert found.memberships == {"two-sources:ali": ("two-sources:crew",)}
    assert found.network.directed
    assert (found.network.ids, found.network.names) == (
        ("two-sources:ali", "two-sources:crew"),
        ("Ali", "The Crew"),
    )
    assert found.network.columns["type"] == ("Person", "Organization")
    assert found.network.columns["kind"] == (None, "group")


# --- the harbour, worked out by hand in its README --------------------------------------------------------------------


async def test_groups_of_the_harbour(holding: Holding, reader: Reader) -> None:
    holding("harbour")
    found = await chosen(reader, "people_by_organization")
    assert found.memberships is not None
    groups = {person.removeprefix("harbour:"): orgs for person, orgs in found.memberships.items()}
    assert {person: {org.removeprefix("harbour:") for org in orgs} for person, orgs in groups.items()} == {
        "ada": {"tern", "gull", "skua"},
        "bo": {"tern"},
        "cleo": {"tern", "gull"},
        "dag": {"gull", "skua"},
        "eli": {"skua", "petrel"},
        "fay": {"skua"},
        "gil": {"tern", "customs"},
        "hana": {"gull"},
        "ines": {"petrel"},
    }
    assert not found.network.directed
    assert "harbour:dockers" not in found.network.ids


async def test_who_shares_with_nobody_is_an_isolate(holding: Holding, reader: Reader) -> None:
    # On 2018-06-01 the Terns have Bo and Cleo, the Gulls Dag and Hana, the Skuas Dag alone.
    holding("harbour")
    people = await chosen(reader, "people_by_organization", as_of="2018-06-01", min_likelihood=0.95)
    assert set(people.network.ids) == {"harbour:bo", "harbour:cleo", "harbour:dag", "harbour:hana"}
    groups = await chosen(reader, "organizations_by_people", as_of="2018-06-01")
    assert set(groups.network.ids) == {"harbour:tern", "harbour:gull", "harbour:skua"}
    assert [(a, b) for a, b in edges(groups)] == [("harbour:gull", "harbour:skua")]
    assert groups.notes == ("1 of the 3 nodes has a membership that the selection lets in, and no edge.",)
    assert UNION not in people.notes
    assert UNION in (await chosen(reader, "people_by_organization")).notes
    assert groups.memberships is None


async def test_every_tie_has_its_own_dates(holding: Holding, reader: Reader, writer: Writer) -> None:
    # The Night Watch's PART_OF among them: undated, so that it is certain on no day.
    holding("harbour")
    found = await chosen(reader, "people_organizations")
    part = next(tie for tie in found.network.ties if tie.id.startswith("PART_OF:"))
    assert part.bounds == Bounds()
    leads = next(tie for tie in found.network.ties if tie.id == "LEADS:9cc7d6663c4126ca7b93")
    assert leads.bounds == Bounds(date(2018, 1, 1), date(2018, 12, 31), date(2020, 6, 30), date.max), "Bo, the Terns"


# --- a source left out ------------------------------------------------------------------------------------------------


async def test_who_counts_for_a_group_by_nobody_left_in_is_in_none(
    throwaway: Any,  # noqa: ANN401 - of the top conftest
    reader: Reader,
    tmp_path: Path,
) -> None:
    throwaway.empty()
    said = {"one": [["c1", "w:p", "LEADS", "w:u"]], "two": [["c1", "w:u", "PART_OF", "w:g"]]}
    for source, claims in said.items():
        folder = tmp_path / source
        folder.mkdir()
        (folder / "source.yaml").write_text(f"id: {source}\ntitle: {source}\n")
        listed = [["w:p", "Person"], ["w:u", "Organization"], ["w:g", "Organization"]]
        _table(folder / "entities.csv", ["id", "type"], listed)
        _table(folder / "claims.csv", ["claim_id", "subject", "kind", "object"], claims)
        load_folder(folder, throwaway.driver, throwaway.target.database)
    for known_at in (None, TODAY):
        every = await chosen(reader, "people_organizations", known_at=known_at)
        assert set(edges(every)) == {("w:p", "w:g")}
        left = await chosen(reader, "people_organizations", sources_out=["two"], known_at=known_at)
        assert edges(left) == {}, "The unit is part of the group, whoever is left out; and nobody left in says so."


async def test_a_digest_is_of_what_is_said(holding: Holding, reader: Reader) -> None:
    holding("harbour")
    one = await chosen(reader, "people_by_organization")
    assert one.digest == (await chosen(reader, "people_by_organization")).digest
    assert one.digest != (await chosen(reader, "people_by_organization", min_likelihood=0.6)).digest
